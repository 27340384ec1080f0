"""What is written down of a history as it goes: every move, who was told what and why, whose contact was shown."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from network.cases import HANDOFF_MOVES, HOLDING
from storage import settings
from storage.cases import ABOUT_DELETING
from storage.messages import OWED
from storage.tables import CaseRow, FollowUpRow, HandoffRow, IncomingRow, MessageRow, MoveRow, PersonRow, ProviderRow
from tests.histories.people import identifying

SAID = frozenset({"progress", "no_contact", "contact_confirmed", "not_done_says_owner", "rate"})
REMARKS = SAID | {*ABOUT_DELETING, "chat_given_back"}
"""Moves that only note what someone said; whoever repeats them gives nobody a reason to be told again."""

HELD = "hold_for_staff"
ASKED_ANEW = frozenset({"offer", "search_anew", "reopen"})


@dataclass(frozen=True)
class Move:
    """One row of the audit trail. `is_news`: something is otherwise than before it."""

    id: int
    case_id: int
    handoff_id: int | None
    name: str
    source: str | None
    target: str
    by: str
    why: str | None
    at: datetime
    is_news: bool


def moves_a_part(move: Move) -> bool:
    """Whether a move changed where one organisation's part stands, as against what someone said about it."""
    return move.name in HANDOFF_MOVES or move.name == "offer"


@dataclass(frozen=True)
class Telling:
    """One message to someone who had not just asked for it.

    `has_news`: something changed in its case as it was owed, or time asked something. `keeps_hours`: it may go out
    only when pushes may, or an officer wrote it just now, or it is what is left of an answer.
    """

    message_id: int
    person_id: int
    case_id: int | None
    handoff_id: int | None
    follow_up_id: int | None
    content: str
    at: datetime
    has_news: bool
    keeps_hours: bool


@dataclass
class Trail:
    """Grows with every transaction of a history.

    `belongs_to` is whose a telephone number is, `let_go` what of a case an officer knowingly left undone, `told_of`
    the parts of which somebody was sent something, or an officer knows that nobody was,
    `forgotten` the numbers of owners who were erased after they gave them.
    """

    look: Callable[[], AbstractContextManager[Session]]
    moves: list[Move] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)
    said_twice: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    belongs_to: dict[str, str] = field(default_factory=dict)
    let_go: dict[int, frozenset[str]] = field(default_factory=lambda: defaultdict(frozenset))
    told_of: set[int] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)
    _reasons: dict[int, set[str | None]] = field(default_factory=lambda: defaultdict(set))
    _last_move: int = 0
    _last_follow_up: int = 0

    def __post_init__(self) -> None:
        with self.look() as session:
            self._last_move = session.scalar(select(func.max(MoveRow.id))) or 0
            self._last_follow_up = session.scalar(select(func.max(FollowUpRow.id))) or 0

    def last_by(self, case_id: int) -> str | None:
        """Who made the last move of a case; that its owner's chat went back to the bot moves nothing."""
        own = (move for move in reversed(self.moves) if move.case_id == case_id)
        return next((move.by for move in own if move.name != "chat_given_back"), None)

    def opened_by(self, case_id: int) -> int:
        """The move by which a case was last opened."""
        return max(move.id for move in self.moves if move.case_id == case_id and move.name in ("open", "reopen"))

    # --- who was told what ------------------------------------------------------------------------------------

    def note_told(self, session: Session, actor: str | None, now: datetime) -> None:
        """Write down what this transaction, about to be committed, moved and whom it told.

        `actor` is whoever is answered in it; what they hear is an answer, and asking twice is answered twice.
        """
        session.flush()
        news = self._news(session)
        calendar = settings.calendar(session)
        for row in session.info.get(OWED, ()):
            person = session.get_one(PersonRow, row.person_id)
            if row.handoff_id is not None:
                self.told_of.add(row.handoff_id)
            if person.line_user_id == actor:
                self._note_answer(session, row, now)
            else:
                wanted = row.by == "staff" or _answers(session, row, person)
                keeps_hours = wanted or calendar.is_push_time(row.not_before or now)
                self._note_telling(row, now, has_news=row.case_id in news, keeps_hours=keeps_hours)

    def _news(self, session: Session) -> set[int | None]:
        """The cases in which something changed, or for which time asked something."""
        news: set[int | None] = set()
        for row in session.execute(_MOVES, {"last": self._last_move}):
            move = Move(*row, is_news=self._is_news(row.case_id, row.name, row.why))
            self.moves.append(move)
            self._last_move = move.id
            if move.is_news:
                news.add(move.case_id)
        for row_id, case_id in session.execute(_FOLLOW_UPS, {"last": self._last_follow_up}):
            self._last_follow_up = row_id
            news.add(case_id)
        return news

    def _is_news(self, case_id: int, name: str, why: str | None) -> bool:
        """A case that goes to staff for a reason for which they have it already is no news."""
        if name == "release":
            self._reasons[case_id].clear()
        if name in ASKED_ANEW:
            self.let_go.pop(case_id, None)
        if name == HELD:
            known = why in self._reasons[case_id]
            self._reasons[case_id].add(why)
            return not known
        return name not in REMARKS

    def _note_answer(self, session: Session, row: MessageRow, now: datetime) -> None:
        """One answer says nothing twice; earlier answers that LINE did not take go along with it."""
        if row.outcome == "merged":
            return
        said = Counter(_content(part) for part in row.parts or ())
        if max(said.values(), default=0) > 1:
            said -= Counter(_content(part) for part in _taken_along(session, row, now))
        self.said_twice += [content for content, times in said.items() if times > 1]

    def _note_telling(self, row: MessageRow, now: datetime, *, has_news: bool, keeps_hours: bool) -> None:
        about = row.id, row.person_id, row.case_id, row.handoff_id, row.follow_up_id
        for part in row.parts or ():
            self.tellings.append(Telling(*about, _content(part), now, has_news, keeps_hours))

    # --- who was shown whose contact --------------------------------------------------------------------------

    def note_named(self, session: Session, to: str, whom: set[str], now: datetime) -> None:
        """Someone was just shown these names and numbers of other people: whoever may not be is a leak."""
        others = {one for one in whom if self.belongs_to.get(one) != to}
        for one in others - _may_see(session, to):
            self.leaks.append(f"{to} was shown {one} at {now}")


_ROW = MoveRow
_MOVES = (
    select(_ROW.id, _ROW.case_id, _ROW.handoff_id, _ROW.name, _ROW.source, _ROW.target, _ROW.by, _ROW.why, _ROW.at)
    .where(_ROW.id > bindparam("last"))
    .order_by(_ROW.id)
)
_FOLLOW_UPS = (
    select(FollowUpRow.id, FollowUpRow.case_id).where(FollowUpRow.id > bindparam("last")).order_by(FollowUpRow.id)
)


def _content(part: dict[str, Any]) -> str:
    """What is read, and where its links lead, without what can be answered."""
    links = [button["url"] for button in part["buttons"] if button["url"]]
    return json.dumps([part["key"], part["with"], part["rows"], links], ensure_ascii=False, sort_keys=True)


def _taken_along(session: Session, row: MessageRow, now: datetime) -> list[dict[str, Any]]:
    """What was owed to the same person before and went into this row."""
    just_owed = [one.id for one in session.info.get(OWED, ())]
    older = select(MessageRow).where(
        MessageRow.person_id == row.person_id,
        MessageRow.outcome == "merged",
        MessageRow.ended_at == now,
        MessageRow.id.not_in(just_owed),
    )
    return [part for one in session.scalars(older) for part in one.parts or ()]


def _may_see(session: Session, to: str) -> set[str]:
    """The names and numbers that this person may be shown now: of owners whom they serve, of whoever serves with
    them, of who serves them."""
    mine = select(PersonRow.id).where(PersonRow.line_user_id == to).scalar_subquery()
    colleagues = and_(HandoffRow.provider_id.is_(None), ProviderRow.organisation_id == HandoffRow.organisation_id)
    # An officer may accept for an organisation without saying who of it will serve.
    serves = or_(ProviderRow.id == HandoffRow.provider_id, and_(colleagues, ProviderRow.left_at.is_(None)))
    served = (
        select(CaseRow.contact_name, CaseRow.contact_phone, CaseRow.text, CaseRow.product)
        .join(HandoffRow, HandoffRow.case_id == CaseRow.id)
        .join(ProviderRow, serves)
        .where(ProviderRow.person_id == mine, HandoffRow.status.in_(HOLDING))
    )
    serving = (
        select(ProviderRow.name, PersonRow.display_name)
        .join(HandoffRow, HandoffRow.provider_id == ProviderRow.id)
        .join(PersonRow, PersonRow.id == ProviderRow.person_id)
        .join(CaseRow, CaseRow.id == HandoffRow.case_id)
        .where(or_(CaseRow.person_id == mine, CaseRow.id.in_(_team_of(mine))), HandoffRow.accepted_at.is_not(None))
    )
    known: Sequence[Sequence[str | None]] = (*session.execute(served), *session.execute(serving))
    return identifying(" ".join(word for row in known for word in row if word))


def _team_of(person: ScalarSelect[int]) -> Select[int]:
    """The cases of which someone has accepted a part: there they know their colleagues."""
    mine = select(HandoffRow.case_id).join(ProviderRow, ProviderRow.organisation_id == HandoffRow.organisation_id)
    return mine.where(ProviderRow.person_id == person, HandoffRow.accepted_at.is_not(None))


def _answers(session: Session, row: MessageRow, person: PersonRow) -> bool:
    """Whether a message goes back to something that the person themselves did."""
    asked = session.scalar(select(IncomingRow.chat).where(IncomingRow.event_id == row.event_id))
    return asked is not None and asked == person.line_user_id
