"""Which of several cases an owner means: by what they say, else by a button for each."""

from collections.abc import Sequence

from intake.conversation import OwnCase
from intake.reading import Reading
from intake.saying import Choice, Tap
from network import wording
from network.wording import Meant

MOST_CASES = 10


def named(open_cases: Sequence[OwnCase], reading: Reading) -> tuple[OwnCase, ...]:
    """The open cases that are named best: by the number, a need, the product or the place; none where nothing is."""
    times = [_times_named(case, reading) for case in open_cases]
    return tuple(case for case, each in zip(open_cases, times, strict=True) if each and each == max(times))


def _times_named(case: OwnCase, reading: Reading) -> int:
    needs = set(reading.needs) if reading.sure else set()
    names = [name for name in (case.number, case.product) if name]
    is_there = reading.province is not None and reading.province == case.province
    return bool(needs.intersection(case.needs)) + is_there + sum(name in reading.text for name in names)


def case_button(number: str, needs: Sequence[str], product: str | None, tap: Tap) -> Choice:
    """A button for one of several cases: its number alone tells nobody what it is about."""
    return Choice("choice.own_case", tap, label_of_case(number, needs, product))


def label_of_case(number: str, needs: Sequence[str], product: str | None) -> dict[str, Meant]:
    """The parameters of its label."""
    about = wording.said(f"choice.need_{needs[0]}")
    if product:
        about = wording.said("provider.about", what=about, more=product)
    return {"number": number, "about": about}


def buttons_for(open_cases: Sequence[OwnCase], step: str, value: str) -> tuple[Choice, ...]:
    """One for each, with the same step and value."""
    return tuple(
        case_button(case.number, case.needs, case.product, Tap(step, value, case.id))
        for case in open_cases[:MOST_CASES]
    )
