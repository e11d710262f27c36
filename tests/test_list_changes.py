"""Why entries of the key lists moved: planted changes of the small world are found as causes."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from small_world import VERSION, save_small_world, small_world

from patnav.analysis import Changes, ListMove, analyse, compare_snapshots, list_table, write_changes
from patnav.project import Project
from patnav.snapshot import Snapshot, SnapshotWriter
from patnav.tables import Tables

SORTING, COLLECTOR = "CN202010000006", "O:海石回收股份有限公司"
FIXTURE, CLOUD = "CN201920000004", "O:云帆电池材料有限公司"
MILLED, OTHER = "CN201880000009", "O:Aozora Cells K.K."


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return save_small_world(tmp_path / "world").project


def save(project: Project, identity: str, tables: Tables, **manifest: object) -> Snapshot:
    writer = SnapshotWriter(project, identity * 16)
    writer.write("tables", tables)
    writer.write("findings", analyse(writer.view()))
    return writer.finish({"patnav": VERSION, "code": "1", "sources": []} | manifest)


def put(rows: pa.Table, column: str, old: str, new: str, patent: str) -> pa.Table:
    """The table with one value of one patent replaced."""
    here = pc.and_(pc.equal(rows["patent"], patent), pc.equal(rows[column], old))
    at = rows.column_names.index(column)
    return rows.set_column(at, rows.schema.field(at), pc.if_else(here, new, rows[column]))


def without(tables: Tables, patent: str) -> Tables:
    return {
        name: rows.filter(pc.not_equal(rows["patent"], patent))
        if "patent" in rows.column_names
        else rows
        for name, rows in tables.items()
    }


def causes(found: Changes, kind: str, key: str) -> dict[str, list[str]]:
    (move,) = [item for item in found.lists if (item.kind, item.key) == (kind, key)]
    return {cause.code: cause.patents for cause in move.causes}


def compared(project: Project, tables: Tables, **manifest: object) -> Changes:
    old = save(project, "a", small_world())
    return compare_snapshots(old, save(project, "b", tables, **manifest))


def test_the_same_tables_move_nothing(project: Project) -> None:
    found = compared(project, small_world())
    assert (found.lists, found.made_with) == ((), ())


def test_a_patent_that_is_gone_is_named_for_who_filed_and_who_invented_it(
    project: Project,
) -> None:
    found = compared(project, without(small_world(), SORTING))
    assert causes(found, "enterprise", COLLECTOR) == {"patent_gone": [SORTING]}
    assert causes(found, "talent", f"P:孙立@{COLLECTOR}") == {"patent_gone": [SORTING]}
    assert causes(found, "enterprise", OTHER) == {"others": []}
    back = compare_snapshots(*reversed(sides(project)))
    assert causes(back, "enterprise", COLLECTOR) == {"patent_new": [SORTING]}


def sides(project: Project) -> tuple[Snapshot, Snapshot]:
    folders = (project.snapshots / (letter * 16) for letter in "ab")
    old, new = (Snapshot(folder, project) for folder in folders)
    return old, new


def test_a_status_and_the_values_it_changes(project: Project) -> None:
    tables = small_world()
    tables["patents"] = put(tables["patents"], "status", "pending", "in_force", SORTING)
    found = compared(project, tables)
    assert causes(found, "enterprise", COLLECTOR) == {"status": [SORTING]}
    (move,) = [item for item in found.lists if item.key == COLLECTOR]
    assert ("in_force", "1", "2") in move.values


def test_a_label_moves_a_patent_from_one_technology_to_another(project: Project) -> None:
    tables = small_world()
    tables["mentions"] = put(tables["mentions"], "value", "硫化物球磨", "热压烧结", MILLED)
    found = compared(project, tables)
    assert causes(found, "technology", "硫化物球磨") == {"label_gone": [MILLED]}
    (move,) = [item for item in found.lists if item.key == "热压烧结"]
    assert (move.change, move.rank_old, move.rank_new is None) == ("new", None, False)
    assert [cause.code for cause in move.causes] == ["label_new"]
    assert [cause.patents for cause in move.causes] == [[MILLED]]


def test_a_patent_that_leaves_the_chain_and_one_that_moves_in_it(project: Project) -> None:
    tables = small_world()
    placed = tables["assignments"]
    part = pc.and_(pc.equal(placed["patent"], SORTING), pc.equal(placed["node"], "SW-03"))
    out = pc.or_(part, pc.equal(placed["patent"], FIXTURE))
    tables["assignments"] = placed.filter(pc.invert(out))
    found = compared(project, tables)
    assert causes(found, "enterprise", CLOUD) == {"chain_out": [FIXTURE]}
    assert causes(found, "enterprise", COLLECTOR) == {"moved": [SORTING]}


def test_what_the_builds_were_made_with_is_a_cause_of_all(project: Project) -> None:
    settings = {"unit": "family", "thresholds": {"lag_months": 24}}
    tables = without(small_world(), SORTING)
    found = compared(project, tables, settings=settings, code="2", decisions="d1")
    told = {(item.code, item.name, item.old, item.new) for item in found.made_with}
    assert told == {
        ("parameter", "unit", "", "family"),
        ("parameter", "thresholds.lag_months", "", "24"),
        ("patnav", "code", "1", "2"),
        ("decisions", "decisions", "", "d1"),
    }
    general = {"parameter": [], "patnav": [], "decisions": []}
    assert causes(found, "enterprise", COLLECTOR) == {"patent_gone": [SORTING]} | general
    assert causes(found, "enterprise", OTHER) == {"others": []} | general


def test_moves_are_told_in_words_and_in_the_report(project: Project, tmp_path: Path) -> None:
    found = compared(project, without(small_world(), SORTING))
    rows = list_table(found, "zh")
    (row,) = [row for row in rows if row["条目"] == "海石回收股份有限公司"]
    assert row["原因"] == f"专利消失 1 ({SORTING})"
    assert "专利族数（分数计数） 1.5 → 1" in str(row["变化的数值"])
    moved = [item for item in found.lists if item.rank_old != item.rank_new]
    assert list(found.lists[: len(moved)]) == moved
    write_changes(found, tmp_path / "c.csv", "en", project.settings.cutoff)
    report = (tmp_path / "c.csv").read_text("utf-8-sig")
    assert f"cause in list,changed,{COLLECTOR}" in report
    assert isinstance(found.lists[0], ListMove)
