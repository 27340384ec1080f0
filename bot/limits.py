"""LINE's limits on what is sent, in one place, since LINE may change them (Messaging API reference, August 2026).

Text is counted in UTF-16 code units, labels in grapheme clusters; the SDK checks neither.
"""

from texts import checks

TEXT = 5_000
ALT_TEXT = 400
LABEL = checks.LABEL
CARD_LABEL = 40
DISPLAY_TEXT = 300
QUICK_REPLIES = 13
RECIPIENTS_A_CALL = 500
CALLS_A_SECOND = {
    "reply": 2_000,
    "push": 2_000,
    "multicast": 200,
    "profile": 2_000,
    "content": 2_000,
    "menu": 2_000,
}
"""By endpoint, for all that the bot does by itself. What an operator does (making rich menus, 100 an hour) may be
refused and is told so.
"""

FILE = 10 * 1024 * 1024
"""Bytes; of what people send, larger ones are not kept."""

WEBHOOK_BODY = 1 << 20
"""Bytes; LINE's own bodies are far smaller."""


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(text: str, most: int) -> str:
    """The text within `most` UTF-16 units, with an ellipsis where something was cut off."""
    if utf16_length(text) <= most:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: (most - 1) * 2].decode("utf-16-le", "ignore")
    return kept.rstrip() + "…"


def label(text: str, most: int = LABEL) -> str:
    """The label within `most` grapheme clusters: Thai vowels and tone marks above and below take no place."""
    while checks.clusters(text) > most:
        text = text[:-1].rstrip()
    return text
