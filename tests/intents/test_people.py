"""What one or two owners say is never learnt, so that no word of the model leads to anyone."""

from intents.examples import Example
from intents.people import said_by_several
from intents.training import fit
from intents.vocabulary import Features, features_of
from network.needs import Need, OtherKind

STRANGE = "ฮึ่มแฮ่ม"


def _of_corpus(number: int, text: str, writer: str = "a") -> Example:
    return Example(f"{writer}-{number:04d}", text, frozenset({Need.PACKAGING if number % 2 else OtherKind.OTHER}))


def _corrected(number: int, text: str, person: str) -> Example:
    return Example(f"correction-{number}", text, frozenset({Need.PACKAGING}), person=person)


CORPUS = [_of_corpus(number, f"อยากได้กล่องแบบที่ {number}") for number in range(20)]


def _learnt(*corrections: Example) -> set[str]:
    model = fit([*CORPUS, *corrections], CORPUS).model
    return {*model.words.names(), *model.letters.names()}


def _features(examples: list[Example]) -> list[Features]:
    return [features_of(example.text) for example in examples]


def _holds(names: set[str], part: str) -> bool:
    return any(part in name for name in names)


def test_a_word_of_two_people_is_no_feature_however_often_they_say_it() -> None:
    twice = [_corrected(number, f"กล่อง{STRANGE}", str(number % 2)) for number in range(10)]
    assert not _holds(_learnt(*twice), STRANGE[:4])


def test_a_word_of_three_people_is_one() -> None:
    assert _holds(_learnt(*[_corrected(number, f"กล่อง{STRANGE}", str(number)) for number in range(3)]), STRANGE[:4])


def test_a_writer_of_the_corpus_counts_as_one_of_the_three() -> None:
    written = [_of_corpus(21, STRANGE), _of_corpus(22, f"{STRANGE} {STRANGE}"), _of_corpus(1, STRANGE, "a2")]
    corrections = [_corrected(number, STRANGE, str(number)) for number in range(2)]
    one_person = said_by_several([*written, corrections[0]], _features([*written, corrections[0]]))
    two_people = said_by_several([*written, *corrections], _features([*written, *corrections]))
    assert one_person[-1].letter == frozenset()
    assert two_people[-1].letter


def test_what_the_corpus_says_stays_as_it_is() -> None:
    examples = [*CORPUS, _corrected(1, STRANGE, "1")]
    assert said_by_several(examples, _features(examples))[:-1] == _features(CORPUS)
