"""Random histories on both databases: 100 short ones each in an ordinary run, 2,000 long ones by `make histories`."""

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine

from tests.histories.machine import History

HISTORIES = int(os.environ.get("HISTORIES", "100"))
STEPS = int(os.environ.get("HISTORIES_STEPS", "10"))
SEED = int(os.environ.get("HISTORIES_SEED", "2569"))
PARTS = 4
"""So that several cores play at once, and so that one failure hides no other."""


@pytest.mark.parametrize("part", range(PARTS))
def test_every_promise_holds_in_every_history(founded: Engine, part: int) -> None:
    class InThisTown(History):
        engine = founded
        played = 0

    most = -(-HISTORIES // PARTS)
    often = settings(
        max_examples=most,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    run_state_machine_as_test(seed(SEED + part)(InThisTown), settings=often)
    assert InThisTown.played >= most
    # `make histories` shows it.
    print(f"{InThisTown.played} histories of {STEPS} steps on {founded.dialect.name}, seed {SEED + part}")  # noqa: T201
