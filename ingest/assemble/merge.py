"""Patents as groups of rows, and the names by which rows of one patent know each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from patnav.data import load_yaml, resource
from patnav.model import Publication

__all__ = ["Group", "publication_name", "serial"]

_NUMBER = re.compile(r"^([A-Z]{2})(.+?)([A-Z]\d?)?$")
_OLD_CN = re.compile(r"^CN8[5-9]\d{6}$")


@dataclass(frozen=True, slots=True)
class Group:
    """All rows of one patent, best first, under its key.

    `rows` holds the document to show first: the granted one, else the latest; within a document
    the most trusted row is first (plan.py). `documents` maps publication numbers to their rows.
    """

    key: str
    rows: tuple[Publication, ...]

    @property
    def documents(self) -> Mapping[str, tuple[Publication, ...]]:
        """Publication numbers with their rows, in the order of the rows."""
        return {number: tuple(rows) for number, rows in groupby(self.rows, lambda row: row.number)}


def publication_name(number: str) -> str:
    """The name that rows of one publication, or of its application and grant, have in common."""
    shared = serial(number)
    # Until 1989 CNIPA published applications under the application number.
    return f"{'application' if _OLD_CN.match(shared) else 'publication'} {shared}"


@lru_cache(maxsize=65_536)
def serial(number: str) -> str:
    """Office and serial of a publication number: what its documents of all stages share.

    The kind is dropped (CN111856303B → CN111856303) except where the office gives one serial to
    several applications (JPH0812345A stays so); numbers/publication_serials.yaml tells where.
    """
    match = _NUMBER.match(number)
    if match is None:
        return number
    office, digits, kind = match.groups(default="")
    reused, own_series = _offices()
    keep = office != "CN" and (office in reused or kind[:1] in own_series)
    return f"{office}{digits}{kind[:1] if keep else ''}"


@cache
def _offices() -> tuple[frozenset[str], frozenset[str]]:
    words = load_yaml(resource("numbers/publication_serials.yaml"))
    return frozenset(words["reused"]), frozenset(words["own_series"])
