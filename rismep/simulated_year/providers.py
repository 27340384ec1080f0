"""Providers in LINE: they accept or decline, overlook, call, report or forget to, and go on leave."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.saying import Tap
from rismep.simulated_year import serving
from rismep.simulated_year.chance import Dice
from rismep.simulated_year.habits import ASKS_FIRST, DECLINES_FOR_EACH_MORE, LEAVE_DAYS, LEAVES_A_YEAR, MANY_CASES
from rismep.simulated_year.hearing import Heard
from rismep.simulated_year.post import Phone
from rismep.simulated_year.world import Desk, Work, World
from storage.tables import HandoffRow, PersonRow

REASONS = {"busy": 0.55, "not_ours": 0.15, "too_far": 0.2, "unclear": 0.1}
QUESTIONS = ("ผลิตได้วันละกี่ชิ้นคะ", "มีทะเบียนพาณิชย์หรือยังครับ", "ขายที่ไหนอยู่บ้างคะ")
QUICKLY = timedelta(minutes=1)
A_YEAR = 365


@dataclass(frozen=True)
class Leave:
    """Days on which someone looks at nothing."""

    begins: datetime
    ends: datetime


class Provider:
    """One person who serves; `desk` is how they do it."""

    def __init__(self, world: World, code: str, desk: Desk) -> None:
        self.user_id = f"provider-{code}"
        self._world = world
        self._desk = desk
        self._counts: Counter[str] = Counter()
        self._leaves: list[Leave] = []
        self._tapped_at: dict[int, datetime] = {}
        world.country.post.phones[self.user_id] = Phone(f"ผู้ให้บริการ {code}", self.hear)

    def join(self, code: str) -> None:
        self._world.country.type(self.user_id, code)

    def plan_leaves(self, start: datetime, days: int) -> None:
        """Some days off each year, announced to the bot by those who think of it."""
        dice, days = self._dice("leaves"), max(days, A_YEAR)
        for _ in range(round(LEAVES_A_YEAR * days / A_YEAR)):
            begins = start + timedelta(days=dice.between(0, days))
            leave = Leave(begins, begins + timedelta(days=dice.between(*LEAVE_DAYS)))
            self._leaves.append(leave)
            if self._desk.habits.announces_leave:
                self._world.agenda.add(leave.begins, lambda: self._tap(Tap("provider", "pause")))
                self._world.agenda.add(leave.ends, lambda: self._tap(Tap("provider", "return")))

    def hear(self, heard: Heard) -> None:
        """Plan what follows from a card or a question, if anything does."""
        for asked, answer in self._answers.items():
            for about in dict.fromkeys(tap.about for tap in heard.of_step(asked)):
                if about is not None:
                    answer(self, about, {tap.value for tap in heard.of_step(asked) if tap.about == about})

    # --- offers -----------------------------------------------------------------------------------------------

    def _offer(self, handoff_id: int, choices: set[str]) -> None:
        habits, owner_id, times = self._desk.habits, self._owner_of(handoff_id), self._times(f"offer {handoff_id}")
        dice = self._dice("offer", owner_id, times)
        if dice.happens(habits.overlooks):
            return
        hours = dice.about(habits.answers_after_hours, 0.9)
        if "ask" in choices and times == 1 and dice.happens(ASKS_FIRST):
            self._at_work(hours, lambda: self._ask(handoff_id, dice.one_of(QUESTIONS)))
            return
        more = max(0, self._desk.load - MANY_CASES)
        declines = dice.happens(habits.declines + DECLINES_FOR_EACH_MORE * more)
        self._at_work(hours, lambda: self._tap(Tap("offer", "decline" if declines else "accept", handoff_id)))

    def _ask(self, handoff_id: int, question: str) -> None:
        self._tap(Tap("offer", "ask", handoff_id))
        self._world.later(QUICKLY, lambda: self._world.country.type(self.user_id, question))

    def _say_why_declined(self, handoff_id: int, _choices: set[str]) -> None:
        dice = self._dice("why", handoff_id)
        if dice.happens(0.6):
            reason = dice.weighed(REASONS)
            self._world.later(QUICKLY, lambda: self._tap(Tap("decline_reason", reason, handoff_id)))

    # --- service ----------------------------------------------------------------------------------------------

    def _serve(self, handoff_id: int, choices: set[str]) -> None:
        """The card with the owner's contact begins the work; every later one asks how it stands."""
        work = self._world.works.get(handoff_id)
        if work is None:
            begun = serving.new_work(self._world, handoff_id, self._owner_of(handoff_id), self._desk)
            serving.begin(self._world, begun, self._tell)
        elif self._has_just_tapped(handoff_id):
            # What follows upon a tap has the same buttons, but asks nothing.
            return
        elif self._dice("asked", work.owner_id, self._times(f"asked {handoff_id}")).happens(
            self._desk.habits.answers_questions
        ):
            self._at_work(self._dice("reads", handoff_id).about(3), lambda: self._answer(work, choices))

    def _answer(self, work: Work, choices: set[str]) -> None:
        if work.taken_back:
            return
        if work.called_at is None:
            serving.call(self._world, work, self._tell_at_once)
        elif work.ended:
            self._say_ended(work)
        elif "progress" in choices:
            self._tap(Tap("service", "progress", work.handoff_id))
        else:
            self._tap(Tap("service", "contact", work.handoff_id))

    def _tell(self, work: Work) -> None:
        """After the call and at the end of the work, by those who think of it."""
        habits = self._desk.habits
        share = habits.says_finished if work.ended else habits.says_called
        if self._dice("tells", work.owner_id, "end" if work.ended else "call").happens(share):
            self._tell_at_once(work)

    def _tell_at_once(self, work: Work) -> None:
        if work.ended:
            self._at_work(0.5, lambda: self._say_ended(work))
        else:
            self._at_work(0.1, lambda: self._tap(Tap("service", "contact", work.handoff_id)))

    def _say_ended(self, work: Work) -> None:
        self._tap(Tap("service", "give_up" if work.gives_up else "finish", work.handoff_id))

    _answers: dict[str, Callable[["Provider", int, set[str]], None]] = {  # noqa: RUF012 - a table of methods
        "offer": _offer,
        "decline_reason": _say_why_declined,
        "service": _serve,
    }

    # --- how a provider does anything ---------------------------------------------------------------------

    def _owner_of(self, handoff_id: int) -> str:
        with self._world.country.look() as session:
            person_id = session.get_one(HandoffRow, handoff_id).case.person_id
            person = session.get(PersonRow, person_id) if person_id else None
            return (person.line_user_id if person else None) or "nobody"

    def _dice(self, *about: object) -> Dice:
        return self._world.chance.of(self.user_id, *about)

    def _times(self, what: str) -> int:
        self._counts[what] += 1
        return self._counts[what]

    def _has_just_tapped(self, handoff_id: int) -> bool:
        at = self._tapped_at.get(handoff_id)
        return at is not None and self._world.now - at < QUICKLY

    def _tap(self, tap: Tap) -> None:
        if tap.about is not None:
            self._tapped_at[tap.about] = self._world.now
        self._world.country.tap(self.user_id, tap)

    def _at_work(self, hours: float, deed: Callable[[], None]) -> None:
        """After so many working hours, or after the leave into which that would fall."""
        at = self._world.office_hours_from(self._world.now, hours)
        for leave in self._leaves:
            if leave.begins <= at < leave.ends:
                at = self._world.office_hours_from(leave.ends, hours)
        self._world.agenda.add(at, deed)
