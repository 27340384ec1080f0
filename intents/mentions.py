"""Finding names of places in a text, before anyone asks what they are doing there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from intents.gazetteer import WORD_PROVINCES, Name, Needs, Provinces, gazetteer, letters
from intents.slips import of_province
from intents.words import borders
from network.provinces import BANGKOK


@dataclass(frozen=True)
class Mention:
    """A name in the text, its marker included, and what it can mean."""

    start: int
    end: int
    provinces: Provinces
    ask: bool = False


# Stretched ("จ้าา") as well: whoever reads a message may not have shortened it.
PARTICLE = (
    "ครับผม|คับผม|ค่ะ+|คะ+|ครั+บ+|คั+บ+|ค้า+บ+|คร้า+บ+|ค่า+|จ้า+|จ้ะ+|จ๊ะ+|จ๋า+|นะ+|น่ะ|เด้อ+|เจ้า+|ฮะ+|ฮั+บ+|งั+บ+|แหละ|แล้ว|"
    "อ่ะ|ครัช|ขอรับ|เน้อ"
)
_CLEAN_END = re.compile(rf"$|ฯ|[^\u0e01-\u0e4e]|{PARTICLE}|และ|กับ|แต่|ส่ง|ขาย|อยาก|ทำ|เปิด|ต้องการ|มา|นี่|เอง|เป็น")
_THOUGHT_END = re.compile(rf"$|[^\u0e01-\u0e4e]|{PARTICLE}")
# "น่านค่ะ ทำเกลือ…" tells where first and then what.
PARTICLE_END = re.compile(r"(?:ค่ะ|ครับ|คับ|จ้า|เด้อ)(?: |$)")
_AT = re.compile(r"(?:อยู่|ที่|แถวๆ?|แถบ|ย่าน|ใน|ชาว|คน|จาก|เมือง|ที่ถูก(?:ต้อง)?(?:คือ|เป็น)|in|at|from|จ) ?$", re.IGNORECASE)
# "ยืนเป็นแถวเลย" is a row of people, "ขายข้าวเต็มที่เลย" as much as can be.
_ROUND = "(?:อยู่|ร้าน|โรงงาน|สวน|ไร่|นา|บ้าน|ขาย|ทำ|^)แถวๆ?|แถวๆ"
_MADE_AT = (
    "(?:ขาย|ทำ|ผลิต|ปลูก|เปิด|ทอ|เลี้ยง|แปรรูป)[\u0e01-\u0e4e]{3,20}"
    "(?<!เต็ม)(?<!พื้น)(?<!หน้า)(?<!สถาน)(?<!คง)(?<!กับ)(?<!มี)(?<!เนื้อ)(?<!หา)(?<!ได้)(?<!จอง)(?<!ทัน)ที่"
)
# "ไม่มีที่ตาก" is about drying, and "อยู่เลย" about nothing at all.
_AT_WORD = {
    "เลย": re.compile(rf"(?:อยู่ที่|{_ROUND}|ชาว|โรงงานที่|ร้านที่|{_MADE_AT}) ?$"),
    "ตาก": re.compile(rf"(?:อยู่|อยู่ที่|{_ROUND}|ชาว|คนเมือง|โรงงานที่|ร้านที่|{_MADE_AT}) ?$"),
}
# "ชาใบหม่อน น่าน": what no sentence begins or ends with but an address.
_AT_AN_END = frozenset({"น่าน", "แพร่", "ตราด", "จันท์"})
_LAST = re.compile(rf"(?: |{PARTICLE})*$")
_MARKER = re.compile(
    r"(?P<province>จังหวัด|จว\.?|จ\.|(?<![ก-๎A-Za-z])จ |(?:อำเภอ|อ\.|(?<![ก-๎A-Za-z])อ ) ?เมือง)"
    r"|(?P<district>กิ่งอำเภอ|อำเภอ|เขต|อ\.|(?<![ก-๎A-Za-z])อ )"
    r"|(?P<subdistrict>ตำบล|แขวง|ต\.|(?<![ก-๎A-Za-z])ต )"
)
# What all of them begin with: found much faster, and most texts have none.
_MAY_MARK = re.compile(r"จังหวัด|จว|จ\.|จ |อำเภอ|อ\.|อ |เขต|ตำบล|แขวง|ต\.|ต ")
# ร้อยเอ็ด is 101 as well.
_COUNTED = re.compile(r" ?(?:บาท|คน|ชิ้น|อัน|ตัว(?!เมือง)|กล่อง|ขวด|ถุง|กิโล|โล|กรัม|ราย|วัน|ใบ|ลูก(?!ค้า|ชิ้น|หลาน)|ไร่|แพ็ค|ห่อ)")
# "ที่หนึ่งของจังหวัดเลยนะ": of the province, whichever it is.
_ANY_PROVINCE = re.compile(
    r"(?:ของ|ทั้ง|ทั่ว|ระดับ|ประจำ|ทุก|ต่าง|หลาย|ข้าม|คนละ|ตัว|อุตสาหกรรม|พาณิชย์|ขนส่ง|เกษตร|สาธารณสุข|สภา)จังหวัด$"
)
_LATIN = re.compile(r"[A-Za-z]+")
_PROVINCE = re.compile(r" province\b", re.IGNORECASE)
_POSTCODE = re.compile(r"[1-9](?<![0-9.,/฿$-].)[0-9]{4}(?![0-9]|[.,/-][0-9-])")
_POSTCODE_SAID = re.compile(
    r"(?:รหัส|ไปรษณีย์|ปณ\.?|zip(?: ?code)?|post(?:al)? ?code)(?:ของ|ที่|ตรง|ร้าน|บ้าน|โรงงาน|สวน|เรา|ผม|หนู)* ?"
    r"(?:คือ|is|:)? ?$",
    re.IGNORECASE,
)
# "โรงงานอยู่ 90110", but not "ค่าเช่าร้านอยู่ที่ 12000": what is paid is mostly round, and what it is stands before.
_POSTCODE_AT = re.compile(
    r"(?:(?:โรงงาน|ร้าน|สวน|ไร่|ฟาร์ม|บ้าน|เรา|ผม|หนู|ดิฉัน|ตั้ง|กลุ่ม|บริษัท|กิจการ|ออฟฟิศ)อยู่(?:ที่|แถวๆ?|ใน|เขต)*"
    r"|(?:เอกสาร|จดหมาย|พัสดุ|ของ)มาที่(?:บ้าน|ร้าน|โรงงาน)?) ?$"
)
_SUM_BEFORE = re.compile(r"ค่า|ยอด|ราคา|เงิน|ทุน|กำไร|หนี้|งบ|รายได้|ขาย|กู้|ละ ?$|จ่าย")
SUM_AFTER = re.compile(r" ?(?:บาท|กว่า|ต่อ|ถึง|-|[ก-๎]{0,4}ละ|พัน|หมื่น|ชิ้น|คน|ตัว|กล่อง|ขวด|ถุง|กิโล|กก|ตร)")
_SUBDISTRICT_SAID = re.compile(r"(?<!ไม่ใช่)ตำบล(?=\)|$| ?(?:นะ|ค่ะ|คะ|ครับ|คับ|จ้า|ไม่ใช่))")
_AT_LONGEST = 36
_OF_BANGKOK = ("แขวง", "เขต")
# A sword as well.
_SWORD = re.compile("(?:ดาบ|กระบอง|หอก|มีด)(?:กับ|และ|,|/)* ?$"), re.compile(" ?(?:กับ|และ)?(?:ไม้|กระบอง|ดาบ)")
_GAP = re.compile(r"[\s,./()-]*")
_WORD_BEFORE = re.compile(r"([\u0e01-\u0e4e]+)[ ,./()-]+$")
_LONGEST_NAME, _SHORTEST_TOWN, _LONG_TOWN, _INSIDE = 24, 5, 6, len("จังห")
_MOST = 40  # names looked at: whoever writes more of them is not saying where the business is
# A name this long is no part of another word; the tokeniser need not be asked.
_SURE_LENGTH = 8


def mentions(text: str) -> list[Mention]:
    """Names of places in order, none inside another; `text` is normalised."""
    found = [*(_marked(text) if _MAY_MARK.search(text) else ()), *_plain(text)]
    if _LATIN.search(text):
        found.extend(_latin(text))
    found.sort(key=lambda each: (each.start, -each.end))
    kept: list[Mention] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return _with_postcodes(text, kept)


def of_level_said(text: str, name: Mention) -> Mention:
    """The name as what the text calls it elsewhere: "ป่าแดดค่ะ ตำบลนะคะ" is no district."""
    codes = gazetteer().subdistricts.get(text[name.start : name.end], ())
    if not codes or "ตำบล" not in text or not _SUBDISTRICT_SAID.search(text, name.end):
        return name
    return Mention(name.start, name.end, codes, ask=len(codes) > 1)


def _marked(text: str) -> Iterator[Mention]:
    """Names after จ., อ., ต. and their long forms."""
    for marker in islice(_MARKER.finditer(text), _MOST):
        level = marker.lastgroup or ""
        place = marker.end() + (text[marker.end() : marker.end() + 1] == " ")
        name, found = _longest_marked(text, place, level)
        any_province = name in WORD_PROVINCES and _ANY_PROVINCE.search(text, max(0, place - _LONGEST_NAME), place)
        if found and found.provinces and not any_province:
            codes = _so_marked(marker[0], level, name, found.provinces)
            yield Mention(marker.start(), place + len(name), codes, found.ask and codes == found.provinces)


def _so_marked(marker: str, level: str, name: str, codes: Provinces) -> Provinces:
    """What is left of several meanings: only Bangkok has แขวง, and a misspelt province is one behind จังหวัด."""
    if len(codes) > 1 and marker in _OF_BANGKOK and BANGKOK in codes:
        return (BANGKOK,)
    return (len(codes) > 1 and level == "province" and of_province(name, codes)) or codes


def _longest_marked(text: str, place: int, level: str) -> tuple[str, Name | None]:
    for length in range(min(_LONGEST_NAME, len(text) - place), 1, -1):
        name = text[place : place + length]
        found = _of_level(name, level)
        if found and not _goes_on(text, place + length):
            return name, found
    return "", None


def _of_level(name: str, level: str) -> Name | None:
    names = gazetteer()
    if level == "province":
        found = names.provinces.get(name)
        return found and Name(found.provinces, ask=len(found.provinces) != 1)
    codes = (names.districts if level == "district" else names.subdistricts).get(name)
    if codes:
        return Name(codes, ask=len(codes) > 1)
    town = names.provinces.get(name) if level == "district" else None
    return town if town and town.needs is Needs.NOTHING else None


def _plain(text: str) -> Iterator[Mention]:
    """Names without a marker: the longest at each place, on a word border."""
    heads, place = gazetteer().heads, 0
    for start in islice((at for at in range(len(text) - 1) if text[at : at + 3] in heads), 2 * _MOST):
        if start < place:
            continue
        for length in heads[text[start : start + 3]]:
            said = text[start : start + length]
            name, end = gazetteer().running.get(said), start + len(said)
            if name and _stands_alone(text, start, end, name):
                if _counts(text, start, end, name):
                    yield Mention(start, end, name.provinces, name.ask)
                place = end
                break


def _counts(text: str, start: int, end: int, name: Name) -> bool:
    """Whether the name may be read as a place here."""
    if not name.provinces or (text[start:end] == "ร้อยเอ็ด" and _is_number(text, start, end)):
        return False
    if text[start:end] == "กระบี่" and (_SWORD[0].search(text, 0, start) or _SWORD[1].match(text, end)):
        return False
    if name.needs is Needs.NOTHING:
        return True
    if _beside_its_province(text, end, name):
        return True
    if name.needs is Needs.MARKER:
        return False
    if _said_as_place(text, start, end):
        return True
    return text[start:end] in WORD_PROVINCES and _behind_its_town(text, start, end, name)


def _is_number(text: str, start: int, end: int) -> bool:
    """ "ร้อยเอ็ดบาท" counts; in "อยู่ร้อยเอ็ด ตัวจริง" a new thought begins after the place."""
    counted = _COUNTED.match(text, end)
    return bool(counted and (text[end] != " " or not _AT.search(text, max(0, start - 12), start)))


def _said_as_place(text: str, start: int, end: int) -> bool:
    """ "at" stands before the name, and the thought ends after it."""
    at = _AT_WORD.get(text[start:end], _AT)
    own_thought = start == 0 or (text[start - 1] == " " and end - start >= _LONG_TOWN)
    if own_thought and PARTICLE_END.match(text, end):
        return True
    if text[start:end] in _AT_AN_END and _is_first_or_last(text, start, end):
        return True
    return bool(_CLEAN_END.match(text, end) and at.search(text, max(0, start - _AT_LONGEST), start))


def _is_first_or_last(text: str, start: int, end: int) -> bool:
    if start == 0:
        return text[end : end + 1] in ("", " ")
    return text[start - 1] == " " and bool(_LAST.match(text, end))


def _beside_its_province(text: str, end: int, name: Name) -> bool:
    """ "สวนผึ้ง ราชบุรี": the province that follows vouches for the name."""
    gap = _GAP.match(text, end)
    place = gap.end() if gap else end
    if place == end:
        return False
    for length in gazetteer().heads.get(text[place : place + 3], ()):
        after = gazetteer().provinces.get(text[place : place + length])
        if (
            after
            and set(after.provinces) & set(name.provinces)
            and (text[place : place + length] not in WORD_PROVINCES or _CLEAN_END.match(text, place + length))
        ):
            return True
    return False


def _behind_its_town(text: str, start: int, end: int, name: Name) -> bool:
    """ "ทุ่งโฮ้ง แพร่": a district or sub-district before a plain word makes it a province."""
    town = _WORD_BEFORE.search(text, max(0, start - _LONGEST_NAME), start)
    if not town or not _THOUGHT_END.match(text, end):
        return False
    names, word = gazetteer(), town[1]
    for cut in range(len(word) - _SHORTEST_TOWN + 1):
        if cut and not _AT.search(word, 0, cut):
            continue
        said = word[cut:]
        codes = (*names.districts.get(said, ()), *(() if said in names.words else names.subdistricts.get(said, ())))
        if set(name.provinces) & set(codes):
            return True
    return False


def is_word(text: str) -> bool:
    """Whether the dictionary has it: written over and over it falls apart where it ends only then.

    Thrice, for the dictionary may have it twice as one word, such as "ลำลำ".
    """
    cuts = borders(3 * text)
    return len(cuts) > 2 and all(cut % len(text) == 0 for cut in cuts)


def _goes_on(text: str, end: int) -> bool:
    """Whether a vowel or mark follows, so that the last letter belongs to another syllable."""
    return end < len(text) and (
        "\u0e30" <= text[end] <= "\u0e3a" or ("\u0e45" <= text[end] <= "\u0e4e" and text[end] != "ๆ")
    )


def _stands_alone(text: str, start: int, end: int, name: Name) -> bool:
    """Whether the name is no part of other words."""
    if _goes_on(text, end) or (start and "\u0e40" <= text[start - 1] <= "\u0e44"):
        return False
    if start >= _INSIDE and text.startswith("จังหวัด", start - _INSIDE):
        return False  # "จังหวัดสิงห์…" holds วัดสิงห์.
    if end - start >= _SURE_LENGTH or (name.needs is Needs.CUE and _said_as_place(text, start, end)):
        return True
    left, right = _run(text, start, end)
    if left == start and right == end:
        return True
    cuts = borders(text[left:right])
    return end - left in cuts and start - left in cuts


def _run(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch of Thai letters round a name, at most 30 letters to each side."""
    left, right = start, end
    while left > 0 and start - left < 30 and "\u0e01" <= text[left - 1] <= "\u0e4e":
        left -= 1
    while right < len(text) and right - end < 30 and "\u0e01" <= text[right] <= "\u0e4e":
        right += 1
    return left, right


def _latin(text: str) -> Iterator[Mention]:
    """English names of one to five words."""
    found, place = list(islice(_LATIN.finditer(text), 8 * _MOST)), 0
    for first, word in enumerate(found):
        if word.start() < place:
            continue
        for last in range(min(first + 4, len(found) - 1), first - 1, -1):
            phrase = text[word.start() : found[last].end()]
            name = gazetteer().latin.get(letters(phrase)) if len(phrase) < 40 else None
            if name and _latin_counts(text, word.start(), found[last].end(), name):
                province = _PROVINCE.match(text, found[last].end())
                place = province.end() if province else found[last].end()
                yield Mention(word.start(), place, name.provinces, name.ask and not province)
                break


def _latin_counts(text: str, start: int, end: int, name: Name) -> bool:
    if not re.fullmatch(r"[A-Za-z]+(?:[ -]+[A-Za-z]+)*", text[start:end]):
        return False
    if not name.ask or _PROVINCE.match(text, end):
        return True
    return bool(_AT.search(text, max(0, start - 8), start))


def _with_postcodes(text: str, found: list[Mention]) -> list[Mention]:
    """Five digits are a postcode only after the word for it, right behind a place or where the business is at."""
    postcodes = gazetteer().postcodes
    kept = list(found)
    for match in islice(_POSTCODE.finditer(text), _MOST):
        codes = postcodes.get(match[0])
        before = max((each.end for each in found if each.end <= match.start()), default=-1)
        behind = before >= 0 and _GAP.fullmatch(text, before, match.start())
        if codes and (behind or _POSTCODE_SAID.search(text, 0, match.start()) or _is_address(text, match)):
            kept.append(Mention(match.start(), match.end(), codes, ask=len(codes) > 1))
    return sorted(kept, key=lambda each: each.start)


def _is_address(text: str, digits: re.Match[str]) -> bool:
    before = max(0, digits.start() - _AT_LONGEST)
    return bool(
        not digits[0].endswith("000")
        and _POSTCODE_AT.search(text, before, digits.start())
        and not _SUM_BEFORE.search(text, before, digits.start())
        and not SUM_AFTER.match(text, digits.end())
    )
