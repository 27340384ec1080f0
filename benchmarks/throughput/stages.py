"""Where a turn's processor time goes: whole talks worked off in this very thread, shared out by a profile of them."""

import cProfile
import pstats
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import servers
from benchmarks.line import line
from benchmarks.offices import fill_directory
from benchmarks.throughput.talks import TALK
from bot.inbox import kept_events
from rismep.settings import from_environment
from rismep.wiring import House
from simulator.phones import Phone

STAGES: Mapping[str, tuple[str, ...]] = {
    "classify": ("intents", "pythainlp", "nlpo3", "numpy"),
    "match and dialog": ("intake", "network", "casework", "texts"),
    "store": ("storage", "sqlalchemy", "cryptography"),
    "deliver": ("bot", "linebot", "urllib3", "http", "pydantic", "email"),
}
REST = "rest"
_PACKAGES = {package: stage for stage, packages in STAGES.items() for package in packages}
BUILT_IN = "~"


def cpu_by_stage(folder: Path, people: int) -> dict[str, float]:
    """Milliseconds of one processor that a turn takes, by stage; what they add up to was measured without a profile,
    which makes everything slower, but not by much more in one place than in another.
    """
    own = folder / "stages"
    own.mkdir()
    with line() as (platform, api):
        environment = servers.environment_of(own, api, servers.free_port())
        fill_directory(environment)
        house = House(from_environment(environment), alone=True)
        house.prepare()
        talks = [[platform.add_phone("ผู้ใช้ตัวอย่าง") for _ in range(people)] for _ in range(3)]
        _work_off(house, talks[0])  # to warm up
        began = time.thread_time()
        turns = _work_off(house, talks[1])
        whole = (time.thread_time() - began) / turns * 1000
        profile = cProfile.Profile(time.thread_time)
        profile.enable()
        _work_off(house, talks[2])
        profile.disable()
        house.close()
    shares = _shares(pstats.Stats(profile))
    return {stage: round(whole * shares.get(stage, 0.0), 3) for stage in (*STAGES, REST)}


def _work_off(house: House, phones: Iterable[Phone]) -> int:
    """Let each person have their talk, one turn after the other; how many turns that were."""
    turns = 0
    for phone in phones:
        for words in TALK:
            house.keeper.keep(kept_events({"events": [phone.text_event(words)]}))
            turns += 1
            while house.do_next([phone.user_id]):
                pass
    return turns


def _shares(stats: Any) -> dict[str, float]:
    """What each stage has of the time; what Python has built in is its callers'."""
    seconds: dict[str, float] = defaultdict(float)
    for (file, _, _), (_, _, own, _, callers) in stats.stats.items():
        if file == BUILT_IN:
            for (caller, _, _), (_, _, for_it, _) in callers.items():
                seconds[_stage(caller)] += for_it
        else:
            seconds[_stage(file)] += own
    whole = sum(seconds.values())
    return {stage: its / whole for stage, its in seconds.items()}


def _stage(file: str) -> str:
    """By the outermost package of ours or of a library that a file is in."""
    return next((_PACKAGES[part] for part in Path(file).parts if part in _PACKAGES), REST)
