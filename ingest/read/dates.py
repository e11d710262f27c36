"""Read the dates of all exports: Excel cells and serials, ISO, Chinese, European, Derwent forms."""

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
_NOTHING = {"", "0", "-", "--", "/", "nan", "nat", "none", "null", "00000000", "n/a", "无"}
_YMD = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d.*)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:\.0)?$")
_SLASHED = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: \d.*)?$")
_NAMED = re.compile(r"^(\d{1,2})[ \-]([A-Za-z]{3})[a-z]*[ \-,]+(\d{4})$")
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
    text = unicodedata.normalize("NFKC", raw).strip().strip("'")
    if text.casefold() in _NOTHING:
        return None
    for pattern in (_YMD, _COMPACT):
        if match := pattern.match(text):
            return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASHED.match(text):
        return _day(int(match[3]), *_month_day(int(match[1]), int(match[2]), order))
    if (match := _NAMED.match(text)) and match[2].lower() in _MONTHS:
        return _day(int(match[3]), _MONTHS[match[2].lower()], int(match[1]))
    if (match := _SERIAL.match(text)) and int(match[1]) in _SERIALS:
        return _EPOCH + timedelta(days=int(match[1]))
    raise DateError(_reason(text))


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
