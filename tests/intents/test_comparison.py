"""Worse or only unlucky: what decides whether a new model is let in."""

from intents.comparison import compare
from intents.examples import CHAT, Example
from intents.judgement import Judgement
from network.needs import LABELS, Need, OtherKind

NEEDS = tuple(Need)


def _messages(count: int, difficulty: str = "easy") -> list[Example]:
    return [
        Example(f"t-{number}", "ก", frozenset({NEEDS[number % len(NEEDS)]}), "test", difficulty)
        for number in range(count)
    ]


def _said(right: bool, example: Example) -> Judgement:
    label = next(iter(example.labels)) if right else OtherKind.OTHER
    return Judgement((label,), sure=True, scores={each: float(each is label) for each in LABELS}, confidence=1)


def _judged(examples: list[Example], wrong: set[int]) -> list[Judgement]:
    return [_said(number not in wrong, example) for number, example in enumerate(examples)]


def test_the_same_answers_are_no_change() -> None:
    examples = _messages(200)
    judged = _judged(examples, {1, 2, 3})
    comparison = compare(examples, judged, judged)
    assert (comparison.exact.low, comparison.exact.high) == (0, 0)
    assert not comparison.is_worse


def test_three_more_mistakes_in_two_hundred_may_be_chance() -> None:
    examples = _messages(200)
    comparison = compare(examples, _judged(examples, set(range(10))), _judged(examples, set(range(5, 18))))
    assert comparison.exact.new < comparison.exact.former
    assert comparison.exact.low < 0 < comparison.exact.high
    assert not comparison.is_worse


def test_thirty_more_are_not() -> None:
    examples = _messages(200)
    comparison = compare(examples, _judged(examples, set(range(10))), _judged(examples, set(range(40))))
    assert comparison.exact.high < 0
    assert comparison.needs_macro_f1.high < 0
    assert comparison.is_worse
    assert not compare(examples, _judged(examples, set(range(40))), _judged(examples, set(range(10)))).is_worse


def test_one_need_forgotten_is_seen_though_few_messages_carry_it() -> None:
    """Exact answers hardly change; the mean over the needs does."""
    examples = [*_messages(22), *[_messages(1)[0]] * 400]
    last = {number for number in range(22) if NEEDS[-1] in examples[number].labels}
    comparison = compare(examples, _judged(examples, set()), _judged(examples, last))
    assert comparison.needs_macro_f1.new < comparison.needs_macro_f1.former - 0.08


def test_real_chat_lines_decide_nothing() -> None:
    examples = [*_messages(50), *_messages(500, CHAT)]
    comparison = compare(examples, _judged(examples, set()), _judged(examples, set(range(50, 550))))
    assert not comparison.is_worse


def test_the_same_messages_give_the_same_bounds() -> None:
    examples = _messages(100)
    once, again = (compare(examples, _judged(examples, {1}), _judged(examples, {2, 3})) for _ in range(2))
    assert once == again
