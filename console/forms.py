"""What an officer filled in, read into the business's own values."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

from werkzeug.datastructures import MultiDict

from casework.correcting import Facts
from network.needs import Need
from network.provinces import PROVINCES

Form = MultiDict[str, str]
LONGEST = 5_000
LONGEST_LINE = 200
_BETWEEN = re.compile(r"[\s().\-\u2010-\u2015]+")
_PHONE = re.compile(r"(?:\+?66|0)\d{8,9}(?:(?:ต่อ|ext|#)\d{1,6})?", re.IGNORECASE)
"""Nine or ten digits of the Thai plan, perhaps with an extension."""

MOST_BAHT = 1_000_000_000_000

LONG_AGO, FAR_AHEAD = timedelta(days=31), timedelta(days=800)
"""Around today: so far the calendar's page shows its days, and nobody means one beyond."""

ROW_NUMBER = r"\d{1,15}"
"""More rows nobody has; a longer number neither database could look for, and Python would not read the longest."""


class NotSaid(ValueError):  # noqa: N818 - it is said to the officer, who fills it in
    """Something is missing or cannot be; `about` names the text that says what (`console.missing.<about>`)."""

    def __init__(self, about: str) -> None:
        super().__init__(about)
        self.about = about


def words_said(form: Form, field: str, *, needed: bool = True, longest: int = LONGEST) -> str:
    """What was written, in one form of Unicode and without control characters. Raises `NotSaid` when needed."""
    plain = unicodedata.normalize("NFC", form.get(field, "")).replace("\r\n", "\n")
    kept = "".join(sign for sign in plain if sign == "\n" or unicodedata.category(sign) != "Cc")
    said = kept.strip()[:longest]
    if needed and not said:
        raise NotSaid(field)
    return said


def line_said(form: Form, field: str) -> str | None:
    """A short answer on one line, None when it was left empty."""
    return words_said(form, field, needed=False, longest=LONGEST_LINE).replace("\n", " ") or None


def chosen(form: Form, field: str, allowed: Sequence[str]) -> str:
    """The choice made. Raises `NotSaid` for none, and for one that was not offered."""
    value = form.get(field, "")
    if value not in allowed:
        raise NotSaid(field)
    return value


def number_said(form: Form, field: str) -> int:
    """A whole number as people write it (1,250,000). Raises `NotSaid` for anything else."""
    plain = unicodedata.normalize("NFKC", form.get(field, "")).replace(",", "").replace(" ", "")
    if not plain.isdecimal() or len(plain) > len(str(MOST_BAHT)) or int(plain) > MOST_BAHT:
        raise NotSaid(field)
    return int(plain)


def row_number(written: str) -> int:
    """The number of a row that a page carries. Raises `ValueError` for another thing, as `int` does."""
    if not re.fullmatch(ROW_NUMBER, written):
        raise ValueError("not the number of a row")
    return int(written)


def day_said(form: Form, field: str, today: date) -> date:
    """The day chosen. Raises `NotSaid` for none, and for one too far off, such as with a year of the Buddhist Era."""
    try:
        day = date.fromisoformat(form.get(field, ""))
    except ValueError:
        raise NotSaid("day") from None
    if not today - LONG_AGO <= day <= today + FAR_AHEAD:
        raise NotSaid("day_far")
    return day


def needs_said(form: Form) -> tuple[Need, ...]:
    """The needs that were ticked, in the programme's order. Raises `NotSaid` for none."""
    ticked = set(form.getlist("needs"))
    wanted = tuple(need for need in Need if need in ticked)
    if not wanted:
        raise NotSaid("needs")
    return wanted


def province_said(form: Form) -> str:
    return chosen(form, "province", tuple(PROVINCES))


def phone_said(form: Form) -> str | None:
    """A number that can be called back, as it was written (with its extension), None when it was left empty.

    Raises `NotSaid` for another thing.
    """
    written = line_said(form, "phone")
    if written is not None and not _PHONE.fullmatch(_BETWEEN.sub("", unicodedata.normalize("NFKC", written))):
        raise NotSaid("phone")
    return written


def facts_said(form: Form) -> Facts:
    """The matter and its owner's contact. Raises `NotSaid`."""
    return Facts(
        needs=needs_said(form),
        province=province_said(form),
        product=line_said(form, "product"),
        name=line_said(form, "name"),
        phone=phone_said(form),
    )
