"""WIPO's 35 fields of technology of a patent, by its IPC symbols (`data/ipc/wipo35.csv`)."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from patnav.data import resource

__all__ = ["TechnologyField", "technology_field", "technology_fields"]


class TechnologyField(NamedTuple):
    """Number from 1 to 35 and names."""

    number: int
    name_en: str
    name_zh: str


def technology_field(symbol: str) -> TechnologyField | None:
    """Field of a normalised IPC symbol (`H01M10/0562`); None where no field holds it."""
    known = _fields()
    return known.get(symbol.partition("/")[0]) or known.get(symbol[:4])


def technology_fields(symbols: Iterable[str]) -> Iterator[tuple[int, str, str, float]]:
    """Yield number, names and weight of the fields of one patent's IPC symbols.

    Each symbol that a field holds counts alike; the weights sum to 1.
    """
    counts: dict[TechnologyField, int] = defaultdict(int)
    for field in filter(None, map(technology_field, symbols)):
        counts[field] += 1
    total = sum(counts.values())
    return ((*field, count / total) for field, count in counts.items())


@cache
def _fields() -> dict[str, TechnologyField]:
    text = resource("ipc/wipo35.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {
        symbol: TechnologyField(int(row["field"]), row["name_en"], row["name_zh"])
        for row in rows
        for symbol in f"{row['symbols']} {row['later']}".split()
    }
