"""The moves of a case and of each organisation's part, as cards: from the tables of `network.cases` and the rules."""

from collections.abc import Iterator

from network import wording
from network.cases import (
    CASE_MOVES,
    ENDED,
    HANDOFF_MOVES,
    HOLDING,
    CaseStatus,
    HandoffStatus,
    Move,
    S,
    Who,
    status_of,
)
from network.deadlines import Rules
from network.facts import Facts
from network.rule_settings import in_words
from rismep.map import silence
from rismep.map.cards import Card, Chip, Look, Panel, Picture
from rismep.map.speaking import Speaker


def case_picture(speaker: Speaker, rules: Rules) -> Picture:
    say = speaker.say
    return Picture(
        speaker.language,
        say("map.case.title"),
        say("map.case.lead"),
        (
            Panel(say("map.case.whole"), say("map.case.whole_lead"), tuple(_case_cards(speaker, rules))),
            Panel(say("map.case.part"), say("map.case.part_lead"), tuple(_part_cards(speaker, rules))),
            Panel(say("map.case.staff"), say("map.case.staff_lead"), tuple(_staff_cards(speaker, rules))),
        ),
    )


# --- one organisation's part ----------------------------------------------------------------------------


def _part_cards(speaker: Speaker, rules: Rules) -> Iterator[Card]:
    for status in HandoffStatus:
        rows = [*time_brings(speaker, silence.of_handoff(status), rules)]
        if status is HandoffStatus.OFFERED:
            rows += time_brings(speaker, silence.of_handoff(status, told=False), rules)
        yield Card(
            f"part-{status}",
            speaker.say(f"console.status.{status}"),
            speaker.say(f"map.part.{status}"),
            _look_of_part(status),
            tuple(rows),
            tuple(_chip(speaker, move, "part") for move in HANDOFF_MOVES.values() if status in move.sources),
        )


def _look_of_part(status: HandoffStatus) -> Look:
    if status in HOLDING | {HandoffStatus.DONE}:
        return Look.WORKS
    return Look.END if status in ENDED else Look.WAITS


def _chip(speaker: Speaker, move: Move[S], of: str) -> Chip:
    by = ", ".join(speaker.say(f"console.who.{who}") for who in Who if who in move.by)
    return Chip(speaker.say(f"map.move.{move.name}"), by, f"{of}-{move.target}")


def time_brings(speaker: Speaker, facts: Facts, rules: Rules) -> Iterator[str]:
    """What time brings: a line for each rule, with every time at which it comes."""
    brought: dict[str, list[str]] = {}
    for one in silence.silence(facts, rules):
        after = wording.in_words(in_words(one.after), speaker.language, speaker.texts)
        brought.setdefault(one.rule.name, []).append(after)
    for rule, times in brought.items():
        yield f"{', '.join(times)}: {speaker.say(f'map.rule.{rule}')}"


# --- the case as a whole ----------------------------------------------------------------------------------


def _case_cards(speaker: Speaker, rules: Rules) -> Iterator[Card]:
    rows = {
        CaseStatus.OPEN: silence.ALONE,
        CaseStatus.IN_SERVICE: silence.ALL_ENDED,
        CaseStatus.CLOSED: silence.OVER,
    }
    yield Card(
        "case-none",
        speaker.say("map.case.none"),
        look=Look.START,
        chips=tuple(_chip(speaker, move, "case") for move in CASE_MOVES.values() if not move.sources),
    )
    for status in CaseStatus:
        yield Card(
            f"case-{status}",
            speaker.say(f"console.status.{status}"),
            speaker.say(f"map.case.{status}"),
            _look_of_case(status),
            tuple(time_brings(speaker, rows[status], rules)) if status in rows else (),
            tuple(_case_chips(speaker, status)),
        )


def _look_of_case(status: CaseStatus) -> Look:
    return {CaseStatus.OPEN: Look.WAITS, CaseStatus.OFFERED: Look.WAITS, CaseStatus.CLOSED: Look.END}.get(
        status, Look.WORKS
    )


def _case_chips(speaker: Speaker, status: CaseStatus) -> Iterator[Chip]:
    """Moves of a part by which the case goes on, and those of the case itself."""
    if status is CaseStatus.OPEN:
        yield Chip(speaker.say("map.move.offer"), speaker.say("console.who.clock"), "case-offered")
    for target in CaseStatus:
        names = [move.name for move in HANDOFF_MOVES.values() if steps_of_case(move).get(status) is target]
        if names:
            yield Chip(" · ".join(speaker.say(f"map.move.{name}") for name in names), "", f"case-{target}")
    yield from (_chip(speaker, move, "case") for move in CASE_MOVES.values() if status in move.sources)


def steps_of_case(move: Move[HandoffStatus]) -> dict[CaseStatus, CaseStatus]:
    """How a case with this one part goes on by the move."""
    return {
        status_of([source]): status_of([move.target])
        for source in move.sources
        if status_of([source]) is not status_of([move.target])
    }


# --- in the hands of a person -----------------------------------------------------------------------------


def _staff_cards(speaker: Speaker, rules: Rules) -> Iterator[Card]:
    for name, facts in (("held", silence.HELD), ("waits", silence.WAITING_CHAT), ("chat", silence.TAKEN_CHAT)):
        title, text = speaker.say(f"map.case.{name}"), speaker.say(f"map.case.{name}_lead")
        yield Card(f"case-{name}", title, text, Look.STAFF, tuple(time_brings(speaker, facts, rules)))
