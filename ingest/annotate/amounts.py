"""How much an effect changes: the amount as written and as numbers with a unit; METHOD.md §2.2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from patnav.ingest.annotate.lexicon import alternation, lexicon

__all__ = ["Amount", "find_amount"]

_NAME = "effect_facts"
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"


class Amount(NamedTuple):
    """`folded[start:end]` is the amount; it lies in `low`…`high`, None = open or no number.

    `unit` is the unit of the table (%, pp, x for times, °C, dB, h …), "" without one.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    unit: str


def find_amount(folded: str, start: int, end: int) -> Amount | None:
    """Find the first amount in a span: digits with a unit, else an amount in words, else digits.

    Numbers that only name a part (reference signs in brackets, IP54, CO2) are passed over.
    """
    digits = list(_by_digits(folded, start, end))
    with_unit = next((one for one in digits if one.unit), None)
    return with_unit or _by_words(folded, start, end) or next(iter(digits), None)


@cache
def _digits() -> re.Pattern[str]:
    units = sorted(lexicon(_NAME)["units"], key=lambda unit: (-len(unit), unit))
    unit = "|".join(
        re.escape(one) + (r"(?![A-Za-z])" if one[-1].isascii() else "") for one in units
    )
    front = "|".join(f"(?P<{way}>{alternation(_NAME, f'{way}.front')})" for way in _WAYS)
    back = "|".join(f"(?P<{way}_>{alternation(_NAME, f'{way}.back')})" for way in _WAYS)
    return re.compile(
        rf"(?:(?:{front})\s*)?(?<![A-Za-z\d.(]){_SIGN}(?P<low>{_NUMBER})\s?(?P<first>{unit})?"
        rf"(?:\s?(?:-|~|—|至|到|to)\s?(?P<high>{_NUMBER}))?\s?(?P<unit>{unit})?(?![A-Za-z\d])"
        rf"(?:\s?(?:{back}))?",
        re.IGNORECASE,
    )


_WAYS = ("at_least", "at_most", "about")
_SIGN = r"(?:-(?=\d))?"


def _by_digits(folded: str, start: int, end: int) -> Iterator[Amount]:
    for match in _digits().finditer(folded, start, end):
        written = match["unit"] or match["first"] or ""
        unit, factor = _unit(written)
        low = float(match["low"].replace(",", "")) * factor
        high = float(match["high"].replace(",", "")) * factor if match["high"] else low
        yield Amount(match.start(), match.end(), *_bounds(match, low, high), unit)


def _unit(written: str) -> tuple[str, float]:
    table: dict[str, list[Any]] = lexicon(_NAME)["units"]
    found = table.get(written) or table.get(written.lower()) or ["", 1]
    return str(found[0]), float(found[1])


def _bounds(match: re.Match[str], low: float, high: float) -> tuple[float | None, float | None]:
    low, high = min(low, high), max(low, high)
    if match["at_least"] or match["at_least_"]:
        return low, None
    if match["at_most"] or match["at_most_"]:
        return None, high
    return low, high


@cache
def _words() -> re.Pattern[str]:
    listed = sorted(lexicon(_NAME)["words"], key=lambda word: (-len(word), word))
    return re.compile("|".join(rf"\b{one}\b" if one.isascii() else one for one in listed), re.I)


def _by_words(folded: str, start: int, end: int) -> Amount | None:
    match = _words().search(folded, start, end)
    if match is None:
        return None
    low, high, unit = lexicon(_NAME)["words"][match.group().lower()]
    return Amount(match.start(), match.end(), low, high, unit)
