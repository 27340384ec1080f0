"""Random histories on both databases: 100 short ones each in an ordinary run, 2,000 long ones by `make histories`."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine

from tests.histories.machine import History

HISTORIES = int(os.environ.get("HISTORIES", "100"))
STEPS = int(os.environ.get("HISTORIES_STEPS", "8"))
FIRST_SEED = int(os.environ.get("HISTORIES_SEED", "2569"))

OF_A_SEED = 25
"""Few enough that several cores share the work, and that one failure hides no other."""

SEEDS = range(FIRST_SEED, FIRST_SEED + -(-HISTORIES // OF_A_SEED))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_promise_holds_in_every_history(founded: Engine, seed: int) -> None:
    class InThisTown(History):
        engine = founded
        played = 0

    often = settings(
        max_examples=OF_A_SEED,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    run_state_machine_as_test(seeded(seed)(InThisTown), settings=often)
    assert InThisTown.played >= OF_A_SEED
