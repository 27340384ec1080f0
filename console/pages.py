"""Every page of the staff, one blueprint per noun."""

from console.case_moves import case_moves
from console.cases import cases
from console.chats import chats
from console.counter import counter
from console.finding_help import finding_help
from console.home import home
from console.login import login

PAGES = (login, home, cases, case_moves, finding_help, counter, chats)
