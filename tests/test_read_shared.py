"""Every real export that the dialects cover is read whole; a shifted column would fail here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from patnav.errors import InputError
from patnav.ingest.read import read
from patnav.model import Publication


class Expected(NamedTuple):
    """Rows of a file, its dialect, and how many rows have which field (as counted in the file)."""

    dialect: str
    rows: int
    applied: int
    published: int
    prior: int
    ipc: int
    applicants: int
    inventors: int
    applications: int


FILES = {
    "incopat/openai_72.xlsx": Expected("incopat", 73, 73, 73, 0, 70, 73, 0, 73),
    "incopat/toyota_autonomous_driving_5048.xlsx": Expected(
        "incopat", 5048, 5048, 5048, 0, 5045, 5048, 0, 5048
    ),
    "city-portfolio/taian_1985-2014_part1.xlsx": Expected(
        "generic_zh", 3700, 3700, 0, 0, 3561, 3700, 0, 3700
    ),
    "cnipr/cnipr_100.xlsx": Expected("cnipr", 100, 100, 100, 0, 100, 100, 99, 100),
    "patentics/augmented_reality.csv": Expected(
        "patentics_csv", 4483, 4483, 4483, 0, 4483, 4483, 4443, 4483
    ),
    "patentics/virtual_reality.csv": Expected(
        "patentics_csv", 7805, 7805, 7805, 0, 7805, 7805, 7683, 7805
    ),
    "lens/lens-export_2021header_jetengine.csv": Expected(
        "lens", 3779, 3778, 3778, 3778, 3758, 3638, 3669, 3779
    ),
    "lens/lens_drones_tac_1695_families.xlsx": Expected(
        "lens", 1695, 1695, 1695, 0, 1644, 1676, 1626, 1695
    ),
    "google-patents/gp-search-1_tiny.csv": Expected("google_patents", 1, 1, 1, 1, 0, 1, 1, 0),
    "google-patents/gp-search_genai-health_original.csv": Expected(
        "google_patents", 7022, 7020, 7022, 7008, 0, 7016, 7003, 0
    ),
    "google-patents/gp-search_solid-electrolyte.csv": Expected(
        "google_patents", 4264, 4264, 4264, 4242, 0, 4253, 4238, 0
    ),
    "derwent-index/derwent_drone_drones_1_500.ciw": Expected(
        "derwent_index", 500, 500, 500, 500, 500, 500, 496, 52
    ),
    "derwent-index/derwent_drone_drones_501_1000.ciw": Expected(
        "derwent_index", 500, 500, 500, 500, 500, 500, 496, 43
    ),
}


def counted(dialect: str, found: Sequence[Publication]) -> Expected:
    return Expected(
        dialect,
        len(found),
        sum(item.application_date is not None for item in found),
        sum(item.publication_date is not None for item in found),
        sum(item.priority_date is not None for item in found),
        sum(bool(item.ipc) for item in found),
        sum(bool(item.applicants) for item in found),
        sum(bool(item.inventors) for item in found),
        sum(bool(item.application) for item in found),
    )


LATE = {
    "lens/lens_drones_tac_1695_families.xlsx": 11,
    "patentics/augmented_reality.csv": 2,
    "patentics/virtual_reality.csv": 4,
}
"""Filings that an export dates after the year of their numbers."""


@pytest.mark.parametrize("name", FILES)
def test_real_export_is_read_whole(shared: Path, name: str) -> None:
    reading = read(shared / "data" / name)
    found = [record for record in reading if isinstance(record, Publication)]
    assert (reading.rows, reading.publications, reading.rejections) == (len(found), len(found), 0)
    slips = [item for item in reading.warnings if "the IPC has no" in item.reason]
    late = [item for item in reading.warnings if "after the year" in item.reason]
    assert len(late) == LATE.get(name, 0)
    assert len(reading.warnings) - len(slips) - len(late) <= 1
    assert len(slips) <= len(found) / 100
    assert reading.unknown == ()
    assert counted(reading.dialect, found) == FILES[name]


LISTS = {  # dialect, publications, rejections
    "messy/bit_patent_list.csv": ("plain_list", 125, 1),
    "nasa/nasa_licensable_1630.csv": ("nasa", 1623, 7),
}
NO_PATENTS = "no column holds patent numbers"
REFUSED = {
    "cpc-multilabel/sample_test.csv": "header found: publication_number",
    "cpc-multilabel/sample_train.csv": "header found: publication_number",
    "cpc-multilabel/sample_val.csv": "header found: publication_number",
    "epo-uspto/epo_ops_legal_fixtures_legal_code_descriptions_202417.xlsx": NO_PATENTS,
    "epo-uspto/uspto_global_dossier_test_app.json": "is JSON that no dialect knows",
    "patstat/CN_applt.parquet": "is one table of PATSTAT",
    "patstat/CN_el_applt.parquet": "is one table of PATSTAT",
    "patstat/CN_el_cpc.parquet": "is one table of PATSTAT",
    "patstat/CN_el_inventor_patent.parquet": "is one table of PATSTAT",
    "patstat/CN_el_patent_field.parquet": NO_PATENTS,
    "patstat/CN_inventor.parquet": "is one table of PATSTAT",
    "patstat/CN_patent.parquet": "is one table of PATSTAT",
    "taxonomy/cnipa-digital-tech/GovPatent_raw_data.csv": NO_PATENTS,
    "taxonomy/cnipa-digital-tech/ipcDes_demo.jsonl": NO_PATENTS,
    "taxonomy/gbt4754/gbt4754-2011_flat.tsv": NO_PATENTS,
    "taxonomy/gbt4754/gbt4754-2017_flat.tsv": NO_PATENTS,
    "taxonomy/ipc/en_2022_labels_group_id_4.tsv": NO_PATENTS,
    "taxonomy/ipc/en_2022_labels_group_id_6.tsv": NO_PATENTS,
    "taxonomy/ipc/ipc_zh_titles.tsv": NO_PATENTS,
    "taxonomy/regions/cpca_adcodes.csv": NO_PATENTS,
    "taxonomy/wipo35/ipc_technology.csv": NO_PATENTS,
}
TABLES = {".ciw", ".csv", ".jsonl", ".parquet", ".tsv", ".xls", ".xlsx"}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_accounts_for_every_row(shared: Path, name: str) -> None:
    reading = read(shared / "data" / name)
    rows = len(list(reading))
    assert rows == reading.rows == reading.publications + reading.rejections
    assert (reading.dialect, reading.publications, reading.rejections) == LISTS[name]


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_dialect_covers_is_refused_by_what_it_is(shared: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        read(shared / "data" / name)
    assert REFUSED[name] in caught.value.what


def test_no_table_of_the_material_is_left_out(shared: Path) -> None:
    home = shared / "data"
    tables = {
        path.relative_to(home).as_posix() for path in home.rglob("*") if path.suffix in TABLES
    }
    assert tables - FILES.keys() - LISTS.keys() - REFUSED.keys() == set()
