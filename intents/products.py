"""What the business makes or does, in the owner's own words; nothing rather than nonsense."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import islice

from intents.gazetteer import gazetteer
from intents.patterns import lines_of
from intents.words import borders, words

_LONGEST, _SHORTEST, _HEAD = 20, 2, 3
_LONGEST_PHRASE, _AHEAD, _MOST_CUES = 24, 40, 12
_WITHOUT_CUE = 4  # letters: shorter products ("ไหม", "งา") are other words too
_ENGLISH = re.compile(
    r"\b(?:mak(?:e|es|ing)|produc(?:e|es|ing)|sell(?:s|ing)?|grow(?:s|ing)?|run(?:s|ning)?|own|have)"
    r" (?:an? |the |my |our |some )?(?P<product>[a-zé]+(?: [a-zé]+){0,2}?)"
    r"(?= in\b| at\b| on\b| from\b| and\b| but\b| for\b| with\b| to\b| near\b| online\b|[,.;!?]|$)",
    re.IGNORECASE,
)
_WORD, _MOST_WORDS = re.compile(r"(?<![a-zé-])[a-zé]+", re.IGNORECASE), 200
# "ไม่ได้ทำน้ำพริกแล้ว ตอนนี้ทำขนมปัง", "ไม่ใช่น้ำพริก เป็นกะปิ"
_NO_LONGER = re.compile("(?:ไม่(?:ได้|ใช่)|เลิก|หยุด)(?:ทำ|ขาย)?$")
_SAID_OF_ELSE = re.compile("(?:ชื่อ|ไม่ใช่(?:ร้าน)?|(?:ไม่(?:ได้|ใช่)|เลิก|หยุด)(?:ทำ|ขาย)) ?$")
_NO_PRODUCT = re.compile(
    r"\b(?:it|them|this|that|more|from|customers?|money|loan|online|brand|logo|label|packaging|package|no|any|problem|product|business|sure|to|on|a|new|question|one|nothing|sense|up|use|do|sales|about|me|us|you)\b",
    re.IGNORECASE,
)

_LONGEST_HURRIED = 60
_POLITELY = "(?:ขอโทษ|พอดี|ตอนนี้|จริง ?ๆ|ค่ะ|คะ|ครับ|คับ|นะ|แล้ว|[ ,])*"
_OF_PRODUCT = "(?:(?:ขอ|จะ|ช่วย|อยาก|รบกวน)*(?:แก้(?:ไข)?|เปลี่ยน)(?:ชื่อ)?(?:สินค้า|ผลิตภัณฑ์|กิจการ)(?:ใหม่|หน่อย)*)"
_IT_IS = r"(?:it'?s(?: for)?|it is(?: for)?|(?:(?:my|our|the) )?product is|(?:we|i) (?:make|sell)|for)"
_FEW_WORDS = "[a-z]+(?: [a-z]+){0,2}"
_INSTEAD = tuple(
    re.compile(rf"(?:sorry,? |no,? )?{pattern}(?:,? (?:please|thanks|sorry))?[ .!]*", re.IGNORECASE)
    for pattern in (
        rf"{_POLITELY}{_OF_PRODUCT}{_POLITELY}(?:(?:จาก|ไม่ใช่) ?(?P<old>[^ ]{{2,24}}?))?"
        rf"{_POLITELY}(?:เปลี่ยน)?เป็น ?(?P<new>.+)",
        rf"{_POLITELY}(?:สินค้า)?(?P<old>[^ ]{{3,24}}?)(?:ไม่ใช่|ไม่ได้(?:ทำ|ขาย)|ไม่(?:ทำ|ขาย))แล้ว"
        rf"{_POLITELY}(?:เปลี่ยน)?(?:มา)?เป็น ?(?P<new>.+)",
        rf"{_POLITELY}(?:สินค้า)?ไม่ใช่ ?(?P<old>[^ ]{{3,24}}?){_POLITELY}(?:แต่)?(?:เปลี่ยน)?เป็น ?(?P<new>.+)",
        rf"(?:please )?change (?:the |my |our )?product (?:from (?P<old>{_FEW_WORDS}?) )?to (?P<new>{_FEW_WORDS}?)",
        rf"(?:{_IT_IS} )?not (?P<old>{_FEW_WORDS}?),? (?:but|{_IT_IS}) (?P<new>{_FEW_WORDS}?)",
        rf"{_IT_IS} (?P<new>{_FEW_WORDS}?),? (?:and )?not (?P<old>{_FEW_WORDS}?)",
    )
)


def find_product(text: str) -> str | None:
    """The product or kind of business that a normalised text names, "น้ำพริก" or "ร้านซ่อมมอไซค์"; None if none."""
    for place, (kind, cue) in _cues_in(text):
        said = _after_cue(text, place, kind, cue)
        if said:
            return said
    return _made_in_english(text) or _known_anywhere(text) or _known_english(text)


def product_instead(text: str) -> tuple[str, str] | None:
    """What a short text names as no product of theirs ("" where it only changes), and what is instead."""
    found = next((found for each in _INSTEAD if (found := each.fullmatch(text))), None)
    if found is None or len(text) > _LONGEST_HURRIED or "?" in text:
        return None
    said = found["new"]
    new = find_product(said) or (said if re.fullmatch(_FEW_WORDS, said, re.IGNORECASE) else None)
    return (found["old"] or "", new) if new and not _NO_PRODUCT.search(new) else None


def _cues_in(text: str) -> Iterator[tuple[int, tuple[str, str]]]:
    for found in islice(_cue().finditer(text), _MOST_CUES):
        if not _NO_LONGER.search(text, 0, found.start()):
            yield found.end(), (found.lastgroup or "", found[0])


def _after_cue(text: str, place: int, kind: str, cue: str) -> str | None:
    whole = _known_at(text, place - len(cue))
    if len(whole) > len(cue):
        return whole
    ahead = text[place : place + _AHEAD].lstrip()
    known = _known_at(ahead, 0)
    if known and (not _own_words(ahead, 0, known) or (known in _listed("tool") and cue not in _sure())):
        return None
    if not known and kind == "verb":
        return None
    phrase = _with_modifiers(ahead, known) if known else _phrase(ahead, kind)
    if not phrase:
        return None
    return phrase if kind == "verb" else cue + phrase


def _with_modifiers(ahead: str, known: str) -> str:
    """ "กล้วยตาก|อบกรอบ": a known product and what may follow it."""
    said = known
    for word in words(ahead[len(known) :])[:3]:
        longer = said + word
        if not ahead.startswith(longer) or len(longer) > _LONGEST_PHRASE:
            break
        if word not in _listed("modifier") and (word not in _products() or word in _listed("never_after")):
            break
        said = longer
    return said


def _phrase(ahead: str, kind: str) -> str:
    """ "ซ่อม|มอไซค์": a trade that no list of products knows, in at most two words after a kind of business."""
    said = ""
    for count, word in enumerate(words(ahead)[:2]):
        known_trade = count or kind == "service" or word in _listed("trade")
        ends = word in _listed("stop") or word in gazetteer().running or len(word) < 2
        if ends or not known_trade or not ahead.startswith(said + word) or not "\u0e01" <= word[0] <= "\u0e4e":
            break
        said += word
    return said


def _known_anywhere(text: str) -> str | None:
    """The first known product that stands as words of its own."""
    lengths = _lengths()
    for start in [at for at in range(len(text) - _WITHOUT_CUE + 1) if text[at : at + _HEAD] in lengths]:
        known = _known_at(text, start)
        if len(known) < _WITHOUT_CUE or known in _listed("weak") or _SAID_OF_ELSE.search(text, 0, start):
            continue
        if _own_words(text, start, known):
            return _with_modifiers(text[start : start + _AHEAD], known)
    return None


def _made_in_english(text: str) -> str | None:
    """What an English text says is made or sold, unless only something else in it is known: "we have no customers for
    our curry paste".
    """
    made = _ENGLISH.search(text)
    if made is None or _NO_PRODUCT.search(made["product"]):
        return None
    return made["product"] if _known_english(made["product"]) or not _known_english(text) else None


def _known_english(text: str) -> str | None:
    """The first known product in English, with what is known to stand before it: "banana chips", "rice mill"."""
    starts = (word.start() for word in islice(_WORD.finditer(text), _MOST_WORDS))
    return next((found[0] for start in starts if (found := _english().match(text, start))), None)


@cache
def _english() -> re.Pattern[str]:
    listed = dict(line.split(" ", 1) for line in lines_of("products_english.txt"))
    any_word = "|".join(listed.values())
    ahead = rf"(?:(?:{any_word})(?:e?s)? )"
    place, head = (rf"(?:{listed[kind]})(?:e?s)?(?![a-z])" for kind in ("place", "head"))
    return re.compile(rf"{ahead}{{1,3}}{place}|{ahead}{{0,3}}{head}", re.IGNORECASE)


def _own_words(text: str, start: int, known: str) -> bool:
    end = start + len(known)
    left = max(0, start - 24)
    while left < start and not "\u0e01" <= text[left] <= "\u0e4e":
        left += 1
    run = re.match(r"[\u0e01-\u0e4e]+", text[left : end + 16])
    if left + (run.end() if run else 0) < end:
        left = start
        run = re.match(r"[\u0e01-\u0e4e]+", text[start : end + 16])
    cuts = borders(run[0]) if run else frozenset()
    return start - left in cuts and end - left in cuts


def _known_at(text: str, start: int) -> str:
    """The longest known product that begins at a place; empty if none."""
    known = _products()
    for length in (*_lengths().get(text[start : start + _HEAD], ()), _SHORTEST):
        said = text[start : start + length]
        if said in known and not _goes_on(text, start + length):
            return said
    return ""


def _goes_on(text: str, end: int) -> bool:
    return end < len(text) and ("\u0e30" <= text[end] <= "\u0e3a" or "\u0e47" <= text[end] <= "\u0e4e")


@cache
def product_names() -> frozenset[str]:
    """Products known by a place's name, such as ข้าวหลามหนองมน: they are made and sold elsewhere too."""
    return frozenset(files("intents.data").joinpath("product_names.txt").read_text("utf-8").split())


def ends_with_product(text: str) -> str:
    """The longest known product that a text ends with; empty if none."""
    for length in range(min(_LONGEST, len(text)), _SHORTEST - 1, -1):
        if text[-length:] in _products():
            return text[-length:]
    return ""


@cache
def _products() -> frozenset[str]:
    return frozenset(files("intents.data").joinpath("products.txt").read_text("utf-8").split())


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """How long the products are that begin with these letters, the longest first."""
    found: dict[str, set[int]] = {}
    for product in _products():
        if _HEAD <= len(product) <= _LONGEST:
            found.setdefault(product[:_HEAD], set()).add(len(product))
    return {head: tuple(sorted(lengths, reverse=True)) for head, lengths in found.items()}


@cache
def _lines() -> dict[str, str]:
    return dict(line.split(" ", 1) for line in lines_of("product_cues.txt"))


@cache
def _listed(kind: str) -> frozenset[str]:
    return frozenset(_lines()[kind].split())


@cache
def _sure() -> frozenset[str]:
    return frozenset(_lines()["sure"].split("|"))


@cache
def _cue() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{kind}>{_lines()[kind]})" for kind in ("place", "service", "verb")))
