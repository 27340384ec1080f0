"""How far a case has come before a history begins, so that late things happen as often as early ones."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from intake.saying import Tap
from network.needs import Need
from tests.histories import deeds
from tests.histories.directory import HOME
from tests.histories.town import Town

ONE = (Need.PACKAGING,)
TWO = (Need.PACKAGING, Need.BRANDING)

Beginning = tuple[tuple[Need, ...], *tuple[Callable[[Town], object], ...]]
"""Needs first, then what happens."""


def play(town: Town, how: str, *, with_phone: bool) -> None:
    """Let the first case of a history come as far as its name says."""
    needs, *further = BEGINNINGS[how]
    if needs:
        deeds.tell_matter(town, "owner-1", needs, HOME, with_phone=with_phone)
    for happens in further:
        happens(town)


def _press(saying: str) -> Callable[[Town], None]:
    def press(town: Town) -> None:
        button = deeds.from_newest(deeds.buttons_saying(town, saying), 0)
        assert button is not None, f"nobody was shown {saying}"
        deeds.press(town, button.to, button)

    return press


def _ask_another(town: Town) -> None:
    deeds.ask(town, "officer-1", 0, "NEA", drawn_in=False)


def _let_days_pass(town: Town) -> None:
    town.pass_until(town.now + timedelta(days=4))


_accept, _contact, _finish = _press("value=accept"), _press("value=contact"), _press("value=finish")
_done = _press("step=done&value=yes")

BEGINNINGS: Mapping[str, Beginning] = {
    "nobody has come": ((),),
    "told": (ONE,),
    "two needs told": (TWO,),
    "one of them nobody serves": ((Need.CREDIT, Need.ORGANIC),),
    "accepted": (ONE, _accept),
    "accepted, days ago": (ONE, _accept, _let_days_pass),
    "a team": (ONE, _accept, _ask_another, _accept),
    "in service": (ONE, _accept, _contact),
    "finished": (ONE, _accept, _contact, _finish),
    "closed": (ONE, _accept, _finish, _done),
    "an owner who serves": ((), lambda town: deeds.tell_matter(town, "provider-1", TWO, HOME, with_phone=True)),
    "out of office": ((), lambda town: town.arrive(town.tap("provider-1", Tap("provider", "pause").data()))),
}
