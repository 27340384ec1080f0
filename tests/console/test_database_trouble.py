"""While the database fails an officer reads that nothing was saved, and what to do."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from tests.console.conftest import Room


@pytest.mark.parametrize(("language", "words"), [("th", "ขัดข้องชั่วคราว"), ("en", "The database does not answer")])
def test_a_page_that_cannot_be_saved_says_so(
    room: Room, opened: Callable[..., int], language: str, words: str
) -> None:
    page, note = room.signed_in("south"), f"/console/cases/{opened()}/moves/note"
    page.get(f"/console/cases/?lang={language}")
    room.app.testing = False
    engine = room.database.engine
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA query_only=ON"))
    engine.dispose()
    page.post(note, words="โทรไปแล้ว")
    assert page.status == 503
    assert words in page.page
    assert "sqlite" not in page.page.lower()
