"""A case is born: when the owner confirms in LINE, or when an officer enters it for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from casework import history, offers
from casework.history import Actor
from casework.masking import masked
from casework.telling import needs_of, tell_owner
from intake.conversation import Answers
from intake.saying import Say
from network.cases import CaseStatus
from network.deadlines import SOON
from network.fiscal import CaseNumber, fiscal_year
from network.needs import Need
from storage.database import straight
from storage.tables import AttachmentRow, BusinessRow, CaseNeedRow, CaseRow, MessageRow, PersonRow


@dataclass(frozen=True)
class Matter:
    """What a case is about and how its owner is reached, however it came in."""

    needs: Sequence[Need]
    province: str
    product: str | None = None
    text: str = ""
    told_in: Sequence[str] = ()
    name: str | None = None
    phone: str | None = None
    channel: str = "line"
    language: str = "th"

    @classmethod
    def from_answers(cls, answers: Answers, person: PersonRow) -> "Matter":
        return cls(
            needs=answers.needs,
            province=answers.province or "",
            product=answers.product,
            text=answers.text or "",
            told_in=answers.message_ids,
            name=person.display_name,
            phone=answers.phone or None,
            language=person.language,
        )


def open_case(session: Session, matter: Matter, person: PersonRow | None, by: Actor, now: datetime) -> CaseRow:
    """A new case with its number, offered at once to the best organisations; the owner is told who was asked."""
    case = _new_case(session, matter, person, now)
    number = Say("opened.number", {"number": case.number, "needs": needs_of(case)})
    # What opening asks the database does not depend on what it writes: that goes there in few steps.
    with session.no_autoflush:
        history.note(session, case, "open", CaseStatus.OPEN, by, now)
        if person is not None:
            _take_files(session, case, person)
        tell_owner(session, case, number, now=now)
        offers.offer_first(session, case, now)
    case.next_look_at = now + SOON
    return case


def _new_case(session: Session, matter: Matter, person: PersonRow | None, now: datetime) -> CaseRow:
    business = BusinessRow(
        person_id=person.id if person else None, product=matter.product, province=matter.province, at=now
    )
    case = CaseRow(
        person_id=person.id if person else None,
        business=business,
        channel=matter.channel,
        province=matter.province,
        product=matter.product,
        text=matter.text,
        masked_text=masked(matter.text),
        told_in=list(matter.told_in),
        contact_name=matter.name,
        contact_phone=matter.phone,
        language=matter.language,
        status=CaseStatus.OPEN,
        opened_at=now,
        needs=[CaseNeedRow(need=need) for need in matter.needs],
    )
    session.add(case)
    session.flush()
    # The row's own id is the serial: gaps are allowed, and no two openings can ever compete for a number.
    case.number = str(CaseNumber(fiscal_year(now), case.id))
    return case


def _take_files(session: Session, case: CaseRow, person: PersonRow) -> None:
    """Pictures sent while the matter was being told belong to it; earlier ones wait to be given to another case."""
    straight(session, _TAKE_FILES, {"of": person.id, "case": case.id, "told": list(case.told_in or ())})


_BEGUN = (
    select(func.min(MessageRow.at))
    .where(MessageRow.person_id == bindparam("of"), MessageRow.line_message_id.in_(bindparam("told", expanding=True)))
    .scalar_subquery()
)
_TAKE_FILES = (
    update(AttachmentRow)
    .where(AttachmentRow.person_id == bindparam("of"), AttachmentRow.case_id.is_(None))
    .where(AttachmentRow.at >= func.coalesce(_BEGUN, AttachmentRow.at))
    .values(case_id=bindparam("case"))
)
