"""What of an owner's message may be kept to learn from."""

import re
from collections.abc import Iterable

from intents.handles import hide_pages
from intents.names import hide_names
from intents.phones import MASKED, mask

_DIGIT = re.compile(r"\d")


def as_lesson(text: str, names: Iterable[str] = ()) -> str:
    """The text with everything hidden that leads to a person: names, numbers, addresses.

    `names` are those of the people whom it is about. Amounts and dates keep their shape with every digit a 0, which
    is all that learning looks at.
    """
    return _DIGIT.sub("0", hide_names(hide_pages(mask(text), MASKED), MASKED, names))
