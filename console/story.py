"""A case's whole story in one line of time: moves, what time asked, notes and results, with who, why and when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework.closing import RESULT_RULES
from casework.correcting import read_changes
from casework.looking import BY_TELEPHONE
from casework.rules import rules_of
from console import words
from network.cases import HandoffStatus, Who
from network.deadlines import Rules
from network.provinces import PROVINCES
from storage import cases, follow_ups
from storage.tables import CaseRow, FollowUpRow, HandoffRow, MoveRow, OutcomeRow, ProviderRow, StaffRow


@dataclass(frozen=True)
class Entry:
    """One line of the story, `of` a row; `kind` is how it looks: move, ask, note or result."""

    of: int
    at: datetime
    kind: str
    who: str
    what: str
    why: str | None = None


@dataclass(frozen=True)
class Statement:
    """What one side says about whether they have spoken."""

    at: datetime
    key: str


@dataclass(frozen=True)
class Part:
    """One organisation's part in a case, as the page shows it."""

    row: HandoffRow
    provider: ProviderRow | None
    statements: Sequence[Statement]
    conflict: bool
    question: str | None = None

    @property
    def is_over(self) -> bool:
        return self.row.status in (HandoffStatus.DECLINED, HandoffStatus.EXPIRED, HandoffStatus.WITHDRAWN)


# --- the line of time ---------------------------------------------------------------------------------------


def story_of(session: Session, case: CaseRow) -> list[Entry]:
    """Everything that happened to a case, oldest first."""
    parts = {row.id: row for row in cases.handoffs_of(case)}
    entries = [
        *(_of_move(session, row, parts) for row in cases.moves_of(session, case.id)),
        *_of_follow_ups(session, case, parts),
        *(
            Entry(row.id, row.at, "note", _officer(session, row.staff_id), row.text)
            for row in cases.notes_of(session, case.id)
        ),
        *(_of_outcome(row) for row in cases.outcomes_of(session, case.id)),
    ]
    return sorted(entries, key=lambda entry: entry.at)


def _of_move(session: Session, row: MoveRow, parts: Mapping[int, HandoffRow]) -> Entry:
    part = parts.get(row.handoff_id) if row.handoff_id is not None else None
    organisation = words.name(part.organisation) if part else ""
    known = words.catalogue().has(f"console.move.{row.name}")
    what = words.say(f"move.{row.name}", organisation=organisation) if known else row.name
    return Entry(row.id, row.at, "move", _who(session, row, organisation), what, _why(row))


def _who(session: Session, row: MoveRow, organisation: str) -> str:
    if row.by == Who.STAFF:
        return _officer(session, row.by_id)
    if row.by == Who.PROVIDER:
        provider = session.get(ProviderRow, row.by_id) if row.by_id is not None else None
        return (provider.shown_name if provider else None) or organisation or words.say("who.provider")
    return words.say(f"who.{row.by}")


def _officer(session: Session, staff_id: int | None) -> str:
    row = session.get(StaffRow, staff_id) if staff_id is not None else None
    return row.shown_name if row else words.say("who.staff")


def _why(row: MoveRow) -> str | None:
    if row.name == "correct":
        return _changes_in_words(row.why)
    if row.name == "rate":
        return words.say("score", score=row.why or "–")
    return words.reason(row.why, "held" if row.name == "hold_for_staff" else "why")


def _changes_in_words(why: str | None) -> str:
    lines = (
        words.say("changed", what=words.say(f"fact.{name}"), old=_fact(name, old), new=_fact(name, new))
        for name, (old, new) in read_changes(why).items()
    )
    return "\n".join(lines)


def _fact(name: str, value: object) -> str:
    if isinstance(value, list):
        return words.needs(value)
    if name == "province" and str(value) in PROVINCES:
        return words.province(str(value))
    return str(value) if value else "–"


def _of_follow_ups(session: Session, case: CaseRow, parts: Mapping[int, HandoffRow]) -> Iterator[Entry]:
    """What LINE could not ask was left to officers. Of whom is erased, what was said to them is, too."""
    rules = rules_of(session)
    in_line = follow_ups.put_in_line(session, case.id)
    for row in cases.follow_ups_of(session, case.id):
        part = parts.get(row.handoff_id) if row.handoff_id is not None else None
        organisation = words.name(part.organisation) if part else ""
        key = f"console.asked.{row.rule}"
        what = words.say(f"asked.{row.rule}", organisation=organisation) if words.catalogue().has(key) else row.rule
        if row.rule in BY_TELEPHONE and row.id not in in_line and case.holds_anything:
            what = words.say("asked_by_telephone", what=what)
        yield Entry(row.id, row.at, "ask", words.say("who.clock"), what, _answer(row, rules))


def _answer(row: FollowUpRow, rules: Rules) -> str | None:
    if row.answered_at is None:
        return _silence(row, rules)
    known = words.catalogue().has(f"console.answer.{row.answer}")
    answer = words.say(f"answer.{row.answer}") if known else (row.answer or "–")
    return words.say("answered", answer=answer, at=words.moment(row.answered_at))


def _silence(row: FollowUpRow, rules: Rules) -> str | None:
    """That an owner did not say how it ended or what it brought is a result of its own."""
    if row.rule not in ("done", *RESULT_RULES):
        return None
    is_last = row.nth == rules.named(row.rule).at_most
    return words.say("unanswered.last" if is_last else "unanswered.text")


def _of_outcome(row: OutcomeRow) -> Entry:
    kind = words.say(f"outcome.{row.kind}") if words.catalogue().has(f"console.outcome.{row.kind}") else row.kind
    return Entry(row.id, row.at, "result", words.say(f"who.{row.said_by}"), f"{kind} {baht(row)}".strip(), row.words)


def baht(row: OutcomeRow) -> str:
    """The amount as it was told: one figure, or from–to."""
    low, high = row.baht_low, row.baht_high
    if low is None and high is None:
        return ""
    ends = sorted({amount for amount in (low, high) if amount is not None})
    return words.say("baht", amount="–".join(words.number(amount) for amount in ends))


# --- the parts ----------------------------------------------------------------------------------------------


def parts_of(session: Session, case: CaseRow) -> list[Part]:
    """Every organisation's part, the newest first, with what both sides say where they disagree."""
    asked = [row for row in cases.follow_ups_of(session, case.id) if row.rule == "anyone_called"]
    return [_part(session, row, asked) for row in reversed(cases.handoffs_of(case))]


def _part(session: Session, row: HandoffRow, asked: Sequence[FollowUpRow]) -> Part:
    provider = session.get(ProviderRow, row.provider_id) if row.provider_id is not None else None
    denied = [one.answered_at for one in asked if one.handoff_id == row.id and one.answer == "no" and one.answered_at]
    said = [
        Statement(at, key)
        for at, key in (
            (row.contacted_at, "provider_contacted"),
            (max(denied, default=None), "owner_not_contacted"),
            (row.confirmed_at, "owner_contacted"),
        )
        if at is not None
    ]
    conflict = row.contacted_at is not None and bool(denied) and row.confirmed_at is None
    question = cases.open_question(session, row.id) if row.status == HandoffStatus.OFFERED else None
    return Part(row, provider, sorted(said, key=lambda one: one.at), conflict, question.why if question else None)
