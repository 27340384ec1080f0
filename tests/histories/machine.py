"""Everything that can happen in the town, in any order, and what must hold after each of it."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Engine, select

from console import figures
from intake.saying import Tap
from network.cases import Resolution
from network.needs import Need
from storage.tables import HandoffRow
from tests.histories import deeds, promises, words
from tests.histories.directory import ORGANISATIONS, PROVINCES
from tests.histories.people import EVERYONE, OFFICERS, OWNERS, PROVIDERS
from tests.histories.recount import recount
from tests.histories.standing import Standing
from tests.histories.town import Town

owners = st.sampled_from(OWNERS)
providers = st.sampled_from(tuple(PROVIDERS))
officers = st.sampled_from(tuple(OFFICERS))
anyone = st.sampled_from(EVERYONE)
owning = st.sampled_from((*OWNERS, *OWNERS, "provider-1"))
"""One who serves has a matter of their own, too."""

lately = st.one_of(st.integers(0, 3), st.integers(0, 60))
"""Which of many, counted from the newest; mostly one of the newest."""

matters = st.sampled_from(tuple(words.MATTERS))
places = st.sampled_from((*PROVINCES, PROVINCES[0]))

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
LONG = timedelta(days=30)
"""So long a time passes in one leap, as after a machine that stood still."""

PART_MOVES = (
    *("accept", "decline", "contact", "no_contact", "progress"),
    *("finish", "give_up", "withdraw", "hold", "resume"),
)
CASE_MOVES = ("offer_next", "take", "release", "reopen", "note", "have_deleted")


def once_there_is_a_case(history: "History") -> bool:
    return bool(history.town.trail.moves)


def once_a_press_is_on_its_way(history: "History") -> bool:
    return bool(history.town.on_the_way)


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
            self._report_is_right()
        finally:
            self.town.close()

    def _begin(self) -> None:
        self.was_clock = False
        self.town.now += timedelta(seconds=1)

    # --- owners -----------------------------------------------------------------------------------------------

    @rule(name=owning, needs=matters, place=places, with_phone=st.booleans())
    def an_owner_tells_a_matter(self, name: str, needs: tuple[Need, ...], place: str, with_phone: bool) -> None:
        self._begin()
        deeds.tell_matter(self.town, name, needs, place, with_phone=with_phone)

    @rule(name=owning, saying=st.sampled_from(words.SAYINGS))
    def an_owner_says(self, name: str, saying: str) -> None:
        self._begin()
        self.town.arrive(self.town.words(name, saying))

    @precondition(once_there_is_a_case)
    @rule(name=owners, place=lately)
    def an_owner_answers_what_time_asked(self, name: str, place: int) -> None:
        self._begin()
        asked = [
            button
            for step in ("anyone_called", "done", "satisfaction", "result", "withdraw", "comment", "amount")
            for button in deeds.buttons(self.town, name, step)
        ]
        self._press(name, deeds.from_newest(asked, place), 1)

    @precondition(once_there_is_a_case)
    @rule(name=owners)
    def an_owner_gives_another_number(self, name: str) -> None:
        self._begin()
        deeds.correct_phone(self.town, name)

    @precondition(once_there_is_a_case)
    @rule(name=owners)
    def an_owner_no_longer_needs_it(self, name: str) -> None:
        self._begin()
        self.town.arrive(self.town.tap(name, Tap("command", "cancel").data()))
        chosen = deeds.from_newest(deeds.buttons(self.town, name, "withdraw"), 0)
        self._press(name, chosen, 1)
        if chosen is not None and "which" in chosen.data:
            self._press(name, deeds.from_newest(deeds.buttons(self.town, name, "withdraw"), 1), 1)

    @precondition(once_there_is_a_case)
    @rule(name=owning)
    def an_owner_is_forgotten(self, name: str) -> None:
        self._begin()
        deeds.erase(self.town, name)

    @precondition(once_there_is_a_case)
    @rule(name=owners)
    def an_owner_takes_a_message_back(self, name: str) -> None:
        self._begin()
        deeds.unsend(self.town, name)

    @rule(name=anyone)
    def somebody_blocks_the_bot_or_comes_back(self, name: str) -> None:
        self._begin()
        deeds.block(self.town, name)

    # --- buttons, old and new, anybody's ----------------------------------------------------------------------

    @precondition(once_there_is_a_case)
    @rule(name=anyone, place=lately, times=st.integers(1, 3))
    def somebody_presses_a_button(self, name: str, place: int, times: int) -> None:
        self._begin()
        self._press(name, deeds.from_newest(deeds.buttons(self.town, name), place), times)

    @precondition(once_there_is_a_case)
    @rule(name=anyone, of=anyone, place=lately)
    def somebody_presses_a_button_of_somebody_else(self, name: str, of: str, place: int) -> None:
        self._begin()
        self._press(name, deeds.from_newest(deeds.buttons(self.town, of), place), 1)

    @precondition(once_there_is_a_case)
    @rule(first=anyone, second=anyone, places=st.tuples(lately, lately))
    def two_press_at_once(self, first: str, second: str, places: tuple[int, int]) -> None:
        self._begin()
        pressed = [
            self.town.tap(name, button.data)
            for name, place in zip((first, second), places, strict=True)
            if (button := deeds.from_newest(deeds.buttons(self.town, name), place)) is not None
        ]
        self.town.arrive(*pressed)

    @precondition(once_there_is_a_case)
    @rule(name=anyone, place=lately)
    def a_press_is_long_on_its_way(self, name: str, place: int) -> None:
        self._begin()
        button = deeds.from_newest(deeds.buttons(self.town, name), place)
        if button is not None:
            self.town.on_the_way.append(self.town.tap(name, button.data))

    @precondition(once_a_press_is_on_its_way)
    @rule(place=lately)
    def a_late_press_arrives(self, place: int) -> None:
        self._begin()
        late = self.town.on_the_way
        if late:
            self.town.arrive(late.pop(place % len(late)))

    @precondition(once_there_is_a_case)
    @rule(place=lately)
    def line_tells_of_an_event_again(self, place: int) -> None:
        self._begin()
        known = [event for event in self.town.sent_events if event not in self.town.on_the_way]
        moves, told = len(self.town.trail.moves), len(self.town.trail.tellings)
        if known:
            self.town.arrive(known[-1 - place % len(known)])
        assert (moves, told) == (len(self.town.trail.moves), len(self.town.trail.tellings)), "done twice"

    def _press(self, name: str, button: deeds.Button | None, times: int) -> None:
        if button is not None:
            deeds.press(self.town, name, button, times)

    # --- providers --------------------------------------------------------------------------------------------

    @precondition(once_there_is_a_case)
    @rule(name=providers, place=lately, value=st.sampled_from(("accept", "accept", "decline")))
    def a_provider_answers_an_offer(self, name: str, place: int, value: str) -> None:
        self._begin()
        offers = [one for one in deeds.buttons(self.town, name, "offer") if f"value={value}" in one.data]
        self._press(name, deeds.from_newest(offers, place), 1)

    @precondition(once_there_is_a_case)
    @rule(name=providers, place=lately)
    def a_provider_reports(self, name: str, place: int) -> None:
        self._begin()
        self._press(name, deeds.from_newest(deeds.buttons(self.town, name, "service"), place), 1)

    @rule(name=providers, value=st.sampled_from(("list", "pause", "return", "capacity")))
    def a_provider_uses_their_menu(self, name: str, value: str) -> None:
        self._begin()
        self.town.arrive(self.town.tap(name, Tap("provider", value).data()))

    @precondition(once_there_is_a_case)
    @rule(name=providers, saying=st.sampled_from(("ไม่มีเวลาค่ะ", "2", "1 มกราคม", "สถานะ")))
    def a_provider_says(self, name: str, saying: str) -> None:
        self._begin()
        self.town.arrive(self.town.words(name, saying))

    @rule(name=providers)
    def a_provider_leaves_an_organisation_or_joins_again(self, name: str) -> None:
        self._begin()
        deeds.leave_or_join(self.town, name, PROVIDERS[name][0])

    # --- officers ---------------------------------------------------------------------------------------------

    @precondition(once_there_is_a_case)
    @rule(name=officers, move=st.sampled_from(PART_MOVES), case=lately, part=lately)
    def an_officer_moves_a_part(self, name: str, move: str, case: int, part: int) -> None:
        self._begin()
        deeds.officer_does(self.town, name, move, case, part, {})

    @precondition(once_there_is_a_case)
    @rule(name=officers, move=st.sampled_from(CASE_MOVES), case=lately)
    def an_officer_moves_a_case(self, name: str, move: str, case: int) -> None:
        self._begin()
        deeds.officer_does(self.town, name, move, case, 0, {})

    @precondition(once_there_is_a_case)
    @rule(name=officers, case=lately, code=st.sampled_from(tuple(ORGANISATIONS)))
    def an_officer_asks_somebody(self, name: str, case: int, code: str) -> None:
        self._begin()
        said = {"organisation": deeds.organisation_id(self.town, code)}
        deeds.officer_does(self.town, name, "offer", case, 0, said)

    @precondition(once_there_is_a_case)
    @rule(name=officers, case=lately, how=st.sampled_from(tuple(Resolution)))
    def an_officer_closes(self, name: str, case: int, how: Resolution) -> None:
        self._begin()
        deeds.officer_does(self.town, name, "close", case, 0, {"resolution": how})

    @precondition(once_there_is_a_case)
    @rule(name=officers, case=lately, need=st.sampled_from(words.ONE_NEED), place=places, number=st.booleans())
    def an_officer_corrects(self, name: str, case: int, need: Need, place: str, number: bool) -> None:
        self._begin()
        said = {"needs": need, "province": place}
        if number:
            said["phone"] = deeds.new_phone_of_case(self.town, case)
        deeds.officer_does(self.town, name, "correct", case, 0, said)

    @precondition(once_there_is_a_case)
    @rule(name=officers, case=lately, score=st.integers(1, 5))
    def an_officer_notes_what_was_said(self, name: str, case: int, score: int) -> None:
        self._begin()
        deeds.officer_does(self.town, name, "rate", case, 0, {"score": str(score)})
        result = {"kind": "sales", "baht": "50000", "said_by": "owner"}
        deeds.officer_does(self.town, name, "outcome", case, 0, result)

    @rule(name=officers, to=anyone, deed=st.sampled_from(("take_over", "write", "give_back")))
    def an_officer_talks(self, name: str, to: str, deed: str) -> None:
        self._begin()
        deeds.officer_talks(self.town, name, to, deed)

    # --- time -------------------------------------------------------------------------------------------------

    @precondition(once_there_is_a_case)
    @rule(length=st.sampled_from(tuple(LENGTHS)))
    def time_passes(self, length: str) -> None:
        self._begin()
        until = self.town.now + LENGTHS[length]
        self.town.pass_until(until, late=LENGTHS[length] > LONG)
        self.was_clock = True

    @precondition(once_there_is_a_case)
    @rule(length=st.sampled_from(("a night", "days", "weeks")))
    def the_machine_stands_still(self, length: str) -> None:
        self._begin()
        self.town.pass_until(self.town.now + LENGTHS[length], late=True)
        self.was_clock = True

    @precondition(once_there_is_a_case)
    @rule()
    def line_takes_nothing_for_a_while(self) -> None:
        """Until time passes next."""
        self._begin()
        self.town.line.is_busy = True

    # --- what must hold ---------------------------------------------------------------------------------------

    @invariant()
    def everything_that_is_promised_holds(self) -> None:
        with self.town.look() as session:
            stands = Standing.read(session)
        for promise in promises.EVERY_STEP:
            promise(stands, self.town.trail, self.town.now)
        if self.was_clock:
            promises.nothing_is_overdue(stands, self.town.now)

    def _report_is_right(self) -> None:
        """Every figure of every year's report is what the audit trail says."""
        with self.town.look() as session:
            organisation_of = dict(session.execute(select(HandoffRow.id, HandoffRow.organisation_id)).all())
            for year in figures.years(session, self.town.now):
                report = figures.report_of(session, None, year)
                counted = recount(self.town.trail.moves, organisation_of, report.period.begin, report.period.end)
                promises.report_is(report, counted)
