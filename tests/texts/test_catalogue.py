"""The texts themselves: the same keys and placeholders in both languages, short enough, and in one voice."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources

import pytest

from network import wording
from network.provinces import PROVINCES
from texts.catalogue import LANGUAGES, Catalogue
from texts.checks import clusters

CATALOGUE = Catalogue.shipped()
SPOKEN = ("words", "owner", "provider", "needs", "matching")
"""Files whose texts are sent by LINE; the pages of the console have their own manners."""

QUICK_REPLY_LABEL = 20
LONGEST, LONGEST_NOTICE = 900, 1_800
SHORT_LINE = 60
NOT_THAI = {
    "asked.line",
    "chat.words",
    "choice.case",
    "choice.own_case",
    "choice.province",
    "date.clock",
    "provider.about",
    "status.line",
    "status.state",
}
"""Texts of signs and placeholders alone."""

THAI_IN_ENGLISH = {"help.owner", "help.provider", "language.changed"}
"""The word that switches back to Thai."""

THAI = re.compile(r"[\u0e01-\u0e4e]")
ASKING = r"(?:ไหม|หรือยัง|หรือเปล่า|หรือไม่|อะไร|ที่ไหน|ตรงไหน|จังหวัดไหน|เรื่องไหน|เมื่อไร|เท่าไร|กันแน่|บ้าง)"
ENDING_OF_QUESTION = re.compile(r"(?:ไหม|ยัง|อะไร|ไหน|บ้าง|กัน|อยู่|คะแนน|บาท|กี่เรื่อง|กี่คน|นะ)คะ$")


def texts_of(language: str, *files: str) -> Iterator[tuple[str, str]]:
    """Keys and texts, of the files named or of all."""
    folder = resources.files("texts") / language
    for entry in folder.iterdir():
        name, _, ending = entry.name.partition(".")
        if ending == "toml" and (not files or name in files):
            yield from flat(tomllib.loads(entry.read_text(encoding="utf-8")))


def flat(table: dict[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", str(value)


def thai() -> list[tuple[str, str]]:
    return list(texts_of("th", *SPOKEN))


def test_both_languages_have_the_same_keys() -> None:
    assert CATALOGUE.keys("en") == CATALOGUE.keys("th")


def test_both_languages_have_the_same_placeholders() -> None:
    differing = {
        key
        for key in CATALOGUE.keys("th") & CATALOGUE.keys("en")
        if CATALOGUE.placeholders(key, "th") != CATALOGUE.placeholders(key, "en")
    }
    assert differing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    assert [key for key, text in texts_of(language) if not text.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_in_two_files(language: str) -> None:
    counted = Counter(key for key, _ in texts_of(language))
    assert [key for key, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_fits_a_quick_reply(language: str) -> None:
    labels = {key: text for key, text in texts_of(language) if key.startswith("choice.")}
    labels["choice.case"] = labels["choice.case"].format(number="2569-000123")
    assert {key: text for key, text in labels.items() if clusters(text) > QUICK_REPLY_LABEL} == {}


def test_every_thai_province_fits_a_quick_reply() -> None:
    assert [place.name_th for place in PROVINCES.values() if clusters(place.name_th) > QUICK_REPLY_LABEL] == []


def test_clusters_are_counted_as_line_counts_them() -> None:
    assert (clusters("ที่"), clusters("น้ำ"), clusters("Send")) == (1, 1, 4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_long(language: str) -> None:
    lengths = {key: len(text) for key, text in texts_of(language, *SPOKEN)}
    assert lengths.pop("ask.consent") <= LONGEST_NOTICE
    assert {key: length for key, length in lengths.items() if length > LONGEST} == {}


def test_thai_has_one_voice() -> None:
    assert [key for key, text in texts_of("th") if re.search("ครับ|คับ|นะค่ะ", text)] == []


def test_thai_is_thai() -> None:
    assert {key for key, text in thai() if not THAI.search(text)} == NOT_THAI


def test_english_is_english() -> None:
    assert {key for key, text in texts_of("en", *SPOKEN) if THAI.search(text)} == THAI_IN_ENGLISH


def test_questions_are_not_put_as_statements() -> None:
    assert [key for key, text in thai() if re.search(f"{ASKING}ค่ะ", text)] == []


def test_statements_are_not_put_as_questions() -> None:
    """Only "คะ" that ends something counts, so neither "คะแนน" nor "นะคะว่า"."""
    closing = re.compile(r"(?<=(..))คะ(?=[\s,.)\"]|$)")
    said_as_question = [
        (key, found[0])
        for key, text in thai()
        for found in closing.finditer(text)
        if not ENDING_OF_QUESTION.search(text[: found.end()])
    ]
    assert said_as_question == []


def test_every_question_ends_as_one() -> None:
    """What is asked comes last; only a hint in brackets may follow."""
    asked = {key: text for key, text in thai() if key.startswith("ask.")}
    asked = {key: re.sub(r"\s*\([^)]*\)$", "", text) for key, text in asked.items()}
    assert {key: text for key, text in asked.items() if not ENDING_OF_QUESTION.search(text)} == {}


def test_no_short_line_is_polite_twice() -> None:
    short = [(key, line) for key, text in thai() for line in text.split("\n") if len(line) <= SHORT_LINE]
    assert [key for key, line in short if line.count("ค่ะ") > 1] == []


@pytest.mark.parametrize(
    ("language", "shown"),
    [("th", "วันอังคารที่ 24 พ.ย. 2569 เวลา 09.30 น."), ("en", "Tue 24 Nov 2026, 09:30")],
)
def test_a_moment_reads_as_people_write_it(language: str, shown: str) -> None:
    at = wording.moment(datetime(2026, 11, 24, 2, 30, tzinfo=UTC))
    assert wording.in_words(at, language, CATALOGUE) == shown


@pytest.mark.parametrize(
    ("language", "shown"), [("th", "สินเชื่อ และออกแบบบรรจุภัณฑ์"), ("en", "credit and packaging design")]
)
def test_several_needs_read_as_a_list(language: str, shown: str) -> None:
    assert wording.in_words(wording.needs(["credit", "packaging"]), language, CATALOGUE) == shown


ALWAYS_SEVERAL = {
    "console.files.several",
    "console.wording.most",
    "evaluation.refused",
    "text_refused.long",
    "text_refused.long_label",
}
"""Texts of a count that is never one."""


def test_english_is_right_for_one_too() -> None:
    """Either there is a text for one (`day` beside `days`), or the count stands behind its noun."""
    texts = dict(texts_of("en"))
    several = {key for key, text in texts.items() if re.search(r"\{(count|all)\} ([a-z]+ )?[a-z]+s\b", text)}
    assert {key for key in several if key.removesuffix("s") not in texts or not key.endswith("s")} == ALWAYS_SEVERAL
