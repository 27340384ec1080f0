"""A store with as many cases as asked for, nearly all of them at rest; filled by the database itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    case,
    insert,
    literal,
    literal_column,
    null,
    select,
    text,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from network.cases import CaseStatus, HandoffStatus, Resolution
from storage.database import is_sqlite
from storage.tables import (
    Base,
    BusinessRow,
    CaseNeedRow,
    CaseRow,
    ConsentRow,
    ConversationRow,
    FollowUpRow,
    HandoffRow,
    IncomingRow,
    MessageRow,
    MoveRow,
    PersonRow,
)
from storage.types import Encrypted, EncryptedJson, UtcDateTime

OF_HUNDRED_LIVE, OF_HUNDRED_WAITING = 2, 5
"""Of a hundred cases so many are being served, and so many wait for the question what came of it."""

SPREAD = 997
"""So many different moments; a prime, so that they do not fall together with the hundreds."""

MOVES = (
    ("open", "open"), ("offer", "offered"), ("accept", "accepted"),
    ("contact", "in_service"), ("finish", "done"), ("close", "closed"),
)  # fmt: skip
RULES = ("first_contact_ask", "anyone_called", "satisfaction")
MESSAGES = 4

Columns = Mapping[str, Any]


def fill(engine: Engine, cases: int, organisations: Sequence[int], now: datetime) -> None:
    """Make `cases` cases with their owners, parts, histories and messages; none of them is due for a week."""
    with engine.begin() as connection:
        if not is_sqlite(engine):
            # What is made here is whole; checking every key would take most of the time.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        _make_moments(connection, now)
        for table, columns in _tables(organisations, now):
            connection.execute(_copies(table, columns, cases))
        MOMENTS.drop(connection)
    if not is_sqlite(engine):
        _go_on_counting(engine)
    _let_settle(engine)


N: ColumnElement[int] = literal_column("numbers.n", BigInteger)
MOMENTS = Table(
    "moments",
    MetaData(),
    Column("k", Integer, primary_key=True),
    Column("past", UtcDateTime()),
    Column("future", UtcDateTime()),
    prefixes=["TEMPORARY"],
)
PAST, FUTURE = MOMENTS.c.past, MOMENTS.c.future


def _tables(organisations: Sequence[int], now: datetime) -> list[tuple[Table, Columns]]:
    kind = N % 100
    live = kind < OF_HUNDRED_LIVE
    waiting = kind < OF_HUNDRED_LIVE + OF_HUNDRED_WAITING
    words, plain = literal("ฉลากโดนน้ำแล้วลอกหมด", Encrypted), literal({}, EncryptedJson)
    in_life = [
        (_table(PersonRow), {"id": N, "line_user_id": literal("U").concat(sql_cast(N, String)), "language": "th",
                             "first_seen_at": PAST, "wrong_codes": 0}),
        (_table(ConsentRow), {"id": N, "person_id": N, "purpose": "service", "version": "1", "given": True,
                              "at": PAST, "how": "line"}),
        (_table(BusinessRow), {"id": N, "person_id": N, "product": words, "province": "TH-93", "at": PAST}),
        (_table(ConversationRow), {"person_id": N, "answers": plain, "unclear": 0, "changed_at": PAST,
                                   "person_wrote_at": PAST}),
        (_table(CaseRow), {
            "id": N, "number": literal("2569-").concat(sql_cast(N, String)), "person_id": N, "business_id": N,
            "channel": "line", "province": "TH-93", "product": words, "text": words, "masked_text": "ฉลาก",
            "language": "th", "opened_at": PAST, "held_by_staff": False,
            "status": case((live, CaseStatus.IN_SERVICE.value), else_=CaseStatus.CLOSED.value),
            "resolution": case((live, null()), else_=Resolution.RESOLVED.value),
            "closed_at": case((live, null()), else_=PAST),
            "next_look_at": case((live, null()), (waiting, FUTURE), else_=null()),
        }),
        (_table(CaseNeedRow), {"case_id": N, "need": "packaging"}),
        (_table(HandoffRow), {
            "id": N, "case_id": N, "organisation_id": literal(min(organisations)) + N % len(organisations),
            "role": "lead", "needs": literal(["packaging"], HandoffRow.needs.type), "ring": "same_province",
            "reason": literal({}, HandoffRow.reason.type), "on_behalf": False,
            "status": case((live, HandoffStatus.IN_SERVICE.value), else_=HandoffStatus.DONE.value),
            "offered_at": PAST, "told_at": PAST, "answered_at": PAST, "accepted_at": PAST, "contacted_at": PAST,
            "confirmed_at": PAST, "next_look_at": case((live, FUTURE), else_=null()),
        }),
        (_table(IncomingRow), {"event_id": literal("event-").concat(sql_cast(N, String)), "chat": "someone",
                               "kind": "message", "received_at": PAST, "tries": 0,
                               "done_at": literal(now - timedelta(days=1), UtcDateTime())}),
    ]  # fmt: skip
    return [*in_life, *_histories(words)]


def _histories(words: ColumnElement[Any]) -> list[tuple[Table, Columns]]:
    moves = [
        (_table(MoveRow), {
            "id": N * len(MOVES) + place, "case_id": N, "handoff_id": null() if name in ("open", "close") else N,
            "name": name, "target": target, "by": "provider", "at": PAST,
        })
        for place, (name, target) in enumerate(MOVES)
    ]  # fmt: skip
    follow_ups = [
        (_table(FollowUpRow), {
            "id": N * len(RULES) + place, "case_id": N, "handoff_id": N, "move_id": N * len(MOVES) + place,
            "rule": rule, "nth": 1, "at": PAST, "answered_at": PAST, "answer": "yes",
        })
        for place, rule in enumerate(RULES)
    ]  # fmt: skip
    said = [
        (_table(MessageRow), {
            "id": N * MESSAGES + place, "person_id": N, "direction": "out" if place else "in", "by": "bot",
            "at": PAST, "text": words, "case_id": N, "not_before": PAST, "tries": 1, "maybe_twice": False,
            "ended_at": PAST, "outcome": "sent",
        })
        for place in range(MESSAGES)
    ]  # fmt: skip
    return [*moves, *follow_ups, *said]


def _table(row: type[Base]) -> Table:
    return cast(Table, row.__table__)


def _copies(table: Table, columns: Columns, count: int) -> Any:
    """One statement that makes `count` rows of a table, numbered from 1."""
    first: Select[Any] = select(literal(1, BigInteger).label("n"))
    numbers = first.cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < count))
    rows = select(*(_as_column(value, table.c[name]) for name, value in columns.items()))
    spread = rows.select_from(numbers).join(MOMENTS, MOMENTS.c.k == numbers.c.n % SPREAD)
    return insert(table).from_select(list(columns), spread, include_defaults=False)


def _as_column(value: Any, its: Any) -> Any:
    return value if isinstance(value, ColumnElement) else literal(value, its.type)


def _make_moments(connection: Connection, now: datetime) -> None:
    """Moments of the two years before, and of the half year that begins in a week."""
    MOMENTS.create(connection)
    rows = [
        {
            "k": k,
            "past": now - timedelta(days=40 + 650 * k / SPREAD),
            "future": now + timedelta(days=7 + 173 * k / SPREAD),
        }
        for k in range(SPREAD)
    ]
    connection.execute(insert(MOMENTS), rows)


def _let_settle(engine: Engine) -> None:
    """What the database does by itself sooner or later, and never within a transaction."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)" if is_sqlite(engine) else "VACUUM ANALYZE")


def _go_on_counting(engine: Engine) -> None:
    """Rows that are made from now on get numbers that nobody has."""
    with Session(engine) as session, session.begin():
        for table in Base.metadata.sorted_tables:
            if "id" in table.c:
                ids = {"table": table.name}
                highest = session.scalar(text(f"SELECT max(id) FROM {table.name}"))
                if highest is not None:
                    session.execute(
                        text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :at)"), ids | {"at": highest}
                    )
