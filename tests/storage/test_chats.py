"""What there is to do for several chats, asked at once, on both kinds of database."""

from datetime import datetime, timedelta

from storage import incoming, messages, people
from storage.chats import look_at
from storage.database import Database
from storage.incoming import NewEvent

STRANGE = "U\"\\'ก%s"


def _event(event_id: str, chat: str, at: datetime) -> NewEvent:
    return NewEvent(event_id, chat, "message", None, b"{}", at)


def test_each_chat_has_its_own_look_in_the_order_in_which_they_were_asked_for(
    database: Database, now: datetime
) -> None:
    with database.writing() as session:
        later = now + timedelta(seconds=1)
        incoming.remember(session, [_event("2", "Ua", later), _event("1", "Ua", now), _event("3", STRANGE, now)], now)
        person, _, _ = people.meet(session, "Ub", now)
        messages.owe(session, person, [{"text": "ข่าว"}], now)
    with database.reading() as session:
        looks = look_at(session, ["Ub", STRANGE, "Uc", "Ua"], now)
    assert [look.chat for look in looks] == ["Ub", STRANGE, "Uc", "Ua"]
    assert [look.waiting.event_id if look.waiting else None for look in looks] == [None, "3", None, "1"]
    assert [look.left.message if look.left else None for look in looks] == [True, None, None, None]
