"""What time brings, rule by rule, as the table of the design has it. Tuesday 24 November 2026 is day one.

Each story plays the clock job: look when `next_look_at` says, do what is due, note it, look again.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.cases import CaseStatus, HandoffStatus, Resolution
from network.deadlines import Due, Rules, due, next_look_at
from network.facts import CaseFacts, ChatFacts, Facts, HandoffFacts, Sent, Started
from network.office_hours import BANGKOK, Calendar, WorkingTime, in_bangkok
from network.rules import Does, Whom

CALENDAR = Calendar(
    frozenset(date.fromisoformat(day) for day in ("2026-12-07", "2026-12-10", "2026-12-31", "2027-01-01"))
)
RULES = Rules()
OFFER, ACCEPT, CONTACT, FINISH, HOLD, CLOSE, OPEN, REMARK = range(1, 9)


def at(text: str) -> datetime:
    """A moment in Bangkok such as 11-24 09:30, of 2026 unless a year stands before it."""
    full = text if text.startswith("20") else f"2026-{text}"
    return datetime.fromisoformat(full).replace(tzinfo=BANGKOK).astimezone(UTC)


def shown(moment: datetime) -> str:
    local = in_bangkok(moment)
    return f"{local:%m-%d %H:%M}" if local.year == 2026 else f"{local:%Y-%m-%d %H:%M}"


def play(facts: Facts, until: str, answers: Mapping[str, str] | None = None, rules: Rules = RULES) -> list[str]:
    """All that happens until then if nobody does anything but give these answers, an hour after the question."""
    happened: list[str] = []
    while (look := next_look_at(facts, rules, CALENDAR)) is not None and look <= at(until):
        now_due = due(facts, rules, CALENDAR, look)
        assert now_due, "the clock was told to look, and nothing was due"
        for one in now_due:
            happened.append(f"{shown(one.at)} {one.rule.name} {one.nth}")
            facts = noted(facts, one, look, (answers or {}).get(f"{one.rule.name} {one.nth}"))
        if now_due[-1].rule.does in (Does.EXPIRE, Does.CLOSE, Does.RESUME, Does.LAPSE):
            break
    return happened


def noted(facts: Facts, one: Due, now: datetime, answer: str | None) -> Facts:
    told_at = CALENDAR.next_push(now)
    answered_at = None if answer is None else told_at + timedelta(hours=1)
    sent = Sent(one.rule.name, one.nth, one.move_id, told_at, answered_at, answer)
    if isinstance(facts, ChatFacts) and one.rule.whom is Whom.OWNER:
        return replace(facts, owner_reminded_at=told_at)
    if isinstance(facts, ChatFacts) and one.rule.whom is Whom.NATIONAL_STAFF:
        return replace(facts, national_reminded_at=told_at)
    if isinstance(facts, ChatFacts):
        return replace(facts, reminded_at=told_at)
    return replace(facts, sent=(*facts.sent, sent))


def handoff(status: HandoffStatus, since: str, **more: object) -> HandoffFacts:
    """A handoff offered on day one at 09:30, told at once, and in `status` since then."""
    moves = {HandoffStatus.OFFERED: Started(OFFER, at("11-24 09:30"))}
    steps = {HandoffStatus.ACCEPTED: ACCEPT, HandoffStatus.IN_SERVICE: CONTACT, HandoffStatus.ON_HOLD: HOLD}
    if status in steps:
        moves |= {HandoffStatus.ACCEPTED: Started(ACCEPT, at(since)), status: Started(steps[status], at(since))}
    facts = HandoffFacts(2, status, moves, told_at=at(since))
    return replace(facts, **more)  # type: ignore[arg-type]


def case(status: CaseStatus = CaseStatus.IN_SERVICE, **more: object) -> CaseFacts:
    return replace(CaseFacts(status, Started(OPEN, at("11-24 09:30"))), **more)  # type: ignore[arg-type]


OFFERED, ACCEPTED, SERVING = HandoffStatus.OFFERED, HandoffStatus.ACCEPTED, HandoffStatus.IN_SERVICE


# --- an offer --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "reminded", "expired"),
    [
        ("11-24 09:30", "11-24 13:30", "11-25 09:30"),
        ("11-24 15:00", "11-25 11:00", "11-25 15:00"),
        ("11-24 17:00", "11-25 12:30", "11-25 16:30"),  # told after hours: counts from the next morning
        ("11-27 16:00", "11-30 12:00", "11-30 16:00"),  # over a weekend
        ("12-04 14:30", "12-08 10:30", "12-08 14:30"),  # over the substituted holiday of 5 December
    ],
)
def test_an_offer_is_reminded_after_4_working_hours_and_expires_after_8(
    told: str, reminded: str, expired: str
) -> None:
    facts = handoff(OFFERED, "11-24 09:30", told_at=at(told))
    assert play(facts, "12-31 12:00") == [f"{reminded} offer_reminder 1", f"{expired} offer_expires 1"]


def test_an_offer_of_which_nobody_could_be_told_does_not_expire_but_goes_to_staff() -> None:
    facts = handoff(OFFERED, "11-24 09:30", told_at=None)
    assert play(facts, "11-27 12:00") == [
        "11-25 09:30 offer_untold 1",
        "11-26 09:30 offer_untold 2",
        "11-27 09:30 offer_untold 3",
    ]


def test_a_clock_that_comes_late_does_not_remind_of_what_it_lets_expire() -> None:
    found = due(handoff(OFFERED, "11-24 09:30"), RULES, CALENDAR, at("11-26 20:00"))
    assert [(one.rule.name, shown(one.at), one.handoff_id) for one in found] == [("offer_expires", "11-25 09:30", 2)]
    assert found[0].rule.does is Does.EXPIRE


# --- first contact -----------------------------------------------------------------------------------------------


def test_nobody_says_anything_after_acceptance() -> None:
    """The provider is asked after 2 working days, the owner after 3 and 5; 4 after the first asking staff take it."""
    assert play(handoff(ACCEPTED, "11-24 10:00"), "12-14 12:00") == [
        "11-26 10:00 first_contact_ask 1",
        "11-27 10:00 anyone_called 1",
        "12-01 10:00 anyone_called 2",
        "12-03 10:00 nobody_called 1",
        "12-14 10:00 nobody_called 2",
    ]


def test_an_owner_who_says_no_is_asked_again() -> None:
    said = play(handoff(ACCEPTED, "11-24 10:00"), "12-03 12:00", {"anyone_called 1": "no"})
    assert said[1:] == ["11-27 10:00 anyone_called 1", "12-01 10:00 anyone_called 2", "12-03 10:00 nobody_called 1"]


def test_a_providers_word_is_checked_with_the_owner_once() -> None:
    facts = handoff(SERVING, "11-24 10:00", contacted_at=at("11-24 11:00"))
    assert play(facts, "12-04 12:00") == ["11-27 10:00 anyone_called 1"]


def test_an_owner_who_contradicts_the_provider_is_asked_again_and_staff_take_it() -> None:
    facts = handoff(SERVING, "11-24 10:00", contacted_at=at("11-24 11:00"))
    assert play(facts, "12-04 12:00", {"anyone_called 1": "no", "anyone_called 2": "no"}) == [
        "11-27 10:00 anyone_called 1",
        "12-01 10:00 anyone_called 2",
        "12-03 10:00 nobody_called 1",
    ]


def test_an_owner_who_confirms_is_asked_no_more() -> None:
    facts = handoff(SERVING, "11-24 10:00", contact_confirmed_at=at("11-25 10:00"))
    assert play(facts, "12-04 12:00") == []


# --- said to be wanted no more -------------------------------------------------------------------------------------


def test_an_owner_who_does_not_say_whether_it_is_still_wanted_is_asked_by_staff_once() -> None:
    facts = handoff(SERVING, "11-24 10:00", called_off=Started(REMARK, at("11-25 10:00")))
    assert [one for one in play(facts, "12-04 12:00") if "called_off" in one] == ["11-27 10:00 called_off 1"]


def test_what_has_ended_need_not_be_wanted() -> None:
    facts = handoff(HandoffStatus.DONE, "11-24 10:00", called_off=Started(REMARK, at("11-25 10:00")))
    assert play(facts, "12-04 12:00") == []


# --- in service --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [SERVING, HandoffStatus.ON_HOLD])
def test_progress_is_asked_every_14_days_and_two_silences_go_to_staff(status: HandoffStatus) -> None:
    facts = handoff(status, "11-24 10:00", contact_confirmed_at=at("11-24 10:00"))
    assert play(facts, "2027-01-06 12:00") == [
        "12-08 10:00 progress 1",
        "12-22 10:00 progress 2",
        "12-24 10:00 progress_silent 1",
        "2027-01-05 10:00 progress 3",
    ]


def test_progress_that_falls_into_a_night_or_a_holiday_is_asked_next_morning() -> None:
    evening = handoff(SERVING, "11-24 21:00", contact_confirmed_at=at("11-24 21:00"))
    assert play(evening, "12-11 12:00") == ["12-09 08:30 progress 1"]
    holiday = handoff(SERVING, "11-26 14:00", contact_confirmed_at=at("11-26 14:00"))
    assert play(holiday, "12-11 12:00") == ["12-11 08:30 progress 1"]


def test_a_provider_who_answers_is_not_reported_as_silent() -> None:
    facts = handoff(SERVING, "11-24 10:00", contact_confirmed_at=at("11-24 10:00"))
    said = play(facts, "2027-01-31 12:00", {"progress 2": "yes", "progress 4": "yes"})
    assert [line.split()[-2] for line in said] == ["progress"] * 4


@pytest.mark.parametrize("status", sorted(set(HandoffStatus) - {OFFERED, ACCEPTED, SERVING, HandoffStatus.ON_HOLD}))
def test_an_ended_handoff_is_left_in_peace(status: HandoffStatus) -> None:
    assert next_look_at(handoff(status, "11-24 10:00"), RULES, CALENDAR) is None


# --- the end of a case ---------------------------------------------------------------------------------------------


def test_the_owner_confirms_or_silence_of_7_days_closes() -> None:
    ended = case(ended=Started(FINISH, at("11-24 15:00")))
    assert play(ended, "12-31 12:00") == [
        "11-24 15:00 done 1",
        "11-26 15:00 done 2",
        "11-30 08:30 done 3",  # two days later is a Saturday
        "12-01 15:00 done_by_silence 1",
    ]


def test_a_part_that_ends_at_night_is_asked_about_in_the_morning() -> None:
    ended = case(ended=Started(FINISH, at("11-27 22:00")))
    assert play(ended, "12-31 12:00") == [
        "11-30 08:30 done 1",
        "12-02 08:30 done 2",
        "12-04 08:30 done 3",
        "12-07 08:30 done_by_silence 1",
    ]


def test_an_owner_who_says_it_is_not_done_is_not_overruled_by_silence() -> None:
    ended = case(ended=Started(FINISH, at("11-24 15:00")), held=Started(HOLD, at("11-24 16:00")))
    said = play(ended, "12-02 12:00", {"done 1": "no"})
    assert said == ["11-24 15:00 done 1", "11-26 16:00 held_reminder 1", "12-01 16:00 held_escalate 1"]


def test_staff_who_hold_a_case_stop_its_closing_by_silence() -> None:
    ended = case(ended=Started(FINISH, at("11-24 15:00")), held=Started(HOLD, at("11-24 16:00")))
    assert not any("done_by_silence" in line for line in play(ended, "12-31 12:00"))


def test_silence_counts_anew_once_staff_have_let_a_case_go() -> None:
    ended = case(ended=Started(FINISH, at("11-24 15:00")), released=Started(HOLD, at("12-10 10:00")))
    assert play(ended, "12-31 12:00")[-1] == "12-17 10:00 done_by_silence 1"


def test_satisfaction_at_once_and_the_result_after_90_and_180_days() -> None:
    closed = case(CaseStatus.CLOSED, closed=Started(CLOSE, at("11-24 10:00")), resolution=Resolution.RESOLVED)
    answers = {"result_90 1": "sales", "result_180 2": "jobs"}
    assert play(closed, "2027-12-31 12:00", answers) == [
        "11-24 10:00 satisfaction 1",
        "2027-02-22 10:00 result_90 1",
        "2027-05-24 08:30 result_180 1",  # 180 days later is a Sunday
        "2027-05-31 08:30 result_180 2",
    ]


def test_the_result_is_asked_three_times_at_most() -> None:
    closed = case(CaseStatus.CLOSED, closed=Started(CLOSE, at("11-24 10:00")), resolution=Resolution.RESOLVED)
    said = play(closed, "2027-12-31 12:00")
    assert [line.split(" ", 2)[2] for line in said if "result_90" in line] == [
        f"result_90 {nth}" for nth in (1, 2, 3)
    ]
    assert sum("result_180" in line for line in said) == 3


@pytest.mark.parametrize(
    ("resolution", "asked"),
    [
        (Resolution.NOT_RESOLVED, ["11-24 10:00 satisfaction 1"]),
        (Resolution.WITHDRAWN, []),
        (Resolution.UNREACHABLE, []),
        (Resolution.NOT_OURS, []),
    ],
)
def test_who_was_not_helped_is_not_asked_for_a_result(resolution: Resolution, asked: list[str]) -> None:
    closed = case(CaseStatus.CLOSED, closed=Started(CLOSE, at("11-24 10:00")), resolution=resolution)
    assert play(closed, "2027-12-31 12:00") == asked


# --- staff -------------------------------------------------------------------------------------------------------


def test_staff_who_hold_a_case_are_reminded_after_2_working_days_and_passed_over_after_5() -> None:
    held = case(held=Started(HOLD, at("11-24 10:00")), live=True)
    assert play(held, "12-09 12:00") == [
        "11-26 10:00 held_reminder 1",
        "12-01 10:00 held_escalate 1",
        "12-09 10:00 held_escalate 2",
    ]
    assert RULES.named("held_escalate").whom is Whom.NATIONAL_STAFF


def test_every_act_of_staff_starts_their_clock_anew() -> None:
    held = case(held=Started(HOLD, at("11-24 10:00")), live=True)
    reminded = replace(held, sent=(Sent("held_reminder", 1, HOLD, at("11-26 10:00")),))
    acted = replace(reminded, staff_acted_at=at("11-26 14:00"))
    assert play(acted, "12-01 12:00") == ["11-30 14:00 held_reminder 2"]


def test_after_an_outage_only_the_escalation_goes_out_and_no_reminder_follows_it() -> None:
    held = case(held=Started(HOLD, at("11-24 10:00")), live=True)
    back = at("12-02 10:00")
    found = due(held, RULES, CALENDAR, back)
    assert [one.rule.name for one in found] == ["held_escalate"]
    assert play(noted(held, found[0], back, None), "12-08 12:00") == []


@pytest.mark.parametrize(
    ("facts", "happens"),
    [
        (case(CaseStatus.OPEN), ["11-24 10:30 nobody_has_it 1"]),
        (case(CaseStatus.OPEN, staff_acted_at=at("11-25 16:00")), ["11-26 09:00 nobody_has_it 1"]),
        (case(CaseStatus.OFFERED, live=True), []),
        (case(CaseStatus.OFFERED, live=True, left_over=True), ["11-24 10:30 nobody_has_it 1"]),
        (case(CaseStatus.CLOSED, closed=Started(CLOSE, at("11-24 10:00"))), []),
    ],
)
def test_a_case_or_a_part_that_nobody_has_goes_to_staff(facts: CaseFacts, happens: list[str]) -> None:
    assert play(facts, "12-31 12:00") == happens


def test_a_case_given_back_by_staff_after_the_owners_no_is_not_lost() -> None:
    said_no = Sent("done", 1, FINISH, at("11-24 15:00"), at("11-24 15:10"), "no")
    facts = case(ended=Started(FINISH, at("11-24 15:00")), staff_acted_at=at("11-25 10:00"), sent=(said_no,))
    assert play(facts, "11-30 12:00") == ["11-25 11:00 nobody_has_it 1"]


def test_who_could_not_be_asked_yet_has_not_kept_silent() -> None:
    """The month's pushes are used up: no case is closed by a silence, and staff ask by telephone."""
    asked = Sent("done", 1, FINISH, at("11-24 10:00"), told=False)
    facts = case(ended=Started(FINISH, at("11-24 10:00")), sent=(asked,))
    assert play(facts, "11-27 12:00") == [
        "11-25 10:00 question_untold 1",
        "11-26 10:00 question_untold 2",
        "11-27 10:00 question_untold 3",
    ]
    sent = replace(asked, at=at("11-28 10:00"), told=True)
    assert play(replace(facts, sent=(sent,)), "12-31 12:00")[-1] == "12-05 10:00 done_by_silence 1"


def test_nobody_is_asked_again_while_the_first_question_waits() -> None:
    asked = Sent("result_90", 1, CLOSE, at("02-22 10:00"), told=False)
    closed = Started(CLOSE, at("2025-11-24 10:00"))
    facts = case(CaseStatus.CLOSED, resolution=Resolution.RESOLVED, closed=closed, sent=(asked,))
    assert not [one for one in play(facts, "2027-11-24 10:00") if "result_90" in one]


# --- a chat that was taken over ------------------------------------------------------------------------------------


def test_a_silent_chat_reminds_staff_after_4_working_hours_and_goes_back_after_8() -> None:
    chat = ChatFacts(paused_since=at("11-24 10:00"))
    assert play(chat, "12-31 12:00") == ["11-24 14:00 chat_reminder 1", "11-25 10:00 chat_returns 1"]


def test_what_an_officer_writes_starts_the_chats_clock_anew() -> None:
    chat = ChatFacts(at("11-24 10:00"), staff_wrote_at=at("11-25 09:00"), reminded_at=at("11-24 14:00"))
    assert play(chat, "12-31 12:00") == ["11-25 13:00 chat_reminder 2", "11-26 09:00 chat_returns 1"]


def test_staff_hear_of_who_waits_for_a_person_every_working_day_then_national_ones_every_week() -> None:
    waits = ChatFacts(wants_person_since=at("11-24 15:30"))
    assert play(waits, "12-14 12:00") == [
        "11-25 11:30 person_waits 1",
        "11-26 11:30 person_waits 2",
        "11-27 11:30 person_waits 2",
        "11-27 15:30 person_waits_long 1",
        "12-04 15:30 person_waits_long 2",
    ]
    assert play(replace(waits, paused_since=at("11-24 16:00")), "11-26 12:00") == [
        "11-25 12:00 chat_reminder 1",
        "11-25 16:00 chat_returns 1",
    ]


def test_who_told_a_matter_and_never_sent_it_is_reminded_once_and_then_it_is_put_away() -> None:
    told = ChatFacts(told_at=at("11-24 20:00"))
    assert play(told, "12-31 12:00") == ["11-26 08:30 half_told 1", "12-08 20:00 half_told_lapses 1"]
    wrote_again = ChatFacts(told_at=at("11-27 10:00"), owner_reminded_at=at("11-26 08:30"))
    assert play(wrote_again, "11-30 12:00") == ["11-30 10:00 half_told 2"]
    assert play(replace(told, wants_person_since=at("11-24 20:01")), "11-25 10:00") == []


# --- the table as data ---------------------------------------------------------------------------------------------


def test_an_agency_changes_numbers_and_what_is_open_follows() -> None:
    rules = RULES.with_overrides(
        {
            "offer_reminder": {"working_hours": 2},
            "offer_expires": {"working_hours": 0, "working_days": 2},
            "anyone_called": {"again_working_days": 1, "at_most": 1},
            "progress": {"days": 7, "again_days": 30},
            "offers": {"at_most": 5},
        }
    )
    offered = handoff(OFFERED, "11-24 09:30")
    assert play(offered, "12-31 12:00", rules=rules) == [
        "11-24 11:30 offer_reminder 1",
        "11-26 09:30 offer_expires 1",
    ]
    assert rules.most_asked == 5
    assert rules.named("progress").after == timedelta(days=7)
    assert rules.named("progress").again == timedelta(days=30)
    assert rules.named("anyone_called").at_most == 1
    assert Rules().with_overrides(rules.numbers()).numbers() == rules.numbers()


def test_a_rule_that_repeats_at_one_pace_keeps_one_pace() -> None:
    weekly = RULES.with_overrides({"progress": {"days": 7}}).named("progress")
    assert weekly.after == weekly.wait_again == timedelta(days=7)
    with pytest.raises(ValueError, match="without a pause"):
        RULES.with_overrides({"progress": {"days": 0}})


def test_defaults_laid_over_the_defaults_change_nothing() -> None:
    assert RULES.with_overrides(RULES.numbers()).numbers() == RULES.numbers()
    assert RULES.with_overrides({}) == RULES
    assert RULES.named("offer_expires").after == WorkingTime(hours=8)


@pytest.mark.parametrize(
    ("numbers", "complaint"),
    [
        ({"offer_remainder": {"working_hours": 2}}, "no such rule: offer_remainder"),
        ({"offer_reminder": {"days": 2}}, "offer_reminder has no days"),
        ({"offer_reminder": {"working_hours": -1}}, "whole number from 0"),
        ({"offer_reminder": {"working_hours": 1.5}}, "whole number"),
        ({"offer_reminder": {"working_hours": True}}, "whole number"),
        ({"offer_reminder": {"working_hours": 99999}}, "to 3650"),
        ({"offer_reminder": {"at_most": 0}}, "from 1"),
        ({"nobody_called": {"at_most": 3}}, "has no at_most"),
        ({"progress": {"again_days": 0}}, "without a pause"),
        ({"nobody_called": {"again_working_days": 0}}, "without a pause"),
        ({"done": {"again_days": 0}}, "without a pause"),
        ({"offers": {"at_most": 0}}, "from 1"),
        ({"offers": {"days": 2}}, "offers has no days"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(numbers: dict[str, dict[str, int]], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        RULES.with_overrides(numbers)


def test_names_are_unique_and_each_rule_that_yields_yields_to_one_that_exists() -> None:
    names = [rule.name for rule in RULES.every()]
    assert len(set(names)) == len(names)
    assert {rule.yields_to for rule in RULES.every()} - {None} <= set(names)
    assert len({rule.text for rule in RULES.every()}) == len(names)


def test_a_second_provider_gets_a_clock_of_its_own() -> None:
    mine = handoff(ACCEPTED, "11-24 10:00", sent=(Sent("anyone_called", 1, 99, at("11-24 09:00"), None, None),))
    assert due(mine, RULES, CALENDAR, at("11-27 10:00"))[-1].nth == 1


# --- promises that hold for any history --------------------------------------------------------------------------


MOMENTS = st.integers(0, 60 * 24 * 60).map(lambda minutes: at("11-20 00:00") + timedelta(minutes=minutes))
HANDOFFS = st.builds(
    lambda status, moments, told, contacted, confirmed: HandoffFacts(
        2,
        status,
        {
            one: Started(place, moment)
            for place, (one, moment) in enumerate(zip(HandoffStatus, moments, strict=False))
        },
        told,
        contacted,
        confirmed,
    ),
    st.sampled_from(HandoffStatus),
    st.lists(MOMENTS, min_size=4, max_size=4).map(sorted),
    st.none() | MOMENTS,
    st.none() | MOMENTS,
    st.none() | MOMENTS,
)
CASES = st.builds(
    lambda status, opened, live, held, acted, ended: CaseFacts(
        status, Started(OPEN, opened), live, held and Started(HOLD, held), acted, ended and Started(FINISH, ended)
    ),
    st.sampled_from([status for status in CaseStatus if status is not CaseStatus.CLOSED]),
    MOMENTS,
    st.booleans(),
    st.none() | MOMENTS,
    st.none() | MOMENTS,
    st.none() | MOMENTS,
)


@given(HANDOFFS | CASES, st.lists(st.integers(0, 4000), max_size=12))
def test_whenever_the_clock_comes_nothing_is_done_twice_and_pushes_keep_to_their_hours(
    facts: HandoffFacts | CaseFacts, waits: list[int]
) -> None:
    done: set[tuple[int | None, str, int]] = set()
    now = at("11-20 00:00")
    for wait in waits:
        look = next_look_at(facts, RULES, CALENDAR)
        now = max(now, look or now) + timedelta(minutes=wait)
        for one in due(facts, RULES, CALENDAR, now):
            assert one.at <= now
            assert not one.rule.pushes or CALENDAR.is_push_time(one.at)
            key = (one.move_id, one.rule.name, one.nth)
            assert key not in done
            done.add(key)
            facts = noted(facts, one, now, None)  # type: ignore[assignment]
        assert due(facts, RULES, CALENDAR, now) == ()


@given(HANDOFFS | CASES, MOMENTS)
def test_nothing_is_due_before_the_next_look_and_something_is_at_it(
    facts: HandoffFacts | CaseFacts, now: datetime
) -> None:
    look = next_look_at(facts, RULES, CALENDAR)
    assert bool(due(facts, RULES, CALENDAR, now)) == (look is not None and look <= now)


@given(CASES)
def test_no_open_case_is_without_a_next_moment_or_a_living_handoff(facts: CaseFacts) -> None:
    assert facts.live or next_look_at(facts, RULES, CALENDAR) is not None


@given(HANDOFFS)
def test_no_living_handoff_is_without_a_next_moment(facts: HandoffFacts) -> None:
    waiting = {OFFERED, SERVING}
    unanswered = facts.status is ACCEPTED and facts.contacted_at is None and facts.contact_confirmed_at is None
    if facts.status in waiting or unanswered:
        assert next_look_at(facts, RULES, CALENDAR) is not None
