"""What an owner may need that others than the network look after: tax, workers, a quarrel at law, …"""

from intake.reading import Elsewhere
from intents.patterns import patterns_of

LONGEST = 120
"""A longer text is a story in which such things are mentioned (characters)."""


def elsewhere_in(clean: str) -> Elsewhere | None:
    """The first such thing that a short legible text names; None where it offers it, or names none."""
    patterns = patterns_of("elsewhere.txt")
    if len(clean) > LONGEST or patterns["not"].search(clean):
        return None
    return next((kind for kind in Elsewhere if patterns[kind].search(clean)), None)
