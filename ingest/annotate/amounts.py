"""How much an effect changes: the amount as written and as numbers with a unit; METHOD.md §2.2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from patnav.ingest.annotate.lexicon import alternation, lexicon, words
from patnav.ingest.annotate.numerals import numeral, numeral_pattern

__all__ = ["Amount", "find_amount"]

_NAME = "effect_facts"
_SHARES = frozenset({"%", "pp", "x", "orders"})
"""Units of shares and multiples: a numeral in words before one is an amount wherever it stands."""
_COUNTED = frozenset({"cycles", "person"})
"""Units before which a numeral in words is none: 一次成型, 二次污染, 一人多机."""
_BEFORE = 24  # characters before a number in which its verb or bound is looked for


class Amount(NamedTuple):
    """`folded[start:end]` is the amount; it lies in `low`…`high`, None = open or no number.

    `unit` is the unit of the table (%, pp, x for times, °C, dB, h …), "" without one.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    unit: str


class _Range(NamedTuple):
    low: float
    high: float | None
    unit: str


_Units = dict[str, tuple[str, float]]
_BOUNDS = ("at_least", "at_most")


def find_amount(folded: str, start: int, end: int) -> Amount | None:
    """Find the first amount with a unit in a span, else the first without one.

    Of a change from an old value to a new one it is the new. A number without a unit is an amount
    behind a verb of change or with a bound only: others name parts (吸孔21, IP54, CO2, 1/f).
    """
    old = _old_value().search(folded, start, end)
    found = list(_amounts(folded, start, end, old.end() if old else start))
    return next((one for one in found if one.unit), None) or next(iter(found), None)


@cache
def _old_value() -> re.Pattern[str]:
    """What goes before the new value: 由7个月缩短到, from 3 hours to."""
    count = numeral_pattern()
    return re.compile(
        rf"{alternation(_NAME, 'old')}[^,;。]{{0,8}}?{count}(?:[^,;。]|,(?=\d)){{0,16}}?"
        rf"{alternation(_NAME, 'new')}(?=[^,;。]{{0,6}}?{count})",
        re.IGNORECASE,
    )


@cache
def _quantity() -> re.Pattern[str]:
    """An idiom, or a number or range with its units, and the bound behind."""
    idioms = "|".join(rf"\b{one}\b" if one.isascii() else one for one in words(_NAME, "words"))
    back = "|".join(
        f"(?P<{way}>{alternation(_NAME, f'{way}.back')})" for way in (*_BOUNDS, "about")
    )
    return re.compile(
        rf"(?:(?P<idiom>{idioms})|(?<![A-Za-z\d.第/-])(?<!\d:){_end('1')}"
        rf"(?:\s?(?:-|~|—|至|到|或|\bto\b|\bor\b)\s?{_end('2')})?(?!/?[A-Za-z\d]|:\d))"
        rf"(?:\s?(?:{back}))?",
        re.IGNORECASE,
    )


def _end(n: str) -> str:
    """A number with its sign and unit, in groups numbered `n`."""
    unit, counter = _units(), alternation(_NAME, "counters")
    return (
        rf"(?P<sign{n}>[-+±]|零下)?(?P<number{n}>{numeral_pattern()})\s?(?P<tail{n}>"
        rf"(?P<scale{n}>[万亿])?(?P<more{n}>[多余几])?\s?(?:(?P<unit{n}>{unit}(?:/{unit})?)|{counter})?)"
    )


@cache
def _units() -> str:
    listed = "|".join(map(_unit_pattern, words(_NAME, "units")))
    return f"(?!{alternation(_NAME, 'no_unit')})(?:{listed})"


def _unit_pattern(unit: str) -> str:
    """A unit of one letter keeps its case: of 11a and 6n the letters are no units."""
    if not unit.isascii():
        return re.escape(unit)
    same = f"(?-i:{unit})" if len(unit) == 1 and unit.isalpha() else re.escape(unit)
    return same + "(?![A-Za-z])"


def _amounts(folded: str, start: int, end: int, begin: int) -> Iterator[Amount]:
    """Amounts from `begin` on; what stands before them is looked at back to `start`."""
    for match in _quantity().finditer(folded, begin, end):
        close, (low, high, unit) = _measure(match)
        first, way = _front(folded, start, match.start())
        times = first if unit else _back_to(folded, start, first, "factor")
        if times < first:
            (first, outer), unit = _front(folded, start, times), "x"
            way = way or outer
        if close == match.end():
            way = way or next((one for one in _BOUNDS if match[one]), "")
        changes = bool(way or match["more1"]) or _back_to(folded, start, first, "change") < first
        if _counts(match, unit, changes):
            yield Amount(first, close, *_bounded(low, high, way), unit)


def _front(folded: str, start: int, at: int) -> tuple[int, str]:
    """Where an amount at `at` begins with the words of bound before it, and which bound."""
    at = _back_to(folded, start, at, "about.front")
    first, way = min((_back_to(folded, start, at, f"{way}.front"), way) for way in _BOUNDS)
    return first, way if first < at else ""


def _back_to(folded: str, start: int, at: int, key: str) -> int:
    """Where the words of a list begin that end at `at`; `at` itself without any."""
    match = _ending_in(key).search(folded, max(start, at - _BEFORE), at)
    return match.start() if match else at


@cache
def _ending_in(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z]){alternation(_NAME, key)}\s*$", re.IGNORECASE)


def _measure(match: re.Match[str]) -> tuple[int, _Range]:
    """Where the numbers end and what they say."""
    if match["idiom"]:
        return match.end(), _Range(*lexicon(_NAME)["words"][match["idiom"].lower()])
    first = _read(match, "1", "2")
    if not match["number2"]:
        return match.end(), first
    second = _read(match, "2", "1")
    if first.unit != second.unit:  # 3 hours to 20%: the second is an amount of its own
        return match.end("tail1"), first
    highs = [one.high for one in (first, second) if one.high is not None]
    high = max(highs) if len(highs) == 2 else None
    return match.end(), _Range(min(first.low, second.low), high, first.unit)


def _read(match: re.Match[str], n: str, other: str) -> _Range:
    """One end of a range; 2 of 2-3万元 takes the scale and the unit of the other."""
    low, high, share = numeral(match["number" + n])
    tail = n if match["tail" + n] else other
    unit, factor = _unit(match["unit" + tail] or "")
    scale = match["scale" + tail]
    factor *= (numeral(scale).low if scale else 1) * (100 if share else 1)
    low = round(low * factor, 6)
    high = None if high is None or match["more" + n] else round(high * factor, 6)
    unit = unit or "%" * share
    if match["sign" + n] == "±":
        return _Range(-low, low, unit)
    return (
        _Range(-low, -low, unit) if match["sign" + n] in {"-", "零下"} else _Range(low, high, unit)
    )


def _unit(written: str) -> tuple[str, float]:
    """Unit of the table and factor; a unit per unit (km/h) is of the units of both."""
    table, small = _unit_tables()
    found = table.get(written) or small.get(written.lower())
    if found or not written:
        return found or ("", 1)
    (over, times), (under, per) = map(_unit, written.split("/", 1))
    return f"{over}/{under}", times / per


@cache
def _unit_tables() -> tuple[_Units, _Units]:
    """Units as written, and in small letters for those written otherwise (0.5Mpa)."""
    table = {one: (name, factor) for one, (name, factor) in lexicon(_NAME)["units"].items()}
    return table, {one.lower(): unit for one, unit in reversed(table.items())}


def _counts(match: re.Match[str], unit: str, changes: bool) -> bool:
    """Whether a number is an amount; `changes`: a verb of change or a bound is with it."""
    if match["idiom"] or unit in _SHARES:
        return True
    if not match["number1"][0].isdecimal():
        return changes and unit not in {"", *_COUNTED}
    named = len(match["unit1"] or "") == 1 and match.string[match.start() - 1] == "("  # (11A)
    return changes or (bool(unit) and not (named and unit.isascii()))


def _bounded(low: float, high: float | None, way: str) -> tuple[float | None, float | None]:
    return (None, high) if way == "at_most" else (low, None if way == "at_least" else high)
