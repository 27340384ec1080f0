"""Where the business is, out of all the places that a text names.

A place where something is sold, bought, or lived in long ago is no address; a name that means several provinces
is asked about; a product that carries a place's name ("ไข่เค็มไชยา") says nothing about who makes it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from intents.answering import answered_place
from intents.mentions import PARTICLE, Mention, is_word, mentions, of_level_said
from intents.misspelt import misspelt, whole
from intents.patterns import lines_of
from intents.products import ends_with_product, product_names
from intents.words import borders

Span = tuple[int, int]


@dataclass(frozen=True)
class Place:
    """`province` when it is certain, else the `candidates` to ask about; codes of ISO 3166-2.

    `spans` are the stretches of the normalised text in which a place was named, used or not.
    """

    province: str | None = None
    candidates: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class _Claim:
    """One address or name, which provinces it can be, and how much it says about the business."""

    mentions: tuple[Mention, ...]
    provinces: tuple[str, ...]
    weight: int
    ask: bool


_WEIGHTS = {
    "no": 0,
    "bare": 0,
    "people": 0,
    "sale": 1,
    "product": 1,
    "home": 2,
    "shop": 1,
    "": 3,
    "at": 4,
    "work": 5,
    "landmark": 5,
    "moved": 5,
    "correction": 6,
}
_WINDOW, _LONGEST_FAMOUS = 48, 20
_THAI_RUN = re.compile(r"[\u0e01-\u0e4e]+")
_JOINED = re.compile(r"[\s,./()-]*")
_LISTED = re.compile(
    r"\s*(?:(?:,|/|และ|กับ|หรือ|แล้วก็|ทั้ง|รวมถึง|and|or|&|-|\+|ก็)\s*(?:อยู่|อีก|ที่|ใน|แถวๆ?|in|at)*)?\s*", re.IGNORECASE
)
_INSTEAD = re.compile(r"\s*(?:นะ|ค่ะ|ครับ|คับ)?\s*ต่างหาก")
# "ไม่ใช่เชียงใหม่" denies; "ไม่ใช่ เชียงราย" and "เอ้ยไม่ใช่ เชียงราย" deny what was said before.
_DENIED = re.compile(r"(?<!เอ้ย)(?<!เอ๊ย)(?<!อุ๊ย)ไม่ใช่(?:ที่|อยู่|อยู่ที่|คน|แถว)?$")
_TAKEN_BACK = re.compile(r"\s*(?:นี่|อ่ะ|เนี่ย)?ไม่ใช่(?:นะ|ค่ะ|คะ|ครับ|คับ|แล้ว|ละ)*\s*$")
_SLIP = re.compile(r"\s*(?:เอ้ย|เอ๊ย|อุ๊ย|โทษที|ขอโทษ) ?(?:ไม่ใช่)?\s*(?:ต้อง|เป็น|อยู่|ที่|ค่ะ|ครับ|\s)*")
_OTHERS = re.compile(r"(?:(?:เขา|เค้า)(?!ใหญ่|ค้อ|หลัก)|(?:ก็|มัก|จะ)*(?:ชอบ|สั่ง|ซื้อ|มาซื้อ|มากิน|มาสั่ง|นิยม|ไม่ค่อย|กิน))")
# After a space a new thought begins, unless a preposition stood before it.
_NEW_CLAUSE = re.compile(
    r"(?<!ที่)(?<!ใน)(?<!จาก)(?<!แถว)(?<!อยู่)(?<!ขาย)(?<!ส่ง)(?<!ไป)(?<!ให้)(?<!ทั่ว)(?<!ถึง)(?<!ใกล้)(?<!ใกล้ๆ)"
    r"(?<!ติด)(?<!ติดกับ)(?<![a-z]) $"
)
# What others did there; "อยู่เชียงรายแนะนำหน่อย" is the owner asking.
_OTHERS_DID = re.compile(
    r"(?:เขา|เค้า|ก็|เพิ่ง|อยาก|เคย|มา|จะ)*"
    r"(?:ขอดู|โทรมา(?!ได้)|โทรหา|ทักมา|ติดต่อมา|แนะนำ(?!หน่อย|ด้วย|ที|ให้หน่อย)|ก๊อป|ก๊อบ|ลอก|ส่งจดหมาย|ถามหา|มาขอ|มาถาม|"
    r"ถามว่า|ส่งคืน|ตีกลับ|ไม่รับ|ชิมแล้ว|สั่ง|ซื้อ)"
)
_OURSELVES = re.compile(r"(?:อยู่|อยู่ที่|มา|ของเรา|ของผม|ของหนู|เราที่|ผมที่|หนูที่) ?$")
_OURS_AT = re.compile(r"(?:เรา|ผม|หนู)ที่ ?$")
_SELF_END = re.compile(r"\s*(?:$|ค่ะ|คะ|ครับ|คับ|จ้า|เด้อ|เจ้า|แต่|แท้|นะ|เอง|ทำ|มา)")
_OURS = re.compile(
    r"\s?(?:ของ(?:เรา|พ่อ|แม่|ผม|หนู|กลุ่ม|ฉัน|ที่บ้าน|บ้าน|พี่|ป้า|ลุง|น้า|ม่า)|บ้าน(?:ดิฉัน|ฉัน|เรา|ผม|หนู)|"
    r"นี่ล่ะ|นี่แหละ|เราเอง)"
)
_OWN_SITE = re.compile(r"(?:โรงงาน|โรง|ฟาร์ม|สวน|ไร่|กลุ่ม|วิสาหกิจ|วิสาหกิจชุมชน|กลุ่มทอ|กลุ่มปลูก)$")
# The road is called so, wherever it is.
_STREET = re.compile(r"(?:ถนน|ถ\.|ซอย|ซ\.) ?(?:[ก-๎]{3,16} ?- ?)?$")
# Names of other things: `ร้านชื่อ "เชียงใหม่หมูกระทะ"`, "ร้านโคราชตำแหลก".
_NAMED = re.compile(r"(?:ร้าน|(?<!เอา)ชื่อ|แบรนด์|ยี่ห้อ|ตรา|เพจ|โลโก้|สโลแกน)[^\"“”‘’]{0,12}[\"“‘'][^\"”’']{0,24}$")
_SHOP_NAMED = re.compile(r"ร้าน(?:ชื่อ)? ?$")
_NAME_GOES_ON = re.compile(rf"(?!{PARTICLE}|ของ|และ|กับ|แต่|ส่ง|ขาย|อยาก|ทำ|เปิด|ต้องการ|มา|นี่|เอง|เป็น|ยัง|ก็|จะ)[ก-ฮเ-ไ]")
# From one end of the country to the other.
_AS_FAR_AS, _FROM = re.compile(r"(?:ยัน|จรด) ?$"), re.compile(r" ?(?:ยัน|จรด)")
_BANK = "กรุงศรีอยุธยา"
_BANKING = re.compile("บัญชี|โอน|บัตร|สินเชื่อ|กู้|หนี้|แบงก์|แบงค์|ธนาคาร|ดอกเบี้ย|ผ่อน|พร้อมเพย์|รีไฟแนนซ์")
_THERE = re.compile(r"(?:อยู่|ที่|เมือง|แถว|ใน|จาก|คน|ชาว) ?$")
_OWN_SHOP = re.compile(r"(?:ร้าน|ร้านขาย|คาเฟ่|ร้านทำ|ร้านผลิต)$")


def find_places(text: str, answering: bool = False) -> Place:
    """Where the business is, by a normalised text.

    `answering` when the text answers "which province?": then bare sub-districts, plain words such as เลย
    and spellings further off count too.
    """
    found = [of_level_said(text, whole(text, each)) for each in mentions(text)]
    if answering:
        answer = answered_place(text, found)
        if answer is not None:
            answer = of_level_said(text, answer)
            return _place(answer.provinces, answer.ask, ((answer.start, answer.end),))
    claims = _claims(text, found)
    if not claims and (heard := misspelt(text, found)):
        found = sorted([*found, *heard], key=lambda each: each.start)
        claims = _claims(text, found)
    return _decided(claims, tuple((each.start, each.end) for each in found))


def _claims(text: str, found: Sequence[Mention]) -> list[_Claim]:
    """What the names say of where the business is, without those that say nothing of it."""
    ours = [each for each in found if not _STREET.search(text, max(0, each.start - _WINDOW), each.start)]
    claims = _settled([_claim(text, each, found) for each in _addresses(text, ours)], text)
    return [claim for claim in claims if claim.weight]


def _place(provinces: Iterable[str], ask: bool, spans: tuple[Span, ...]) -> Place:
    codes = tuple(dict.fromkeys(provinces))
    if len(codes) == 1 and not ask:
        return Place(codes[0], (), spans)
    return Place(None, codes, spans)


def _decided(claims: Sequence[_Claim], spans: tuple[Span, ...]) -> Place:
    """The claims that say most; more than one province among them is a question."""
    if not claims:
        return Place(spans=spans)
    most = max(claim.weight for claim in claims)
    top = [claim for claim in claims if claim.weight == most]
    return _place((code for claim in top for code in claim.provinces), any(claim.ask for claim in top), spans)


def _addresses(text: str, found: Sequence[Mention]) -> Iterator[tuple[Mention, ...]]:
    """Names side by side that can be one place, such as ต., อ., จ. and a postcode."""
    group: list[Mention] = []
    common: set[str] = set()
    for each in found:
        beside = group and _JOINED.fullmatch(text, group[-1].end, each.start)
        if beside and common & set(each.provinces):
            group.append(each)
            common &= set(each.provinces)
            continue
        if group:
            yield tuple(group)
        group, common = [each], set(each.provinces)
    if group:
        yield tuple(group)


def _claim(text: str, address: tuple[Mention, ...], found: Sequence[Mention]) -> _Claim:
    common = [code for code in address[0].provinces if all(code in each.provinces for each in address)]
    ask = len(common) > 1 or all(each.ask for each in address)
    before = max((each.end for each in found if each.end <= address[0].start), default=0)
    return _Claim(address, tuple(common), _WEIGHTS[_role(text, before, address)], ask)


def _role(text: str, before: int, address: tuple[Mention, ...]) -> str:
    start, end = address[0].start, address[-1].end
    window = text[max(before, start - _WINDOW) : start]
    if _INSTEAD.match(text, end):
        return "correction"
    others = _OTHERS.match(text, end) and not _OURS_AT.search(window)
    if others or _is_end_or_bank(text, start, end) or _DENIED.search(window) or _taken_back(text, end):
        return "no"
    if _OTHERS_DID.match(text, end) and not _OURSELVES.search(window):
        return "no"
    if _SHOP_NAMED.search(window) and _NAME_GOES_ON.match(text, end):
        return "shop"
    product = ends_with_product(window).removeprefix("ร้าน") or _famous(text, start, end)
    if product and not _OWN_SITE.search(window, 0, len(window) - len(product)):
        return _carried(text, window, product, address)
    if _NAMED.search(text, max(0, start - _WINDOW), start):
        return "no"
    clause = "" if _NEW_CLAUSE.search(window) else window.rstrip()
    role = next((role for role, cue in _cues() if _stands(cue, clause if role == "no" else window.rstrip())), "")
    if role == "landmark" and "TH-10" in address[0].provinces:
        return "no"  # There is a "โรงพยาบาลกรุงเทพ" in many a town.
    return "home" if role == "people" and _SELF_END.match(text, end) else role


def _is_end_or_bank(text: str, start: int, end: int) -> bool:
    """Whether the place is one end of "from … to …", or the name of a bank."""
    before = max(0, start - _WINDOW)
    if _AS_FAR_AS.search(text, before, start) or _FROM.match(text, end):
        return True
    return text[start:end] == _BANK and bool(_BANKING.search(text)) and not _THERE.search(text, before, start)


def _famous(text: str, start: int, end: int) -> str:
    """What is known by the place's name and no product otherwise, such as หมี่|โคราช."""
    begins = (begin for begin in range(max(0, start - _LONGEST_FAMOUS), start) if text[begin:end] in product_names())
    return text[next(begins, start) : start]


def _stands(cue: re.Pattern[str], before: str) -> bool:
    """Whether a cue is there as words of its own: "ลูก…อยู่" is none in "ปลูก…อยู่"."""
    found = cue.search(before)
    while found and not _begins_word(before, found.start()):
        found = cue.search(before, found.start() + 1)
    return bool(found)


def _begins_word(text: str, place: int) -> bool:
    """Whether a word, or the second part of a compound such as "ขาย|ส่ง", begins there."""
    run = _THAI_RUN.match(text, _run_start(text, place))
    if not run or run.start() == place:
        return True
    cuts, cut = borders(run[0]), place - run.start()
    head = run[0][max(each for each in cuts if each <= cut) : cut]
    return not head or is_word(head) or (len(head) > 2 and len(borders(head)) == 2)


def _run_start(text: str, place: int) -> int:
    while place > 0 and "\u0e01" <= text[place - 1] <= "\u0e4e":
        place -= 1
    return place


def _taken_back(text: str, end: int) -> bool:
    """ "ชุมพรไม่ใช่ค่ะ", or "บ้านโป่ง เอ้ย ท่าม่วง" with another place right behind."""
    slip = _SLIP.match(text, end)
    return bool(
        _TAKEN_BACK.match(text, end) or (slip and any(each.start == 0 for each in mentions(text[slip.end() :])))
    )


def _carried(text: str, window: str, product: str, address: tuple[Mention, ...]) -> str:
    """ "หมูย่าง|เมืองตรัง" is made anywhere; "ลองกอง|ยะลา" and what is "ours" more likely there."""
    end = address[-1].end
    if len(address) > 1:
        return ""
    famous = product + text[address[0].start : end] in product_names()
    if not famous and _OWN_SHOP.search(window, 0, len(window) - len(product)):
        return ""
    return "no" if famous and not _OURS.match(text, end) else "product"


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What may stand right before a place, by role, in order of precedence."""
    by_role: dict[str, list[str]] = {}
    for line in lines_of("place_cues.txt"):
        role, _, before = line.partition(" ")
        by_role.setdefault(role, []).append(before)
    return tuple((role, re.compile(f"(?:{'|'.join(cues)})$", re.IGNORECASE)) for role, cues in by_role.items())


def _is_listed(text: str, former: _Claim, claim: _Claim) -> bool:
    begin, end = former.mentions[-1].end, claim.mentions[0].start
    denied = _DENIED.search(text[: former.mentions[0].start])
    return bool(_LISTED.fullmatch(text, begin, end)) and not (denied and not text[begin:end].strip(" ,"))


def _settled(claims: list[_Claim], text: str) -> list[_Claim]:
    """Lists share their first name's role; a sure province settles an ambiguous name that can be it.

    "ไม่ใช่สงขลา พัทลุงค่ะ" is no list: what stands right behind a denied place takes its place.
    """
    sure = {claim.provinces[0] for claim in claims if claim.weight and not claim.ask}
    settled: list[_Claim] = []
    for claim in claims:
        weight = claim.weight
        if settled and _is_listed(text, settled[-1], claim):
            weight = settled[-1].weight if weight == _WEIGHTS[""] else weight
        same = sure & set(claim.provinces) if claim.ask else set()
        provinces = tuple(same) if len(same) == 1 else claim.provinces
        settled.append(_Claim(claim.mentions, provinces, weight, claim.ask and len(same) != 1))
    return settled
