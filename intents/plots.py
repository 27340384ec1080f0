"""Two plots as SVG: does the model mean what it says, and what does it cost to answer more."""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from math import ceil, sqrt

from intents.evaluation import Bin, Evaluation

Say = Callable[[str], str]

_WIDTH, _HEIGHT = 460, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 26, 14, 54
_TICKS = 5
_DOT_SMALLEST, _DOT_LARGEST = 3.0, 12.0


class _Field:
    """The part of a plot inside its axes; both run from 0, x to 1, y to `top`."""

    def __init__(self, top: float = 1.0) -> None:
        self.top = top

    def at(self, x: float, y: float) -> tuple[float, float]:
        across = _LEFT + x * (_WIDTH - _LEFT - _RIGHT)
        down = _TOP + (1 - min(y, self.top) / self.top) * (_HEIGHT - _TOP - _BOTTOM)
        return round(across, 1), round(down, 1)

    def frame(self, x_name: str, y_name: str) -> Iterator[str]:
        """Grid, ticks in per cent and the names of both axes."""
        for step in range(_TICKS + 1):
            share = step / _TICKS
            (x, bottom), (left, y) = self.at(share, 0), self.at(0, share * self.top)
            yield f'<path class="grid" d="M{x} {_TOP}V{bottom}M{left} {y}H{_WIDTH - _RIGHT}"/>'
            yield f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{share:.0%}</text>'
            yield f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{share * self.top:.0%}</text>'
        middle_x, middle_y = (_LEFT + _WIDTH - _RIGHT) / 2, (_TOP + _HEIGHT - _BOTTOM) / 2
        yield f'<text x="{middle_x}" y="{_HEIGHT - 12}" text-anchor="middle">{escape(x_name)}</text>'
        turned = f'transform="rotate(-90 14 {middle_y})" text-anchor="middle"'
        yield f'<text x="14" y="{middle_y}" {turned}>{escape(y_name)}</text>'

    def line(self, kind: str, points: Sequence[tuple[float, float]]) -> str:
        places = " ".join(f"{x},{y}" for x, y in (self.at(*point) for point in points))
        return f'<polyline class="{kind}" points="{places}"/>'

    def dot(self, kind: str, place: tuple[float, float], radius: float, told: str) -> str:
        x, y = self.at(*place)
        return f'<circle class="{kind}" cx="{x}" cy="{y}" r="{radius:.1f}"><title>{escape(told)}</title></circle>'


def reliability(bins: Sequence[Bin], say: Say) -> str:
    """How often the likeliest label was right, by how likely it was said to be."""
    field = _Field()
    most = max((each.count for each in bins), default=1)
    dots = [
        field.dot("point", (each.said, each.true), _radius(each.count, most), _told(each.said, each.true, each.count))
        for each in bins
    ]
    line = field.line("measured", [(each.said, each.true) for each in bins])
    frame = field.frame(say("evaluation.reliability_x"), say("evaluation.reliability_y"))
    return _svg(say("evaluation.reliability"), [*frame, field.line("ideal", [(0, 0), (1, 1)]), line, *dots])


def risk_and_coverage(figures: Evaluation, say: Say) -> str:
    """The share of wrong answers among the surest messages, the more of them are answered."""
    wrong_when_sure = 1 - figures.right_when_sure
    field = _Field(_rounded_up(max([wrong for _, wrong in figures.curve] + [wrong_when_sure * bool(figures.sure)])))
    dots = [field.dot("point", point, _DOT_SMALLEST, _told(*point)) for point in figures.curve]
    ring = field.dot("ring", (figures.sure, wrong_when_sure), 8, _told(figures.sure, wrong_when_sure))
    frame = field.frame(say("evaluation.curve_x"), say("evaluation.curve_y"))
    rings = [ring] if figures.sure else []
    return _svg(say("evaluation.curve"), [*frame, field.line("measured", figures.curve), *dots, *rings])


def _radius(count: int, most: int) -> float:
    """So that areas are in proportion."""
    return max(_DOT_SMALLEST, _DOT_LARGEST * sqrt(count / most))


def _rounded_up(share: float) -> float:
    """To the next 5 %, so that ticks are whole per cent."""
    return max(1, ceil(share * 20)) / 20


def _told(x: float, y: float, count: int | None = None) -> str:
    return f"{x:.1%} · {y:.1%}" + (f" · {count}" if count else "")


def _svg(name: str, parts: Sequence[str]) -> str:
    box = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(name)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{"".join(parts)}</svg>'
