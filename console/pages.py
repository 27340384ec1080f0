"""Every page of the staff, one blueprint per noun."""

from console.broadcasts import broadcasts
from console.calendar_days import calendar_days
from console.case_moves import case_moves
from console.cases import cases
from console.centres import centres
from console.chats import chats
from console.counter import counter
from console.deadlines import deadlines
from console.directory_files import directory_files
from console.finding_help import finding_help
from console.home import home
from console.inviting import inviting
from console.login import login
from console.organisations import organisations
from console.reports import reports
from console.stuck import stuck
from console.wording import wording

PAGES = (
    login,
    home,
    stuck,
    cases,
    case_moves,
    finding_help,
    counter,
    chats,
    directory_files,
    centres,
    organisations,
    inviting,
    broadcasts,
    calendar_days,
    deadlines,
    wording,
    reports,
)
