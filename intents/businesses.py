"""Where a message goes on about another business of the same owner ("… กับร้านกาแฟอยากกู้เงิน")."""

import re
from collections.abc import Iterator
from itertools import islice

from intake.reading import Reading

LONGEST = 200
"""A longer text is a story of one business (characters)."""

_MOST_PLACES = 4
_BUSINESS = (
    r"(?:ร้าน|โรงงาน|โรงแรม|รีสอร์ท|โฮมสเตย์|คาเฟ่|สวน|ฟาร์ม|กิจการ|ธุรกิจ)"
    r"(?!เรา|ผม|หนู|นี้|นั้น|ไหน|อื่น|เขา|เค้า|คู่แข่ง|ของฝาก|ค้า)|(?:coffee |noodle )?(?:shop|caf[eé]|farm|factory)\b"
)
_WORK = r"ทำ|ขาย|ผลิต|แปรรูป|ปลูก|เลี้ยง|(?:make|sell|grow)\b"
_IS_BUSINESS = re.compile(_BUSINESS, re.IGNORECASE)
_ANOTHER = re.compile(
    r"(?:[ ,]|กับ|และ|ส่วน|แล้ว|\band\b)+(?:ก็|มี|อีก|ส่วน|ที่|กับ|แล้ว|i|my|have|run|a|the|our| )*"
    f"(?={_BUSINESS}|{_WORK})",
    re.IGNORECASE,
)


def halves(clean: str) -> Iterator[tuple[str, str]]:
    """The ways in which a short legible text can be about two businesses, one after the other."""
    if len(clean) > LONGEST:
        return
    for found in islice(_ANOTHER.finditer(clean), _MOST_PLACES):
        if found.start() > 0:
            yield clean[: found.start()], clean[found.end() :]


def are_two(first: Reading, second: Reading) -> bool:
    """Whether each names its own need and its own product; what is in one province may be one business, unless both
    needs are sure and the second is said to be a business.
    """
    needs = bool(first.needs) and bool(second.needs) and not set(first.needs) & set(second.needs)
    named = first.product is not None and second.product is not None and first.product != second.product
    apart = first.province is not None and second.province is not None and first.province != second.province
    said = first.sure and second.sure and _IS_BUSINESS.match(second.text) is not None
    return needs and named and (apart or said)
