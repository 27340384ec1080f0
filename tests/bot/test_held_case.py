"""A case that somebody else holds locked on PostgreSQL holds up no other, and is looked at once it is let go."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from storage.database import address_of
from tests.bot.test_damaged_row import open_case, statuses
from tests.conftest import PostgresServer
from tests.stories.stage import Loopback, Stage, stage

IMPATIENT = "&options=-c%20lock_timeout%3D200"


@pytest.fixture
def impatient(
    postgres: PostgresServer, postgres_network: str, new_id: Callable[[], UUID], web: Loopback
) -> Iterator[tuple[Stage, str]]:
    name = postgres.new_database(postgres_network)
    with stage(postgres.address(name) + IMPATIENT, new_id, web) as on:
        yield on, postgres.address(name)
    postgres.drop(name)


@pytest.mark.parametrize("which", [0, 1])
def test_one_case_that_is_held_holds_up_no_other(impatient: tuple[Stage, str], which: int) -> None:
    on, address = impatient
    opened = [open_case(on, "owner"), open_case(on, "owner 2")]
    held, free = opened[which], opened[1 - which]
    other = create_engine(address_of(address))
    with other.connect() as connection:
        connection.execute(text("SELECT 1 FROM cases WHERE id = :id FOR UPDATE"), {"id": held})
        on.clock.move_to(on.clock() + timedelta(days=7))
        on.settle()
        assert statuses(on, held) == {"offered"}
        assert "expired" in statuses(on, free)
    other.dispose()
    on.clock.move_to(on.clock() + timedelta(minutes=1))
    on.settle()
    assert "expired" in statuses(on, held)
