"""What staff put right, as messages to learn from."""

from collections.abc import Sequence

from intents.examples import Example
from intents.phones import MASKED
from network.needs import Need

_NEEDS = frozenset(Need)


def lesson(
    number: int, person: int | None, masked_text: str, understood: Sequence[str], meant: Sequence[str]
) -> Example | None:
    """The message with the needs that were meant; None when it teaches none, as when only the place was wrong.

    Owners who have no row, since they came to a counter, count as one person together.
    """
    needs = frozenset(Need(code) for code in meant if code in _NEEDS)
    text = masked_text.replace(MASKED, " ").strip()
    if not text or not needs or needs == _NEEDS.intersection(understood):
        return None
    return Example(
        id=f"correction-{number}", text=text, labels=needs, difficulty="correction", person=str(person or "unknown")
    )
