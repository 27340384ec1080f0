"""What the business makes or does, in the owner's own words."""

from functools import cache
from importlib.resources import files

_LONGEST = 18
_SHORTEST = 2


@cache
def _products() -> frozenset[str]:
    return frozenset(files("intents.data").joinpath("products.txt").read_text("utf-8").split())


@cache
def product_names() -> frozenset[str]:
    """Products known by a place's name, such as ข้าวหลามหนองมน: they are made and sold elsewhere too."""
    return frozenset(files("intents.data").joinpath("product_names.txt").read_text("utf-8").split())


def ends_with_product(text: str) -> str:
    """The longest known product that a text ends with; empty if none."""
    for length in range(min(_LONGEST, len(text)), _SHORTEST - 1, -1):
        if text[-length:] in _products():
            return text[-length:]
    return ""
