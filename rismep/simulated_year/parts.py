"""The country in parts, played beside each other: one process takes a core, and a year of everybody takes it long.

The parts are the same on every machine, so that a seed gives the same year. In each the owners of its own provinces
write, and whoever serves is there in all of them, as the next organisation may be one across the border. What such a
one has taken on in another part is the only thing that is not felt.
"""

from collections.abc import Mapping

from network.provinces import PROVINCES, centre_of

_CENTRES: Mapping[str, frozenset[int | None]] = {
    "northeast": frozenset({4, 5, 6, 7}),
    "north": frozenset({1, 2, 3}),
    "centre": frozenset({8}),
    "south": frozenset({10, 11}),
    # With Bangkok, which no regional centre looks after.
    "east": frozenset({9, None}),
}
"""The largest first, so that all cores have an end at about the same time."""

PARTS: Mapping[str, frozenset[str]] = {
    name: frozenset(code for code in PROVINCES if centre_of(code) in centres) for name, centres in _CENTRES.items()
}
"""The provinces of each part, by the regional centres that look after them."""
