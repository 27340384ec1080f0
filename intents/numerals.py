"""Reading numbers the Thai way: digits, words and magnitudes mixed ("1 ล้าน 2 แสน", "แสนห้า", "สองสามหมื่น")."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WORDS = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_TWENTY = "ซาว"  # in the North and Isan; "ซาวห้า" is 25
_COUNTS = {
    **{word: value for value, word in enumerate(_WORDS)},
    "นึง": 1,
    "เอ็ด": 1,
    "ยี่": 2,
    "ครึ่ง": 0.5,
    _TWENTY: 20,
}
MILLION = 1_000_000
_STEPS = {
    "สิบ": 10,
    "ร้อย": 100,
    "พัน": 1_000,
    "หมื่น": 10_000,
    "หมืน": 10_000,
    "หมื้น": 10_000,
    "หมึ่น": 10_000,
    "แสน": 100_000,
    "ล้าน": MILLION,
    "ลบ": MILLION,
    "k": 1_000,
    "thousand": 1_000,
    "m": MILLION,
    "mil": MILLION,
    "million": MILLION,
}
_FIGURE = r"(?:\d++(?:,\d{3})+(?!\d)(?:\.\d++)?|\d++(?:\.\d++)?)"
_WORD = "|".join(_COUNTS).replace(_TWENTY, rf"{_TWENTY}(?!ด|น[้่]|ข้าว|ลั)")
_COUNT = rf"{_FIGURE}|{_WORD}"
_STEP = (
    r"สิบ|ร้อย|พัน(?![ธุ])|หม(?:ื[่้]?|ึ่)น|แสน|ล้าน|ลบ(?:\.|(?![ก-๎]))|(?<=\d)[km](?![a-z])"
    r"|(?<=\d) ?(?:million|mil|thousand)(?![a-z])"
)
_TOKEN = re.compile(rf"({_COUNT})|({_STEP})", re.IGNORECASE)
# In "เดือนนึง 3 หมื่น", "ข้อสอง สามแสน" the first word belongs to what it stands behind; the number comes after it.
_BEHIND_NONE = re.sub(
    r"(\S+) ?",
    r"(?<!\1)",
    "ชั่วโมง วัน อาทิตย์ สัปดาห์ เดือน ปี ครั้ง รอบ ที งวด เที่ยว ข้อ ขั้น อย่าง เรื่อง คน ราย เจ้า ร้าน สาขา แห่ง "
    "กล่อง ขวด ถุง ชิ้น ตัว ลูก ใบ ต้น กิโล กก โล ขีด ตัน ลิตร ซอง แพ็ค แพค กระปุก กระป๋อง กระสอบ อัน ก้อน ห่อ แผ่น ผืน "
    "เส้น ชุด คู่ โหล ลัง ไร่ งาน แปลง บ่อ หลัง ห้อง เครื่อง คัน ลำ เล่ม ฉบับ ฟอง เม็ด หลอด จาน ถ้วย แก้ว มื้อ ล็อต ล๊อต ออเดอร์ หน่วย มัด",
)
_ENDS_THERE = rf"(?:{_WORD}) (?:{_COUNT}|{_STEP})|(?:หนึ่ง|นึง)(?:{_COUNT}|{_STEP})"
_FIRST = rf"(?:{_FIGURE}|(?=(?:{_WORD}))(?:(?!{_ENDS_THERE})|{_BEHIND_NONE})(?:{_WORD})|{_STEP})"
# Figures go on a magnitude ("แสน5", "1 ล้าน 2 แสน"); on a figure only a small one: "5 6 หมื่น", not "5000 12 งวด".
_NEXT_FIGURE = rf"(?:(?<=[บยนkmld.]) ?|(?<=\d) (?<![\d.,]\d ))(?!0\d){_FIGURE}"
_NEXT = rf"(?:{_NEXT_FIGURE}|(?:(?<!\d) )?(?:{_WORD})| ?(?:{_STEP}))"
# Possessive, since a run of digits can be cut in more ways than there is time.
NUMERAL = rf"(?>(?=[\dศหสเแนยคซรพล]){_FIRST}{_NEXT}{{0,11}})"
"""A regular expression for a whole number; needs re.IGNORECASE."""


@dataclass(frozen=True)
class Numeral:
    """`low` and `high` are equal unless a range was said. `step` is the largest magnitude (1 when none).

    `counted` is false for a magnitude alone, such as แสน, which may not be a number at all.
    """

    low: float
    high: float
    step: int
    counted: bool


@dataclass(frozen=True)
class _Term:
    """How many of which magnitude: two counts are "two or three"; without a magnitude it trails ("แสน|ห้า")."""

    counts: tuple[float, ...]
    step: int | None


def read_numeral(written: str) -> Numeral:
    """The value of what NUMERAL matched."""
    terms = list(_terms(written))
    low, high = _bounds(terms)
    step = max((term.step for term in terms if term.step), default=1)
    return Numeral(_sum(low, 0), _sum(high, -1), step, len(terms) > 1 or bool(terms[0].counts))


def _terms(written: str) -> Iterator[_Term]:
    counts: tuple[float, ...] = ()
    for found in _TOKEN.finditer(written):
        said = found[0].strip(" .").lower()
        if found[1]:
            count = float(_COUNTS[said] if said in _COUNTS else said.replace(",", ""))
            unit_of_twenty = counts[-1:] == (_COUNTS[_TWENTY],) and 1 <= count < 10 and _TWENTY in written
            counts = (*counts[:-1], counts[-1] + count) if unit_of_twenty else (*counts, count)
        else:
            yield _Term(counts, _STEPS[said])
            counts = ()
    if counts:
        yield _Term(counts, None)


def _bounds(terms: Sequence[_Term]) -> tuple[Sequence[_Term], Sequence[_Term]]:
    """ "แสนสองแสน" goes from the first to the second; anything else is one sum."""
    for place in range(1, len(terms)):
        if terms[place].step == terms[place - 1].step:
            return terms[:place], terms[place:]
    return terms, terms


def _sum(terms: Sequence[_Term], which: int) -> float:
    total, last, said_one = 0.0, 1, False
    for term in terms:
        count = term.counts[which] if term.counts else 1.0
        if term.step is None:
            return total + (0.0 if count == 1 and not said_one and last > 10 else _trailing(count, last))
        if term.step == MILLION and total:
            total = (total + (count if term.counts else 0.0)) * MILLION
        else:
            total += count * term.step
        last, said_one = term.step, bool(term.counts)
    return total


def _trailing(count: float, last: int) -> float:
    """ "แสน|ห้า" is five of the next magnitude down, "ร้อย|ห้า" five, "ล้าน|ครึ่ง" half a million more."""
    if count == 0.5:
        return last / 2
    if count == _COUNTS[_TWENTY] and last == 100_000:  # "แสนซาว"
        return count * 1_000
    return count * last / 10 if last >= 1_000 and count < 10 else count


_ENGLISH_WORDS = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
)
_ENGLISH_TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
_ENGLISH_VALUES = {
    **{word: float(value) for value, word in enumerate(_ENGLISH_WORDS)},
    **{word: 10.0 * value for value, word in enumerate(_ENGLISH_TENS, 2)},
    "half": 0.5,
    "a": 1.0,
}
_ENGLISH_WORD = "|".join((*sorted(_ENGLISH_VALUES.keys() - {"half", "a"}, key=len, reverse=True), "hundred"))
# Only before a magnitude, baht or figures, lest every "a" be a number.
_ENGLISH = re.compile(
    rf"\b(?:half a|(?:a|{_ENGLISH_WORD})(?:[ -](?:and )?(?:{_ENGLISH_WORD}|a half))*+)"
    r"(?=[ -](?:million|thousand|baht|figures?)\b)",
    re.IGNORECASE,
)


def with_english_in_figures(text: str) -> str:
    """The text with "five hundred thousand" as "500 thousand", "half a million" as "0.5 million"."""
    return _ENGLISH.sub(_english_in_figures, text)


_SMALL_ENGLISH = re.compile(rf"\b(?:{'|'.join((*_ENGLISH_WORDS[1:], *_ENGLISH_TENS))})\b", re.IGNORECASE)


def with_small_english_in_figures(text: str) -> str:
    """The text with "two people" as "2 people": only where nothing but numbers of something is looked for."""
    return _SMALL_ENGLISH.sub(lambda found: f"{_ENGLISH_VALUES[found[0].lower()]:g}", text)


def _english_in_figures(found: re.Match[str]) -> str:
    said = re.findall(r"[a-z]+", found[0].lower().replace("a half", "half").replace("half a", "half"))
    value = 0.0
    for word in said:
        value = max(value, 1.0) * 100 if word == "hundred" else value + _ENGLISH_VALUES.get(word, 0.0)
    return f"{value:g}"
