"""What an agency can set about deadlines: every value by name, written as people say it, refused when senseless."""

from datetime import timedelta

import pytest

from network import wording
from network.deadlines import Rules
from network.office_hours import WorkingTime
from network.rule_settings import Part, Senseless, numbers_for, setting_named, settings_of, typed
from network.wording import in_words
from texts.catalogue import LANGUAGES, Catalogue

CATALOGUE = Catalogue.shipped()
RULES = Rules()


def changed(name: str, said: str, rules: Rules = RULES) -> Rules:
    setting = setting_named(rules, name)
    return rules.with_overrides({setting.rule: numbers_for(rules, setting, said)})


def value(rules: Rules, name: str) -> object:
    return setting_named(rules, name).value


@pytest.mark.parametrize(
    ("name", "said", "means"),
    [
        ("offer_reminder", "2h", WorkingTime(hours=2)),
        ("offer_expires", "1d 4h", WorkingTime(days=1, hours=4)),
        ("offer_expires", " 3 วันทำการ ", WorkingTime(days=3)),
        ("offer_expires", "12 ชั่วโมง", WorkingTime(hours=12)),
        ("offer_expires", "๕ ชม.", WorkingTime(hours=5)),
        ("anyone_called.again", "1 day", WorkingTime(days=1)),
        ("anyone_called.at_most", "3", 3),
        ("progress", "7d", timedelta(days=7)),
        ("progress.again", "30 วัน", timedelta(days=30)),
        ("done", "0d", timedelta(0)),
        ("offers.at_most", "5", 5),
    ],
)
def test_a_value_is_written_as_people_say_it(name: str, said: str, means: object) -> None:
    assert value(changed(name, said), name) == means


def test_every_value_can_be_typed_again_as_it_is_shown() -> None:
    for setting in settings_of(RULES):
        assert value(changed(setting.name, typed(setting.value)), setting.name) == setting.value


def test_what_was_changed_is_known_as_the_agencys_own() -> None:
    own = [setting.name for setting in settings_of(changed("offer_expires", "6h")) if setting.is_own]
    assert own == ["offer_expires"]


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("offer_remainder", "2h", "unknown"),
        ("nobody_called.at_most", "2", "unknown"),
        ("offer_expires.at_most", "2", "unknown"),
        ("offer_reminder", "2", "no_wait"),
        ("offer_reminder", "", "no_wait"),
        ("offer_reminder", "-2h", "no_wait"),
        ("offer_reminder", "soon", "no_wait"),
        ("progress", "4h", "no_days"),
        ("progress", "14", "no_days"),
        ("anyone_called.at_most", "2d", "no_count"),
        ("anyone_called.at_most", "0", "no_count"),
        ("offers.at_most", "51", "too_much"),
        ("offer_expires", "9999h", "too_much"),
        ("offer_expires", "0h", "nothing"),
        ("nobody_called.again", "0d", "nothing"),
        ("satisfaction.at_most", "2", "no_pause"),
        ("done.again", "0d", "nothing"),
        ("offer_reminder", "8h", "never_heard"),
        ("offer_reminder", "1d", "never_heard"),
        ("offer_expires", "3h", "never_heard"),
        ("held_escalate", "2d", "never_heard"),
        ("chat_reminder", "9h", "never_heard"),
    ],
)
def test_what_makes_no_sense_is_refused_in_both_languages(name: str, said: str, why: str) -> None:
    with pytest.raises(Senseless) as refused:
        changed(name, said)
    assert refused.value.why == why
    for language in LANGUAGES:
        assert in_words(refused.value.said, language, CATALOGUE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_and_every_kind_of_value_is_explained(language: str) -> None:
    settings = settings_of(RULES)
    keys = {f"rule.{setting.rule}" for setting in settings} | {f"rule_part.{part}" for part in Part}
    assert {key for key in keys if not CATALOGUE.has(key, language)} == set()
    explained = {key for key in CATALOGUE.keys(language) if key.startswith("rule.")}
    assert explained <= keys


@pytest.mark.parametrize(
    ("said", "language", "words"),
    [
        ("1h", "en", "1 working hour"),
        ("2d", "en", "2 working days"),
        ("1d 4h", "th", "1 วันทำการ 4 ชั่วโมงทำการ"),
    ],
)
def test_a_wait_in_words(said: str, language: str, words: str) -> None:
    wait = value(changed("nobody_has_it", said), "nobody_has_it")
    assert isinstance(wait, WorkingTime)
    assert in_words(wording.wait(wait), language, CATALOGUE) == words
