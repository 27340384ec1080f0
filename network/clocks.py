"""Since when something has stood still: the start of each rule's clock, None while it does not run."""

from dataclasses import replace
from datetime import datetime

from network.cases import HOLDING, CaseStatus, HandoffStatus, Resolution
from network.facts import CaseFacts, ChatFacts, Facts, HandoffFacts, Sent, Started

UNANSWERED = 2
"""So many questions about progress in a row without an answer are silence."""

AFTER_SERVICE = frozenset({Resolution.RESOLVED, Resolution.NOT_RESOLVED})


def offer_unanswered(handoff: HandoffFacts) -> Started | None:
    """Since the organisation could first be told of an offer that it has not answered.

    While the owner is asked something first, and the answer is not there, the clock stands still.
    """
    started = _in(handoff, HandoffStatus.OFFERED)
    if started is None or handoff.told_at is None or handoff.question is not None:
        return None
    return replace(started, at=max(started.at, handoff.told_at), waited=handoff.waited)


def question_unanswered(handoff: HandoffFacts) -> Started | None:
    """Since an organisation asked the owner something before it decides, and has no answer."""
    return handoff.question if handoff.status is HandoffStatus.OFFERED else None


def offer_untold(handoff: HandoffFacts) -> Started | None:
    """Since an offer was made of which nobody could be told yet: sending is stopped, or all have blocked the bot."""
    return _in(handoff, HandoffStatus.OFFERED) if handoff.told_at is None else None


def not_contacted(handoff: HandoffFacts) -> Started | None:
    """Since an acceptance after which neither side has said that they spoke."""
    silent = handoff.contacted_at is None and not _owner_confirms(handoff)
    return _in(handoff, HandoffStatus.ACCEPTED) if silent else None


def not_confirmed(handoff: HandoffFacts) -> Started | None:
    """Since an acceptance that the owner has not confirmed.

    A provider's word that they spoke is checked with the owner once; only a "no" makes the owner be asked again.
    """
    accepted = _accepted(handoff)
    if accepted is None or _owner_confirms(handoff):
        return None
    asked = _sent(handoff, "anyone_called", accepted)
    taken_at_their_word = handoff.contacted_at is not None and asked and asked[-1].answer != "no"
    return None if taken_at_their_word else accepted


def asked_whether_called(handoff: HandoffFacts) -> Started | None:
    """Since the owner was first asked whether anyone called, as long as nothing says that someone did."""
    accepted = not_confirmed(handoff)
    asked = _told(handoff, "anyone_called", accepted) if accepted else ()
    return Started(asked[0].move_id, asked[0].at) if asked else None


def in_service(handoff: HandoffFacts) -> Started | None:
    """Since service began or was put on hold: neither may be forgotten."""
    return _in(handoff, HandoffStatus.IN_SERVICE) or _in(handoff, HandoffStatus.ON_HOLD)


def silent_about_progress(handoff: HandoffFacts) -> Started | None:
    """Since the last of at least two questions about progress in a row that got no answer."""
    serving = in_service(handoff)
    asked = _told(handoff, "progress", serving) if serving else ()
    last = asked[-UNANSWERED:]
    if len(last) < UNANSWERED or any(one.answered_at for one in last):
        return None
    return Started(last[-1].move_id, last[-1].at)


def called_off(handoff: HandoffFacts) -> Started | None:
    """Since the owner was asked whether they still want what they are said to want no more, and has not answered."""
    return handoff.called_off if handoff.status in HOLDING else None


def nobody_has_it(case: CaseFacts) -> Started | None:
    """Since an open case, or a need of it, was left with no organisation, no officer, and no question to its owner.

    A safety net: casework hands such a case to staff itself.
    """
    has_somebody = case.held is not None or (case.live and not case.left_over)
    if case.status is CaseStatus.CLOSED or has_somebody:
        return None
    asked = _sent(case, "done", case.ended) if case.ended else ()
    if case.ended and (not asked or asked[-1].answered_at is None):
        return None
    moments = [case.opened.at, case.staff_acted_at, *(one.answered_at for one in asked)]
    return replace(case.opened, at=_latest(moments))


def question_untold(case: CaseFacts) -> Started | None:
    """Since something was asked in an open case that LINE has not taken yet: who was not asked is not silent."""
    waiting = [one.at for one in case.sent if not one.told and one.answered_at is None]
    return replace(case.opened, at=min(waiting)) if waiting and case.status is not CaseStatus.CLOSED else None


def held_without_acting(case: CaseFacts) -> Started | None:
    """Since staff took a case over, or last did something about it."""
    return None if case.held is None else replace(case.held, at=_latest([case.held.at, case.staff_acted_at]))


def every_part_ended(case: CaseFacts) -> Started | None:
    """Since the last part of an open case ended, at least one of them done."""
    return None if case.status is CaseStatus.CLOSED or case.live else case.ended


def not_said_whether_done(case: CaseFacts) -> Started | None:
    """Since the last part ended of which the owner has not said whether it is done.

    Who has been asked once is left in peace while staff look into it.
    """
    ended = every_part_ended(case)
    with_staff = ended is not None and case.held is not None and _sent(case, "done", ended)
    return None if with_staff else ended


def asked_whether_done(case: CaseFacts) -> Started | None:
    """Since the owner was first asked whether it is done, as long as they have not answered.

    Not while staff look into it, and anew once they have let it go: silence is counted from where it began.
    """
    ended = every_part_ended(case)
    asked = _told(case, "done", ended) if ended and case.held is None else ()
    if not asked or any(one.answered_at for one in asked):
        return None
    let_go = case.released.at if case.released else None
    return Started(asked[0].move_id, _latest([asked[0].at, let_go]))


def closed_after_service(case: CaseFacts) -> Started | None:
    return case.closed if case.resolution in AFTER_SERVICE else None


def closed_resolved(case: CaseFacts) -> Started | None:
    """Since a case was closed that can have brought a result."""
    return case.closed if case.resolution is Resolution.RESOLVED else None


def chat_without_staff(chat: ChatFacts) -> Started | None:
    """Since an officer took a chat over, or last wrote in it."""
    if chat.paused_since is None:
        return None
    return Started(None, _latest([chat.paused_since, chat.staff_wrote_at]))


def waits_for_person(chat: ChatFacts) -> Started | None:
    """Since someone has waited for an officer, as long as none has taken the chat."""
    if chat.paused_since is not None or chat.wants_person_since is None:
        return None
    return Started(None, chat.wants_person_since)


def half_told(chat: ChatFacts) -> Started | None:
    """Since an owner last wrote of a matter that they have not sent; not while they wait for a person."""
    busy = chat.paused_since is not None or chat.wants_person_since is not None
    return None if busy or chat.told_at is None else Started(None, chat.told_at)


def _in(handoff: HandoffFacts, status: HandoffStatus) -> Started | None:
    return handoff.moves.get(status) if handoff.status is status else None


def _accepted(handoff: HandoffFacts) -> Started | None:
    return handoff.moves.get(HandoffStatus.ACCEPTED) if handoff.status in HOLDING else None


def _owner_confirms(handoff: HandoffFacts) -> bool:
    return handoff.contact_confirmed_at is not None


def _sent(facts: Facts, rule: str, started: Started) -> tuple[Sent, ...]:
    return tuple(one for one in facts.sent if (one.rule, one.move_id) == (rule, started.move_id))


def _told(facts: Facts, rule: str, started: Started) -> tuple[Sent, ...]:
    return tuple(one for one in _sent(facts, rule, started) if one.told)


def _latest(moments: list[datetime | None]) -> datetime:
    return max(moment for moment in moments if moment is not None)
