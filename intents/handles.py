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


def hide_handles(text: str, hidden: str) -> str:
    """The text with every address on the internet replaced; what it belongs to ("LINE id:") stays readable."""
    for whole in (_MAIL, _LINK, _AT):
        text = whole.sub(hidden, text)
    keep = _keep_first(hidden)
    for labelled in (_LINE_ID, _LINE_DIGITS, _PAGE, _PAGE_LATIN):
        text = labelled.sub(keep, text)
    return text


def _keep_first(hidden: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{found[1]}{hidden}"
