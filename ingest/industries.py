"""Industries: codes of GB/T 4754-2017 and of the strategic emerging industries, with their names.

A code is written as publications hold it: `C4012` of GB/T 4754, `SEI6.5` of the strategic emerging
industries. Source: `data/industries/`.
"""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from patnav.data import resource

__all__ = ["EMERGING", "Industry", "Scheme", "industry", "read_industry"]

Scheme = Literal["gbt4754", "sei"]
EMERGING = "SEI"
"""What stands before the code of a strategic emerging industry."""

_NATIONAL_CODE = re.compile(r"^([A-T]\d{0,4}|\d{4})(?![0-9A-Z.])")
_EMERGING_CODE = re.compile(r"^([1-9](?:\.\d{1,2}){0,3}|OTH)(?![0-9A-Z.])")


class Industry(NamedTuple):
    """Scheme, code as the scheme writes it, and its name, or that of the level above it."""

    scheme: Scheme
    code: str
    name: str


@lru_cache(maxsize=8192)
def read_industry(text: str, scheme: Scheme) -> str:
    """Read `C4012`, `4012` or `6.5 (智能电网产业)`; raises ValueError when no such code is."""
    upper = text.strip().upper()
    if scheme == "sei":
        match = _EMERGING_CODE.match(upper.removeprefix(EMERGING))
        if match and _emerging_name(match[1]):
            return EMERGING + match[1]
        raise ValueError("is not a code of the strategic emerging industries (2018)")
    match = _NATIONAL_CODE.match(upper)
    code = _lettered().get(match[1], match[1]) if match else ""
    if code in _names("gbt4754"):
        return code
    raise ValueError("is not a code of GB/T 4754-2017")


def industry(code: str) -> Industry:
    """Tell what a code of `read_industry` means."""
    if code.startswith(EMERGING):
        own = code.removeprefix(EMERGING)
        return Industry("sei", own, _emerging_name(own))
    return Industry("gbt4754", code, _names("gbt4754")[code])


def _emerging_name(code: str) -> str:
    """Name of a code, of its second level when it goes deeper; empty when there is none."""
    return _names("sei").get(".".join(code.split(".")[:2]), "")


@cache
def _lettered() -> dict[str, str]:
    """Four digits, which no two sections share, and the code with its letter."""
    return {code[1:]: code for code in _names("gbt4754") if len(code) == 5}


@cache
def _names(scheme: Scheme) -> dict[str, str]:
    text = resource(f"industries/{scheme}.csv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {row["code"]: row["name"] for row in csv.DictReader(lines)}
