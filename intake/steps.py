"""The dialog as data: each question, how its answer is read, and what it fills.

The questions of `INTAKE` are asked in order, each only while its answer is missing; an owner may answer any
of them at any time. A step's texts are `ask.<name>` and `unclear.<name>`, its labels `choice.<name>_<value>`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from intake.conversation import Answers
from intake.reading import Reading, YesNo
from network.needs import Need

BOTH = "both"
"""The answer to "which of these?" of someone who means all of them."""

MOST_WORDS = 200
"""A product or business is named in a line, not in a letter (characters)."""


def _never(_answers: Answers, _reading: Reading) -> Answers | None:
    return None


@dataclass(frozen=True)
class Step:
    """One question. `missing` tells whether a matter still lacks its answer, `fill` takes one in words.

    `fill` gives None when the words do not answer the question.
    """

    name: str
    choices: tuple[str, ...] = ()
    missing: Callable[[Answers], bool] = lambda _answers: False
    fill: Callable[[Answers, Reading], Answers | None] = _never


def _need_from(answers: Answers, reading: Reading) -> Answers | None:
    if reading.sure and reading.needs:
        return replace(answers, needs=reading.needs, ask=())
    meant = {"first": answers.ask[:1], "second": answers.ask[1:2], "third": answers.ask[2:], BOTH: answers.ask}
    for which, needs in meant.items():
        if needs and len(answers.ask) > 1 and reading.told(which) is YesNo.YES:
            return replace(answers, needs=needs, ask=())
    chosen = tuple(need for need in reading.needs if need in answers.ask)
    return replace(answers, needs=chosen, ask=()) if chosen else None


def _province_from(answers: Answers, reading: Reading) -> Answers | None:
    if reading.province:
        return replace(answers, province=reading.province, candidates=())
    if len(answers.candidates) == 1 and (reading.candidates or reading.answer is YesNo.YES):
        # Half a name, in answer to where they are, or a yes to the one that was asked about.
        return replace(answers, province=answers.candidates[0], candidates=())
    return None


def _product_from(answers: Answers, reading: Reading) -> Answers | None:
    words = (reading.product or reading.text).strip()
    puts_right = reading.instead_of or reading.correction
    tells_sum = reading.amounts and reading.sure and reading.needs
    besides = any(reading.told(each) is YesNo.YES for each in ("asks", "more"))
    if reading.product is None and (reading.inquires or besides or reading.phone or puts_right or tells_sum):
        return None
    if reading.answer is not None or sum(letter.isalpha() for letter in words) < 2:
        return None
    return replace(answers, product=words[:MOST_WORDS])


def _phone_from(answers: Answers, reading: Reading) -> Answers | None:
    if reading.phone:
        return replace(answers, phone=reading.phone)
    if reading.answer is YesNo.NO and not reading.correction:
        return replace(answers, phone="")
    return None


INTAKE = (
    Step("need", missing=lambda answers: not answers.needs, fill=_need_from),
    Step("province", missing=lambda answers: answers.province is None, fill=_province_from),
    Step("product", missing=lambda answers: answers.product is None, fill=_product_from),
    Step("phone", ("skip",), missing=lambda answers: answers.phone is None, fill=_phone_from),
    Step("confirm", ("send", "edit"), missing=lambda _answers: True),
)

AROUND = (
    Step("consent", ("yes", "no")),
    Step("edit", ("need", "province", "product", "phone")),
    Step("news", ("yes", "no")),
    Step("erase", ("yes", "no")),
    Step("withdraw", ("yes", "no")),
    Step("anyone_called", ("yes", "no")),
    Step("done", ("yes", "no")),
    Step("wanted", ("yes", "no")),
    Step("satisfaction", ("5", "4", "3", "2", "1")),
    Step("comment", ("skip",)),
    Step("result", ("sales", "cost_saved", "loan", "investment", "jobs", "none")),
    Step("amount", ("skip",)),
    Step("counted", ("yes", "no")),
    Step("change", ("yes", "no")),
    Step("same", ("old", "new")),
    Step("question", ("skip", "send", "new")),
    Step("pause_until", ("open",)),
    Step("capacity", ("any",)),
)

STEPS = {step.name: step for step in (*INTAKE, *AROUND)}
INTAKE_NAMES = frozenset(step.name for step in INTAKE) | {"consent", "edit"}
UNDOES = frozenset({"erase", "withdraw"})
"""What nobody is held to: a newer question takes its place, and only its own words still mean it."""

GIVES_CONSENT = frozenset({"consent", "confirm"})
"""Only a plain yes is consent (PDPA, section 19): to be helped at all, and to be passed on."""

TAKES_YES = INTAKE_NAMES | UNDOES | {"change"}
"""Questions to which a yes gives something away that another question would not."""

ASKED_BY_TIME = frozenset({"done", "anyone_called"})
"""Questions that wait for their answer behind whatever the owner does meanwhile."""

TELLING = INTAKE_NAMES - {"consent"}
"""Steps in which someone who has agreed tells a matter that is not sent yet."""


def next_step(answers: Answers) -> str:
    """The first question whose answer is missing; at last the summary to confirm."""
    return next(step.name for step in INTAKE if step.missing(answers))


def take_in(answers: Answers, reading: Reading) -> Answers:
    """The answers with all that a message says, whatever was asked. What was said before is kept unless corrected."""
    instead = reading.product_for(answers.product) if answers.product else None
    if instead:
        # What was the wrong product reminds of some need, and tells none.
        answers = replace(answers, product=instead[:MOST_WORDS])
    elif reading.sure and reading.needs:
        answers = _with_needs(answers, reading)
    elif reading.ask and (not answers.needs or _corrects_need(answers, reading)):
        answers = replace(answers, needs=(), ask=reading.ask)
    answers = _with_province(answers, reading)
    if not instead and reading.product and (answers.product is None or reading.correction):
        answers = replace(answers, product=reading.product[:MOST_WORDS])
    if reading.phone or reading.told("no_number") is YesNo.YES:
        answers = replace(answers, phone=reading.phone or "")
    return answers


def _with_province(answers: Answers, reading: Reading) -> Answers:
    """A second province that corrects nothing may be anybody's ("ต้องไปยื่นที่กรุงเทพไหมคะ"): it is asked about."""
    known, heard = answers.province, reading.province
    if heard is None:
        return replace(answers, candidates=reading.candidates) if reading.candidates and known is None else answers
    if known is None or known == heard or reading.correction:
        return replace(answers, province=heard, candidates=())
    return replace(answers, province=None, candidates=(known, heard))


def _corrects_need(answers: Answers, reading: Reading) -> bool:
    """Whether another need is meant, though it is not sure which; not where a place or a number is what is wrong."""
    other = reading.province or reading.candidates or reading.phone
    return reading.correction and not other and bool(reading.needs) and reading.needs[0] not in answers.needs


def _with_needs(answers: Answers, reading: Reading) -> Answers:
    """Of several needs only the one that is named as wrong gives way."""
    left = tuple(need for need in answers.needs if need not in reading.instead_of)
    if reading.correction and left == answers.needs:
        left = ()
    added = tuple(need for need in reading.needs if need not in left)
    return replace(answers, needs=left + added, ask=())


def without(answers: Answers, step: str) -> Answers:
    """The answers with that of one step taken out, so that it is asked again."""
    cleared: dict[str, Answers] = {
        "need": replace(answers, needs=(), ask=()),
        "province": replace(answers, province=None, candidates=()),
        "product": replace(answers, product=None),
        "phone": replace(answers, phone=None),
    }
    return cleared[step]


def with_tapped(answers: Answers, step: str, value: str) -> Answers | None:
    """The answers after a tap on a button of an intake step; None when the value is none of that step's."""
    if step == "need" and value == BOTH and answers.ask:
        return replace(answers, needs=answers.ask, ask=())
    if step == "need" and value in set(Need):
        return replace(answers, needs=(Need(value),), ask=())
    if step == "province" and value.startswith("TH-"):
        return replace(answers, province=value, candidates=())
    if step == "phone" and value == "skip":
        return replace(answers, phone="")
    return None
