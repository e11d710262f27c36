"""Numbers as texts write them: 5,000, 1/3, 十五, 两三, 数十, 百分之三十, ten; METHOD.md §2.2."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from patnav.ingest.annotate.lexicon import lexicon

__all__ = ["Numeral", "numeral", "numeral_pattern"]

_FIGURES = r"\d{1,12}(?:,\d{3}(?!\d))*(?:\.\d+)?"  # longer ones are serial numbers
_RATIO = r"\d{1,9}/0*[1-9]\d{0,8}(?![\d/.A-Za-z])"
_PART_OF = "分之"
_FEW = "数几"  # 数十: some tens; alone some
_MORE = "多余几"  # 十多: ten and some


class Numeral(NamedTuple):
    """The number lies in `low`…`high` (None: open); `share` where it is a part of a whole (1/3)."""

    low: float
    high: float | None
    share: bool = False


@cache
def numeral_pattern() -> str:
    """Fragment of a pattern, without case: a whole numeral, never a part of a longer one."""
    table = lexicon("effect_facts")["numerals"]
    signs = "".join([*table["digits"], *table["scales"]])
    some = f"[{signs}]{{1,12}}"
    word = "|".join(sorted(table["words"], key=len, reverse=True))
    return (
        rf"(?>{_RATIO}|{_FIGURES}|\b(?:{word})(?=\b|fold)|(?<![{signs}第])(?:"
        rf"(?![零〇]+分){some}{_PART_OF}(?:{some}|{_FIGURES})|[{_FEW}]?{some}[{_MORE}]?|[{_FEW}]))"
    )


def numeral(written: str) -> Numeral:
    """Read what `numeral_pattern` matched."""
    if _PART_OF in written or "/" in written:
        one, other = map(numeral, re.split(f"{_PART_OF}|/", written))
        value = one.low / other.low if "/" in written else other.low / one.low
        return Numeral(value, value, share=True)
    if written[0].isdecimal():
        value = float(written.replace(",", ""))
        return Numeral(value, value)
    words = lexicon("effect_facts")["numerals"]["words"]
    return Numeral(*words[word]) if (word := written.lower()) in words else _chinese(written)


def _chinese(written: str) -> Numeral:
    core = written.strip(_FEW + _MORE)
    if not core:
        return Numeral(2, None)
    if pair := _pair().search(core):
        low, high = (_value(core[: pair.start()] + one + core[pair.end() :]) for one in pair[0])
        return Numeral(low, high)
    value = _value(core)
    if core == written:
        return Numeral(value, value)
    return Numeral(value * (2 if written[0] in _FEW else 1), None)


@cache
def _pair() -> re.Pattern[str]:
    """Two digits side by side: 两三 is from two to three, 七八十 from seventy to eighty."""
    digits = "".join(sign for sign, value in _table("digits").items() if value)
    return re.compile(f"[{digits}]{{2}}")


def _value(core: str) -> float:
    digits, scales = _table("digits"), _table("scales")
    total = section = digit = 0
    for sign in core:
        if sign in digits:
            digit = digits[sign]
        elif scales[sign] < scales["万"]:
            section, digit = section + (digit or 1) * scales[sign], 0
        else:
            total, section, digit = (total + section + digit or 1) * scales[sign], 0, 0
    return float(total + section + digit)


def _table(kind: str) -> dict[str, int]:
    table: dict[str, int] = lexicon("effect_facts")["numerals"][kind]
    return table
