"""What a short text asks about the service itself: what it costs, who is behind it, how long it takes."""

from intake.reading import Asked
from intents.patterns import patterns_of

LONGEST = 60
"""A longer text is a story with a question in it (characters)."""


def asked_in(clean: str) -> Asked | None:
    """The first thing that a legible text asks; None where it asks none of them."""
    patterns = patterns_of("asked.txt")
    if len(clean) > LONGEST or patterns[_STORY].search(clean):
        return None
    return next((asked for asked in Asked if patterns[asked].search(clean)), None)


_STORY = "story"
