"""Answers to the bot's own follow-up questions: what plain words mean there, and nowhere else."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache, partial

from intake.reading import Command, Reading, YesNo
from intake.steps import GIVES_CONSENT, UNDOES
from intents.answers import agreement, cores, is_fact, without_case
from intents.asked import asked_in
from intents.normalise import legible
from intents.patterns import lines_of
from intents.places import find_places
from intents.products import find_product
from intents.scores import points_in, score_of, score_with_more
from intents.sums import bare_sum, doubt_of, is_rate, months_of, people_of, right_sum, sum_at_end
from network.needs import OtherKind

LONGEST = 120
"""A longer text is a story, in which such words stand for other things (characters)."""

LONGEST_ASIDE = 60

_THE_NUMBER = re.compile(r"(?:[,.: ]|\b(?:it|is|to|should be|instead)\b|'s\b|[+\d][\d -]{5,})+$", re.IGNORECASE)
"""The right number itself, behind the words that the one before was wrong."""

NO_RESULT = "none"
MOVES = frozenset(
    {"accept", "decline", "contact", "progress", "finish", "in_order", "give_up", "wrong_number", "hold", "resume"}
)
"""What a provider says of a case, in words of which nothing else is meant."""

EDITABLE = ("need", "province", "product", "phone")
"""What of a summary can be put right."""

CHOSEN = ("first", "second", "third", "both")
"""Which of the needs that were asked about."""

REFUSED = ("neither", "not")
"""Of the needs that were asked about all, or one that is named."""

OPENINGS = ("more", "besides", "later")
"""What the first words say: that more is told of what was told before, or that an answer comes later."""

JOBS = "jobs"
RESULTS = ("sales", "cost_saved", "loan", "investment", JOBS)
"""Kinds of results; several in one answer are taken by whichever is said first."""


def in_reply(reading: Reading, clean: str, step: str | None) -> Reading:
    """The reading of a legible text, with what it says to the question `step`; nothing is added for other steps."""
    adds = _BY_STEP.get(step or "")
    said = adds(reading, clean, step or "") if adds else reading
    return _without_needs(said) if _tells_no_need(said, clean) else said


def told(clean: str, step: str) -> YesNo | None:
    """What a short text plainly says to a question that can come up while something else is asked, or to "was it a
    slip?", "is it a wish of their own?" and the like, whatever it says besides. What a provider does with a case, or
    tells of themselves, is the whole of what is said.
    """
    if step in _YES_OR_NO:
        return whether(clean, step)
    says = _PLAINLY.get(step)
    return YesNo.YES if says is not None and says(clean) else None


def _says_move(clean: str, move: str) -> bool:
    said = cores(without_case(clean))
    return len(clean) <= LONGEST and any(_pattern("move", move).fullmatch(each) for each in said)


def _says_shortly(clean: str, kind: str) -> bool:
    said = without_case(clean)
    return len(said) <= LONGEST and _says(said, "any", kind)


def _opens(clean: str, words: str) -> bool:
    return _says(clean, words, YesNo.YES)


def _is_whole(clean: str, kind: str) -> bool:
    return len(clean) <= LONGEST and any(_pattern("any", kind).fullmatch(said) for said in cores(clean))


def whether(clean: str, step: str) -> YesNo | None:
    """What a short text says to a yes-or-no question; None when it says neither, or both."""
    if len(clean) > LONGEST or _says(clean, "any", "wish") or _says(clean, "any", "whether"):
        return None
    if _says(clean, step, "neither"):
        return None
    said = [answer for answer in YesNo if _says(clean, step, answer)]
    if YesNo.YES in said and _says(clean, step, "unsure"):
        # "ใครบอกว่าเสร็จ" has the word in it.
        said.remove(YesNo.YES)
    if len(said) != 1 or (said[0] is YesNo.YES and _says(clean, "any", "why")):
        return None
    # "ไม่มีใครโทรมาเลย ทำงานกันยังไง" is a no, however it asks.
    return said[0]


def _names(clean: str, step: str, what: str) -> bool:
    return any(_pattern(step, what).fullmatch(said) for said in cores(clean))


def inquires(clean: str) -> bool:
    """Whether a short text asks something back."""
    return len(clean) <= LONGEST_ASIDE and _asks(clean)


def _tells_beside_asking(clean: str) -> bool:
    """Whether a thought of its own stands beside a question."""
    thoughts = (thought.strip() for thought in _THOUGHTS.split(clean))
    told = (thought for thought in thoughts if len(thought) >= _SHORTEST_THOUGHT and not inquires(thought))
    return any(asked_in(thought) is None and not _is_whole(thought, "polite") for thought in told)


_THOUGHTS, _SHORTEST_THOUGHT = re.compile(r"(?<=[ก-๎]) +|[.,;!?]+"), 6


def takes_back_end(words: str) -> bool:
    """Whether whoever has just said that their part is done says that it is not, or that it was a slip."""
    return len(words) <= LONGEST and _says(words, "finish", "taken_back")


def tells_of_refusal(words: str) -> bool:
    """Whether whoever was called tells that it will not be done."""
    return len(words) <= LONGEST and _says(legible(words), "anyone_called", "refused")


def tells_of_paying(words: str) -> bool:
    """Whether whoever was called tells that they were asked for money."""
    return len(words) <= LONGEST and _says(legible(words), "anyone_called", "money")


def tells_of_trouble(words: str) -> bool:
    """Whether whoever was called tells that something is wrong, or says "but": other than of a wish of their own."""
    clean = legible(words)
    return len(words) <= LONGEST and (_says(clean, "anyone_called", "trouble") or _says_but(clean))


def _is_for_officers(clean: str) -> bool:
    return any(_says(clean, "anyone_called", kind) for kind in ("refused", "money", "trouble"))


def _says_but(clean: str) -> bool:
    wishes = _says(clean, "any", "wish") and not _says(clean, "any", "not_own")
    return _says(clean, "anyone_called", "but") and not wishes


def tells_of_missed_call(words: str) -> bool:
    """Whether whoever was called tells that they did not answer, so that nobody has spoken yet."""
    return len(words) <= LONGEST and _says(legible(words), "anyone_called", "neither")


def tells_of_no_answer(words: str) -> bool:
    """Whether whoever telephoned tells that nobody answered."""
    return len(words) <= LONGEST and _says(legible(words), "any", "no_answer")


def says_contacted(words: str) -> bool:
    """Whether whoever was asked if they have contacted the owner says nothing but that they have."""
    return len(words) <= LONGEST_ASIDE and _is_alone(legible(words), "contacted")


def tells_of_calling_off(words: str) -> bool:
    """Whether whoever serves tells that the owner does not want it any more."""
    return len(words) <= LONGEST and _says(legible(words), "any", "called_off")


def tells_of_giving_up(words: str) -> bool:
    """Whether whoever serves tells, besides whatever else, that they cannot go on."""
    return len(words) <= LONGEST and _says(legible(words), "any", "gives_up")


def takes_back_step(words: str) -> bool:
    """Whether whoever serves tells that a button was tapped by mistake, whatever they tell besides."""
    clean = legible(words)
    return len(words) <= LONGEST and _says(clean, "any", "taken_back") and not _says(clean, "any", "whether")


def move_of_named(words: str, names: Iterable[str]) -> str | None:
    """What is done with a case that is called by one of these names, as "รับน้ำพริก" says "รับ" of the chilli paste."""
    rest = _without_names(words, names)
    return next((move for move in MOVES if _says_move(rest, move)), None)


def _is_of_named(clean: str) -> bool:
    """Whether it names a case by a product, a place or the end of its number, and says no more than what is done."""
    places = (clean[begin:end] for begin, end in find_places(clean, answering=True).spans)
    names = [name for name in (find_product(clean), *places, *_END_OF_NUMBER.findall(clean)) if name]
    return bool(names) and (names_only(clean, names) or move_of_named(clean, names) is not None)


_END_OF_NUMBER = re.compile(r"(?<!\d)\d{6}(?!\d)")


def names_only(words: str, names: Iterable[str]) -> bool:
    """Whether nothing is said but which case is meant."""
    return not _without_names(words, names).strip(" .,!")


def _without_names(words: str, names: Iterable[str]) -> str:
    called = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    before, after = (_lines()["any", kind] for kind in ("before_name", "after_name"))
    return re.sub(f"(?:{before})*(?:{called})(?:{after})*", "", legible(words), flags=re.IGNORECASE)


def is_slip(words: str) -> bool:
    """Whether it says nothing but that a button was tapped by mistake."""
    return len(words) <= LONGEST_ASIDE and any(_pattern("any", "slip").fullmatch(said) for said in cores(words))


def tells_of_taking(words: str) -> bool:
    """Whether whoever is offered a case agrees, and says that they will call its owner."""
    return _is_whole(legible(words), "takes")


def is_undecided(words: str) -> bool:
    """Whether whoever is offered a case tells that others of theirs are asked before they take or decline it."""
    return _says_shortly(legible(words), "undecided")


def tells_of_slip(words: str) -> bool:
    """Whether whoever is asked why they tapped a button says, besides whatever else, that it was a slip."""
    return _says_shortly(legible(words), "tapped_wrong")


def is_courtesy(words: str) -> bool:
    """Whether it is nothing but thanks or a plain "ok", which nobody needs to answer."""
    return len(words) <= LONGEST_ASIDE and bool(_pattern("any", "courtesy").fullmatch(legible(words)))


def outcome_of(clean: str) -> str | None:
    """The kind of result that a short text tells, "none" where it says that there is none; None for anything else."""
    if len(clean) > LONGEST or any(_says(clean, "any", kind) for kind in ("wish", "whether", "why")):
        return None
    return _first_of(RESULTS, clean) or (NO_RESULT if _says(clean, "result", NO_RESULT) else None)


def _first_of(kinds: Iterable[str], clean: str) -> str | None:
    starts = {kind: found.start() for kind in kinds if (found := _pattern("result", kind).search(clean))}
    return min(starts, key=starts.__getitem__, default=None)


def _yes_or_no(reading: Reading, clean: str, step: str) -> Reading:
    """Politeness is no answer to "was it done?": "ค่ะ" and "รับทราบค่ะ" only say that the question was read."""
    said = whether(clean, step)
    both = said is None and all(_says(clean, step, answer) for answer in YesNo)
    both = both or _says(clean, step, "neither")
    answer = None if both else said or _in_a_word(reading, clean, step)
    score = points_in(clean) if step == "done" and answer is YesNo.YES else None
    return replace(reading, answer=answer, score=score, wishes=_says(clean, "any", "wish"))


def _contact(reading: Reading, clean: str, step: str) -> Reading:
    """By what they spoke, or why nothing came of it, is no need: "we talked on Facebook", "but they can't help"."""
    said = _yes_or_no(reading, clean, step)
    if said.answer is None and said.wishes:
        said = replace(said, answer=_before_wish(clean, step))
    tells = any(_says(clean, step, kind) for kind in ("channel", "refused", "money", "trouble", "but"))
    return _without_needs(said) if said.answer is YesNo.YES and not said.wishes and tells else said


def _before_wish(clean: str, step: str) -> YesNo | None:
    """What is said before a wish begins, unless it is taken back after that: "they have called, but I'd like …"."""
    parts = _CLAUSES.split(clean)
    first = next((at for at, part in enumerate(parts) if _says(part, "any", "wish")), 0)
    said = whether(" ".join(parts[:first]), step)
    other = YesNo.NO if said is YesNo.YES else YesNo.YES
    return None if any(_says(part, step, other) for part in parts[first:]) else said


_CLAUSES = re.compile(
    r"(?<!\bi)(?<!\bwe)[ ,.;!]+(?=but\b|also\b|and\b|i\b|we\b)|(?<=[ก-๎]) +|(?<!ตั้ง)(?=แต่)", re.IGNORECASE
)


def _in_a_word(reading: Reading, clean: str, step: str) -> YesNo | None:
    """A word that says so by itself, though something else may follow ("ใช่ค่ะ อยากจดเครื่องหมายการค้าด้วย")."""
    if reading.answer is YesNo.NO:
        return None if _says(clean, "any", "neither") else YesNo.NO
    return YesNo.YES if _begins_with(clean, step) else None


def _begins_with(clean: str, step: str) -> bool:
    """Whether it says so and asks nothing, with nothing after it that takes it back."""
    first, _, rest = clean.partition(" ")
    begins = len(clean) <= LONGEST and not _says(rest, "any", "doubt") and _is_alone(first, step)
    return not _asks(clean) and (begins or _is_alone(clean, step))


def _asks(clean: str) -> bool:
    return any(_says(clean, "any", kind) for kind in ("whether", "why"))


def _is_alone(text: str, step: str) -> bool:
    return any(_pattern(step, "alone").fullmatch(said) for said in cores(text))


def _agreement(reading: Reading, clean: str, step: str) -> Reading:
    """What cannot be undone, and consent, take a plain yes: none that is mumbled; what cannot be undone none with a
    place or a number either, which answers something else. Who says no in other words is spared the same question;
    who is not sure of consent, or puts it off, has refused nothing: a no would erase what they told.
    """
    refuses = len(clean) <= LONGEST and _says(clean, step, YesNo.NO) and not _asks(clean)
    plainly = not _asks(clean) and all(
        _is_alone(said, step) or agreement(said) is YesNo.YES for said in clean.split(" ")
    )
    alone = YesNo.YES if _is_alone(clean, step) and not _asks(clean) else None
    answer = YesNo.NO if refuses else alone or agreement(clean) or (YesNo.YES if plainly else None)
    puts_off = step == "consent" and not refuses and _opens(clean, "later")
    mumbled = step in UNDOES | GIVES_CONSENT and _is_whole(clean, "mumble")
    unsure = mumbled or (step in UNDOES and (reading.phone or reading.province))
    return replace(reading, answer=None if puts_off or (unsure and answer is YesNo.YES) else answer)


def _score(reading: Reading, clean: str, _step: str) -> Reading:
    """Points; or whether it was done at all, of someone who was not asked that or did not answer."""
    score = score_of(clean) or (score_with_more(clean) if _tells_score_and_more(clean) else None)
    return replace(reading, score=score, answer=whether(clean, "done"), wishes=_wishes_for_more(clean))


def _wishes_for_more(clean: str) -> bool:
    """Whether something is wished for beyond what was done: "อยากให้ทำเร็วกว่านี้" is said of the work."""
    return _says(clean, "any", "wish") and not _says(clean, "comment", "of_work")


def _tells_score_and_more(clean: str) -> bool:
    """Whether words that ask nothing stand beside a score."""
    asks = any(_says(clean, "any", kind) for kind in ("whether", "asks"))
    return not asks and score_of(clean) is None and score_with_more(clean) is not None


def _comment(reading: Reading, clean: str, _step: str) -> Reading:
    """Points count only where they put right the ones that were tapped."""
    wrong = len(clean) <= LONGEST and _says(clean, "comment", "wrong")
    said = {int(found["score"]) for found in _pattern("comment", "score").finditer(clean)} if wrong else set()
    score = said.pop() if len(said) == 1 else None
    return replace(reading, correction=wrong, score=score, wishes=_wishes_for_more(clean))


def _result(reading: Reading, clean: str, step: str) -> Reading:
    said = _amount(reading, clean, step)
    return replace(said, outcome=said.outcome or (NO_RESULT if reading.answer is YesNo.NO else None))


def _amount(reading: Reading, clean: str, _step: str) -> Reading:
    """A bare number is a sum where a sum was asked for."""
    outcome = outcome_of(clean)
    of_money = _of_money(clean) if outcome == JOBS else outcome
    alone = None if reading.amounts else bare_sum(clean)
    if alone is None and not reading.amounts and of_money in RESULTS:
        alone = sum_at_end(clean)
    amounts = (alone,) if alone else reading.amounts
    return replace(
        reading,
        amounts=amounts,
        months=months_of(clean),
        people=people_of(clean),
        doubt=doubt_of(clean) if len(clean) <= LONGEST else None,
        outcome=of_money if of_money and amounts else outcome,
        wishes=_says(clean, "any", "wish"),
    )


def _of_money(clean: str) -> str | None:
    """The result that is told beside that people were hired, and may have a sum."""
    return _first_of((kind for kind in RESULTS if kind != JOBS), clean)


def _counted(reading: Reading, clean: str, step: str) -> Reading:
    """Another sum for the one that was just said back: called a correction, or with nothing more around it."""
    right = right_sum(clean)
    told_another = outcome_of(clean) in RESULTS
    if right is None and (reading.correction or is_rate(clean) or told_another):
        return _amount(reading, clean, step)
    if right is None and months_of(clean):
        # "3 เดือน" sounds like something that spoils.
        return replace(_without_needs(reading), amounts=(), months=months_of(clean))
    return replace(reading, amounts=(right,) if right else (), doubt=doubt_of(clean) if right else None)


def _phone(reading: Reading, clean: str, step: str) -> Reading:
    """Whoever has no number, or would rather write, has answered; what a wish for a person sounds like elsewhere.

    "ไลน์อย่างเดียวค่ะ" then tells no need, nor does a number that is a digit short.
    """
    refuses = reading.phone is None and len(clean) <= LONGEST and _says(clean, step, YesNo.NO)
    said = replace(reading, answer=YesNo.NO) if refuses else reading
    answers = said.answer is YesNo.NO and bool(said.needs)
    mistyped = said.phone is None and len(clean) <= LONGEST_ASIDE and sum(map(str.isdigit, clean)) >= _FEW_DIGITS
    return _without_needs(said) if (answers or mistyped) and not _says(clean, "any", "wish") else said


_FEW_DIGITS = 6


def _product(reading: Reading, clean: str, _step: str) -> Reading:
    """Where they are, or their number, said once more is no product, nor that they give none."""
    return replace(reading, text="") if is_fact(clean) or _is_alone(clean, "phone") else reading


def _need(reading: Reading, clean: str, _step: str) -> Reading:
    """ "Both" and "the first one" mean those that were asked about, whatever they remind of; what is not wanted is no
    need.
    """
    return _without_needs(reading) if any(_names(clean, "need", which) for which in (*CHOSEN, *REFUSED)) else reading


def _without_needs(reading: Reading) -> Reading:
    return replace(reading, labels=(OtherKind.OTHER,), sure=False, ask=())


def _tells_no_need(reading: Reading, clean: str) -> bool:
    """Whoever only says that they have no telephone, though not asked for it, tells no need and calls for nobody.

    Nor does "3 เดือน" alone tell one, which sounds like something that spoils, nor "the product is wrong", "change the
    product to a noodle shop", "the same number", or "a new one".
    """
    if reading.command or len(clean) > LONGEST_ASIDE:
        return False
    said = _THE_NUMBER.sub("", clean) if reading.phone else clean
    names_a_row = any(_names(said, "edit", what) for what in EDITABLE) or _says(clean, "edit", "product_to")
    return names_a_row or any(_is_alone(clean, which) for which in ("phone", "any")) or _names(clean, "phone", "same")


def _question(reading: Reading, clean: str, _step: str) -> Reading:
    """Whoever answers an organisation may say "ภาษาไทย" or "คน": only what can mean nothing else is a command.

    A cancel is asked about once more, so that it need not be as plain.
    """
    kind = "answer" if reading.command is Command.CANCEL else "command"
    is_said = any(_pattern("question", kind).fullmatch(said) for said in cores(clean))
    command = reading.command if is_said is (kind == "command") else None
    return replace(reading, command=command, wishes=_says(clean, "any", "wish"))


_YES_OR_NO = frozenset({"done", "anyone_called", "came", "undone", "pauses"})
_PLAINLY: Mapping[str, Callable[[str], bool]] = {
    **{move: partial(_says_move, move=move) for move in MOVES},
    **{which: partial(_names, step="need", what=which) for which in CHOSEN},
    **{f"edit_{what}": partial(_names, step="edit", what=what) for what in EDITABLE},
    **{
        kind: partial(_is_whole, kind=kind)
        for kind in (
            "limits",
            "registered",
            "puts_off",
            "hail",
            "takes",
            "complains",
            "asks_why",
            "off",
            "off_one",
            "per_month",
            "rather_not",
        )
    },
    **{words: partial(_opens, words=words) for words in OPENINGS},
    "decline": lambda clean: _says_move(clean, "decline") or _says_shortly(clean, "refuses"),
    **{kind: partial(_says_shortly, kind=kind) for kind in ("undecided", "to_officer", "added", "explain")},
    "score_and_more": _tells_score_and_more,
    "hired": lambda clean: len(clean) <= LONGEST and _says(clean, "result", JOBS),
    "of_named": _is_of_named,
    "slip": lambda clean: any(is_slip(said) for said in clean.split(" ")),
    "wish": lambda clean: _says(clean, "any", "wish") and not _says(clean, "any", "not_own"),
    "served": lambda clean: _says(clean, "any", "served"),
    "courtesy": is_courtesy,
    "no_number": lambda clean: any(_is_alone(said, "phone") for said in (clean, *clean.split(" "))),
    "no_answer": lambda clean: tells_of_no_answer(clean) and not _says(clean, "any", "of_officers"),
    "refused": lambda clean: whether(clean, "anyone_called") is YesNo.YES and _is_for_officers(clean),
    "missed": tells_of_missed_call,
    "of_calls": lambda clean: _says(clean, "any", "of_calls") and not _says(clean, "any", "wish"),
    "number_wrong": partial(_begins_with, step="number_wrong"),
    "gives_up": tells_of_giving_up,
    "draws_in": lambda clean: len(clean) <= LONGEST and _says(clean, "any", "draws_in"),
    "of_service": lambda clean: _says(clean, "any", "of_service"),
    "beside_asking": _tells_beside_asking,
    "asks": lambda clean: len(clean) <= LONGEST and (_asks(clean) or _says(clean, "any", "asks")),
}

_BY_STEP: Mapping[str, Callable[[Reading, str, str], Reading]] = {
    **dict.fromkeys(("consent", "confirm", "edit", "erase", "withdraw", "change", "wanted"), _agreement),
    "need": _need,
    "product": _product,
    "phone": _phone,
    "done": _yes_or_no,
    "anyone_called": _contact,
    "satisfaction": _score,
    "comment": _comment,
    "result": _result,
    "amount": _amount,
    "counted": _counted,
    "question": _question,
}


def _says(clean: str, step: str, kind: str) -> bool:
    return bool(_pattern(step, kind).search(clean))


@cache
def _pattern(step: str, kind: str) -> re.Pattern[str]:
    """Of what is said nowhere at this step: the pattern that nothing matches."""
    return re.compile(_lines().get((step, kind), "(?!)"), re.IGNORECASE)


@cache
def _lines() -> dict[tuple[str, str], str]:
    kept = (line.split(" ", 2) for line in lines_of("replies.txt"))
    return {(step, kind): pattern for step, kind, pattern in kept}
