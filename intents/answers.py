"""Short answers: yes or no, "no, I meant", and the words that work at any moment."""

import re
from functools import cache
from importlib.resources import files

from intake.reading import Command, YesNo

_POLITE_END = re.compile(
    r"(?:[\s.,!?~^…\"'()]|ค่ะ|คะ|ครับ(?:ผม)?|คับ|ค้าบ|คร้าบ|ค่า|จ้า|จ้ะ|จ๊ะ|จ้ะๆ|นะ|น่ะ|เด้อ|เน้อ|เจ้า|ฮะ|ฮับ|ฮ่ะ|แหละ|อ่ะ|ล่ะ|ละ"
    r"|หนา|เลย|ด้วย|หน่อย|ที|สิ|ซิ|please|pls|thanks|thank you|ขอบคุณ|55+|[\U0001f300-\U0001faff\u2600-\u27bf])$",
    re.IGNORECASE,
)
_POLITE_START = re.compile(
    r"^(?:[\s.,!?~^\"'()/*]|อ๋อ|อ่อ|เอ่อ|เออ|อืม|อ้อ|สวัสดี|หวัดดี|ขอโทษ|ค่ะ|คะ|ครับ|คับ|จ้า|ก็|งั้น|hi|hello|please|oh)+",
    re.IGNORECASE,
)
_LONGEST_ANSWER, _MOST_PARTICLES = 40, 8
_THAI = re.compile("[\u0e01-\u0e5b]")
_LATIN_WORD = re.compile("[A-Za-z]{2,}")


def yes_or_no(text: str) -> YesNo | None:
    """What a short, normalised answer says when it is nothing but a yes or a no."""
    if not text or len(text) > _LONGEST_ANSWER:
        return None
    for said in _cores(text):
        for answer, wholes in _answers():
            if wholes.fullmatch(said):
                return answer
    return _first_word(text)


def _first_word(text: str) -> YesNo | None:
    """ "ใช่ค่ะ อยู่พัทลุง" begins with a yes, "ไม่ค่ะ ขอบคุณ" with a no; a longer sentence decides nothing."""
    first, _, rest = text.partition(" ")
    if not rest or len(first) > 12:
        return None
    said = {answer for core in _cores(first) for answer, wholes in _answers() if wholes.fullmatch(core)}
    return said.pop() if len(said) == 1 and not _contradicted(said, rest) else None


def _contradicted(said: set[YesNo], rest: str) -> bool:
    others = {answer for core in _cores(rest) for answer, wholes in _answers() if wholes.fullmatch(core)}
    return bool(others - said)


def is_correction(text: str) -> bool:
    """Whether a normalised text takes back something said before ("ไม่ใช่ เชียงรายต่างหาก", "พิมพ์ผิด")."""
    return bool(_corrections().search(text))


def command_of(text: str) -> Command | None:
    """The command that a whole normalised message is; None when it says anything else besides."""
    if not text or len(text) > _LONGEST_ANSWER + 20:
        return None
    for said in _cores(text):
        for command, wholes in _commands():
            if wholes.fullmatch(said):
                return command
    return None


def language_of(text: str) -> str:
    """ "en" for a text of Latin words without a Thai letter, else "th"."""
    return "en" if _LATIN_WORD.search(text) and not _THAI.search(text) else "th"


def _cores(text: str) -> tuple[str, ...]:
    """The text as it is, and without polite words at its ends; spaces between Thai words count for nothing."""
    found = [text.strip(" .,!?~\"'()/*")]
    while (end := _POLITE_END.search(found[-1])) and end.start() and len(found) < _MOST_PARTICLES:
        found.append(found[-1][: end.start()].rstrip())
    start = _POLITE_START.match(found[-1])
    if start:
        found.append(found[-1][start.end() :])
    if _THAI.search(text):
        found += [each.replace(" ", "") for each in found]
    return tuple(dict.fromkeys(each for each in found if each))


def _lines(file: str) -> list[tuple[str, str]]:
    lines = files("intents.data").joinpath(file).read_text("utf-8").splitlines()
    kept = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return [(kind, pattern) for kind, _, pattern in kept]


@cache
def _answers() -> tuple[tuple[YesNo, re.Pattern[str]], ...]:
    return tuple((YesNo(kind), re.compile(pattern, re.IGNORECASE)) for kind, pattern in _lines("yes_no.txt"))


@cache
def _commands() -> tuple[tuple[Command, re.Pattern[str]], ...]:
    return tuple((Command(kind), re.compile(pattern, re.IGNORECASE)) for kind, pattern in _lines("commands.txt"))


@cache
def _corrections() -> re.Pattern[str]:
    lines = files("intents.data").joinpath("corrections.txt").read_text("utf-8").splitlines()
    return re.compile("|".join(line for line in lines if line and not line.startswith("#")), re.IGNORECASE)
