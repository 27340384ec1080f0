"""Everything that can happen in the town, in any order, and what must hold after each of it."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Engine

from intake.saying import Tap
from network.cases import Resolution
from network.needs import Need
from tests.histories import beginnings, deeds, promises, words
from tests.histories.directory import ORGANISATIONS, PROVINCES
from tests.histories.people import EVERYONE, OFFICERS, OWNERS, PROVIDERS
from tests.histories.standing import Standing
from tests.histories.town import Town

owners = st.sampled_from((*OWNERS, *OWNERS, "provider-1"))
"""One who serves has a matter of their own, too."""

providers = st.sampled_from(tuple(PROVIDERS))
officers = st.sampled_from(tuple(OFFICERS))
anyone = st.sampled_from(EVERYONE)
lately = st.one_of(st.integers(0, 2), st.integers(0, 40))
"""Which of many, counted from the newest; mostly one of the newest."""

places = st.sampled_from((*PROVINCES, PROVINCES[0]))
times = st.sampled_from((1, 1, 2))

OFFERS = ("value=accept", "value=accept", "value=decline", "step=offer&value=ask")
REPORTS = tuple(f"step=service&value={value}" for value in ("contact", "progress", "hold", "resume", "give_up"))
FINISHED = "step=service&value=finish"
ANSWERS = ("anyone_called", "done", "satisfaction", "result", "amount", "counted", "comment", "question", "withdraw")
LENGTHS = {
    "minutes": timedelta(minutes=20),
    "hours": timedelta(hours=3),
    "a night": timedelta(hours=13),
    "a day": timedelta(days=1),
    "days": timedelta(days=4),
    "a week": timedelta(days=7),
    "weeks": timedelta(days=20),
    "a quarter": timedelta(days=91),
}
PART_MOVES = (
    *("accept", "decline", "withdraw", "hold", "resume", "answer"),
    *("contact", "no_contact", "progress", "finish", "give_up"),
)
CASE_MOVES = ("offer_next", "take", "release", "reopen", "note", "have_deleted")


def once_there_is_a_case(history: "History") -> bool:
    return bool(history.town.trail.moves)


def once_a_press_is_on_its_way(history: "History") -> bool:
    return bool(history.town.on_the_way)


def if_line_takes_messages(history: "History") -> bool:
    return not history.town.line.is_busy


class History(RuleBasedStateMachine):
    """One random course of events. `engine` is the database in which the town stands."""

    engine: ClassVar[Engine]
    played: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.town = Town(self.engine)
        self.was_clock = False
        type(self).played += 1

    def teardown(self) -> None:
        try:
            self._end()
        finally:
            self.town.close()

    def _end(self) -> None:
        """The reports, and once everything has gone out, what is left of who was forgotten."""
        town = self.town
        if town.trail.forgotten:
            town.pass_until(town.now + LENGTHS["days"], late=True)
        with town.look() as session:
            promises.every_report_is_the_trail_counted(session, town.trail, town.now)
            promises.who_was_forgotten_is_gone(session, town.trail)

    def _begin(self) -> Town:
        """No two things happen in the same second."""
        self.was_clock = False
        self.town.now += timedelta(seconds=1)
        return self.town

    @initialize(how=st.sampled_from(tuple(beginnings.BEGINNINGS)), with_phone=st.booleans())
    def it_begins_in_the_middle(self, how: str, with_phone: bool) -> None:
        beginnings.play(self.town, how, with_phone=with_phone)

    # --- owners -----------------------------------------------------------------------------------------------

    @rule(name=owners, needs=st.sampled_from(tuple(words.MATTERS)), place=places, with_phone=st.booleans())
    def an_owner_tells_a_matter(self, name: str, needs: tuple[Need, ...], place: str, with_phone: bool) -> None:
        deeds.tell_matter(self._begin(), name, needs, place, with_phone=with_phone)

    @rule(name=owners, saying=st.sampled_from(words.SAYINGS))
    def an_owner_says(self, name: str, saying: str) -> None:
        town = self._begin()
        town.arrive(town.words(name, saying))

    @precondition(once_there_is_a_case)
    @rule(about=st.sampled_from(ANSWERS), place=lately, times=times)
    def an_owner_answers(self, about: str, place: int, times: int) -> None:
        self._answer(f"step={about}&", place, times)

    @precondition(once_there_is_a_case)
    @rule(name=owners)
    def an_owner_gives_another_number(self, name: str) -> None:
        deeds.correct_phone(self._begin(), name)

    @precondition(once_there_is_a_case)
    @rule(name=owners, place=st.integers(0, 2))
    def an_owner_no_longer_needs_it(self, name: str, place: int) -> None:
        deeds.withdraw(self._begin(), name, place)

    @precondition(once_there_is_a_case)
    @rule(name=owners)
    def an_owner_is_forgotten(self, name: str) -> None:
        deeds.erase(self._begin(), name)

    @precondition(once_there_is_a_case)
    @rule(name=owners)
    def an_owner_takes_a_message_back(self, name: str) -> None:
        deeds.unsend(self._begin(), name)

    @rule(name=anyone)
    def somebody_blocks_the_bot_or_comes_back(self, name: str) -> None:
        deeds.block(self._begin(), name)

    # --- providers --------------------------------------------------------------------------------------------

    @precondition(once_there_is_a_case)
    @rule(how=st.sampled_from(OFFERS), place=lately, times=times)
    def an_offer_is_answered(self, how: str, place: int, times: int) -> None:
        self._answer(how, place, times)

    @precondition(once_there_is_a_case)
    @rule(what=st.sampled_from(REPORTS), place=lately, times=times)
    def a_provider_reports(self, what: str, place: int, times: int) -> None:
        self._answer(what, place, times)

    @precondition(once_there_is_a_case)
    @rule(place=lately, times=times)
    def a_provider_has_finished(self, place: int, times: int) -> None:
        self._answer(FINISHED, place, times)

    @rule(name=providers, value=st.sampled_from(("list", "pause", "return", "capacity")))
    def a_provider_uses_their_menu(self, name: str, value: str) -> None:
        town = self._begin()
        town.arrive(town.tap(name, Tap("provider", value).data()))

    @precondition(once_there_is_a_case)
    @rule(name=providers, saying=st.sampled_from(words.OF_PROVIDERS))
    def a_provider_says(self, name: str, saying: str) -> None:
        town = self._begin()
        town.arrive(town.words(name, saying))

    @rule(name=providers)
    def a_provider_leaves_or_joins_again(self, name: str) -> None:
        deeds.leave_or_join(self._begin(), name, PROVIDERS[name][0])

    # --- buttons, old and new, anybody's ------------------------------------------------------------------------

    def _answer(self, saying: str, place: int, times: int) -> None:
        """Whoever was shown one of the newest buttons of this kind presses it."""
        town = self._begin()
        button = deeds.from_newest(deeds.buttons_saying(town, saying), place)
        if button is not None:
            deeds.press(town, button.to, button, times)

    @precondition(once_there_is_a_case)
    @rule(name=anyone, place=st.integers(0, 300), times=times)
    def somebody_presses_any_button_of_theirs(self, name: str, place: int, times: int) -> None:
        town = self._begin()
        deeds.press(town, name, deeds.from_newest(deeds.buttons(town, name), place), times)

    @precondition(once_there_is_a_case)
    @rule(name=anyone, place=lately)
    def somebody_presses_a_button_of_somebody_else(self, name: str, place: int) -> None:
        town = self._begin()
        deeds.press_of_somebody_else(town, name, deeds.from_newest(town.line.shown, place))

    @precondition(once_there_is_a_case)
    @rule(these=st.lists(lately, min_size=2, max_size=3))
    def several_press_at_once(self, these: list[int]) -> None:
        town = self._begin()
        pressed = [deeds.from_newest(town.line.shown, place) for place in these]
        town.arrive(*[town.tap(button.to, button.data) for button in pressed if button is not None])

    @precondition(once_there_is_a_case)
    @rule(place=lately)
    def a_press_is_long_on_its_way(self, place: int) -> None:
        town = self._begin()
        button = deeds.from_newest(town.line.shown, place)
        if button is not None:
            town.on_the_way.append(town.tap(button.to, button.data))

    @precondition(once_a_press_is_on_its_way)
    @rule(place=st.integers(0, 5))
    def a_late_press_arrives(self, place: int) -> None:
        town = self._begin()
        town.arrive(town.on_the_way.pop(place % len(town.on_the_way)))

    @precondition(once_there_is_a_case)
    @rule(place=lately)
    def line_tells_of_an_event_again(self, place: int) -> None:
        town = self._begin()
        before = len(town.trail.moves), len(town.trail.tellings)
        if known := town.arrived_lately():
            town.arrive(known[-1 - place % len(known)])
        assert before == (len(town.trail.moves), len(town.trail.tellings)), "one event was answered twice"

    # --- officers -----------------------------------------------------------------------------------------------

    @precondition(once_there_is_a_case)
    @rule(name=officers, move=st.sampled_from(PART_MOVES), case=lately, part=lately)
    def an_officer_moves_a_part(self, name: str, move: str, case: int, part: int) -> None:
        deeds.officer_does(self._begin(), name, move, case, part)

    @precondition(once_there_is_a_case)
    @rule(name=officers, move=st.sampled_from(CASE_MOVES), case=lately)
    def an_officer_moves_a_case(self, name: str, move: str, case: int) -> None:
        deeds.officer_does(self._begin(), name, move, case)

    @precondition(once_there_is_a_case)
    @rule(name=officers, case=lately, code=st.sampled_from(tuple(ORGANISATIONS)), drawn_in=st.booleans())
    def an_officer_asks_somebody(self, name: str, case: int, code: str, drawn_in: bool) -> None:
        deeds.ask(self._begin(), name, case, code, drawn_in=drawn_in)

    @precondition(once_there_is_a_case)
    @rule(name=officers, case=lately, how=st.sampled_from(tuple(Resolution)))
    def an_officer_closes(self, name: str, case: int, how: Resolution) -> None:
        deeds.officer_does(self._begin(), name, "close", case, resolution=how)

    @precondition(once_there_is_a_case)
    @rule(name=officers, case=lately, need=st.sampled_from(words.ONE_NEED), place=places, number=st.booleans())
    def an_officer_corrects(self, name: str, case: int, need: Need, place: str, number: bool) -> None:
        deeds.correct(self._begin(), name, case, need, place, other_number=number)

    @precondition(once_there_is_a_case)
    @rule(name=officers, case=lately, score=st.integers(1, 5))
    def an_officer_notes_what_was_said(self, name: str, case: int, score: int) -> None:
        town = self._begin()
        deeds.officer_does(town, name, "rate", case, score=str(score))
        deeds.officer_does(town, name, "outcome", case, kind="sales", baht="50000", said_by="owner")

    @rule(name=officers, to=anyone, deed=st.sampled_from(("take_over", "write", "give_back")))
    def an_officer_talks(self, name: str, to: str, deed: str) -> None:
        deeds.officer_talks(self._begin(), name, to, deed)

    # --- time ---------------------------------------------------------------------------------------------------

    @precondition(once_there_is_a_case)
    @rule(length=st.sampled_from(("minutes", "hours", "a night", "a day")))
    def hours_pass(self, length: str) -> None:
        self._pass(LENGTHS[length], late=False)

    @precondition(once_there_is_a_case)
    @rule(length=st.sampled_from(("days", "a week", "weeks")))
    def days_pass(self, length: str) -> None:
        self._pass(LENGTHS[length], late=False)

    @precondition(once_there_is_a_case)
    @rule()
    def a_quarter_passes(self) -> None:
        self._pass(LENGTHS["a quarter"], late=True)

    @precondition(once_there_is_a_case)
    @rule(length=st.sampled_from(("a night", "days", "weeks")))
    def the_machine_stands_still(self, length: str) -> None:
        self._pass(LENGTHS[length], late=True)

    def _pass(self, length: timedelta, *, late: bool) -> None:
        town = self._begin()
        town.pass_until(town.now + length, late=late)
        self.was_clock = True

    @precondition(if_line_takes_messages)
    @rule()
    def line_takes_nothing_until_time_passes(self) -> None:
        self._begin().line.is_busy = True

    @precondition(once_there_is_a_case)
    @rule(calls=st.integers(1, 3))
    def line_refuses_the_next_for_good(self, calls: int) -> None:
        self._begin().line.refuses = calls

    @precondition(once_there_is_a_case)
    @rule()
    def an_officer_tries_again_what_was_refused(self) -> None:
        deeds.try_again(self._begin())

    # --- what must hold -------------------------------------------------------------------------------------------

    @invariant()
    def everything_that_is_promised_holds(self) -> None:
        with self.town.look() as session:
            stands = Standing.read(session)
        for promise in promises.EVERY_STEP:
            promise(stands, self.town.trail, self.town.now)
        if self.was_clock:
            promises.nothing_is_overdue(stands, self.town.now)
