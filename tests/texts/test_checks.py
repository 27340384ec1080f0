"""What the agency words itself has to pass the checks of the shipped texts; what cannot be said is refused."""

import pytest

from network import wording
from texts.catalogue import LANGUAGES, Catalogue
from texts.checks import AGREED, Unfit, check, check_own

SHIPPED = Catalogue.shipped()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_text_passes(language: str) -> None:
    for key in SHIPPED.keys(language):
        check(key, language, SHIPPED.shown(key, language), SHIPPED)


def test_what_people_agree_to_exists() -> None:
    assert [key for key in AGREED if not SHIPPED.has(key)] == []


@pytest.mark.parametrize(
    ("key", "language", "text"),
    [
        ("ask.province", "th", "อยู่จังหวัดไหนคะ"),
        ("ask.withdraw", "en", "Shall we drop {number}?"),
        ("choice.offer_accept", "th", "รับเรื่องนี้"),
        ("choice.person", "th", "โทรหาเจ้าหน้าที่ศูนย์"),
        ("language.changed", "en", 'In English from now on. "ไทย" switches back.'),
        ("status.line", "th", "{number}: {needs} {business} ({state}){next}"),
    ],
)
def test_an_agency_may_say_it_otherwise(key: str, language: str, text: str) -> None:
    check_own(key, language, text, SHIPPED)


@pytest.mark.parametrize(
    ("key", "language", "text", "why"),
    [
        ("ask.nothing", "th", "อะไรคะ", "unknown"),
        ("ask.province", "de", "Wo?", "unknown"),
        ("ask.consent", "th", "ยินยอมไหมคะ (ประกาศฉบับ {version})", "agreed"),
        ("ask.province", "th", " \n ", "empty"),
        ("ask.province", "th", "อยู่\x07ไหนคะ", "control"),
        ("ask.withdraw", "th", "ยกเลิกใช่ไหมคะ", "placeholders"),
        ("ask.province", "th", "อยู่ไหนคะ {province}", "placeholders"),
        ("choice.offer_accept", "th", "รับเรื่องนี้ไว้ดูแลด้วยความยินดี", "long_label"),
        ("choice.person", "en", "Talk to a person of the centre", "long_label"),
        ("choice.case", "th", "เรื่องเลขที่ {number} ค่ะ", "long_label"),
        ("menu.bar_owner", "th", "เมนูของผู้ประกอบการทุกคน", "long_label"),
        ("ask.province", "th", "ก" * 901, "long"),
        ("ask.province", "th", "อยู่จังหวัดไหนครับ", "voice"),
        ("ask.withdraw", "th", "ยกเลิก {number} ใช่ไหมค่ะ", "question"),
        ("ask.province", "th", "Which province?", "not_thai"),
        ("ask.province", "en", "จังหวัดไหนคะ", "not_english"),
    ],
)
def test_a_text_that_cannot_be_used_is_refused_in_both_languages(
    key: str, language: str, text: str, why: str
) -> None:
    with pytest.raises(Unfit) as refused:
        check_own(key, language, text, SHIPPED)
    assert refused.value.why == why
    for reader in LANGUAGES:
        assert wording.in_words(refused.value.said, reader, SHIPPED)


def test_a_text_that_fits_this_release_no_longer_is_left_out() -> None:
    """A key that is gone, and a place to be filled in that is: neither may stop the bot from speaking."""
    worded = SHIPPED.with_overrides(
        {("th", "ask.gone"): "หายไปแล้ว", ("th", "ask.withdraw"): "{what}", ("de", "ask.need"): "Was?"}
    )
    assert worded.say("ask.withdraw", "th", number=1) == SHIPPED.say("ask.withdraw", "th", number=1)
    assert not worded.has("ask.gone")


def test_texts_are_found_by_key_and_by_words_of_any_language() -> None:
    assert "ask.province" in SHIPPED.find("ask.prov")
    assert "ask.province" in SHIPPED.find("จังหวัดไหน")
    assert "ask.province" in SHIPPED.find("WHICH PROVINCE")
    assert SHIPPED.find("no such words anywhere") == []
    assert set(SHIPPED.find("")) == SHIPPED.keys()
