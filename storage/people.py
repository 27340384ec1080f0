"""People in LINE, what they agreed to, and who they are besides."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, insert, select
from sqlalchemy.orm import Session

from storage.database import straight
from storage.messages import is_due
from storage.tables import ConsentRow, ConversationRow, MessageRow, PersonRow


def person_with_line_user(session: Session, line_user_id: str) -> PersonRow | None:
    return session.scalar(_PERSON, {"line_user_id": line_user_id})


_PERSON = select(PersonRow).where(PersonRow.line_user_id == bindparam("line_user_id"))


def meet(session: Session, line_user_id: str, now: datetime) -> tuple[PersonRow, ConversationRow, bool]:
    """The person behind a LINE user and their dialog, both made at first sight, and whether they may be owed anything
    that may go now; every turn asks for all three.

    The dialog is locked as by `conversation_of`.
    """
    row = session.execute(_PERSON_IN_DIALOG, {"line_user_id": line_user_id, "now": now}).first()
    if row is not None:
        return row.PersonRow, row.ConversationRow, bool(row.is_owed)
    person = person_with_line_user(session, line_user_id)
    was_known = person is not None
    if person is None:
        person = PersonRow(line_user_id=line_user_id, language="th", first_seen_at=now, wrong_codes=0)
        session.add(person)
        session.flush()
    # Whose dialog is forgotten may still be owed the news of it.
    return person, conversation_of(session, person, now), was_known


_IS_OWED = exists().where(*is_due(), MessageRow.person_id == PersonRow.id)
_PERSON_IN_DIALOG = (
    select(PersonRow, ConversationRow, _IS_OWED.label("is_owed"))
    .join(ConversationRow, ConversationRow.person_id == PersonRow.id)
    .where(PersonRow.line_user_id == bindparam("line_user_id"))
    .with_for_update(of=ConversationRow)
)


def conversation_of(session: Session, person: PersonRow, now: datetime) -> ConversationRow:
    """Where the person's dialog stands, locked and read afresh; a new one for a new person.

    A case that puts a question and the owner's own turn both write it, from transactions of their own.
    """
    row = session.scalar(_DIALOG, {"person_id": person.id})
    if row is None:
        row = ConversationRow(person_id=person.id, answers={}, changed_at=now, unclear=0)
        session.add(row)
    return row


_DIALOG = (
    select(ConversationRow)
    .where(ConversationRow.person_id == bindparam("person_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def record_consent(
    session: Session, person_id: int, purpose: str, given: bool, version: str, how: str, now: datetime
) -> None:
    said = {"person_id": person_id, "purpose": purpose, "given": given, "version": version, "how": how, "at": now}
    straight(session, _SAYS, said)


_SAYS = insert(ConsentRow)


def consents_of(session: Session, person_id: int) -> dict[str, bool]:
    """Purpose to whether it is agreed to now; a purpose never asked about is absent."""
    return {row.purpose: row.given for row in consent_rows(session, person_id)}


def consent_rows(session: Session, person_id: int) -> Sequence[ConsentRow]:
    """Every statement of consent, oldest first."""
    return session.scalars(_CONSENTS, {"person_id": person_id}).all()


_CONSENTS = select(ConsentRow).where(ConsentRow.person_id == bindparam("person_id")).order_by(ConsentRow.id)
