"""Numbers that no row can have, in addresses and forms: they are not found, or refused, as any other wrong one."""

import re
from collections.abc import Callable

import pytest

from storage import directory
from tests.console.conftest import Browser, Room

LONG = ["9" * 16, "9" * 30, "9" * 5_000]
"""Together with the length of a page beyond what SQLite counts to, beyond it alone, and beyond what Python reads."""


@pytest.fixture
def page(room: Room) -> Browser:
    return room.signed_in("all")


@pytest.mark.parametrize("number", LONG)
def test_no_address_is_found_with_such_a_number(room: Room, page: Browser, number: str) -> None:
    numbered = [
        rule for rule in room.app.url_map.iter_rules() if "<int:" in rule.rule and "token" not in rule.arguments
    ]
    assert len(numbered) > 15
    for rule in numbered:
        address = re.sub(r"<int:\w+>", number, rule.rule).replace("<name>", "take").replace("<change>", "edit")
        page.get("/console/cases/")
        (page.get if "GET" in (rule.methods or ()) else page.post)(address)
        assert page.status == 404, rule


@pytest.mark.parametrize("number", LONG)
def test_a_list_begins_where_nobody_can_count_to(page: Browser, opened: Callable[..., int], number: str) -> None:
    opened()
    for address in (
        f"/console/cases/?after={number}",
        f"/console/directory/?page={number}",
        f"/console/report/?year={number}",
    ):
        page.get(address)
        assert page.status == 200, address


@pytest.mark.parametrize("number", LONG)
def test_a_form_names_nothing_by_such_a_number(
    room: Room, page: Browser, opened: Callable[..., int], number: str
) -> None:
    moves = f"/console/cases/{opened()}/moves"
    with room.look() as session:
        office = directory.organisation_with_code(session, "OFFICE")
        assert office is not None
    for address, status, fields in (
        (f"{moves}/accept", 404, {"handoff": number}),
        (f"{moves}/offer", 422, {"organisation": number, "needs": "packaging"}),
        (f"{moves}/note", 200, {"words": "จดไว้", "seen": number}),
        (f"{moves}/outcome", 422, {"kind": "sales", "baht": number, "said_by": "owner"}),
        (f"/console/directory/{office.id}/invite", 404, {"provider": number}),
        (f"/console/directory/{office.id}/leave", 200, {"provider": number}),
        (f"/console/directory/{office.id}/remove-service", 200, {"service": number}),
        ("/console/directory/centres/", 404, {"TH-93": number}),
    ):
        page.get("/console/cases/")
        page.post(address, **fields)
        assert page.status == status, address
    with room.look() as session:
        assert directory.centre_for(session, "TH-93") is not None
        assert directory.services_of(session, office.id)
