"""Hiding addresses on the internet: links, e-mail, LINE ids, pages and accounts."""

import re
from collections.abc import Callable

_TLD = (
    r"(?:com|co\.th|in\.th|or\.th|ac\.th|go\.th|net|org|th|me|ee|ly|gl|io|shop|store|biz|info|app|link|page|site"
    r"|online|asia|cc|tv|to)"
)
_DOT = r"(?:\s?\.\s?|\s?\(dot\)\s?|\s?\[dot\]\s?|\s+dot\s+|\s?จุด\s?|\s?ดอท\s?)"
_LINK = re.compile(
    rf"(?:https?|ftp|line)\s?:\s?//\S+|\bwww\.\S+"
    rf"|(?<![\w\-])[a-z0-9][\w\-]{{0,62}}(?:{_DOT}[\w\-]{{1,62}}){{0,4}}?{_DOT}{_TLD}\b(?:/\S*)?",
    re.IGNORECASE | re.ASCII,
)
_MAIL = re.compile(
    rf"(?<![\w.+\-])[\w.+\-]{{1,64}}\s?(?:@|\(at\)|\[at\]|แอท)\s?[\w\-]{{1,62}}(?:{_DOT}[\w\-]{{1,62}}){{1,4}}|(?<![\w.+\-])[\w.+\-]{{1,64}}\s+at\s+[\w\-]{{1,62}}\s*(?:{_DOT}[\w\-]{{1,62}}){{0,3}}?{_DOT}{_TLD}\b",
    re.IGNORECASE | re.ASCII,
)
_AT = re.compile(r"(?<![\w@])@ ?[A-Za-z0-9][\w.\-]+", re.ASCII)
_IS = r"(?:\s*(?:คือ|ชื่อ|ว่า|name|is|:|=|-|\|))*\s*"
_ACCOUNT = r"[A-Za-z0-9_][\w.\-]{2,}"
_LINE = r"(?:ไลน์|ไลน|line|ลาย)"
_LINE_ID = re.compile(
    rf"({_LINE}\s*(?:ไอดี|ไอ\.?ดี\.?|i\.?d\.?){_IS}|(?:ไอดี|\bid)\s*(?:{_LINE}){_IS}|{_LINE}\s*(?:คือ|ชื่อ|:|=)\s*"
    rf"|(?:แอด|ทัก|add|เพิ่มเพื่อน)(?:มาที่|มา|ที่)?\s*{_LINE}\s*(?:มาที่|มา|ที่)?{_IS}|ไอดี\s*(?:คือ|:|=)\s*)({_ACCOUNT})",
    re.IGNORECASE,
)
_LINE_DIGITS = re.compile(rf"({_LINE}\s*)(?=[A-Za-z_.\-]*\d)({_ACCOUNT})", re.IGNORECASE | re.ASCII)
_SITE = (
    r"(?:เฟส(?:บุ๊?ค|บุ๊?ก)?|เฟซ(?:บุ๊?ก|บุ๊?ค)?|facebook|\bfb|messenger|ไอจี|\big|instagram|tiktok|ติ๊กต๊อก|ติ๊กตอก"
    r"|twitter|telegram|เทเลแกรม|whatsapp|วอทแอป|วอตส์แอป|wechat|วีแชท|เพจ|shopee|lazada)"
)
_PAGE = re.compile(
    rf"({_SITE}\s*(?:id|ไอดี)?\s*(?:คือ|ชื่อ(?:ว่า)?|name|:|=|/)\s*(?:คือ|ชื่อ|:)?\s*)([^\s,;()]+(?: [A-Z][\w]+)?)",
    re.IGNORECASE,
)
_PAGE_LATIN = re.compile(rf"({_SITE}\s+)(?=[\w.\-]*[\d._])({_ACCOUNT})", re.IGNORECASE | re.ASCII)

# Where a page may be named with no word between, and what begins no name.
_NAMED_SITE = (
    r"(?<!\d)(?<!\d )(?:เฟส(?:บุ๊?[คก])?|เฟซ(?:บุ๊?[คก])?|facebook|\bfb\b|ไอจี|\big\b|instagram|ติ๊?ก ?ต[็๊่]?[อ๊]?ก|tiktok"
    r"|เพจ|ไลน์|\bline\b|ช[้็]?อปปี้|shopee|ลาซาด้า|lazada)"
)
_NO_NAME = (
    r"(?:กับ|และ|หรือ|รึ|ก็|แล้ว|แต่|ไม่|มี|ยัง|ที่|ทำ|ขาย|อยาก|ช่วย|ต้อง|ลูก|คน|ยอด|ค่ะ|คะ|ครับ|คับ|นะ|จ้า|ดี|บ้าง|ด้วย|ได้"
    r"|ไหม|มั้ย|ของ|เป็น|ใน|จะ|ให้|โดน|ถูก|อย่าง|เท่านั้น|ทุก|บาง|เรา|ผม|หนู|ฉัน|ดิฉัน|เขา|เค้า|ใคร|อะไร|อัน|ยังไง|เพราะ|ถ้า|เวลา|ตอน|เมื่อ"
    r"|เลย|มาก|น้อย|เงียบ|ปิด|เปิด|หาย|แฮ|ส่วน|ออนไลน์|ตลาด|หน้า|ผ่าน|ทาง|จาก|สอน|ใช้|เล่น|ยิง|โฆษณา|แอด|ไลฟ์|โพส|ลง|รูป|เดียว|ใหม่|เก่า"
    r"|กลุ่ม|สินค้า|ผลิต|ประกอบ|การ|ราคา|ส่ง|รับ|สั่ง|ติด|ทัก|ค่อย|เพิ่ง|กำลัง|เคย|น่า|อาจ|คือ|ชื่อ|พอ|เข้า|จด|ขอ|ออก|เพิ่ม|กลัว|ลบ|เอง|ค้า|บ้าน"
    r"|เลี้ยง|ทีม|เดือน|วัน|ปี|หลัก|ประมาณ|สมัคร|เริ่ม|หน่อย|งบ|สอง|สาม|โอน|ทั้ง|ไป|บอก|กัน|ปรึกษา|เรียน|แตก|พร้อม|ราย|เกิน|เหมา|ๆ|[\d.,!?]|(?:oa|ads?|live|shop|shopping|man|page|group|official|marketplace|reels?)\b"
    rf"|{_NAMED_SITE})"
)
_NOT_IN_NAME = r"(?:แล้ว|ยังไง|อย่างไร|ไหน|ไหม|มั้ย|บ้าง|เปล่า|ไม่|โดน|ต้อง|หน่อย|อยู่|เลย|ข้าง)"
_OF_NAME = rf"(?!{_NO_NAME}|[^\s,;()•]*{_NOT_IN_NAME})[^\s,;()•]{{1,30}}"
_PAGE_OF_PERSON = re.compile(
    rf"({_NAMED_SITE}\s?)((?:ร้าน)?(?:ป้า|ลุง|น้า|เจ๊|เฮีย|แม่|พ่อ|พี่|น้อง|คุณ|ยาย|ครู|หมอ){_OF_NAME})", re.IGNORECASE
)
_PAGE_ALONE = re.compile(
    rf"((?:(?<![^\s,(/:])|(?<=ใน)|(?<=ทาง)|(?<=ผ่าน)|(?<=ชื่อ)|(?<=ดู)|(?<=มี)|(?<=ทัก)|(?<=แอด)(?<!ยิงแอด))"
    rf"{_NAMED_SITE}(?: |(?=ร้าน(?!{_NO_NAME}|\s|$))))"
    rf"(?!(?<=[a-z] )(?-i:[a-z])){_OF_NAME}(?: {_OF_NAME}){{0,2}}"
    r"(?=\s*(?:$|[,;()]|ค่ะ|คะ|ครับ|คับ|นะ|จ้า|ทัก|แอด|ติด(?:ต่อ|ตาม)|ค้น|เสิ|ส่งข้อความ|กด|ได้เลย))",
    re.IGNORECASE,
)


def hide_handles(text: str, hidden: str) -> str:
    """The text with every address on the internet replaced; what it belongs to ("LINE id:") stays readable."""
    for whole in (_MAIL, _LINK, _AT):
        text = whole.sub(hidden, text)
    keep = _keep_first(hidden)
    for labelled in (_LINE_ID, _LINE_DIGITS, _PAGE, _PAGE_LATIN):
        text = labelled.sub(keep, text)
    return text


def hide_pages(text: str, hidden: str) -> str:
    """The text with the names replaced under which a person or a shop is found on some site, as far as they stand
    there as one: "เฟส ป้าแจ๋ว ค่ะ". Apart from the rest, for whoever reads what is meant reads such words, too.
    """
    keep = _keep_first(hidden)
    return _PAGE_OF_PERSON.sub(keep, _PAGE_ALONE.sub(keep, text))


def _keep_first(hidden: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{found[1]}{hidden}"
