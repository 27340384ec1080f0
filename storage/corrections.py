"""What staff put right: kept to learn from, for as long as the words are kept that it comes from."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.tables import CorrectionRow


def all_corrections(session: Session) -> Sequence[CorrectionRow]:
    """Person by person, each one's in the order of time."""
    return session.scalars(select(CorrectionRow).order_by(CorrectionRow.person_id, CorrectionRow.id)).all()
