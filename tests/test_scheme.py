"""Symbols that the IPC never had are reported; those it has or had are not."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
import yaml
from exports import incopat_row, write_xlsx

from patnav.data import resource
from patnav.ingest.read.reader import read
from patnav.ingest.read.scheme import scheme_doubt
from patnav.model import Publication


@pytest.mark.parametrize(
    "symbol",
    ["H01M10/0562", "H01L31/0224", "G06K9/62", "B60L11/18", "A23L1/29", "F24J2/46", "H10F10/14"],
)
def test_symbols_of_today_and_dropped_ones_are_right(symbol: str) -> None:
    assert scheme_doubt(symbol) == ""


@pytest.mark.parametrize(
    ("symbol", "words"),
    [
        ("G08G0/01", "no main group G08G0; nearest: G08G1"),
        ("H04N27/00", "no main group H04N27; nearest: H04N25"),
        ("A98Z1/00", "no subclass A98Z"),
        ("Y02E60/10", "no subclass Y02E"),
    ],
)
def test_a_symbol_that_never_was_is_named_with_its_neighbour(symbol: str, words: str) -> None:
    assert words in scheme_doubt(symbol)


def test_the_symbol_is_kept_and_the_doubt_listed(tmp_path: Path) -> None:
    row = incopat_row() | {"IPC": "H01M10/0562; G08G0/01"}
    reading = read(write_xlsx(tmp_path / "a.xlsx", list(row), [list(row.values())]))
    (record,) = reading
    assert isinstance(record, Publication)
    assert record.ipc == ("H01M10/0562", "G08G0/01")
    assert [(item.field, item.value) for item in reading.warnings] == [("IPC", "G08G0/01")]


def test_the_concordance_leads_to_symbols_of_the_scheme_and_names_each_old_one_once() -> None:
    with gzip.open(resource("ipc/levels.csv.gz"), "rt", encoding="ascii") as file:
        scheme = {row[0] for row in csv.reader(file)}
    entries = yaml.safe_load(resource("ipc/concordance.yaml").read_text(encoding="utf-8"))
    assert {symbol for entry in entries for symbol in entry["new"]} <= scheme
    old = [symbol for entry in entries for symbol in entry["old"]]
    assert len(old) == len(set(old))
