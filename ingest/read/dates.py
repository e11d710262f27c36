"""Read the dates of all exports: Excel cells and serials, ISO, East Asian, European, English forms.

Years of Japanese eras (昭和61年3月4日, H6.1.12) and of the Republic of China (民國109年2月29日,
109/02/29) are counted from their beginnings. A year of two digits is read in `29-FEB-85` only, as
Oracle writes it: 00 to 49 are of this century.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

__all__ = ["DateError", "DateOrder", "day_month_order", "parse_date"]

DateOrder = Literal["", "dmy", "mdy"]

_EPOCH = date(1899, 12, 30)  # day 0 of an Excel serial, given Excel's 29 February 1900
_SERIALS = range(10000, 73051)  # 1927 .. 2099; four digits would be a year
_FIRST, _LAST = date(1790, 1, 1), date(2099, 12, 31)
_NOTHING = {
    "", "0", "-", "--", "/", "nan", "nat", "none", "null", "n/a", "无", "00000000",
    "0000-00-00", "0000/00/00", "0000.00.00", "1900-01-00",
}  # fmt: skip
_YMD = re.compile(
    r"^(\d{4})\s*[-/.年년 ]\s*(\d{1,2})\s*[-/.月월 ]\s*(\d{1,2})\s*[日일.]?(?:[ T]\d.*)?$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:\.0)?$")
_SLASHED = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: \d.*)?$")
_NAMED = re.compile(r"^(\d{1,2})[ \-]([A-Za-z]{3})[a-z.]*[ \-,]+(\d{4}|\d{2})$")
_MONTH_FIRST = re.compile(r"^(?:[A-Za-z]{3}[a-z]*,? )?([A-Za-z]{3})[a-z.]* (\d{1,2}),? (\d{4})$")
_ERA = re.compile(
    r"^(民[國国]|明治?|大正?|昭和?|平成?|令和?|[MTSHR])\s*(元|\d{1,3})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]"
    r"\s*(\d{1,2})\s*日?$"
)
_REPUBLIC = re.compile(r"^(1\d\d)([-/.])(\d{1,2})\2(\d{1,2})$")
# Era -> the year before its first, and its last year.
_ERAS = {"民": (1911, 188), "明": (1867, 45), "大": (1911, 15), "昭": (1925, 64), "平": (1988, 31),
         "令": (2018, 81), "M": (1867, 45), "T": (1911, 15), "S": (1925, 64), "H": (1988, 31),
         "R": (2018, 81)}  # fmt: skip
_SERIAL = re.compile(r"^(\d{5})(?:\.\d+)?$")
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), start=1)}


class DateError(ValueError):
    """A date that cannot be read; the message says why."""


def parse_date(cell: object, order: DateOrder = "") -> date | None:
    """Read one cell as a calendar day; None when it is empty.

    `order` says what `03/04/2020` means in this file; without it such a date is read only when it
    cannot mean two days. Raises DateError for anything that is there but is no possible date.
    """
    if isinstance(cell, datetime):
        return _bounded(cell.date())
    if isinstance(cell, date):
        return _bounded(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return _parse(str(cell).strip(), order)


@lru_cache(maxsize=65536)
def _parse(raw: str, order: DateOrder) -> date | None:
    text = unicodedata.normalize("NFKC", raw).strip().strip("'").rstrip(";,、 ")
    if text.casefold() in _NOTHING:
        return None
    for pattern in (_YMD, _COMPACT):
        if match := pattern.match(text):
            return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASHED.match(text):
        return _day(int(match[3]), *_month_day(int(match[1]), int(match[2]), order))
    if found := _worded(text):
        return found
    if (match := _SERIAL.match(text)) and int(match[1]) in _SERIALS:
        return _EPOCH + timedelta(days=int(match[1]))
    raise DateError(_reason(text))


def _worded(text: str) -> date | None:
    """A date with the name of a month or of an era; None for other forms."""
    if (match := _NAMED.match(text)) and match[2].lower() in _MONTHS:
        return _day(_century(match[3]), _MONTHS[match[2].lower()], int(match[1]))
    if (match := _MONTH_FIRST.match(text)) and match[1].lower() in _MONTHS:
        return _day(int(match[3]), _MONTHS[match[1].lower()], int(match[2]))
    if match := _ERA.match(text):
        before, last = _ERAS[match[1][0]]
        year = 1 if match[2] == "元" else int(match[2])
        if not 1 <= year <= last:
            raise DateError(f"the era {match[1]} had no year {year}")
        return _day(before + year, int(match[3]), int(match[4]))
    if match := _REPUBLIC.match(text):
        return _day(1911 + int(match[1]), int(match[3]), int(match[4]))
    return None


def _century(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (2000 if int(year) < 50 else 1900)


def day_month_order(values: list[str]) -> DateOrder:
    """Tell from a sample of one file what its `03/04/2020` means; empty when nothing settles it."""
    pairs = [(int(match[1]), int(match[2])) for value in values if (match := _SLASHED.match(value))]
    day_first = any(first > 12 for first, _ in pairs)
    month_first = any(second > 12 for _, second in pairs)
    if day_first == month_first:
        return ""
    return "dmy" if day_first else "mdy"


def _month_day(first: int, second: int, order: DateOrder) -> tuple[int, int]:
    if first == second or order == "mdy" or (not order and second > 12):
        return first, second
    if order == "dmy" or first > 12:
        return second, first
    raise DateError("may mean two days: nothing in the file says whether day or month comes first")


def _day(year: int, month: int, day: int) -> date:
    try:
        return _bounded(date(year, month, day))
    except ValueError as error:
        if isinstance(error, DateError):
            raise
        raise DateError("is no possible date") from None


def _bounded(day: date) -> date:
    if not _FIRST <= day <= _LAST:
        raise DateError("lies outside 1790 to 2099")
    return day


def _reason(text: str) -> str:
    if set(text) == {"#"}:
        return "shows only # because the column was too narrow; widen it and export again"
    if re.fullmatch(r"\d{4}(?:[-/.年]\d{1,2}月?)?年?", text):
        return "is not a whole date: the day is missing"
    return "is not a date"
