"""The audit keeps who did what about which thing."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage import audit
from storage.staff import add_staff


def test_the_history_of_one_thing_is_told_in_order(session: Session, now: datetime) -> None:
    officer = add_staff(session, name="somchai", shown_name="ตัวอย่าง", password="long enough", centre_id=None, now=now)
    later = now + timedelta(minutes=5)
    audit.record(session, officer.id, "changed", "case", 7, later, {"fields": ["province"]})
    audit.record(session, officer.id, "saw", "case", 7, now)
    audit.record(session, None, "saw", "case", 8, now)
    lines = audit.history(session, "case", 7)
    assert [(line.action, line.at, line.detail) for line in lines] == [
        ("saw", now, None),
        ("changed", later, {"fields": ["province"]}),
    ]
