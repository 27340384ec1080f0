"""What of an owner's own words an organisation reads before it has accepted."""

from intents.handles import hide_pages
from intents.names import hide_names
from intents.phones import MASKED, mask

MASKED_AT_MOST = 500
"""Letters: enough to decide by, and the rest follows with the contact."""


def masked(text: str | None) -> str:
    """The words without what leads to a person: names, numbers, addresses and pages on the internet."""
    return hide_names(hide_pages(mask(text or ""), MASKED), MASKED)[:MASKED_AT_MOST]
