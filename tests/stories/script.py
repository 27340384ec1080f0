"""The script runner: reads a story of tests/conversations and plays it line by line.

    # a comment: what the story shows, in words
    given: provider, provider 2 for packaging in พัทลุง   joined to the organisations that matching would ask, in turn
    given: provider + provider 2 for packaging in พัทลุง   colleagues of one organisation
    given: officer for พัทลุง                              of the regional centre; `officer` alone: national
    given: code for packaging in พัทลุง                    an invite code on paper, typed by `provider: (code)`
    owner: ทำน้ำพริก ฉลากลอก                               types; [label] taps; (sticker) sends or does something
    provider: [รับเรื่อง] under …สินเชื่อ…                  taps the button of the newest message that says this
    bot: …ยินยอม… [ยินยอม] [ไม่ยินยอม]                      the owner hears it next (… is any words), with these buttons
    bot to provider: …                                     the same for another person; `nothing`: no word more
    never to provider: …081…                               nothing like it has ever been said to them
    case: offered, needs packaging, province พัทลุง         how the newest case stands; `case 1` is the oldest
    stored: nothing about owner                            the person and their words are gone
    history: …contact provider…no_contact owner…           who did what to the newest case, and why, in order
    report: 1 opened, 1 served, 0 joint                    the figures of this fiscal year
    waiting: owner                                         who is on the staff's list of those who want a person
    -- 3 working days pass --                              also hours, days, working hours, `until 2026-12-04 17:00`
    -- staff: accept for the organisation --               what staff did, see `staffing.py`

Messages that a script does not mention are passed over; order per person counts.
"""

import re
from pathlib import Path

from tests.stories import hearing, people, staffing, standing, time_passing
from tests.stories.stage import Stage

LINE = re.compile(r"^(?P<who>[a-z0-9 ]+):\s*(?P<what>.*)$")


class StoryFailed(AssertionError):  # noqa: N818 - it is told, not handled
    """What was expected at a line of a script, and what was heard instead."""


def play(script: Path, on: Stage) -> None:
    """Play every line of a script. Raises StoryFailed at the first that does not come true."""
    for number, line in enumerate(script.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            play_line(text, on)
        except (AssertionError, LookupError, ValueError, RuntimeError) as error:
            raise StoryFailed(f"{script.name}:{number}: {text}\n{error}") from error


def play_line(text: str, on: Stage) -> None:
    """Play one line. Raises AssertionError when it does not come true, ValueError when it says nothing."""
    if text.startswith("--"):
        _between(text.strip("- "), on)
        return
    found = LINE.match(text)
    if found is None:
        raise ValueError("not a line of a script")
    who, what = found["who"], found["what"]
    if who in people.ACTORS:
        people.act(who, what, on)
    elif who == "bot" or who.startswith("bot to "):
        hearing.expect(who.removeprefix("bot").removeprefix(" to ") or "owner", what, on)
    elif who.startswith("never to "):
        hearing.expect_never(who.removeprefix("never to "), what, on)
    else:
        _stated(who, what, on)


def _stated(name: str, what: str, on: Stage) -> None:
    if name.startswith("case"):
        standing.case(what, on, place=int(name.removeprefix("case") or 0))
    elif name in _STATED:
        _STATED[name](what, on)
    else:
        raise ValueError(f"nobody is called {name!r}")


def _between(what: str, on: Stage) -> None:
    if what.startswith("staff:"):
        staffing.do(what.removeprefix("staff:").strip(), on)
    else:
        time_passing.let_pass(what, on)
    on.settle()


_STATED = {
    "given": staffing.given,
    "stored": standing.stored,
    "waiting": standing.waiting,
    "report": standing.report,
    "history": standing.history,
}
