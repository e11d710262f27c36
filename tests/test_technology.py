"""WIPO's fields of technology: each symbol in one, weights that sum to 1."""

from __future__ import annotations

import csv
import gzip

import pytest

from patnav.data import resource
from patnav.ingest.assemble.technology import technology_field, technology_fields


@pytest.mark.parametrize(
    ("symbol", "number"),
    [
        ("H01M10/0562", 1),
        ("G01N33/00", 11),
        ("G01N21/00", 10),
        ("H04N21/00", 4),
        ("H04N5/225", 2),
        ("H10F10/00", 8),
        ("G06V10/00", 6),
        ("B64U10/00", 32),
        ("A61K8/00", 14),
        ("A61K31/00", 16),
        ("B01D53/00", 24),
        ("B01D3/00", 23),
    ],
)
def test_a_main_group_goes_before_its_subclass(symbol: str, number: int) -> None:
    field = technology_field(symbol)
    assert field is not None
    assert field.number == number


def test_fields_weigh_by_symbols_and_sum_to_one() -> None:
    found = technology_fields(["H01M10/0562", "H01M4/13", "G06V10/00", "G16Y10/00"])
    assert [(number, round(weight, 3)) for number, _, _, weight in found] == [
        (1, 0.667),
        (6, 0.333),
    ]
    assert list(technology_fields([])) == list(technology_fields(["G16Y10/00"])) == []


def test_every_subclass_of_the_scheme_but_one_is_in_a_field() -> None:
    with gzip.open(resource("ipc/levels.csv.gz"), "rt", encoding="ascii") as file:
        symbols = [row["symbol"] for row in csv.DictReader(file)]
    assert {s[:4] for s in symbols if technology_field(s) is None} == {"G16Y"}
