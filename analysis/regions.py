"""Regions: places rolled up to the level at which a project compares.

A province-level city (11 Beijing, 12 Tianjin, 31 Shanghai, 50 Chongqing) is a region at the level
of provinces and at that of cities; a foreign country is a region at every level. A Chinese place
that is only known above the level (a firm in Jiangsu, city unknown) is the region `320000/`, inside
the margins; `CN/` likewise. "" is an unknown place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

__all__ = ["LEVELS", "UNSPECIFIED", "counted_level", "level_of", "region_rows"]

LEVELS = ("country", "province", "city", "county")
UNSPECIFIED = "/"  # after the code of a place that is not known more finely
MUNICIPALITIES = ("11", "12", "31", "50")  # GB/T 2260


class _Place(NamedTuple):
    parent: str
    level: str


def level_of(code: str) -> str:
    """Level of a GB/T 2260 or ISO 3166 code: country, province, city or county."""
    if not code.isdigit():
        return "country"
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def counted_level(code: str, home: str) -> str:
    """Level at which a region is counted in a project whose home region lies at level `home`."""
    chinese = code.isdigit() or code == "CN"
    if not chinese or (home == "city" and _is_municipality(code)):
        return home
    return level_of(code)


def region_rows(places: pd.DataFrame, levels: Sequence[str]) -> pd.DataFrame:
    """For each level, the region of each place; columns: level, place, region.

    `places` has the columns place, parent, level; a place without a level is a region of its own.
    """
    known = {
        str(row.place): _Place(str(row.parent or ""), str(row.level))
        for row in places.itertuples(index=False)
    }
    rows = [(level, place, _region(place, level, known)) for level in levels for place in known]
    return pd.DataFrame(rows, columns=["level", "place", "region"], dtype="str")


def _region(place: str, level: str, known: Mapping[str, _Place]) -> str:
    at = place
    while at and at in known:
        if known[at].level == level or (level == "city" and _is_municipality(at)):
            return at
        at = known[at].parent
    return place + UNSPECIFIED if _is_coarse(place, level, known) else place


def _is_coarse(place: str, level: str, known: Mapping[str, _Place]) -> bool:
    if not (place.isdigit() or place == "CN") or known[place].level not in LEVELS:
        return False
    return LEVELS.index(known[place].level) < LEVELS.index(level)


def _is_municipality(code: str) -> bool:
    return code.isdigit() and code[:2] in MUNICIPALITIES and code.endswith("0000")
