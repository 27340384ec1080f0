"""Officers: they look at the cases that the bot holds for them, and act as one does in the console."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from casework import holding
from casework.offers import wanted_of
from console import moves, waiting
from console.forms import NotSaid
from console.officers import officer_of
from network.cases import HOLDING, LIVE, CaseStatus, HandoffStatus, Refused, Resolution
from network.matching import match
from network.needs import Need
from rismep.simulated_year import serving, talking
from rismep.simulated_year.chance import Dice
from rismep.simulated_year.country import ADDRESS
from rismep.simulated_year.habits import OfficerHabits
from rismep.simulated_year.hearing import Heard
from rismep.simulated_year.post import Phone
from rismep.simulated_year.world import Work, World
from storage import candidates, cases, directory
from storage.tables import CaseRow, HandoffRow, PersonRow, StaffRow

CASE_PAGE, CHAT_PAGE = f"{ADDRESS}console/cases/", f"{ADDRESS}console/chats/"
A_DAY = 8.0
"""Working hours after which a case that is still held is looked at again."""


class Officer:
    """One officer of the console."""

    def __init__(self, world: World, name: str, staff_id: int, habits: OfficerHabits) -> None:
        self.user_id = f"officer-{name}"
        self._world = world
        self._staff_id = staff_id
        self._habits = habits
        self._planned: set[int] = set()
        self._calls: Counter[str] = Counter()
        world.country.post.phones[self.user_id] = Phone(f"เจ้าหน้าที่ {name}", self.hear)

    def join(self, code: str) -> None:
        self._world.country.type(self.user_id, code)

    def hear(self, heard: Heard) -> None:
        """A card names a case or a chat; it is opened when there is time."""
        for page in heard.pages:
            if page.startswith(CASE_PAGE):
                self._plan(int(page.removeprefix(CASE_PAGE)), self._habits.looks_after_hours)
            elif page.startswith(CHAT_PAGE):
                talk = partial(talking.take_over, self._world, self._staff_id, int(page.removeprefix(CHAT_PAGE)))
                self._world.in_office_hours(self._habits.looks_after_hours / 2, talk)

    def _plan(self, case_id: int, hours: float) -> None:
        if case_id not in self._planned:
            self._planned.add(case_id)
            wait = self._dice(case_id, "looks").about(hours, 0.4)
            self._world.in_office_hours(wait, lambda: self._look(case_id))

    def _look(self, case_id: int) -> None:
        self._planned.discard(case_id)
        with self._world.country.work() as session:
            case = cases.locked_case(session, case_id)
            if case is None or not case.held_by_staff:
                return
            for why in holding.reasons(session, case):
                if case.held_by_staff:
                    _BY_REASON.get(why, Officer._release)(self, session, case)
            still_held = case.held_by_staff
        self._world.country.settle()
        if still_held:
            self._plan(case_id, A_DAY)

    # --- what is done about a case ----------------------------------------------------------------------------

    def _release(self, session: Session, case: CaseRow) -> None:
        with suppress(NotSaid):
            self._make(session, case, "release")

    def _call_organisations(self, session: Session, case: CaseRow) -> None:
        """Ask those on the telephone who cannot be asked in LINE."""
        offered = [part for part in cases.handoffs_of(case) if part.status == HandoffStatus.OFFERED]
        to_call = [
            part
            for part in offered
            if waiting.is_out_of_reach(session, part.organisation_id, self._world.now) or part.told_at is None
        ]
        for part in to_call:
            if self._reaches(case, "organisation"):
                self._ask_on_the_telephone(session, case, part)
        if not to_call:
            self._find_help(session, case)

    def _ask_on_the_telephone(self, session: Session, case: CaseRow, part: HandoffRow) -> None:
        desk = self._world.desk_of(part.organisation_id)
        if self._dice(case.id, desk.name, "declines").happens(desk.habits.declines * 2):
            self._make(session, case, "decline", handoff=part.id, why="งานเต็ม")
            return
        serving_there = directory.providers_of(session, part.organisation_id)
        taker = {"provider": serving_there[0].id} if serving_there else {}
        self._make(session, case, "accept", handoff=part.id, **taker)
        owner = session.get(PersonRow, case.person_id) if case.person_id else None
        work = serving.new_work(self._world, part.id, (owner.line_user_id if owner else None) or "nobody", desk)
        serving.begin(self._world, work, _says_nothing)

    def _find_help(self, session: Session, case: CaseRow) -> None:
        """Ask whoever matching would choose now, else whoever serves the need at all, else end it."""
        parts = cases.handoffs_of(case)
        is_open = bool(cases.open_needs(case, parts))
        chosen = self._choices(session, case) if is_open and len(parts) < self._habits.offers_at_most else []
        for organisation_id, needs in chosen:
            self._make(session, case, "offer", organisation=organisation_id, needs=[str(need) for need in needs])
        if chosen:
            return
        if not any(part.status in LIVE for part in parts):
            self._close(session, case, Resolution.NOT_RESOLVED)
        elif is_open:
            # Nobody is left to be asked about one need; the case stays here until its other parts have ended.
            self._make(session, case, "note", words="รอส่วนอื่นให้เสร็จก่อน")
        else:
            self._release(session, case)

    def _choices(self, session: Session, case: CaseRow) -> list[tuple[int, Sequence[Need]]]:
        wanted, country = wanted_of(session, case), self._world.country
        known = candidates.organisations_for_matching(session, self._world.now, wanted.needs, country.calendar)
        found = match(wanted, known, directory.centres(session))
        if found.offers:
            return [(offer.organisation_id, offer.needs) for offer in found.offers]
        anywhere = [one for one in known if one.id not in wanted.asked]
        return [
            (one.id, [need for need in wanted.needs if need in {service.need for service in one.services}])
            for one in anywhere[:1]
        ]

    def _ask_who_serves(self, session: Session, case: CaseRow) -> None:
        """Learn on the telephone how it really stands, and write that down."""
        held = [part for part in cases.handoffs_of(case) if part.status in HOLDING]
        for part in held:
            work = self._world.works.get(part.id)
            if work is not None and self._reaches(case, "provider"):
                self._write_down(session, case, work)
        if not held:
            self._find_help(session, case)

    def _write_down(self, session: Session, case: CaseRow, work: Work) -> None:
        if work.ended:
            self._make(
                session, case, "give_up" if work.gives_up else "finish", handoff=work.handoff_id, why="ทำต่อไม่ได้"
            )
        elif work.called_at is not None:
            self._make(session, case, "progress", handoff=work.handoff_id)
        elif self._dice(case.id, work.desk.name, "promises").happens(self._habits.talks_into_it):
            self._release(session, case)
            self._world.in_office_hours(4, lambda: serving.call(self._world, work, _says_nothing))
        else:
            self._make(session, case, "withdraw", handoff=work.handoff_id, why="ติดต่อผู้ประกอบการไม่ได้")
            serving.take_back(work)
            self._find_help(session, case)

    def _ask_owner(self, session: Session, case: CaseRow) -> None:
        """The owner on the telephone says whether it is done."""
        states = cases.statuses_of(cases.handoffs_of(case))
        if case.status == CaseStatus.CLOSED:
            self._release(session, case)
        elif HandoffStatus.DONE in states and not set(states) & LIVE:
            self._close(session, case, Resolution.RESOLVED)
        else:
            self._ask_who_serves(session, case)

    def _answer_for_owner(self, session: Session, case: CaseRow) -> None:
        """What an organisation wants to know before it decides is asked on the telephone."""
        for part in cases.handoffs_of(case):
            if cases.open_question(session, part.id) is not None and self._reaches(case, "owner"):
                self._make(session, case, "answer", handoff=part.id, why="ทำเองในครอบครัวค่ะ")
        if not any(cases.open_question(session, part.id) for part in cases.handoffs_of(case)):
            self._release(session, case)

    def _look_into_it(self, session: Session, case: CaseRow) -> None:
        """The owner says that it is not done: somebody else is asked, or it ends there."""
        if self._dice(case.id, "not done").happens(0.5):
            self._find_help(session, case)
        else:
            self._close(session, case, Resolution.NOT_RESOLVED)

    def _talk(self, session: Session, case: CaseRow) -> None:
        self._release(session, case)
        if case.person_id is not None:
            talk = partial(talking.take_over, self._world, self._staff_id, case.person_id)
            self._world.later(timedelta(0), talk)

    def _close(self, session: Session, case: CaseRow, resolution: Resolution) -> None:
        for part in cases.handoffs_of(case):
            work = self._world.works.get(part.id)
            if work is not None:
                serving.take_back(work)
        self._make(session, case, "close", resolution=resolution)

    # --- how an officer does anything -----------------------------------------------------------------------

    def _make(self, session: Session, case: CaseRow, move: str, **said: object) -> None:
        """A move of the console; one that is not allowed any more is left."""
        form: MultiDict[str, str] = MultiDict()
        for field, value in said.items():
            form.setlist(field, [str(each) for each in (value if isinstance(value, list) else [value])])
        officer = officer_of(session, session.get_one(StaffRow, self._staff_id))
        with suppress(Refused):
            moves.make(session, move, case.id, form, officer, self._world.now)
        session.flush()

    def _reaches(self, case: CaseRow, whom: str) -> bool:
        self._calls[f"{case.id} {whom}"] += 1
        return self._dice(case.id, whom, self._calls[f"{case.id} {whom}"]).happens(self._habits.reaches_by_telephone)

    def _dice(self, *about: object) -> Dice:
        return self._world.chance.of(self.user_id, *about)


def _says_nothing(_work: Work) -> None:
    """Whoever has no LINE says nothing by themselves; an officer asks."""


_BY_REASON: dict[str, Callable[[Officer, Session, CaseRow], None]] = {
    "call_organisation": Officer._call_organisations,
    "offer_untold": Officer._call_organisations,
    "nobody": Officer._find_help,
    "asked_enough": Officer._find_help,
    "nobody_has_it": Officer._find_help,
    "reopened": Officer._find_help,
    "given_up": Officer._find_help,
    "no_contact": Officer._ask_who_serves,
    "owner_says_refused": Officer._ask_who_serves,
    "owner_asked_to_pay": Officer._ask_who_serves,
    "owner_says_trouble": Officer._ask_who_serves,
    "nobody_called": Officer._ask_who_serves,
    "progress_silent": Officer._ask_who_serves,
    "provider_blocked": Officer._ask_who_serves,
    "ask_provider_by_telephone": Officer._ask_who_serves,
    "ask_progress_by_telephone": Officer._ask_who_serves,
    "ask_owner_by_telephone": Officer._ask_owner,
    "confirm_by_telephone": Officer._ask_owner,
    "ask_owner_question": Officer._answer_for_owner,
    "owner_says_not_done": Officer._look_into_it,
    "done_without_contact": Officer._look_into_it,
    "person_asked": Officer._talk,
    "person_unclear": Officer._talk,
}
"""Why the bot holds a case, and what is done about it; for any other reason it is let go."""
