"""Moves about an organisation's part in a case: asking it, recording its answer, its service, its end."""

from casework import offers, questions, service, withdrawing
from console.doing import Doing
from console.forms import NotSaid, chosen, needs_said, number_said, row_number, words_said
from network.cases import LIVE, CaseStatus, Refused, Who, refuse_closed
from network.services import ServiceKind
from storage import cases, directory
from storage.tables import OrganisationRow

ABOUT_SERVICE = service.NO_NEWS | {"no_contact", "nobody_called"}
"""Reasons for which staff hold a case that news of the service answers."""


def offer(doing: Doing) -> None:
    refuse_closed(CaseStatus(doing.case.status), "offer")
    organisation = doing.session.get(OrganisationRow, number_said(doing.form, "organisation"))
    if organisation is None or not organisation.active:
        raise NotSaid("organisation")
    parts = cases.handoffs_of(doing.case)
    kind = ServiceKind(chosen(doing.form, "kind", tuple(ServiceKind))) if doing.form.get("kind") else None
    if any(part.organisation_id == organisation.id and part.kind == kind and part.status in LIVE for part in parts):
        raise Refused("offer", doing.case.status)
    wanted = needs_said(doing.form)
    offers.offer_to(doing.session, doing.case, organisation, wanted, doing.officer.actor, doing.now, kind)


def offer_next(doing: Doing) -> None:
    refuse_closed(CaseStatus(doing.case.status), "offer_next")
    if not cases.open_needs(doing.case, cases.handoffs_of(doing.case)):
        raise NotSaid("all_covered")
    if not offers.ask_further(doing.session, doing.case, doing.officer.actor, doing.now):
        raise NotSaid("nobody_left")


def accept(doing: Doing) -> None:
    chosen_id = doing.form.get("provider", type=row_number)
    serving = {row.id: row for row in directory.providers_of(doing.session, doing.part.organisation_id)}
    provider = serving.get(chosen_id) if chosen_id else None
    offers.accept(doing.session, doing.part, doing.officer.actor, provider, doing.now)


def decline(doing: Doing) -> None:
    why = words_said(doing.form, "why")
    offers.decline(doing.session, doing.part, doing.officer.actor, doing.now, why)


def withdraw(doing: Doing) -> None:
    why = words_said(doing.form, "why")
    offers.take_back(doing.session, doing.part, doing.officer.actor, doing.now, why)


def _settle(doing: Doing) -> None:
    """News of the service is what a silent case was held for; whoever holds it for another reason keeps it."""
    service.settle(doing.session, doing.part, ABOUT_SERVICE, doing.officer.actor, doing.now)


def contact(doing: Doing) -> None:
    service.contact(doing.session, doing.part, doing.officer.actor, doing.now)
    _settle(doing)


def confirm_contact(doing: Doing) -> None:
    """The owner says on the telephone that they have spoken."""
    service.contact(doing.session, doing.part, doing.officer.actor, doing.now, word_of=Who.OWNER)


def no_contact(doing: Doing) -> None:
    service.report_no_contact(doing.session, doing.part, doing.officer.actor, doing.now)


def progress(doing: Doing) -> None:
    service.report_progress(doing.session, doing.part, doing.officer.actor, doing.now)
    _settle(doing)


def hold(doing: Doing) -> None:
    service.put_off(doing.session, doing.part, doing.officer.actor, doing.now)
    _settle(doing)


def resume(doing: Doing) -> None:
    service.take_up(doing.session, doing.part, doing.officer.actor, doing.now)
    _settle(doing)


def finish(doing: Doing) -> None:
    _settle(doing)
    service.finish(doing.session, doing.part, doing.officer.actor, doing.now)


def give_up(doing: Doing) -> None:
    why = words_said(doing.form, "why")
    _settle(doing)
    service.give_up(doing.session, doing.part, doing.officer.actor, doing.now, why)


def answer(doing: Doing) -> None:
    """What the owner said on the telephone to the question that the organisation asks before it decides."""
    words = words_said(doing.form, "why")
    question = cases.open_question(doing.session, doing.part.id)
    if question is None:
        raise Refused("answer", doing.part.status)
    questions.answer(doing.session, question, words, doing.officer.actor, doing.now)


def have_deleted(doing: Doing) -> None:
    """The organisation was told on the telephone to delete what it knew of the owner."""
    withdrawing.told_by_telephone(doing.session, doing.part, doing.officer.actor, doing.now)
