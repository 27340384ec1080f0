"""The rules of time with the agency's own numbers."""

from sqlalchemy.orm import Session

from network.deadlines import Rules
from storage import settings


def rules_of(session: Session) -> Rules:
    """The shipped rules with what the agency changed laid over them."""
    return Rules().with_overrides(settings.rule_overrides(session))
