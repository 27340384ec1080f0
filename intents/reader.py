"""What one message means: needs or other kind, place, phone, amounts, product, yes or no, in one reading."""

import zlib
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from zipfile import BadZipFile

from intake.reading import Command, Reading
from intents.answers import (
    command_of,
    is_correction,
    language_of,
    swapped,
    unhurried,
    wish_of,
    without_choosing,
    without_greeting,
    yes_or_no,
)
from intents.asked import asked_in
from intents.businesses import are_two, halves
from intents.elsewhere import elsewhere_in
from intents.judgement import THRESHOLDS_FILE, Judgement, Thresholds, judge, load_thresholds
from intents.model import LONGEST, MODEL_FILE, Model, legible, load_model, prepared, word_features
from intents.money import find_amounts
from intents.phones import find_phone
from intents.places import Place, find_places
from intents.products import find_product, product_instead
from intents.replies import in_reply, inquires, told
from intents.second_look import SecondLook, load_second_look
from network.needs import LABELS, Need, OtherKind

PROVINCE_STEP, NEED_STEP = "province", "need"
# Different ones: a key that was held down is none of them.
_FEWEST_LETTERS = 2
_TWO = 2

_KIND_OF_COMMAND = {
    Command.PERSON: OtherKind.HUMAN,
    Command.STATUS: OtherKind.STATUS,
    Command.MY_DATA: OtherKind.PRIVACY,
    Command.ERASE: OtherKind.PRIVACY,
    Command.STOP_NEWS: OtherKind.PRIVACY,
    Command.WANT_NEWS: OtherKind.PRIVACY,
}


@dataclass(frozen=True)
class Reader:
    """Reads messages. Made once by wiring; holds only numbers that do not change, so threads may share it."""

    model: Model
    thresholds: Thresholds
    second_look: SecondLook | None = None

    def read(self, text: str, expecting: str | None = None) -> Reading:
        """What the text says. Never raises; of the longest messages only the first 700 letters are read.

        `expecting` is the name of the dialog's step that was asked; "province" makes a bare place name an answer.
        """
        reading = self._read(text, expecting)
        return replace(reading, businesses=self._businesses(legible(text), reading))

    def _read(self, text: str, expecting: str | None = None) -> Reading:
        clean = legible(text)
        said = unhurried(clean)
        command = command_of(said)
        judgement, instead_of = self._swapped(clean) or (self._judged(clean, command), ())
        if expecting == NEED_STEP:
            judgement = self._chosen(clean, judgement)
        place = find_places(clean, answering=expecting == PROVINCE_STEP)
        reading = Reading(
            text=text.encode("utf-8", "ignore").decode("utf-8"),
            labels=judgement.labels,
            sure=judgement.sure,
            ask=judgement.ask,
            scores=judgement.scores,
            province=place.province,
            candidates=place.candidates,
            phone=find_phone(clean),
            amounts=tuple(find_amounts(clean)),
            product=_outside(place, clean, find_product(clean)),
            answer=yes_or_no(said),
            correction=is_correction(said),
            instead_of=instead_of,
            product_instead=product_instead(said),
            asked=asked_in(said),
            elsewhere=elsewhere_in(clean) if judgement.labels[0] is OtherKind.OTHER else None,
            inquires=inquires(said),
            command=command,
            language=language_of(clean),
            told=partial(told, said),
        )
        return in_reply(reading, said, expecting)

    def _businesses(self, clean: str, whole: Reading) -> tuple[Reading, ...]:
        """What is told of each of two businesses; their owner has one telephone."""
        if len(whole.needs) < _TWO and len(whole.ask) < _TWO:
            return ()
        both = ((self._read(first), self._read(second)) for first, second in halves(clean))
        two = next((each for each in both if are_two(*each)), ())
        return tuple(replace(each, phone=whole.phone) for each in two)

    def judge(self, text: str) -> Judgement:
        """The labels alone, with how probable the whole answer is."""
        clean = legible(text)
        return self._judged(clean, command_of(clean))

    def _swapped(self, clean: str) -> tuple[Judgement, tuple[Need, ...]] | None:
        """In "change A to B" the needs of B, and those of A; None where either part alone names none for sure."""
        parts = swapped(clean)
        if parts is None:
            return None
        old, new = (self._judged(part, None) for part in parts)
        wrong = tuple(label for label in old.labels if isinstance(label, Need) and label not in new.labels)
        return (new, wrong) if wrong and old.sure and _is_of_need(new) else None

    def _judged(self, clean: str, command: Command | None) -> Judgement:
        """By the model, but a command is what it says, and what holds no two letters or no known word says nothing.

        Of a message that goes on beyond what is read nobody is sure, nor is it worth a second look.
        """
        if not clean:
            return Judgement()
        kind = _KIND_OF_COMMAND.get(command) if command else None
        if kind:
            scores = {label: float(label is kind) for label in LABELS}
            return Judgement((kind,), sure=True, scores=scores, confidence=1.0)
        text = prepared(clean)
        words = word_features(text)
        evidence = self.model.scores(words, self.model.letters.runs.rows_in(text))
        judgement = judge(self.model.probabilities_of(evidence), self.thresholds)
        if len(set(filter(str.isalpha, clean))) < _FEWEST_LETTERS or not self.model.knows(words):
            return _saying_nothing(judgement)
        if len(clean) == LONGEST:
            return _cut_short(judgement)
        if self.second_look and self.second_look.wanted(judgement):
            return self._wished(clean, self.second_look.judge(clean, evidence))
        return self._wished(clean, self._beyond_greeting(clean, judgement))

    def _chosen(self, clean: str, judgement: Judgement) -> Judgement:
        """What is named in answer to "which of these?", if that is sure."""
        rest = without_choosing(clean)
        if rest == clean or _is_of_need(judgement):
            return judgement
        named = self._judged(rest, None)
        return named if _is_of_need(named) else judgement

    def _wished(self, clean: str, judgement: Judgement) -> Judgement:
        """In English what is made sounds louder than what is needed; that decides which of two needs is meant."""
        wish = wish_of(clean) if judgement.ask else None
        if wish is None:
            return judgement
        wished = self._judged(wish, None)
        return wished if _is_of_need(wished) and set(wished.labels).issubset(judgement.ask) else judgement

    def _beyond_greeting(self, clean: str, judgement: Judgement) -> Judgement:
        """In a few words a greeting is louder than a trouble: what stands behind it counts if it speaks of a need."""
        rest = without_greeting(clean)
        if judgement.labels[0] is not OtherKind.GREETING or rest == clean:
            return judgement
        behind = self._judged(rest, None)
        return behind if behind.ask or isinstance(behind.labels[0], Need) else judgement


def _is_of_need(judgement: Judgement) -> bool:
    return judgement.sure and isinstance(judgement.labels[0], Need)


def _outside(place: Place, clean: str, product: str | None) -> str | None:
    """The product, unless it only stands in the name of a place: who is in ควนขนุน need not sell ขนุน."""
    start = clean.find(product) if product else -1
    inside = product and any(begin <= start and start + len(product) <= end for begin, end in place.spans)
    return None if inside else product


def _saying_nothing(judgement: Judgement) -> Judgement:
    """Not sure of anything: a wave of the hand or nothing at all, whatever the signs remind the model of."""
    label = max((OtherKind.OTHER, OtherKind.GREETING), key=judgement.scores.__getitem__)
    return replace(judgement, labels=(label,), sure=False, ask=(), confidence=judgement.scores[label])


def _cut_short(judgement: Judgement) -> Judgement:
    """Not sure: what was said of needs is asked about."""
    likeliest = sorted(Need, key=judgement.scores.__getitem__, reverse=True)[:2]
    ask = judgement.ask or (tuple(likeliest) if isinstance(judgement.labels[0], Need) else ())
    return replace(judgement, sure=False, ask=ask)


def load_reader(folder: Path | None = None, *, second_look: bool = False) -> Reader:
    """A reader with the model of a folder, or the one that is shipped; if wanted and installed with a second look.

    Raises OSError when a file is missing, ValueError when it is damaged or was made for other labels.
    """
    place = folder or Path(str(files("intents.data")))
    try:
        model, thresholds = load_model(place / MODEL_FILE), load_thresholds(place / THRESHOLDS_FILE)
        return Reader(model, thresholds, load_second_look(place) if second_look else None)
    except (KeyError, EOFError, BadZipFile, zlib.error) as fault:
        raise ValueError(f"{place / MODEL_FILE} cannot be read: {fault!r}") from fault
