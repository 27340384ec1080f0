"""Runs of letters as numbers: a message's are looked up all at once, without making a string of each.

A run is one number of 64 bits, 16 for each of its letters from the left, so that numbers are in the order of names.
"""

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.intp]

_LONGEST = 4
_UNKNOWN = 0xFFFF
_SHIFTS = np.array([48, 32, 16, 0], dtype=np.uint64)


@dataclass(frozen=True)
class Runs:
    """Known runs in the order of the alphabet; each one's row is its place there.

    `letters` has for each code point the number that the letter has within a run, from 1 for the first known letter.
    """

    letters: npt.NDArray[np.uint16]
    numbers: npt.NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.numbers)

    def rows_in(self, text: str) -> Rows:
        """The rows of the known runs of a text, which has no letter before its first nor behind its last."""
        one = self._letters_of(f" {text} ")
        two = one[:-1] << _SHIFTS[0] | one[1:] << _SHIFTS[1]
        three = two[:-1] | one[2:] << _SHIFTS[2]
        return self._known(np.concatenate((two, three, three[:-1] | one[3:])))

    def rows(self, names: Collection[str]) -> Rows:
        """The rows of those of the names that are known."""
        return self._known(_packed(self._letters_of("".join(name.ljust(_LONGEST, "\0") for name in names))))

    def names(self) -> list[str]:
        """All of them, by their rows."""
        alphabet = np.flatnonzero(self.letters != _UNKNOWN).astype(np.uint32)
        found = alphabet[(self.numbers[:, None] >> _SHIFTS & np.uint64(0xFFFF)).astype(np.intp)]
        return found.view(f"<U{_LONGEST}").ravel().tolist()

    def _letters_of(self, text: str) -> npt.NDArray[np.uint64]:
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        return self.letters.take(points).astype(np.uint64)

    def _known(self, wanted: npt.NDArray[np.uint64]) -> Rows:
        """In ascending order and each once: sums of floats depend on it."""
        if not len(self):
            return np.empty(0, np.intp)
        wanted.sort()
        rows = self.numbers.searchsorted(wanted)
        known = self.numbers.take(rows, mode="clip") == wanted
        known[1:] &= wanted[1:] != wanted[:-1]
        found: Rows = rows[known]
        return found


def runs_of(names: Sequence[str]) -> Runs:
    """The runs of these names.

    Raises ValueError when they are not in the order of the alphabet, or not of two to four letters.
    """
    points = np.array(names, dtype=f"<U{_LONGEST}").view(np.uint32)
    letters = np.full(sys.maxunicode + 1, _UNKNOWN, dtype=np.uint16)
    known = np.unique(np.append(points, 0))
    letters[known] = np.arange(len(known))
    runs = Runs(letters, _packed(letters[points].astype(np.uint64)))
    if not all(map(len, names)) or (runs.numbers[1:] <= runs.numbers[:-1]).any():
        raise ValueError("runs of letters are not in the order of the alphabet")
    return runs


def _packed(letters: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    numbers: npt.NDArray[np.uint64] = np.bitwise_or.reduce(letters.reshape(-1, _LONGEST) << _SHIFTS, axis=1)
    return numbers
