"""Words that tell money from other numbers, as data/money_words.txt lists them."""

import re
from functools import cache

from intents.numerals import NUMERAL
from intents.patterns import lines_of

_AT_THE_END = ("about", "about_rate", "foreign_before", "names")


@cache
def _lists() -> dict[str, str]:
    return dict(line.split(" ", 1) for line in lines_of("money_words.txt"))


@cache
def words(kind: str) -> re.Pattern[str]:
    at_end = r" ?฿? ?$" if kind in _AT_THE_END else ""
    return re.compile(f"(?:{_lists()[kind].replace('NUMERAL', NUMERAL)}){at_end}", re.IGNORECASE)


def _then_links(words: str, *more: str) -> re.Pattern[str]:
    """These words, but for "about" and the like, right before the number."""
    return re.compile(f"(?:{words}) ?(?:(?:{'|'.join((_lists()['link'], *more))}) ?)*$", re.IGNORECASE)


@cache
def counted() -> re.Pattern[str]:
    return re.compile(f"(?:{_lists()['unit']}|{_lists()['few']})", re.IGNORECASE)


@cache
def in_context() -> re.Pattern[str]:
    return _then_links(f"{_lists()['context']}|{_lists()['rate_context']}")


@cache
def in_strong_context() -> re.Pattern[str]:
    """A word for money, perhaps with whose it is, "หนี้บัตร": "ยอด 3,000", "เดือนละ 3,000" may be of anything."""
    return _then_links(_lists()["context"], _lists()["source"])


@cache
def near_money() -> re.Pattern[str]:
    return re.compile(
        f"(?:{_lists()['context']}|{_lists()['rate_context']})[ก-๎]{{0,15}} ?[ก-๎]{{0,8}} ?$", re.IGNORECASE
    )


@cache
def made() -> re.Pattern[str]:
    """What is made so many of a day, "เย็บได้วันละ"."""
    return _then_links(_lists()["made"])


@cache
def for_an_aim() -> re.Pattern[str]:
    return _then_links(_lists()["aim"])


@cache
def after_a_time() -> re.Pattern[str]:
    """ "วันนึงขายได้ 500", but not "วันนึงได้ 500", which may be of what is made."""
    about = f"ขายได้|ขาย|ก็|ตก|แค่|กำไร|รายได้|{_lists()['about']}"
    return re.compile(f"(?:วัน|เดือน|ปี|อาทิตย์|สัปดาห์|งวด)(?:นึง|หนึ่ง)(?: ?ๆ)? ?(?:(?:{about}) ?)*$", re.IGNORECASE)


@cache
def in_month() -> re.Pattern[str]:
    """A word for every month, and nothing but who earns or pays how much, before the number."""
    return re.compile(f"(?:{_lists()['month_before']})(?: ?(?:{_lists()['month_filler']}))* ?$", re.IGNORECASE)


@cache
def earns() -> re.Pattern[str]:
    return re.compile(
        f"(?:{_lists()['context']}|{_lists()['rate_context']}|{_lists()['earned']}|{_lists()['month_before']})"
        f"(?: ?(?:{_lists()['month_filler']}|ตัวเลข|เลข|ทะลุ|แตะ))* ?$",
        re.IGNORECASE,
    )


@cache
def of_followers() -> re.Pattern[str]:
    """Followers and views are counted in tens of thousands like baht, with no unit behind the number."""
    return _then_links(_lists()["followers"], _lists()["about"])
