"""US priorities in one form: serial and year (DOCDB, EPODOC) become series and serial (USPTO).

DOCDB writes 94268010, USPTO and vendors 12/942680. Only serial and year together tell the series,
and only where `data/numbers/us_filings.csv` is sure; other numbers stay as they are. Used where
sets of priorities are compared: a national stage bears the year of its international filing, so its
own number does not tell the series, but nobody claims it as a first filing.
"""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache

from patnav.data import resource

__all__ = ["us_filing"]

_SERIAL_AND_YEAR = re.compile(r"^US(\d{6})(\d{2})(P?)$")
# An application that begins so may bear its series already.
_SERIES = frozenset({*(f"{series:02}" for series in range(2, 20)), "29", "35", "60", "61", "62"})


@lru_cache(maxsize=65_536)
def us_filing(number: str) -> str:
    """Normalised application number with the series for serial and year; others unchanged."""
    match = _SERIAL_AND_YEAR.match(number)
    if match is None or (not match[3] and match[1][:2] in _SERIES):
        return number
    serial, year = match[1], int(match[2])
    key = (match[3] or "A", year + (1900 if year > 50 else 2000))
    series, first, last = _filings().get(key, ("", 1, 0))
    return f"US{series}{serial}" if first <= int(serial) <= last else number


@cache
def _filings() -> dict[tuple[str, int], tuple[str, int, int]]:
    """Kind and year -> series, smallest and greatest serial."""
    text = resource("numbers/us_filings.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {
        (row["kind"], int(row["year"])): (row["series"], int(row["first"]), int(row["last"]))
        for row in rows
    }
