"""Whatever the code says has words in both languages, and no words lie about unsaid."""

import ast
from collections.abc import Iterator

import pytest

from bot.rich_menus import MENUS
from casework import upcoming
from casework.cards import NEXT_STEPS, OFFER_CHOICES
from casework.looking import BY_TELEPHONE
from casework.serving import DECLINE_REASONS, SLIPPED
from casework.telling import whom_to_call
from intake.conversation import Answers
from intake.incoming import Kind
from intake.questions import ask
from intake.reading import Asked, Elsewhere
from intake.saying import Say
from intake.steps import STEPS
from intake.taps import STEPS_OF_TAPS
from network.cases import LIVE, HandoffStatus, Resolution, Role
from network.deadlines import Rules
from network.needs import Need
from network.rules import Does, Whom
from network.services import Ring, ServiceKind
from storage.tables import OrganisationRow
from tests.texts import sayings
from tests.texts.sayings import ALL_ROOMS, SPEAKING_ROOMS
from tests.texts.test_catalogue import texts_of
from texts.catalogue import LANGUAGES, Catalogue

CATALOGUE = Catalogue.shipped()
SECTIONS = frozenset(key.split(".")[0] for key in CATALOGUE.keys("th"))
NEVER_IN_A_TRANSCRIPT = {Kind.TEXT, Kind.FOLLOW, Kind.UNFOLLOW, Kind.UNSEND, Kind.JOIN}


def missing(*keys: str) -> set[tuple[str, str]]:
    return {(language, key) for language in LANGUAGES for key in keys if not CATALOGUE.has(key, language)}


def reasons_to_hold() -> dict[str, frozenset[str]]:
    """Why staff get a case, each with the parameters of its text: from every call of `hold`, and the rules."""
    found = {
        why: frozenset({"number"}).union(*map(_given, call.node.keywords))
        for call in sayings.calls("casework", "console", "scheduler")
        if call.name == "hold"
        for why in sayings.constants(call.node.args[2])
    }
    rules = [rule.name for rule in Rules().every() if rule.does is Does.HOLD]
    persons = [f"person_{why}" for why in sorted(reasons_for_person())]
    return found | dict.fromkeys([*rules, *persons, *BY_TELEPHONE.values()], frozenset({"number"}))


def _given(word: ast.keyword) -> frozenset[str]:
    """The parameters that a keyword of a call gives: itself, or what is known of whom to telephone."""
    if word.arg is not None:
        return frozenset({word.arg})
    assert ast.unparse(word.value).startswith("whom_to_call(")
    return frozenset(whom_to_call(OrganisationRow(name_th="", name_en="")))


def reasons_for_person() -> set[str]:
    return first_arguments("HandToStaff") | {"asked"}


def first_arguments(name: str) -> set[str]:
    """The texts given first to each call of `name`."""
    return {
        text
        for call in sayings.calls(*SPEAKING_ROOMS)
        if call.name == name
        for text in sayings.constants(call.node.args[0])
    }


def labels_of_answers() -> Iterator[str]:
    """The labels of each call of `answers` whose step and values are written there."""
    for call in sayings.calls(*SPEAKING_ROOMS):
        if call.name == "answers":
            step, *values = (list(sayings.constants(argument)) for argument in call.node.args)
            yield from (f"choice.{step[0]}_{text}" for value in values for text in value if step)


def labels_of_steps() -> list[str]:
    return [f"choice.{step.name}_{value}" for step in STEPS.values() for value in step.choices]


def spoken_rules() -> list[str]:
    return [rule.text for rule in Rules().every() if rule.does in (Does.ASK, Does.TELL, Does.HOLD)]


MADE = {
    "{}.{}": [*(f"{kind}.{step}" for kind in ("ask", "unclear") for step in STEPS), *spoken_rules()],
    "choice.{}_{}": [
        *labels_of_steps(),
        *labels_of_answers(),
        *(f"choice.offer_{value}" for value in OFFER_CHOICES),
        *(f"choice.service_{value}" for values in NEXT_STEPS.values() for value in values),
        *(button.label for rows in MENUS.values() for row in rows for button in row if button.label != "menu.tell"),
    ],
    "choice.result_{}": [f"choice.result_{kind}" for kind in STEPS["result"].choices],
    "menu.bar_{}": [f"menu.bar_{menu.partition('_')[0]}" for menu in MENUS],
    "about_need.{}": [f"about_need.{need}" for need in Need],
    "choice.need_{}": [f"choice.need_{need}" for need in Need],
    "choice.decline_{}": [f"choice.decline_{reason}" for reason in DECLINE_REASONS],
    "slipped.{}": [f"slipped.{about}" for about in SLIPPED],
    "slipped.{}_elsewhere": [f"slipped.{about}_elsewhere" for about in SLIPPED],
    "part.{}": [f"part.{status}" for status in LIVE | {HandoffStatus.DONE, HandoffStatus.NOT_DONE}],
    "role.{}": [f"role.{role}" for role in Role],
    "service.{}": [f"service.{asked}" for asked in Asked],
    "elsewhere.{}": [f"elsewhere.{kind}" for kind in Elsewhere],
    "service_kind.{}": [f"service_kind.{kind}" for kind in ServiceKind],
    "next.{}": [f"next.{rule}" for rule in (*upcoming.WHILE_OPEN, *upcoming.WITH_STAFF, *upcoming.CLOSED)],
    "status.{}": [f"status.{status}" for status in LIVE | {HandoffStatus.DONE}],
    "status.closed_{}": [f"status.closed_{resolution}" for resolution in Resolution],
    "language.{}": [f"language.{language}" for language in LANGUAGES],
    "purpose.{}": [f"purpose.{purpose}" for purpose in first_arguments("RecordConsent")],
    "staff.{}": [f"staff.{why}" for why in reasons_to_hold()],
    "staff.chat_{}": [f"staff.chat_{why}" for why in reasons_for_person()],
    "person.{}_now": [f"person.{why}_now" for why in reasons_for_person()],
    "person.{}_later": [f"person.{why}_later" for why in reasons_for_person()],
    "reason.{}": [f"reason.{ring}" for ring in Ring],
    "rule_refused.{}": [f"rule_refused.{why}" for why in first_arguments("Senseless")],
    "need.{}": [f"need.{need}" for need in Need],
    "date.weekday_{}": [f"date.weekday_{day}" for day in range(1, 8)],
    "date.month_{}": [f"date.month_{month}" for month in range(1, 13)],
    "heard.{}": [f"heard.{kind}" for kind in Kind if kind not in NEVER_IN_A_TRANSCRIPT],
}
"""Every key that the code puts together, by the f-string that does it."""


def test_every_question_has_words_and_other_words() -> None:
    assert missing(*(f"{kind}.{name}" for name in STEPS for kind in ("ask", "unclear"))) == set()


def test_every_answer_has_a_label() -> None:
    assert missing(*labels_of_steps(), *labels_of_answers()) == set()


def test_every_need_has_a_name_and_a_label() -> None:
    assert missing(*(f"{kind}{need}" for need in Need for kind in ("need.", "choice.need_"))) == set()


def test_every_key_named_in_the_code_has_words() -> None:
    said = list(sayings.sayings(*SPEAKING_ROOMS))
    assert len(said) > 50
    assert {(one.where, one.key) for one in said if missing(one.key)} == set()


def test_whatever_looks_like_a_key_is_one() -> None:
    """Keys wander through tables and variables before they are said."""
    written = sayings.written_keys(SECTIONS, *SPEAKING_ROOMS)
    assert {(where, key) for key, where in written.items() if missing(key)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_saying_gets_the_parameters_of_its_text(language: str) -> None:
    short = {
        (one.where, one.key)
        for one in sayings.sayings(*SPEAKING_ROOMS)
        if one.given is not None and CATALOGUE.has(one.key, language)
        if not CATALOGUE.placeholders(one.key, language) <= one.given
    }
    assert short == set()


def test_every_way_to_make_a_key_is_looked_at_here() -> None:
    assert set(sayings.made_keys(SECTIONS, *SPEAKING_ROOMS)) == set(MADE)


@pytest.mark.parametrize("pattern", MADE)
def test_every_made_key_has_words(pattern: str) -> None:
    assert MADE[pattern]
    assert missing(*MADE[pattern]) == set()


@pytest.mark.parametrize("why", sorted(reasons_to_hold()))
def test_staff_are_told_why_with_what_is_known(why: str) -> None:
    given = reasons_to_hold()[why]
    assert all(CATALOGUE.placeholders(f"staff.{why}", language) <= given for language in LANGUAGES)


def test_every_reason_to_hold_is_seen() -> None:
    """A reason given in a variable would escape the checks above, but for the three known to be covered."""
    unseen = {
        call.where: ast.unparse(call.node.args[2])
        for call in sayings.calls("casework", "console", "scheduler")
        if call.name == "hold" and not list(sayings.constants(call.node.args[2]))
    }
    assert set(unseen.values()) == {"f'person_{why}'", "one.rule.name", "BY_TELEPHONE[one.rule.name]"}


def test_national_staff_are_told_by_a_rule_with_words() -> None:
    national = [rule.text for rule in Rules().every() if rule.whom is Whom.NATIONAL_STAFF]
    assert national
    assert missing(*national) == set()


def put(step: str, *, unclear: bool) -> Say:
    known = Answers(needs=(Need.PACKAGING,), province="TH-93", product="น้ำพริก", phone="", about=1)
    return ask(step, known, unclear=unclear)


@pytest.mark.parametrize("step", STEPS)
def test_a_question_can_be_put_again(step: str) -> None:
    """After "status" or a sticker the question that waits is put once more, from the answers alone."""
    check_question(put(step, unclear=False))


@pytest.mark.parametrize("step", STEPS)
def test_a_question_can_be_put_in_other_words(step: str) -> None:
    check_question(put(step, unclear=True))


def check_question(question: Say) -> None:
    keys = [question.key, *(choice.label for choice in (*question.choices, *question.buttons))]
    assert missing(*keys) == set()
    assert CATALOGUE.placeholders(question.key, "th") <= set(question.parameters)


def test_every_text_is_said_somewhere() -> None:
    said = set(sayings.written_keys(SECTIONS, *ALL_ROOMS)) | sayings.keys_in_pages()
    said |= {key for keys in MADE.values() for key in keys}
    ours = {key for key, _ in texts_of("th", "words", "owner", "provider")}
    assert ours <= said


def test_every_tap_is_known_to_the_dialog() -> None:
    """A button of a step that no one reads would be answered as an old one."""
    steps = {call.node.args[0].value for call in taps() if isinstance(call.node.args[0], ast.Constant)}
    assert steps <= STEPS_OF_TAPS | {"command"}


def taps() -> list[sayings.Call]:
    return [call for call in sayings.calls(*SPEAKING_ROOMS) if call.name == "Tap"]
