"""What people of a story hear."""

import re

from simulator.phones import Phone
from tests.stories.stage import Stage

LABEL = re.compile(r"\[([^\]]+)\]")


def expect(who: str, what: str, on: Stage) -> None:
    """The person hears this next, or `nothing`. Raises AssertionError with what they heard instead."""
    phone = on.phone(who)
    start = on.heard.get(who, 0)
    said = [(n, entry) for n, entry in enumerate(phone.chat) if n >= start and entry.who == "bot"]
    if what == "nothing":
        assert not said, f"expected silence, {who} heard:\n{transcript(phone, start)}"
        return
    labels = set(LABEL.findall(what))
    pattern = pattern_of(LABEL.sub("", what).strip())
    for n, entry in said:
        if pattern.search(entry.text) and labels <= set(entry.labels):
            on.heard[who] = n + 1
            return
    raise AssertionError(f"{who} did not hear that, but:\n{transcript(phone, start)}")


def expect_never(who: str, what: str, on: Stage) -> None:
    """Nothing of the kind was ever said to this person. Raises AssertionError where it was."""
    phone = on.phone(who)
    pattern = pattern_of(what)
    for entry in phone.chat:
        spoken = entry.who == "bot" and pattern.search(str(entry.message))
        assert not spoken, f"{who} was told {entry.text!r}"


def pattern_of(words: str) -> re.Pattern[str]:
    """The words of a script, `…` for any between them."""
    parts = [re.escape(part.strip()) for part in words.split("…")]
    return re.compile(".*".join(part for part in parts if part), re.DOTALL)


def transcript(phone: Phone, start: int = 0) -> str:
    """The end of what was said in this chat since `start`."""
    lines = [f"  {entry.who}: {entry.text!r} {entry.labels or ''}" for entry in phone.chat[start:]]
    return "\n".join(lines[-12:]) or "  (nothing)"
