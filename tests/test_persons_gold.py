"""Which inventors are one person, on pairs judged by hand; docs/parties.md gives the figures."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from patnav.ingest.parties.identity import is_placeholder, normalise
from patnav.ingest.parties.person_names import person_key
from patnav.ingest.parties.persons import Filing, persons_of
from patnav.ingest.read import read
from patnav.ingest.read.numbers import parse_application
from patnav.model import Publication

pytestmark = pytest.mark.shared

ENDS = ("patent", "other")
_SETS = {
    "patentics": ["patentics/virtual_reality.csv", "patentics/augmented_reality.csv"],
    "gp-search_genai-health": ["google-patents/gp-search_genai-health_original.csv"],
    "gp-search_solid-electr": ["google-patents/gp-search_solid-electrolyte.csv"],
    "lens-export_2021header": ["lens/lens-export_2021header_jetengine.csv"],
    "lens_drones_tac_1695_f": ["lens/lens_drones_tac_1695_families.xlsx"],
}


def filing(row: Publication) -> Filing:
    names = [party.name or party.standard_name for party in row.applicants]
    day = row.application_date or row.priority_date or row.publication_date
    return Filing(
        row.application or row.number,
        day.year if day else 0,
        tuple(dict.fromkeys(map(normalise, filter(None, names)))),
        tuple(sorted({symbol[:4] for symbol in (*row.ipc, *row.cpc)})),
        tuple(dict.fromkeys(person_key(n) for n in row.inventors if not is_placeholder(n))),
    )


def filings(folder: Path, name: str) -> list[Filing]:
    """The first document of each application in the files of a set."""
    found: dict[str, Filing] = {}
    for path in _SETS[name]:
        rows = (row for row in read(folder / path) if isinstance(row, Publication))
        here: dict[str, Filing] = {}
        for row in rows:
            if row.inventors:
                here.setdefault(row.application or row.number, filing(row))
        found |= here
    return list(found.values())


def numbered(name: str, text: str) -> str:
    """A number of the labelled pairs as the reader gives it today; Google Patents has documents."""
    return text if name.startswith("gp-") else parse_application(text).number


def keys(items: list[Filing]) -> dict[tuple[str, str], str]:
    """(patent, name) -> key of the person."""
    found = persons_of(items)
    return {(one.patent, name): person.key for person, name, patents in found for one in patents}


def test_same_name_pairs_are_told_apart_and_joined(shared: Path) -> None:
    text = (ROOT / "tests/gold/persons.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    pairs = list(csv.DictReader(lines))
    told = {name: keys(filings(shared / "data", name)) for name in _SETS}
    joined = [
        len({told[row["set"]][numbered(row["set"], row[end]), row["name"]] for end in ENDS}) == 1
        for row in pairs
    ]
    same = [row["same"] == "1" for row in pairs]
    right = sum(one and other for one, other in zip(same, joined, strict=True))
    sys.stdout.write(f"joined {sum(joined)}, right {right}, of {sum(same)}; {len(pairs)} pairs\n")
    assert len(pairs) >= 200
    assert right >= 0.99 * sum(joined)
    assert right >= 0.88 * sum(same)
