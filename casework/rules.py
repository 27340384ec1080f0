"""The rules of time with the agency's own numbers."""

from collections.abc import Mapping
from contextlib import suppress
from typing import cast

from sqlalchemy.orm import Session

from network.deadlines import Rules
from storage import settings


def rules_of(session: Session) -> Rules:
    """The shipped rules with what the agency changed laid over them; read once in a session, like the calendar."""
    if settings.RULES not in session.info:
        session.info[settings.RULES] = rules_with(settings.rule_overrides(session))
    return cast(Rules, session.info[settings.RULES])


def rules_with(own: Mapping[str, Mapping[str, int]]) -> Rules:
    """What this release does not know or allow any more is left as shipped: it must not stop the clock."""
    rules = Rules()
    for name, numbers in own.items():
        with suppress(ValueError):
            rules = rules.with_overrides({name: numbers})
    return rules
