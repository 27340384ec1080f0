"""No case, no part and no question is lost: all are reached, all have a way out in time, and all have their words.

Proven on the same tables and by the same playing from which the pictures are drawn.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from itertools import combinations_with_replacement

import pytest

from casework.chats import UNAGREED_KEPT
from intake.steps import INTAKE_NAMES, STEPS, TELLING
from network.cases import (
    CASE_MOVES,
    ENDED,
    HANDOFF_MOVES,
    LIVE,
    CaseStatus,
    HandoffStatus,
    Resolution,
    Who,
    status_of,
)
from network.deadlines import Rules
from rismep.map import playing, silence
from rismep.map.case import steps_of_case
from rismep.map.dialog import dialog_picture
from rismep.map.playing import MOST_UNCLEAR, State
from rismep.map.silence import Brought
from rismep.map.speaking import Speaker
from texts.catalogue import LANGUAGES, Catalogue

RULES = Rules()
CATALOGUE = Catalogue.shipped()
DEEDS = playing.deeds(CATALOGUE)


@cache
def leads() -> dict[State, set[State]]:
    """Every state that can be reached, with the states to which something done in it leads."""
    found = defaultdict[State, set[State]](set)
    for move in playing.played(CATALOGUE, RULES):
        found[move.source].add(move.target)
    return found


def missing(keys: Iterable[str | None]) -> set[tuple[str, str]]:
    return {(language, key) for key in keys if key for language in LANGUAGES if not CATALOGUE.has(key, language)}


def way_out(brought: Iterable[Brought]) -> list[str]:
    """The rules by which time moves a matter, or puts it before a person."""
    return [one.rule.name for one in brought if one.leads_out]


# --- one organisation's part ---------------------------------------------------------------------------------------


def reached_from(start: HandoffStatus) -> set[HandoffStatus]:
    found, waiting = {start}, [start]
    while waiting:
        at = waiting.pop()
        for move in HANDOFF_MOVES.values():
            if at in move.sources and move.target not in found:
                found.add(move.target)
                waiting.append(move.target)
    return found


def test_every_state_of_a_part_is_reached_from_its_offer() -> None:
    assert reached_from(HandoffStatus.OFFERED) == set(HandoffStatus)


@pytest.mark.parametrize("status", sorted(LIVE))
def test_a_living_part_has_a_way_out_in_time_and_one_by_hand(status: HandoffStatus) -> None:
    """Nobody does anything: within half a year the clock moves it or puts it before a person."""
    assert way_out(silence.silence(silence.of_handoff(status), RULES))
    by_hand = [move.name for move in HANDOFF_MOVES.values() if status in move.sources and Who.STAFF in move.by]
    assert by_hand
    assert ENDED & reached_from(status)


def test_an_offer_of_which_nobody_could_be_told_has_one_too() -> None:
    assert way_out(silence.silence(silence.of_handoff(HandoffStatus.OFFERED, told=False), RULES)) == ["offer_untold"]


@pytest.mark.parametrize("status", sorted(ENDED))
def test_an_ended_part_moves_no_more_and_leaves_the_case_to_its_own_rules(status: HandoffStatus) -> None:
    assert [move.name for move in HANDOFF_MOVES.values() if status in move.sources] == []
    assert silence.silence(silence.of_handoff(status), RULES) == ()


# --- the case as a whole -------------------------------------------------------------------------------------------


def test_every_state_of_a_case_is_reached() -> None:
    """By what its parts do, two at most being looked at together, and by its own moves."""
    parts = {status_of(pair) for pair in combinations_with_replacement(HandoffStatus, 2)} | {status_of(())}
    assert parts | {move.target for move in CASE_MOVES.values()} == set(CaseStatus)


def test_a_case_is_born_open_and_can_always_be_closed_and_taken_up_again() -> None:
    born = [move.target for move in CASE_MOVES.values() if not move.sources]
    assert born == [CaseStatus.OPEN]
    assert CASE_MOVES["close"].sources == frozenset(CaseStatus) - {CaseStatus.CLOSED}
    assert CASE_MOVES["reopen"].sources == {CaseStatus.CLOSED}


@pytest.mark.parametrize("status", sorted(set(CaseStatus) - {CaseStatus.CLOSED}))
@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize("ended", [True, False])
def test_an_open_case_without_a_living_part_has_a_way_out_in_time(
    status: CaseStatus, held: bool, ended: bool
) -> None:
    """A case with a living part has that part's; here nobody serves any more, or nobody ever did."""
    just_now = silence.JUST_NOW
    facts = silence.of_case(status, held=just_now if held else None, ended=just_now if ended else None)
    assert way_out(silence.silence(facts, RULES))


@pytest.mark.parametrize("resolution", Resolution)
def test_a_closed_case_comes_to_rest(resolution: Resolution) -> None:
    over = silence.of_case(CaseStatus.CLOSED, closed=silence.JUST_NOW, resolution=resolution)
    brought = silence.silence(over, RULES)
    assert way_out(brought) == []
    assert len(brought) < 10


def test_a_chat_that_staff_took_goes_back_in_time() -> None:
    assert way_out(silence.silence(silence.TAKEN_CHAT, RULES)) == ["chat_returns"]


def test_staff_are_told_of_who_waits_for_a_person_again_and_again() -> None:
    assert way_out(silence.silence(silence.WAITING_CHAT, RULES)) == ["person_waits_long"]


def test_a_move_of_a_part_moves_its_case_as_the_picture_shows() -> None:
    assert steps_of_case(HANDOFF_MOVES["accept"]) == {CaseStatus.OFFERED: CaseStatus.ACCEPTED}
    assert steps_of_case(HANDOFF_MOVES["give_up"])[CaseStatus.IN_SERVICE] is CaseStatus.OPEN


# --- words ---------------------------------------------------------------------------------------------------------


def test_every_move_has_a_name_in_both_languages() -> None:
    assert missing(f"map.move.{name}" for name in (*HANDOFF_MOVES, *CASE_MOVES, "offer")) == set()


def test_every_state_has_a_name_in_both_languages() -> None:
    named = [f"console.status.{status}" for status in (*CaseStatus, *HandoffStatus)]
    described = [
        *(f"map.part.{status}" for status in HandoffStatus),
        *(f"map.case.{status}" for status in CaseStatus),
    ]
    assert missing([*named, *described, *(f"console.resolution.{one}" for one in Resolution)]) == set()


def test_whatever_time_brings_has_words_in_both_languages() -> None:
    assert missing(f"map.rule.{rule.name}" for rule in RULES.every()) == set()


# --- the dialog ----------------------------------------------------------------------------------------------------


def test_every_question_is_reached_by_playing() -> None:
    assert {state.step for state in leads()} - {None} == set(STEPS), "see rismep/map/playing.py for what can be done"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_drawn_once(language: str) -> None:
    picture = dialog_picture(Speaker(language, CATALOGUE), RULES)
    drawn = [card.name for panel in picture.panels for card in panel.cards]
    assert sorted(name for name in drawn if name.startswith("step-")) == sorted(f"step-{step}" for step in STEPS)
    assert len(set(drawn)) == len(drawn)


def test_from_every_state_an_answer_leads_on_and_a_word_leads_out() -> None:
    """Whatever is asked, "cancel" or a plain answer ends it sooner or later: no question is a trap."""
    ways = {state.likeness: {target.likeness for target in targets} for state, targets in leads().items()}
    at_rest = {state.likeness for state in leads() if state.step is None}
    while more := {likeness for likeness in ways.keys() - at_rest if ways[likeness] & at_rest}:
        at_rest |= more
    assert ways.keys() - at_rest == set()
    for state, targets in leads().items():
        assert state.step is None or {target.step for target in targets} - {state.step}, state


def test_no_question_holds_anyone_for_ever() -> None:
    """A notice lapses after a day, a matter that is told is reminded of and put away, what time asks about a case is
    covered by the rules of that case, and whatever else is asked is set aside by the next matter.
    """
    assert timedelta(days=1) >= UNAGREED_KEPT
    assert way_out(silence.silence(silence.HALF_TOLD, RULES)) == ["half_told_lapses"]
    covered = TELLING | {"consent", "question"} | set(playing.asked_by_time(RULES).values())
    passing = {state for state in leads() if state.step and state.step not in covered}
    assert {state.step for state in passing} == set(STEPS) - covered
    for state in passing:
        at = state
        for _ in range(MOST_UNCLEAR):
            at = playing.do(at, DEEDS["matter"]).target
        assert at.step != state.step, state


def test_what_is_never_understood_comes_to_a_person() -> None:
    """At every question about the matter: put otherwise, put with a way out, and then staff are called."""
    for state in {state for state in leads() if state.step in INTAKE_NAMES and state.conversation.unclear == 0}:
        seen = state
        effects: list[str] = []
        for _ in range(4):
            move = playing.do(seen, DEEDS["unclear"])
            effects += move.effects
            seen = move.target
        assert "HandToStaff" in effects or seen.step != state.step, state


def test_a_person_can_be_asked_for_in_every_state() -> None:
    for state in leads():
        assert "HandToStaff" in playing.do(state, DEEDS["command_person"]).effects, state
