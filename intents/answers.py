"""Short answers: yes or no, "no, I meant", and the words that work at any moment."""

import re
from dataclasses import dataclass
from functools import cache

from intake.reading import Command, YesNo
from intents.patterns import lines_of
from intents.phones import find_phone
from intents.places import find_places

_POLITE_END = re.compile(
    r"(?:(?:ค่ะ|คะ|ค่า|ครับ|คับ|จ้า|จ้ะ) ?(?:พี่|น้อง|ลูก|แอด(?:มิน)?)"
    r"|[\s.,!?~^…\"'()]|(?:ค่ะ|คะ|ครับ(?:ผม)?|คับ|ค้าบ|คร้าบ|ค่า|จ้า|จ้ะ|จ๊ะ|นะ)ๆ*|น่ะ|เด้อ|เน้อ|เจ้า|ฮะ|ฮับ|ฮ่ะ|แหละ|อ่ะ|ล่ะ|ละ|(?<=แล้ว)(?:นิ|หนิ)"
    r"|หนา|เลย|ด้วย|หน่อย|ที|สิ|ซิ|ดิ|วะ|ว่ะ|โว้ย|เว้ย|โวย|แม่ง|เหอะ|เถอะ|เต๊อะ"
    r"|(?<= )(?:k(?:h?a+|r?[au]b|h?rap)|ja+)|please|pls|thanks|thank you|ขอบคุณ|55+"
    r"|[\U0001f300-\U0001faff\u2600-\u27bf])$",
    re.IGNORECASE,
)
_POLITE_START = re.compile(
    r"^(?:[\s.,!?~^\"'()/*]|อ๋อ|อ่อ|เอ่อ|เออ|อืม|อ้อ|สวัสดี|หวัดดี|ขอโทษ|ค่ะ|คะ|ครับ|คับ|จ้า|ค่า+(?= )|ก็|งั้น|hi|hello|please|oh)+",
    re.IGNORECASE,
)
_CHOOSING_START = re.compile(
    r"^(?:(?:ก็|ขอ|เอา|เลือก|แค่|เฉพาะ|เป็น|น่าจะ|คง(?:จะ)?|เรื่อง|เกี่ยวกับ) ?"
    r"|(?:just|only|take|i'?ll take|i choose|about|the) )+",
    re.IGNORECASE,
)
_MAKES_AND_WISHES = re.compile(
    r"(?:(?:hi|hello)[ ,.!]*)?(?:i|we)(?:'m|'re| am| are)? "
    r"(?:mak|sell|grow|produc|run|own|hav)(?:e|n?ing)? [^.;?!]{3,70}?(?:[ ,.;!]+(?:and|but|so|i|we))*[ ,.;!]+"
    r"(?P<wish>(?:need|want|would like|(?:i|we)'d like|looking for)\b"
    r"(?:(?!\b(?:need|want|too|also|but|guarant\w*)\b).){3,70})",
    re.IGNORECASE,
)
_POLITE_BETWEEN = re.compile(r"(?<=[^\s])(?:ค่ะ|คะ|ครับ(?:ผม)?|คับ|จ้า)(?=[^\sๆ])")
# "อยากได้ อย. ครับ" and "ส่ง Kerry ตลอด" say what is wanted or done; as a yes they would be taken for consent.
# "ไม่มี อย. ค่ะ" tells how things are.
_TAKES_OBJECT = re.compile(
    r"(?:ไม่)?(?:อยาก(?:ได้)?|ต้องการ|สนใจ|เอา|ส่ง|รับ)|(?:ยัง)?ไม่(?:มี|ได้)?|ยัง|ดี|ยินดี|แน่นอน|ติดต่อ(?:มา)?แล้ว|โทรมาแล้ว"
)
_LONGEST_ANSWER, _LONGEST_WORD, _MOST_PARTICLES = 40, 16, 8
_LONGEST_HURRIED = 60
_FEWEST_PARTS = 2
_PARTS = re.compile(r"[,.!;]+|(?<=[\u0e01-\u0e5b]) +|(?:ค่ะ|คะ|ครับ(?:ผม)?|คับ|ค่า|จ้า)(?=[^ๆ])")
_ALREADY = re.compile("แร้ว|แร่ว|แร้ะ|แว้ว|แระ(?![ก-๎])")
_BECAUSE = "because"
_CASE = re.compile(
    r" ?(?:(?:(?:กับ|ของ)?(?:เรื่อง|เคส)(?:ที่)?|(?:(?:about|of) )?case) ?)?(?<!\d)\d{4}-\d{6}(?!\d)", re.IGNORECASE
)
_NOTHING_BEFORE = "^(?:(?!PRINTED|OTHERS).)*"
# The names by which corrections.txt refers to its own lists.
_NAME = re.compile("[A-Z]{3,}")
_SWAP = re.compile(
    r".{0,8}?(?:(?:แก้(?:ไข)?|เปลี่ยน)(?:จาก)?|ไม่ใช่) ?(?P<old>.+?) ?(?:ค่ะ|คะ|ครับ|คับ)? ?"
    r"(?:(?:แต่|ขอ|ไป)?(?:แก้|เปลี่ยน)?เป็น|แต่) ?(?P<new>.+)"
    r"|.{0,8}?ไม่เอา ?(?P<left>.+?)(?:ค่ะ|คะ|ครับ|คับ|แล้ว| )*(?:เอา|ขอ(?:เป็น)?|เปลี่ยนเป็น) ?(?P<taken>.+)"
    r"|.{0,8}?\b(?:(?:change|switch)(?: from)?|not) (?P<was>.+?),? (?:to|but) (?P<now>.+)",
    re.IGNORECASE,
)
_THAI = re.compile("[\u0e01-\u0e5b]")
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_LATIN_WORD = re.compile("[A-Za-z]{2,}")


def unhurried(text: str) -> str:
    """The text with the word on which most answers hang spelt as it should be, however fast it was typed."""
    return _ALREADY.sub("แล้ว", text)


def yes_or_no(text: str) -> YesNo | None:
    """What a short, normalised answer says when it is nothing but a yes or a no."""
    return _answer(text, _answers("yes", "happened", "no"))


def agreement(text: str) -> YesNo | None:
    """The same of someone asked for leave, to whom "they have called" is no yes."""
    return _answer(text, _answers("yes", "no"))


_MEANS = {"yes": YesNo.YES, "happened": YesNo.YES, "no": YesNo.NO}
_Answers = tuple[tuple[YesNo, re.Pattern[str]], ...]


def _answer(text: str, known: _Answers) -> YesNo | None:
    if not text or len(text) > _LONGEST_ANSWER:
        return None
    answer = _in_short(text, known)
    # "ยินยอม?" asks back what it means.
    return None if answer is YesNo.YES and "?" in text else answer


def _in_short(text: str, known: _Answers) -> YesNo | None:
    for said in cores(text):
        for answer, wholes in known:
            if wholes.fullmatch(said):
                return answer
    return _first_word(text, known) or _said_twice(text, known)


def _first_word(text: str, known: _Answers) -> YesNo | None:
    """ "ใช่ค่ะ อยู่พัทลุง" begins with a yes, "ไม่ค่ะ ขอบคุณ" with a no; a longer sentence decides nothing.

    A polite word begins a refusal, too ("ได้ค่ะ ขอคิดดูก่อน"): a yes is one only with more of it, thanks or a fact.
    """
    first, _, rest = text.partition(" ")
    if not rest or len(first) > _LONGEST_WORD or _TAKES_OBJECT.fullmatch(first):
        return None
    said = _said(first, known)
    if said == {YesNo.YES}:
        return YesNo.YES if _is_more_of_it(rest, known) else None
    return YesNo.NO if said == {YesNo.NO} and not _said(rest, known) - said else None


def _said(text: str, known: _Answers) -> set[YesNo]:
    return {answer for core in cores(text) for answer, wholes in known if wholes.fullmatch(core)}


def _is_more_of_it(rest: str, known: _Answers) -> bool:
    return _is_whole(rest, known) or all(_is_whole(piece, known) for piece in rest.split(" "))


def _is_whole(text: str, known: _Answers) -> bool:
    if _said(text, known) == {YesNo.YES}:
        return True
    return any(_beside_yes().fullmatch(core) for core in cores(text)) or is_fact(text)


def is_fact(text: str) -> bool:
    """Whether it is a telephone number or where the business is, and nothing else."""
    spans = find_places(text, answering=True).spans
    left = "".join(letter for at, letter in enumerate(text) if not any(begin <= at < end for begin, end in spans))
    named = bool(spans) or find_phone(text) is not None
    return named and bool(_AROUND_FACTS.fullmatch(left))


_AROUND_FACTS = re.compile(
    r"(?:[\d\s.,()+-]|ผม|หนู|เรา|ร้าน|กิจการ|บ้าน|อยู่|ที่|ใน|จังหวัด|จ\.|เบอร์|โทร(?:ศัพท์)?|มือถือ|คือ|นะ|ค่ะ|คะ|ครับ|คับ)*"
)


def _said_twice(text: str, known: _Answers) -> YesNo | None:
    """ "ได้ครับไม่มีปัญหา": two answers that agree, with a polite word and no space between them."""
    between = _POLITE_BETWEEN.search(text)
    if not between:
        return None
    said = {answer for answer, wholes in known if wholes.fullmatch(text[: between.start()])}
    return said.pop() if len(said) == 1 and said == _said(text[between.end() :], known) else None


def is_correction(text: str) -> bool:
    """Whether a normalised text takes back something told before ("ไม่ใช่ เชียงรายต่างหาก", "พิมพ์ผิด").

    What is wrong with a product, a machine or a label is none: it is what the owner asks help for.
    """
    signs = _corrections()
    if not signs.any_sign.search(text):
        return False
    short = len(text) <= _LONGEST_HURRIED
    return bool(
        signs.opening.match(text)
        or signs.anywhere.search(text)
        or (short and (signs.short_opening.match(text) or signs.short.search(text)))
    )


def swapped(text: str) -> tuple[str, str] | None:
    """What is to give way in a short text, and what is to take its place ("change A to B", "not A but B")."""
    found = _SWAP.fullmatch(text) if len(text) <= _LONGEST_HURRIED else None
    if found is None:
        return None
    return found["old"] or found["left"] or found["was"], found["new"] or found["taken"] or found["now"]


def command_of(text: str) -> Command | None:
    """The command that a whole normalised message is, whichever case it names; None when it says anything else."""
    if not text or len(text) > _LONGEST_ANSWER + 20:
        return None
    for said in cores(without_case(text)):
        for command, wholes in _commands():
            if wholes.fullmatch(said):
                return command
    return Command.CANCEL if _calls_off(text) else None


def _calls_off(text: str) -> bool:
    """ "ไม่เอาแล้วค่ะ ได้คนทำแล้ว": said in several parts, of which each cancels or says why."""
    parts = [part for part in _PARTS.split(text) if part.strip()]
    if len(parts) < _FEWEST_PARTS:
        return False
    cancels = False
    for said in map(cores, parts):
        if any(_means(Command.CANCEL, each) for each in said):
            cancels = True
        elif not any(_because().fullmatch(each) for each in said):
            return False
    return cancels


def _means(wanted: Command, said: str) -> bool:
    return any(wholes.fullmatch(said) for command, wholes in _commands() if command is wanted)


def language_of(text: str) -> str:
    """ "th" for a text with Thai letters, "en" for one of Latin words; "" for signs and numbers alone."""
    if _THAI.search(text):
        return "th"
    return "en" if _LATIN_WORD.search(_LINK.sub("", text)) else ""


def without_case(text: str) -> str:
    """The text without the number of the case that it names."""
    return _CASE.sub("", text)


def cores(text: str) -> tuple[str, ...]:
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


def without_greeting(text: str) -> str:
    """The text without the greeting and the polite words with which it begins."""
    return _POLITE_START.sub("", text)


def without_choosing(text: str) -> str:
    """The answer to "which of these?" without "I'll take" and the like, which are said of money as well, and without
    polite words.
    """
    said = cores(text)
    return _CHOOSING_START.sub("", said[-1]) if said else text


def wish_of(text: str) -> str | None:
    """In "I make soap in Trang and need a loan" what is needed; None where nothing is told in this way."""
    found = _MAKES_AND_WISHES.fullmatch(text)
    return found["wish"] if found else None


def _lines(file: str) -> list[tuple[str, str]]:
    return [(kind, pattern) for kind, _, pattern in (line.partition(" ") for line in lines_of(file))]


@cache
def _answers(*kinds: str) -> _Answers:
    lines = _lines("yes_no.txt")
    return tuple((_MEANS[kind], re.compile(pattern, re.IGNORECASE)) for kind, pattern in lines if kind in kinds)


@cache
def _beside_yes() -> re.Pattern[str]:
    return re.compile("|".join(pattern for kind, pattern in _lines("yes_no.txt") if kind == "beside"), re.IGNORECASE)


@cache
def _commands() -> tuple[tuple[Command, re.Pattern[str]], ...]:
    lines = _lines("commands.txt")
    return tuple((Command(kind), re.compile(pattern, re.IGNORECASE)) for kind, pattern in lines if kind != _BECAUSE)


@cache
def _because() -> re.Pattern[str]:
    """What may stand beside a cancel."""
    said = "|".join(pattern for kind, pattern in _lines("commands.txt") if kind == _BECAUSE)
    return re.compile(said, re.IGNORECASE)


@dataclass(frozen=True)
class _Corrections:
    """What gives a correction away; stories are long, so that looser signs count only in short messages."""

    any_sign: re.Pattern[str]
    opening: re.Pattern[str]
    anywhere: re.Pattern[str]
    short_opening: re.Pattern[str]
    short: re.Pattern[str]


def _soon_told(pattern: str) -> str:
    """What may stand before is looked at only where the sign itself is there: letter by letter it takes long."""
    sign = pattern.removeprefix(_NOTHING_BEFORE)
    return pattern if sign == pattern else f"^(?=.*?{sign}){pattern[1:]}"


@cache
def _corrections() -> _Corrections:
    lines = _lines("corrections.txt")
    words = {kind: pattern for kind, pattern in lines if kind.isupper()}

    def signs(wanted: str) -> str:
        said = "|".join(_soon_told(pattern) for kind, pattern in lines if kind == wanted)
        return _NAME.sub(lambda name: f"(?:{words[name[0]]})", said)

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    before = rf"(?:[\s.,!?~^\"'()/*]|{words['BEFORE']})*+"
    return _Corrections(
        any_sign=compiled(signs("sign")),
        opening=compiled(f"{before}(?:{signs('opening')})"),
        anywhere=compiled(signs("anywhere")),
        short_opening=compiled(f"{before}(?:{signs('short_opening')})"),
        short=compiled(signs("short")),
    )
