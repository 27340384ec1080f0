"""How each question is put: its text, its card, its buttons."""

from collections.abc import Callable
from dataclasses import replace

from intake.conversation import Answers
from intake.saying import Choice, Row, Say, Tap, answers
from intake.steps import BOTH, STEPS
from network import wording
from network.needs import Need
from network.provinces import PROVINCES

NOTICE_VERSION = "2569-11"
"""Names the wording of `notice.*` that a person agreed to; a new wording needs a new version."""

PERSON = Choice("choice.person", Tap("command", "person"))
STATUS = Choice("choice.command_status", Tap("command", "status"))
MOST_CHOICES = 12

NAMES_ITS_CASE = frozenset({"withdraw", "anyone_called", "done", "wanted", "change", "same"})
"""At first these are put by who knows the case and names it; asked again they do without."""


def ask(step: str, known: Answers, *, unclear: bool = False) -> Say:
    """The question of `step`. `unclear` puts it in other words, since the answer was not understood."""
    key = f"{'unclear' if unclear or step in NAMES_ITS_CASE else 'ask'}.{step}"
    special = _ASK.get(step)
    if special:
        return special(key, known, unclear)
    return Say(key, choices=_plain_choices(step, known) + _way_out(unclear))


LONG = frozenset({"consent", "confirm", "erase"})
"""What fills the screen, or says something else to whoever serves: then one line and the buttons do."""


def remind(step: str, known: Answers) -> Say:
    """The question of `step` after something else was said in between."""
    return ask(step, known, unclear=step in LONG)


def _plain_choices(step: str, known: Answers) -> tuple[Choice, ...]:
    return answers(step, *STEPS[step].choices, about=known.about)


def _consent(key: str, _known: Answers, unclear: bool) -> Say:
    return Say(
        key,
        title=None if unclear else "notice.title",
        buttons=answers("consent", *STEPS["consent"].choices),
        parameters={"version": NOTICE_VERSION},
    )


def _need(key: str, known: Answers, unclear: bool) -> Say:
    return which_need(known) if known.ask and not unclear else replace(any_need(), key=key)


def which_need(known: Answers) -> Say:
    """The likeliest needs to choose from, or all of them: of three first, since a telephone shows no more at once."""
    choices = [need_choice(need) for need in known.ask]
    if len(choices) > 2:
        choices.insert(0, Choice("choice.need_all", Tap("need", BOTH)))
    elif len(choices) > 1:
        choices.append(Choice("choice.need_both", Tap("need", BOTH)))
    other = Choice("choice.other_need", Tap("need", "other"))
    return Say("ask.which_need", choices=(*choices, other, PERSON))


def any_need() -> Say:
    """All needs to choose from, or a person."""
    return Say("ask.any_need", choices=(*(need_choice(need) for need in Need), PERSON))


def need_choice(need: Need) -> Choice:
    """A button for one need."""
    return Choice(f"choice.need_{need}", Tap("need", str(need)))


def _province(key: str, known: Answers, unclear: bool) -> Say:
    choices = tuple(
        Choice("choice.province", Tap("province", code), {"province": wording.province(code)})
        for code in known.candidates[: MOST_CHOICES - 1]
        if code in PROVINCES
    )
    share = Choice("choice.location", location=True)
    if choices and not unclear:
        return Say("ask.which_province", choices=(*choices, share))
    return Say(key, choices=(*choices, share, PERSON) if unclear else (share,))


def _confirm(key: str, known: Answers, unclear: bool) -> Say:
    return Say(
        key,
        title=None if unclear else "summary.title",
        rows=() if unclear else summary_rows(known),
        buttons=answers("confirm", *STEPS["confirm"].choices),
    )


def summary_rows(known: Answers) -> tuple[Row, ...]:
    """What will be passed on, line by line, for the owner to check."""
    phone = known.phone or wording.said("summary.no_phone")
    return (
        Row("row.needs", wording.needs(known.needs)),
        Row("row.province", wording.province(known.province or "")),
        Row("row.product", known.product or ""),
        Row("row.phone", phone),
    )


def noted(before: Answers, after: Answers) -> tuple[Say, ...]:
    """What was just learned or put right, said back; nothing when nothing was."""
    facts = [
        wording.needs(after.needs) if after.needs != before.needs and after.needs else None,
        wording.province(after.province) if after.province and after.province != before.province else None,
        after.product if after.product != before.product else None,
        (after.phone or wording.said("noted.no_phone")) if after.phone != before.phone else None,
    ]
    said = [fact for fact in facts if fact]
    return (Say("noted.facts", {"facts": wording.lines(said)}),) if said else ()


def _amount(key: str, known: Answers, unclear: bool) -> Say:
    """In baht, or of whom was hired how many."""
    asked = "ask.months" if known.monthly and not unclear else key
    if known.outcome_kind == "jobs":
        asked = "result.how_many_again" if unclear else "result.how_many"
    return Say(asked, choices=_plain_choices("amount", known) + _way_out(unclear))


def _question(key: str, known: Answers, unclear: bool) -> Say:
    """Words that may be no answer wait to be sent: "is this the answer, or a new matter?"."""
    if known.text is None:
        return Say(key, choices=answers("question", "skip", about=known.about) + _way_out(unclear))
    return Say("ask.answer_or_new", choices=answers("question", "send", "new", about=known.about) + _way_out(unclear))


def _withdraw(key: str, known: Answers, unclear: bool) -> Say:
    """Asked again, "which?" stands alone: who asks first has the cases at hand."""
    if known.about is None:
        return Say("ask.withdraw_which", choices=_way_out(unclear))
    return Say(key, choices=_plain_choices("withdraw", known) + _way_out(unclear))


def _same(key: str, known: Answers, unclear: bool) -> Say:
    """Asked again, "which?" stands alone, too."""
    if known.about is None:
        return Say("ask.same_which", choices=answers("same", "new") + _way_out(unclear))
    return Say(key, choices=_plain_choices("same", known) + _way_out(unclear))


def done_question(case_id: int, number: str) -> Say:
    """Whether a case is done, as it is put at first."""
    return Say("ask.done", {"number": number}, buttons=answers("done", "yes", "no", about=case_id))


def dropped(handoff_id: int) -> Say:
    """A provider asks nothing after all: the offer is theirs to answer as before."""
    return Say("question.dropped", choices=answers("offer", "accept", "decline", about=handoff_id))


def _way_out(unclear: bool) -> tuple[Choice, ...]:
    return (PERSON,) if unclear else ()


_ASK: dict[str, Callable[[str, Answers, bool], Say]] = {
    "consent": _consent,
    "need": _need,
    "province": _province,
    "confirm": _confirm,
    "withdraw": _withdraw,
    "same": _same,
    "amount": _amount,
    "question": _question,
}
