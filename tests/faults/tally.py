"""What arrived at people's phones, counted by the stand-in for LINE, beside what they wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.phones import Phone
from tests.faults.storm import WORDS

LENGTH = 12
"""So many letters of an answer tell which of the words it answers."""


@dataclass(frozen=True)
class Tally:
    """Over everyone: messages written, answers that arrived, how many of them once more, and the phones that missed
    an answer or heard them in another order.
    """

    written: int
    arrived: int
    twice: int
    missed: Sequence[str]
    disordered: Sequence[str]


def answers_to_words(phone: Phone) -> Mapping[str, str]:
    """The beginning of each answer by the word that it answers, from one calm talk."""
    said = _heard(phone)
    assert len(said) == len(WORDS), said
    return dict(zip(WORDS, said, strict=True))


def tally(phones: Sequence[Phone], each: int, answers: Mapping[str, str]) -> Tally:
    """Count what everyone heard who wrote `each` words."""
    expected = [answers[WORDS[number % len(WORDS)]] for number in range(each)]
    heard = {phone.user_id: _heard(phone) for phone in phones}
    return Tally(
        written=each * len(phones),
        arrived=sum(map(len, heard.values())),
        twice=sum(max(0, len(said) - each) for said in heard.values()),
        missed=[who for who, said in heard.items() if _missing(said, expected)],
        disordered=[who for who, said in heard.items() if not _in_order(said, expected)],
    )


def _heard(phone: Phone) -> list[str]:
    return [entry.text[:LENGTH] for entry in phone.chat if entry.who == "bot"]


def _missing(said: Sequence[str], expected: Sequence[str]) -> bool:
    return any(said.count(answer) < expected.count(answer) for answer in set(expected))


def _in_order(said: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether the expected answers stand in what was said in their order; others may stand between them, as when an
    answer came twice.
    """
    left = iter(said)
    return all(any(answer == one for one in left) for answer in expected)
