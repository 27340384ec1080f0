"""What an officer's move is made from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from console.forms import Form
from console.officers import Officer
from network.cases import Refused
from storage.tables import CaseRow, HandoffRow


@dataclass(frozen=True)
class Doing:
    """The locked case (and handoff), what the officer filled in, and when."""

    session: Session
    case: CaseRow
    handoff: HandoffRow | None
    form: Form
    officer: Officer
    now: datetime

    @property
    def part(self) -> HandoffRow:
        """The handoff of a move that has one."""
        if self.handoff is None:
            raise Refused("move", self.case.status)
        return self.handoff
