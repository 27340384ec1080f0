"""A small year, played by simulated people through the real bot: nothing gets stuck, and the figures are true."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.figures import report_of, years
from network.cases import HandoffStatus
from network.office_hours import HOURS_A_DAY
from network.provinces import PROVINCES
from rismep.simulated_year import command, figures, measures, report, summary
from rismep.simulated_year import play as play_module
from rismep.simulated_year.chance import Chance
from rismep.simulated_year.command import Side
from rismep.simulated_year.country import Country
from rismep.simulated_year.figures import Load, Played
from rismep.simulated_year.habits import ServingHabits
from rismep.simulated_year.parts import PARTS
from rismep.simulated_year.play import START, Year, play
from storage.candidates import working_hours
from storage.tables import (
    CaseRow,
    FollowUpRow,
    HandoffRow,
    IncomingRow,
    MessageRow,
    MoveRow,
    OrganisationRow,
    ProviderRow,
)
from tests.keys import TEST_KEY

YEAR = Year(owners=40, seed=7, days=30)
PLOTS = ("waits", "ends", "reasons", "loads", "months")
SERVED = {HandoffStatus.IN_SERVICE, HandoffStatus.ON_HOLD, HandoffStatus.DONE}


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Country]:
    """Played once for all tests of this file, which only look at it."""
    played = play(YEAR, tmp_path_factory.mktemp("year"), TEST_KEY, lambda _at: None)
    yield played
    played.close()


@pytest.fixture
def session(country: Country) -> Iterator[Session]:
    with country.look() as session:
        yield session


@pytest.fixture
def played(country: Country, session: Session) -> Played:
    return figures.count(session, country.calendar, country.called)


def moves(session: Session, *names: str) -> list[MoveRow]:
    return list(session.scalars(select(MoveRow).where(MoveRow.name.in_(names)).order_by(MoveRow.id)))


# --- nothing gets stuck -------------------------------------------------------------------------------------


def test_the_network_is_as_large_as_the_programme_s(session: Session) -> None:
    counted = [session.scalar(select(func.count()).select_from(table)) for table in (OrganisationRow, ProviderRow)]
    assert counted == [245, 217]
    assert set(session.scalars(select(OrganisationRow.province))) == set(PROVINCES)
    assert len(PROVINCES) == 77


def test_some_who_serve_are_more_zealous_than_others(session: Session) -> None:
    everyone = session.scalars(select(ProviderRow.code)).all()
    zeal = sorted(ServingHabits.of(Chance(YEAR.seed).of(code)).zeal for code in everyone)
    assert zeal[len(zeal) // 10] < 0.4 < 0.8 < zeal[-len(zeal) // 10]


def test_nights_and_holidays_are_kept_by_those_who_serve_and_by_no_owner(country: Country, session: Session) -> None:
    answered = [move.at for move in moves(session, "accept", "decline", "finish") if move.by in ("provider", "staff")]
    assert answered
    assert all(country.calendar.is_working(at) for at in answered)
    assert not all(country.calendar.is_working(move.at) for move in moves(session, "open"))


def test_most_owners_get_a_case(session: Session) -> None:
    assert 30 <= len(session.scalars(select(CaseRow)).all()) <= YEAR.owners


def test_every_case_has_an_end_or_a_next_moment(session: Session) -> None:
    for case in session.scalars(select(CaseRow)):
        moments = [case.next_look_at, *(part.next_look_at for part in case.handoffs)]
        assert case.closed_at is not None or any(moments), case.id


def test_the_year_ends_because_nothing_is_left(country: Country) -> None:
    """Every question about a result has been asked, and no rule waits for anything."""
    assert country.next_due() is None
    assert (country.now - START).days > 180


def test_every_event_was_answered_and_every_message_sent(session: Session) -> None:
    assert session.scalars(select(IncomingRow.id).where(IncomingRow.done_at.is_(None))).all() == []
    assert session.scalars(select(IncomingRow.id).where(IncomingRow.set_aside_at.is_not(None))).all() == []
    owed = select(MessageRow.id).where(MessageRow.direction == "out", MessageRow.ended_at.is_(None))
    assert session.scalars(owed).all() == []
    assert session.scalars(select(MessageRow.id).where(MessageRow.outcome == "failed")).all() == []


def test_nobody_is_asked_the_same_twice(session: Session) -> None:
    asked = Counter(
        tuple(row) for row in session.execute(select(FollowUpRow.move_id, FollowUpRow.rule, FollowUpRow.nth))
    )
    assert set(asked.values()) == {1}


def test_much_of_what_can_happen_does(session: Session) -> None:
    """A play in which everything goes well would show nothing of the rules."""
    happened = set(session.scalars(select(MoveRow.name)))
    assert {"offer", "accept", "decline", "expire", "contact", "progress", "finish", "close"} <= happened
    assert {"hold_for_staff", "release", "rate"} <= happened


# --- the figures are those of the audit trail ------------------------------------------------------------------


def test_cases_and_their_ends_are_counted_as_in_the_trail(session: Session, played: Played) -> None:
    ended = {move.case_id: move.why or move.target for move in moves(session, "close")}
    assert len(played.stories) == len(moves(session, "open"))
    assert sum(story.resolution is not None for story in played.stories) == len(ended)
    assert sum(figures.ends(played.stories).values()) == len(moves(session, "open"))


def test_waits_are_those_of_the_trail(country: Country, session: Session, played: Played) -> None:
    opened = {move.case_id: move.at for move in moves(session, "open")}
    first: dict[str, dict[int, float]] = {"accept": {}, "contact": {}}
    for move in moves(session, "accept", "contact"):
        wait = working_hours(opened[move.case_id], move.at, country.calendar)
        first[move.name].setdefault(move.case_id, wait)
    stories = dict(zip(sorted(opened), played.stories, strict=True))
    assert first["accept"] == pytest.approx(
        {case: story.accepted_hours for case, story in stories.items() if story.accepted_hours is not None}
    )
    assert first["contact"] == pytest.approx(
        {case: story.contact_days * HOURS_A_DAY for case, story in stories.items() if story.contact_days is not None}
    )


def test_joint_referrals_are_those_of_the_trail(session: Session, played: Played) -> None:
    """Two or more organisations reported service, and none of them has lost the case since."""
    organisation = {part.id: part.organisation_id for part in session.scalars(select(HandoffRow))}
    stands: dict[int, str] = {}
    reported: dict[int, set[int]] = {}
    every = session.scalars(select(MoveRow).where(MoveRow.handoff_id.is_not(None)).order_by(MoveRow.id))
    for move in every:
        if move.handoff_id is not None and move.target in set(HandoffStatus):
            stands[move.handoff_id] = move.target
            if move.name in ("contact", "finish"):
                reported.setdefault(move.case_id, set()).add(move.handoff_id)
    joint = [
        case
        for case, parts in reported.items()
        if len({organisation[part] for part in parts if stands[part] in SERVED}) >= 2
    ]
    assert sum(story.joint for story in played.stories) == len(joint) > 0


def test_loads_and_escalations_are_those_of_the_trail(session: Session, played: Played) -> None:
    named = set(session.scalars(select(HandoffRow.id).where(HandoffRow.provider_id.is_not(None))))
    accepted = [move for move in moves(session, "accept") if move.handoff_id in named]
    assert sum(load.taken for load in played.loads) == len(accepted)
    held = {(move.case_id, move.why) for move in moves(session, "hold_for_staff")}
    assert sum(figures.reasons(played.stories).values()) == len(held)
    assert sum(story.offers for story in played.stories) == len(moves(session, "offer"))


def test_first_calls_are_made_before_anyone_reports_them(country: Country, session: Session, played: Played) -> None:
    """A bench that went by reports alone would praise rules that only ask for them earlier."""
    calls: dict[int, float] = {}
    for part in session.scalars(select(HandoffRow)):
        if part.id in country.called:
            wait = working_hours(part.case.opened_at, country.called[part.id], country.calendar) / HOURS_A_DAY
            calls[part.case_id] = min(wait, calls.get(part.case_id, wait))
    told = [story.called_days for story in played.stories if story.called_days is not None]
    assert sorted(told) == pytest.approx(sorted(calls.values()))
    known = [(story.called_days, story.contact_days) for story in played.stories if story.contact_days is not None]
    reported_later = [called is not None and called <= contact for called, contact in known]
    assert sum(reported_later) > 0.8 * len(known) > 0


# --- the figures are those of the console ---------------------------------------------------------------------


def test_the_report_of_the_console_counts_the_same(country: Country, session: Session, played: Played) -> None:
    """Cases opened, closed, resolved and joint, how each ended and what it brought, over all years of the play."""
    reports = [report_of(session, None, year) for year in years(session, country.now)]
    ended = Counter(figures.ends(played.stories))
    by_resolution = sum((Counter(dict(each.by_resolution)) for each in reports), start=Counter[str]())
    assert sum(each.opened for each in reports) == len(played.stories)
    assert by_resolution == Counter({name: number for name, number in ended.items() if name != "open"})
    assert sum(each.closed for each in reports) == by_resolution.total() > 0
    assert sum(each.resolved for each in reports) == sum(story.resolved for story in played.stories) > 0
    assert sum(each.joint for each in reports) == sum(story.joint for story in played.stories) > 0
    told = sum(money.low for each in reports for money in each.money)
    assert told == sum(story.baht for story in played.stories) > 0


# --- the report ---------------------------------------------------------------------------------------------


def words(key: str, **parameters: object) -> str:
    return f"{key} {parameters}" if parameters else key


def test_the_same_seed_gives_the_same_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play_module, "AFTERWARDS", timedelta(days=30))
    first, second = (written(tmp_path / name, Year(owners=25, seed=3, days=3)) for name in ("first", "second"))
    assert first == second
    assert set(first) == {"report.md", "figures.json", *(f"{plot}.svg" for plot in PLOTS)}


def written(folder: Path, year: Year) -> dict[str, bytes]:
    """Every file of a report on one part of the country, by its name."""
    its = summary.sum_up(year, command.play_part(TEST_KEY, Side("a name", year), "south"))
    assert its.cases > 0
    report.write(folder, {"a name": its}, {}, words)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_parts_are_the_whole_country() -> None:
    assert Counter(code for provinces in PARTS.values() for code in provinces) == Counter(PROVINCES.keys())


def test_parts_played_beside_each_other_are_counted_as_one_country() -> None:
    began, later, ended = (START + timedelta(days=days) for days in (1, 2, 3))
    north = Played((), {"A": [(began, ended)], "B": [], "C": []}, {"done": 1}, {"progress": 2}, {}, 3)
    south = Played((), {"A": [(later, None)], "B": [(ended, None)], "C": []}, {"done": 2, "offered": 1}, {}, {}, 4)
    country = figures.together([north, south])
    assert country.answers == {"done": 3, "offered": 1}
    assert country.follow_ups == {"progress": 2}
    assert country.officer_moves == 7
    assert country.loads == [Load(taken=2, at_once=2), Load(taken=1, at_once=1), Load(taken=0, at_once=0)]


def test_a_report_of_two_tells_what_the_second_changes(played: Played, tmp_path: Path) -> None:
    first, second = summary.sum_up(YEAR, played), summary.sum_up(Year(40, 7, 30, {"offers.at_most": "5"}), played)
    spans = measures.spans(played, played, seed=1)
    text = report.write(tmp_path, {"shipped": first, "five": second}, spans, words).read_text(encoding="utf-8")
    assert "- **five**: `offers.at_most = 5`" in text
    assert "| head_figure | shipped | five | head_difference |" in text
    assert "points {'number': '+0.0'} (+0.0 … +0.0)" in text
    assert summary.load(tmp_path / "figures.json") == second
    assert summary.load(tmp_path / "compared-figures.json") == first
    assert {file.suffix for file in tmp_path.iterdir()} == {".md", ".json", ".svg"}
