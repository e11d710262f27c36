"""Relational table sets: PATSTAT and PatentsView folders, made up, in Parquet, CSV, TSV and ZIP."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from patnav.cli import cli
from patnav.errors import InputError, ProjectError
from patnav.ingest.assemble import assemble
from patnav.ingest.read import read
from patnav.model import Publication, Rejection
from patnav.project import create_project, open_project
from patnav.sources import content_hash

Rows = Sequence[Sequence[object]]
Tables = dict[str, tuple[Sequence[str], Rows]]
Writer = Callable[[Path, str, Sequence[str], Rows], Path]

DERIVED: Tables = {
    "CN_patent": (
        ("appln_id", "appln_filing_year", "docdb_family_size", "nb_citing_docdb_fam"),
        ((7, 2011, 3, 4), (5, 2012, 1, 0), (9, 2013, 2, None)),
    ),
    "CN_el_applt": (
        ("person_id", "appln_id", "applt_seq_nr"),
        ((2, 7, 1), (1, 7, 2), (1, 5, 1), (1, 999, 1)),
    ),
    "CN_applt": (
        ("person_id", "person_ctry_code", "han_name"),
        ((1, "CN", "NORTH LAKE BATTERY CO LTD"), (2, "", "SOUTH HILL UNIVERSITY")),
    ),
    "CN_el_inventor_patent": (("appln_id", "person_id", "invt_seq_nr"), ((7, 31, 2), (7, 30, 1))),
    "CN_inventor": (
        ("person_id", "psn_name", "city"),
        ((30, "WANG, A", "shenzhen, china"), (31, "LI, B", "wuxi, china")),
    ),
    "CN_el_cpc": (
        ("appln_id", "cpc_class_symbol"),
        ((7, "H01M  10/0562"), (7, "H01M   4/13"), (5, "H04B   1/711")),
    ),
}
PATSTAT: Tables = {
    "tls201_appln": (
        ("appln_id", "appln_auth", "appln_nr", "appln_kind", "appln_filing_date", "ipr_type",
         "earliest_filing_date", "docdb_family_id", "docdb_family_size", "nb_citing_docdb_fam"),
        (
            (1, "CN", "202010302257", "A ", "2020-04-16", "PI", "2019-05-01", 88, 2, 5),
            (2, "US", "201916123456", "A ", "2019-05-01", "PI", "2019-05-01", 88, 2, 5),
            (3, "CN", "", "D2", "9999-12-31", "PI", "9999-12-31", 0, 1, 0),
        ),
    ),
    "tls202_appln_title": (
        ("appln_id", "appln_title_lg", "appln_title"),
        ((1, "zh", "一种电池"), (1, "en", 'A "solid" battery, made up'), (2, "en", "A battery")),
    ),
    "tls206_person": (
        ("person_id", "person_name", "person_address", "person_ctry_code", "psn_name"),
        ((10, "North Lake Battery; Co., Ltd.", "Wuxi", "CN", "NORTH LAKE BATTERY"),
         (11, "Wang, A", None, None, None)),
    ),
    "tls207_pers_appln": (
        ("person_id", "appln_id", "applt_seq_nr", "invt_seq_nr"), ((10, 1, 1, 0), (11, 1, 2, 1)),
    ),
    "tls204_appln_prior": (("appln_id", "prior_appln_id", "prior_appln_seq_nr"), ((1, 2, 1),)),
    "tls209_appln_ipc": (
        ("appln_id", "ipc_class_symbol", "ipc_position"),
        ((1, "H01M   4/13", "L"), (1, "H01M  10/0562", "F")),
    ),
    "tls211_pat_publn": (
        ("pat_publn_id", "publn_auth", "publn_nr", "publn_kind", "appln_id", "publn_date",
         "publn_first_grant", "publn_claims"),
        ((100, "CN", "111856303", "A ", 1, "2020-10-30", "N", 0),
         (101, "CN", "111856303", "B ", 1, "2022-02-01", "Y", 9),
         (102, "US", "2020345678", "A1", 2, "2020-11-05", "N", 0)),
    ),
    "tls212_citation": (("pat_publn_id", "cited_pat_publn_id"), ((101, 102), (101, 0))),
}  # fmt: skip
VIEW: Tables = {
    "g_patent": (
        ("patent_id", "patent_type", "patent_date", "patent_title", "wipo_kind", "num_claims"),
        (("10000001", "utility", "2018-06-19", "Made-up press", "B2", 12),
         ("D812345", "design", "2018-03-13", "Made-up chair", "S1", 1)),
    ),
    "g_application": (
        ("application_id", "patent_id", "filing_date"),
        (("14/507474", "10000001", "2014-10-06"), ("29571234", "D812345", "2016-07-15")),
    ),
    "g_patent_abstract": (("patent_id", "patent_abstract"), (("10000001", 'A\tpress "of" sorts'),)),
    "g_assignee_disambiguated": (
        ("patent_id", "assignee_sequence", "disambig_assignee_organization",
         "disambig_assignee_individual_name_first", "disambig_assignee_individual_name_last",
         "location_id"),
        (("10000001", 1, "", "Ann", "Example", "L2"),
         ("10000001", 0, "EXAMPLE CORP.", "", "", "L1")),
    ),
    "g_location_disambiguated": (
        ("location_id", "disambig_city", "disambig_state", "disambig_country"),
        (("L1", "Utrecht", "", "NL"),),
    ),
    "g_cpc_current": (
        ("patent_id", "cpc_sequence", "cpc_group"),
        (("10000001", 1, "B29C45/00"), ("10000001", 0, "H01M10/0562")),
    ),
    "g_foreign_priority": (
        ("patent_id", "foreign_application_id", "filing_date", "foreign_country_filed"),
        (("10000001", "2013123456", "2013-10-07", "JP"),),
    ),
}  # fmt: skip


def parquet(folder: Path, name: str, head: Sequence[str], rows: Rows) -> Path:
    columns = {column: [row[place] for row in rows] for place, column in enumerate(head)}
    target = folder / f"{name}.parquet"
    pq.write_table(pa.table(columns), target)
    return target


def text(head: Sequence[str], rows: Rows, delimiter: str) -> str:
    stream = io.StringIO()
    sheet = csv.writer(stream, delimiter=delimiter)
    sheet.writerows([head, *rows])
    return stream.getvalue()


def commas(folder: Path, name: str, head: Sequence[str], rows: Rows) -> Path:
    target = folder / f"{name.upper()}.csv"
    target.write_text(text(head, rows, ","), encoding="utf-8")
    return target


def tabs(folder: Path, name: str, head: Sequence[str], rows: Rows) -> Path:
    target = folder / f"{name}.tsv"
    target.write_text(text(head, rows, "\t"), encoding="utf-8")
    return target


def zipped(folder: Path, name: str, head: Sequence[str], rows: Rows) -> Path:
    target = folder / f"{name}.tsv.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.tsv", text(head, rows, "\t"))
    return target


def gzipped(folder: Path, name: str, head: Sequence[str], rows: Rows) -> Path:
    target = folder / f"{name}.csv.gz"
    target.write_bytes(gzip.compress(text(head, rows, ",").encode()))
    return target


WRITERS = (parquet, commas, tabs, zipped, gzipped)


def write(folder: Path, tables: Tables, writer: Writer) -> Path:
    folder.mkdir(exist_ok=True)
    for name, (head, rows) in tables.items():
        writer(folder, name, head, rows)
    return folder


def records(folder: Path) -> list[Publication]:
    reading = read(folder)
    found = [record for record in reading if isinstance(record, Publication)]
    assert reading.rows == reading.publications + reading.rejections
    return found


@pytest.mark.parametrize("writer", WRITERS)
def test_derived_tables_become_one_record_per_application(tmp_path: Path, writer: Writer) -> None:
    folder = write(tmp_path / "set", DERIVED, writer)
    first, second, third = records(folder)
    assert [first.application, second.application, third.application] == [
        "XXPATS7", "XXPATS5", "XXPATS9",
    ]  # fmt: skip
    assert [party[::3] for party in first.applicants] == [
        ("SOUTH HILL UNIVERSITY", ""), ("NORTH LAKE BATTERY CO LTD", "CN"),
    ]  # fmt: skip
    assert first.inventors == ("WANG, A", "LI, B")
    assert first.cpc == ("H01M4/13", "H01M10/0562")
    assert str(first.application_date) == "2011-12-31"
    assert (first.cited_by, third.cited_by, third.applicants) == (4, None, ())
    start = 1 if writer is parquet else 2
    assert [record.source.row for record in (first, second, third)] == [start, start + 1, start + 2]
    assert [damage.reason[:19] for damage in read(folder).warnings] == ["gives the year only"]


@pytest.mark.parametrize("writer", WRITERS)
def test_patstat_tables_become_applications_with_their_document(
    tmp_path: Path, writer: Writer
) -> None:
    first, second, third = records(write(tmp_path / "set", PATSTAT, writer))
    assert (first.number, first.application) == ("CN111856303B", "CN202010302257")
    assert (str(first.publication_date), str(first.grant_date)) == ("2022-02-01", "2022-02-01")
    assert (str(first.priority_date), first.claim_count) == ("2019-05-01", 9)
    assert (first.ipc_main, first.patent_type, first.stage) == ("H01M10/0562", "invention", "grant")
    assert {item.lang: item.text for item in first.texts} == {
        "zh": "一种电池", "en": 'A "solid" battery, made up',
    }  # fmt: skip
    lake, person = first.applicants
    assert lake == ("North Lake Battery; Co., Ltd.", "NORTH LAKE BATTERY", "Wuxi", "CN")
    assert person == ("Wang, A", "Wang, A", "", "")
    assert first.priorities == (second.application,)
    assert first.family == second.family == "docdb:88"
    assert first.cites == ("US20200345678A1",)
    assert first.members == ("CN111856303A", "CN111856303B", "US20200345678A1")
    assert (third.application, third.number, third.family) == ("XXPATS3", "", "")
    assert third.application_date is None


@pytest.mark.parametrize("writer", [tabs, zipped])
def test_patentsview_tables_become_granted_patents(tmp_path: Path, writer: Writer) -> None:
    first, second = records(write(tmp_path / "set", VIEW, writer))
    assert (first.number, first.application) == ("US10000001B2", "US14507474")
    assert (second.number, second.patent_type) == ("USD812345S1", "design")
    assert [party[::2] for party in first.applicants] == [
        ("EXAMPLE CORP.", "Utrecht, NL"), ("Example, Ann", ""),
    ]  # fmt: skip
    assert [item.text for item in first.texts] == ["Made-up press", 'A press "of" sorts']
    assert (first.cpc, first.priorities) == (("H01M10/0562", "B29C45/00"), ("JP2013123456",))
    assert (str(first.priority_date), first.claim_count) == ("2013-10-07", 12)


def test_the_order_of_rows_in_side_tables_changes_nothing(tmp_path: Path) -> None:
    turned = {
        name: (head, rows if name == "tls201_appln" else tuple(reversed(rows)))
        for name, (head, rows) in PATSTAT.items()
    }
    plain = records(write(tmp_path / "a", PATSTAT, commas))
    other = records(write(tmp_path / "b", turned, commas))
    assert [_without_source(record) for record in plain] == [
        _without_source(record) for record in other
    ]


def _without_source(record: Publication) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__ if name != "source"}


def test_parts_of_a_table_count_one_after_another(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", PATSTAT, commas)
    head, rows = PATSTAT["tls201_appln"]
    (folder / "TLS201_APPLN.csv").unlink()
    commas(folder, "tls201_part02", head, rows[2:])
    commas(folder, "tls201_part01", head, rows[:2])
    assert [(record.source.row, record.application) for record in records(folder)] == [
        (2, "CN202010302257"), (3, "US16123456"), (4, "XXPATS3"),
    ]  # fmt: skip


def test_whole_numbers_that_a_tool_wrote_as_fractions_still_join(tmp_path: Path) -> None:
    as_float = {
        name: (head, [[float(c) if isinstance(c, int) else c for c in row] for row in rows])
        for name, (head, rows) in DERIVED.items()
    }
    first, *_ = records(write(tmp_path / "set", as_float, parquet))
    assert (first.application, len(first.applicants), first.family_size) == ("XXPATS7", 2, 3)


def test_values_of_a_wrong_kind_become_damages_or_rejections(tmp_path: Path) -> None:
    head, rows = PATSTAT["tls201_appln"]
    spoilt = [*rows[:1], (4, "CN", "not a number", "A", "soon", "PI", "x", 0, "many", "few")]
    folder = write(tmp_path / "set", PATSTAT | {"tls201_appln": (head, spoilt)}, commas)
    reading = read(folder)
    kept, refused = reading
    assert isinstance(kept, Publication)
    assert isinstance(refused, Rejection)
    assert (refused.source.row, refused.field) == (3, "appln_nr")


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", PATSTAT, tabs)
    (folder / "tls206_person.tsv").unlink()
    with pytest.raises(InputError, match="EPO PATSTAT without the table tls206_person"):
        read(folder)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", DERIVED, parquet)
    parquet(folder, "CN_applt", ("person_id", "name"), ((1, "X"),))
    with pytest.raises(InputError, match=r"CN_applt.parquet: has no column han_name; it has"):
        read(folder)


def test_a_nested_column_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", DERIVED, parquet)
    parquet(folder, "CN_applt", ("person_id", "han_name"), ((1, ["X", "Y"]),))
    with pytest.raises(InputError, match=r"column han_name is of type VARCHAR\[\]"):
        read(folder)


def test_a_table_in_two_formats_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", DERIVED, parquet)
    write(folder, DERIVED, gzipped)
    with pytest.raises(InputError, match=r"holds the table CN_patent twice"):
        read(folder)


def test_two_sets_in_one_folder_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", DERIVED | VIEW, tabs)
    with pytest.raises(InputError, match="holds tables of PatentsView and PATSTAT"):
        read(folder)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"PAR1 and then nothing", "cannot be read"), (b"", "cannot be read")],
)
def test_a_damaged_table_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    folder = write(tmp_path / "set", DERIVED, parquet)
    (folder / "CN_el_cpc.parquet").write_bytes(content)
    with pytest.raises(InputError, match=words):
        read(folder)


def test_a_zip_that_is_no_table_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", VIEW, zipped)
    target = folder / "g_cpc_current.tsv.zip"
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("another.tsv", "x")
    with pytest.raises(InputError, match="holds 2 files"):
        read(folder)
    target.write_bytes(target.read_bytes()[:60])
    with pytest.raises(InputError, match="damaged or encrypted"):
        read(folder)


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", VIEW, tabs)
    (folder / "g_cpc_current.tsv").unlink()
    with zipfile.ZipFile(folder / "g_cpc_current.tsv.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("g_cpc_current.tsv", b"\n" * (80 << 20))
    with pytest.raises(InputError, match="unpacks to more than 400 times"):
        read(folder)


def test_a_folder_name_with_signs_of_a_pattern_is_read(tmp_path: Path) -> None:
    assert len(records(write(tmp_path / "it's [a] *set?", DERIVED, parquet))) == 3


def test_one_table_alone_names_the_folder(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", VIEW, tabs)
    with pytest.raises(InputError, match=r"one table of PatentsView.*folder.*set"):
        read(folder / "g_patent.tsv")


def test_a_folder_is_added_known_by_its_tables_and_watched(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", DERIVED, parquet)
    project = tmp_path / "project"
    values = {
        "name": "p", "chain": "new_energy_battery_hydrogen", "home_region": "320000",
        "cutoff": "2020-01-01",
    }  # fmt: skip
    create_project(project, values)
    added = CliRunner().invoke(cli, ["add", "--project", str(project), str(folder)])
    assert added.exit_code == 0, added.output
    opened = open_project(project)
    (entry,) = opened.settings.sources
    assert opened.source_path(entry) == folder
    (folder / "README.txt").write_text("not a table of the set", encoding="utf-8")
    assert content_hash(folder) == entry.sha256 == read(folder).file
    parquet(folder, "CN_el_cpc", ("appln_id", "cpc_class_symbol"), ((7, "H01M  10/00"),))
    with pytest.raises(ProjectError, match="has changed"):
        opened.source_path(entry)
    (folder / "CN_applt.parquet").unlink()
    with pytest.raises(ProjectError, match="has changed"):
        opened.source_path(entry)


def test_a_table_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", DERIVED, parquet)
    rows = iter(read(folder))
    next(rows)
    parquet(folder, "CN_el_cpc", ("appln_id", "cpc_class_symbol"), ((7, "H01M  10/00"),) * 50)
    with pytest.raises(InputError, match="has changed while it was read"):
        list(rows)


def test_a_table_set_merges_with_an_export_by_its_numbers(tmp_path: Path) -> None:
    patstat, view = (
        write(tmp_path / "a", PATSTAT, parquet), write(tmp_path / "b", VIEW, zipped),
    )  # fmt: skip
    tables = assemble([read(patstat), read(view)])
    assert tables["patents"]["patent"].to_pylist() == [
        "CN202010302257", "US14507474", "US16123456", "US29571234", "XXPATS3",
    ]  # fmt: skip


@pytest.mark.shared
def test_the_derived_patstat_tables_are_read_whole(shared: Path) -> None:
    reading = read(shared / "data/patstat")
    applications = {record.application for record in reading if isinstance(record, Publication)}
    assert (reading.rows, reading.publications, reading.rejections) == (66_266, 66_266, 0)
    assert len(applications) == 66_266
