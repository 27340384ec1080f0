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
    func,
    insert,
    literal,
    literal_column,
    null,
    select,
    text,
    update,
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
    OrganisationRow,
    PersonRow,
    ProviderRow,
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


def fill(engine: Engine, cases: int, organisations: Sequence[int], now: datetime, messages: int = MESSAGES) -> None:
    """Make `cases` cases with their owners, parts, histories and so many messages; none of them is due for a week."""
    with engine.connect() as connection:
        _hurry(connection)
        _make_moments(connection, now)
        for table, columns in _tables(organisations, now, _random_uuid(engine), messages):
            connection.execute(_copies(table, columns, cases))
            # One transaction for all of it would double what it takes on the disk.
            connection.commit()
    engine.dispose()  # nobody else gets a connection that hurries
    if not is_sqlite(engine):
        _go_on_counting(engine)
    _let_settle(engine)


def let_everyone_read(session: Session, now: datetime) -> Sequence[str]:
    """Every organisation has somebody in LINE, and the network is as large as its cases want it. Their LINE users."""
    session.execute(update(OrganisationRow).values(capacity=None))
    users = []
    for organisation in session.scalars(select(OrganisationRow)).all():
        users.append(line_user(PROVIDERS_FROM + organisation.id))
        person = PersonRow(line_user_id=users[-1], language="th", first_seen_at=now, wrong_codes=0)
        session.add(person)
        session.flush()
        session.add(ProviderRow(organisation_id=organisation.id, person_id=person.id, joined_at=now))
    return users


def line_user(number: int) -> str:
    """The LINE user of the owner of that number: neighbours in the table are none in its index."""
    return f"{USER}{USER_DIGITS + number * SCATTER % 2**32}"


PROVIDERS_FROM = 1_000_000_000
USER, USER_DIGITS, SCATTER = f"U{'0' * 22}", 1_000_000_000, 2_654_435_761


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


def _tables(
    organisations: Sequence[int], now: datetime, random_uuid: ColumnElement[Any], messages: int
) -> list[tuple[Table, Columns]]:
    kind = N % 100
    live = kind < OF_HUNDRED_LIVE
    waiting = kind < OF_HUNDRED_LIVE + OF_HUNDRED_WAITING
    words, plain = literal("ฉลากโดนน้ำแล้วลอกหมด", Encrypted), literal({}, EncryptedJson)
    user = literal(USER).concat(sql_cast(literal(USER_DIGITS) + N * SCATTER % 2**32, String))
    in_life = [
        (_table(PersonRow), {"id": N, "line_user_id": user, "display_name": words, "language": "th",
                             "first_seen_at": PAST, "wrong_codes": 0}),
        (_table(ConsentRow), {"id": N, "person_id": N, "purpose": "service", "version": "1", "given": True,
                              "at": PAST, "how": "line"}),
        (_table(BusinessRow), {"id": N, "person_id": N, "product": words, "province": "TH-93", "at": PAST}),
        (_table(ConversationRow), {"person_id": N, "answers": plain, "unclear": 0, "changed_at": PAST,
                                   "person_wrote_at": PAST}),
        (_table(CaseRow), {
            "id": N, "number": literal("2569-").concat(sql_cast(N, String)), "person_id": N, "business_id": N,
            "channel": "line", "province": "TH-93", "product": words, "text": words, "masked_text": "ฉลาก",
            "contact_name": words, "contact_phone": literal("0810000000", Encrypted),
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
        (_table(IncomingRow), {"event_id": literal("event-").concat(sql_cast(N, String)), "chat": user,
                               "kind": "message", "line_message_id": _message_id(0), "received_at": PAST, "tries": 0,
                               "done_at": literal(now - timedelta(days=1), UtcDateTime())}),
    ]  # fmt: skip
    return [*in_life, *_histories(), *_talk(words, random_uuid, messages)]


def _histories() -> list[tuple[Table, Columns]]:
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
    return [*moves, *follow_ups]


def _talk(words: ColumnElement[Any], random_uuid: ColumnElement[Any], messages: int) -> list[tuple[Table, Columns]]:
    """What was written and answered, by turns."""
    both = {"person_id": N, "at": PAST, "case_id": N, "ended_at": PAST, "maybe_twice": False}
    heard = {**both, "direction": "in", "by": "person", "text": words, "tries": 0}
    said = {
        **both, "direction": "out", "by": "bot", "event_id": literal("event-").concat(sql_cast(N, String)),
        "parts": literal([{"key": "ask.phone"}], EncryptedJson),
        "rendered": literal([{"type": "text", "text": "ขอเบอร์โทรศัพท์ด้วยค่ะ"}], EncryptedJson),
        "retry_key": random_uuid, "not_before": PAST, "tried_at": PAST, "tried_by": "reply", "tries": 1,
        "outcome": "sent",
    }  # fmt: skip
    return [
        (_table(MessageRow), {"id": N * messages + place, **(said if place % 2 else _heard_as(heard, place))})
        for place in range(messages)
    ]


def _heard_as(heard: Columns, place: int) -> Columns:
    return {**heard, "line_message_id": _message_id(place)}


def _message_id(place: int) -> ColumnElement[str]:
    """As LINE counts them, which is ever upwards."""
    return sql_cast(literal(500_000_000_000_000_000, BigInteger) + N * 100 + place, String)


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


def _random_uuid(engine: Engine) -> ColumnElement[Any]:
    return func.lower(func.hex(func.randomblob(16))) if is_sqlite(engine) else func.gen_random_uuid()


def _hurry(connection: Connection) -> None:
    """Room for the indexes; and what is made here is whole, so that checking every key would only take time."""
    if is_sqlite(connection.engine):
        connection.execute(text("PRAGMA cache_size = -1000000"))
    else:
        connection.execute(text("SET session_replication_role = replica"))


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
