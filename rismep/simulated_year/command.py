"""`rismep simulate-year`: plays a year, or two with other rules, and writes what came of it."""

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

from cryptography.fernet import Fernet

from network.rule_settings import Senseless
from rismep.serving import spare_the_collector
from rismep.simulated_year import figures, measures, rule_sets, summary
from rismep.simulated_year.figures import Played, together
from rismep.simulated_year.parts import PARTS
from rismep.simulated_year.play import START, Passed, Year, play
from rismep.simulated_year.rule_sets import Unreadable
from rismep.simulated_year.summary import Summary
from rismep.terminal import fail, meant, refuse, say
from texts.catalogue import Catalogue

NEEDED = ("matplotlib", "tqdm")
FIGURES = ".json"
LAST_DAYS = 260
"""About so many days after the last owner wrote, the last question about a result has been asked."""


def simulate(asked: argparse.Namespace) -> int:
    """The exit code; what is wrong is said before anything is played."""
    if any(find_spec(name) is None for name in NEEDED):
        return fail("year.extra")
    if asked.owners < 1 or asked.days < 1:
        return fail("year.nobody")
    try:
        sides = _sides(asked)
    except Unreadable as error:
        return fail("year.unreadable", what=error)
    except Senseless as refused:
        return refuse(meant(refused.said))
    sys.stdout.write(f"{_report(sides, asked)}\n")
    return 0


@dataclass(frozen=True)
class Side:
    """One play of a report: a year to be played, or an earlier one whose figures were kept."""

    name: str
    year: Year
    earlier: Summary | None = None


def _sides(asked: argparse.Namespace) -> list[Side]:
    """What is played, the side that the other is measured by first. Raises `Unreadable`, `Senseless`."""
    own = _side(asked.rules, asked)
    if asked.compare is None:
        return [own]
    other = _side(asked.compare, asked)
    return [other, own if own.name != other.name else Side(f"{own.name} 2", own.year)]


def _side(given: Sequence[str], asked: argparse.Namespace) -> Side:
    name = Path(given[0]).stem if len(given) == 1 and "=" not in given[0] else ", ".join(given)
    if len(given) == 1 and given[0].endswith(FIGURES):
        return Side(name, _year(asked, ()), _kept(given[0]))
    return Side(name or say("year.shipped"), _year(asked, given))


def _year(asked: argparse.Namespace, given: Sequence[str]) -> Year:
    rules = rule_sets.read(given)
    rule_sets.numbers_of(rules)
    return Year(asked.owners, asked.seed, asked.days, rules)


def _kept(file: str) -> Summary:
    try:
        return summary.load(Path(file))
    except (OSError, ValueError) as error:
        raise Unreadable(file) from error


def _report(sides: Sequence[Side], asked: argparse.Namespace) -> Path:
    from rismep.simulated_year import report

    played = _all_played([side for side in sides if side.earlier is None])
    sums = {side.name: side.earlier or summary.sum_up(side.year, played[side.name]) for side in sides}
    both = list(played.values())
    spans = measures.spans(both[0], both[1], asked.seed) if len(both) > 1 else {}
    return report.write(asked.output, sums, spans, _words)


def _all_played(sides: Sequence[Side]) -> dict[str, Played]:
    """Each part of each side in a process of its own, as many of them at a time as there are cores."""
    every = [(side, part) for side in sides for part in PARTS]
    key = Fernet.generate_key().decode()
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), spare_the_collector) as processes:
        played = list(processes.map(partial(play_part, key), *zip(*every, strict=True), range(len(every))))
    return {side.name: together(played[n * len(PARTS) : (n + 1) * len(PARTS)]) for n, side in enumerate(sides)}


def _words(key: str, **parameters: object) -> str:
    """A reason that has no words here yet is named as the code names it."""
    if not Catalogue.shipped().has(f"cli.year.{key}"):
        return key.rpartition(".")[2].replace("_", " ")
    return say(f"year.{key}", **parameters)


def play_part(key: str, side: Side, part: str, line: int = 0) -> Played:
    """Play it, with its progress on a line of its own."""
    logging.getLogger().setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="rismep-year-") as folder, _progress(side, part, line) as passed:
        country = play(side.year, Path(folder), key, passed, PARTS[part])
        with country.look() as session:
            counted = figures.count(session, country.calendar, country.called)
        country.close()
    return counted


@contextmanager
def _progress(side: Side, part: str, line: int) -> Iterator[Passed]:
    """A bar of simulated days on a terminal, nothing elsewhere."""
    from tqdm import tqdm

    name = f"{side.name}, {_words(f'country.{part}')}"
    with tqdm(total=side.year.days + LAST_DAYS, desc=name, unit="d", position=line, disable=None) as bar:

        def passed(at: datetime) -> None:
            bar.update(min(bar.total, (at - START).days) - bar.n)

        yield passed
        bar.update(bar.total - bar.n)
