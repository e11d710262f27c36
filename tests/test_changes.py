"""What an update changes: told before it is built, and between two snapshots."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from weekly import HEAD, export, project_in, row

from patnav import tables
from patnav.analysis import (
    Changes,
    change_lines,
    change_table,
    compare_exports,
    compare_snapshots,
    moves,
    write_changes,
)
from patnav.build import build
from patnav.cli import cli
from patnav.ingest.assemble import assemble
from patnav.ingest.read import read
from patnav.project import Project, open_project
from patnav.snapshot import Snapshot, SnapshotWriter
from patnav.tables import ANNOTATED, COLLECTED, FOUND
from patnav.update import preview, replaced_by, vanishing

Rows = list[dict[str, Any]]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return project_in(tmp_path / "项目")


def told(changes: Changes, **wanted: str) -> Rows:
    rows: Rows = changes.rows.to_pylist()
    return [item for item in rows if all(item[key] == value for key, value in wanted.items())]


def patnav(project: Project, *words: str) -> Result:
    result = CliRunner().invoke(cli, [*words, "--project", str(project.folder)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


# --- exports ------------------------------------------------------------------------------------


def test_an_update_tells_what_is_new_gone_and_changed_with_file_and_row(project: Project) -> None:
    old = export(project.folder / "week1.csv", 0, 0)
    project.add_sources([old])
    new = export(project.folder / "week2.csv", 4, 1)
    found = preview(project, [new], replaced_by(project, [new], [Path("week1.csv")]))
    assert found.changes is not None
    assert found.against == "file"
    assert found.changes.patents == {"new": 4, "gone": 4, "changed": 4, "unchanged": 0}
    (status,) = moves(found.changes, "patent", "status")
    assert (status.old, status.new, status.count) == ("pending", "in_force", 4)
    first = told(found.changes, field="status")[0]
    assert (first["old_file"], first["old_row"]) == ("week1.csv", 6)
    assert (first["new_file"], first["new_row"]) == ("week2.csv", 2)
    assert {item["new_row"] for item in told(found.changes, change="new")} == {6, 7, 8, 9}
    assert {item["cause"] for item in told(found.changes, change="gone")} == {"file_gone"}


VERSIONS = st.dictionaries(st.integers(0, 12), st.integers(0, 2), min_size=1)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(old=VERSIONS, new=VERSIONS)
def test_exactly_the_planted_changes_are_found(
    tmp_path_factory: pytest.TempPathFactory, old: dict[int, int], new: dict[int, int]
) -> None:
    folder = tmp_path_factory.mktemp("planted")
    sides = []
    for name, versions in (("old", old), ("new", new)):
        path = folder / f"{name}.csv"
        rows = (row(number, version) for number, version in versions.items())
        path.write_text(HEAD + "".join(rows), encoding="utf-8")
        sides.append(assemble([read(path)]))
    found = compare_exports(*sides)
    both = old.keys() & new.keys()
    changed = {number for number in both if old[number] != new[number]}
    assert found.patents == {
        "new": len(new.keys() - old.keys()),
        "gone": len(old.keys() - new.keys()),
        "changed": len(changed),
        "unchanged": len(both) - len(changed),
    }
    assert {item["name"] for item in told(found, field="status")} == {
        row(number, 0).split(",")[1] for number in changed
    }


def test_the_same_export_under_another_name_changes_nothing(project: Project) -> None:
    sides = []
    for name in ("a", "b"):
        path = export(project.folder / f"{name}.csv", 0, 0)
        path.write_text(path.read_text("utf-8") + "\n" * (name == "b"), encoding="utf-8")
        sides.append(assemble([read(path)]))
    assert compare_exports(*sides).rows.num_rows == 0


def test_a_patent_that_another_source_has_stays(project: Project) -> None:
    project.add_sources([export(project.folder / "week1.csv", 0, 0)])
    project.add_sources([export(project.folder / "other.csv", 2, 2)])
    build(project)
    new = export(project.folder / "week2.csv", 8, 1)
    found = preview(project, [new], replaced_by(project, [new], [Path("week1.csv")]))
    assert found.changes is not None
    causes = sorted(item["cause"] for item in told(found.changes, change="gone"))
    assert causes == ["elsewhere"] * 6 + ["file_gone"] * 2


def test_a_file_that_replaces_none_is_compared_with_the_last_build(project: Project) -> None:
    project.add_sources([export(project.folder / "week1.csv", 0, 0)])
    build(project)
    found = preview(project, [export(project.folder / "week2.csv", 2, 1)])
    assert found.changes is not None
    assert found.changes.patents == {"new": 2, "gone": 0, "changed": 6, "unchanged": 0}
    assert found.like == ("week1.csv", 6, 2)


def test_new_content_under_the_same_path_replaces_the_old(project: Project) -> None:
    path = export(project.folder / "week.csv", 0, 0)
    project.add_sources([path])
    build(project)
    export(path, 0, 1)
    found = preview(project, [path], replaced_by(project, [path], []))
    assert (found.against, found.replaces) == ("file", ("week.csv",))  # as it was kept
    assert found.changes is not None
    assert found.changes.patents["changed"] == 8


def test_a_replaced_file_that_is_lost_is_known_from_the_last_build(project: Project) -> None:
    path = export(project.folder / "week.csv", 0, 0)
    project.add_sources([path])
    build(project)
    for kept in project.parts.iterdir():
        (kept / "part.json").unlink()
    export(path, 0, 1)
    found = preview(project, [path], replaced_by(project, [path], []))
    assert found.against == "snapshot"
    assert found.changes is not None
    assert found.changes.patents["changed"] == 8


def test_a_field_that_one_side_never_fills_is_named_and_not_compared(tmp_path: Path) -> None:
    old, new = export(tmp_path / "a.csv", 0, 0), tmp_path / "b.csv"
    rows = list(csv.reader(old.read_text("utf-8").splitlines()))
    with new.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(cells[:-1] for cells in rows)
    found = compare_exports(assemble([read(old)]), assemble([read(new)]))
    assert "status" in found.silent
    assert found.patents["changed"] == 0


def test_where_no_patent_is_on_both_sides_no_field_is_called_silent(tmp_path: Path) -> None:
    old, new = (assemble([read(export(tmp_path / f"{at}.csv", at, 0))]) for at in (0, 100))
    found = compare_exports(old, new)
    assert (found.patents["new"], found.patents["unchanged"]) == (8, 0)
    assert found.silent == ()
    assert len(change_lines(found, "zh")) == 1


def test_an_example_that_is_cut_says_so(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(
        HEAD + row(1, 0).replace("一种", "一种人机交互与动作追踪以及更多内容", 1), "utf-8"
    )
    (new,) = change_table(compare_exports(assemble([]), assemble([read(path)])), "zh")
    assert str(new["例"]).endswith(" 一种人机交互与动作追踪以及更多内容正极…")


# --- snapshots ----------------------------------------------------------------------------------


def snapshot(
    project: Project, identity: str, rows: Mapping[str, Rows], code: str = "1"
) -> Snapshot:
    """A snapshot of a few rows; values that do not matter are left out."""
    writer = SnapshotWriter(project, identity)
    for kind, names in (("tables", COLLECTED | ANNOTATED), ("findings", FOUND)):
        writer.write(kind, {name: tables.table(name, rows.get(name, [])) for name in names})
    return writer.finish({"code": code, "sources": []})


def world(**more: Rows) -> dict[str, Rows]:
    """One patent of one file."""
    found: dict[str, Rows] = {
        "sources": [{"file": "f1", "name": "week1.csv"}],
        "patents": [
            {"patent": "CN1", "title": "一种电池", "status": "pending", "file": "f1", "row": 2}
        ],
        "publications": [{"patent": "CN1", "publication": "CN9A", "file": "f1", "row": 2}],
        "applicants": [{"patent": "CN1", "position": 1, "organisation": "O:甲", "name": "甲公司"}],
        "organisations": [{"organisation": "O:甲", "name": "甲公司", "kind": "enterprise"}],
    }
    return found | more


def test_a_snapshot_compared_with_itself_has_no_changes(project: Project) -> None:
    one = snapshot(project, "a", world())
    found = compare_snapshots(one, one)
    assert (found.rows.num_rows, found.patents["unchanged"]) == (0, 1)


def test_an_organisation_that_was_merged_names_the_other_and_back_it_is_split(
    project: Project,
) -> None:
    old = snapshot(project, "a", world())
    new = snapshot(
        project,
        "b",
        world(
            organisations=[{"organisation": "O:乙", "name": "乙集团"}],
            applicants=[{"patent": "CN1", "position": 1, "organisation": "O:乙", "name": "甲公司"}],
        ),
    )
    (gone,) = told(compare_snapshots(old, new), about="organisation", change="gone")
    assert (gone["cause"], gone["old"], gone["new"]) == ("merged", "甲公司", "乙集团")
    (back,) = told(compare_snapshots(new, old), about="organisation", change="new")
    assert (back["cause"], back["old"], back["new"]) == ("split", "乙集团", "甲公司")


def test_an_application_number_that_a_later_file_knows_is_a_change_of_key(project: Project) -> None:
    old = snapshot(project, "a", world())
    later = world(
        patents=[{"patent": "CN2020", "title": "一种电池", "status": "pending", "file": "f1"}],
        publications=[{"patent": "CN2020", "publication": "CN9A", "file": "f1", "row": 2}],
    )
    found = compare_snapshots(old, snapshot(project, "b", later))
    assert found.patents == {"new": 0, "gone": 0, "changed": 1, "unchanged": 0}
    (key,) = told(found, field="patent")
    assert (key["old"], key["new"], key["cause"]) == ("CN1", "CN2020", "reading")


@pytest.mark.parametrize(
    ("title", "code", "cause"),
    [("一种电池组", "1", "patent"), ("一种电池", "1", "chain"), ("一种电池", "2", "patnav")],
)
def test_a_move_to_another_node_has_its_cause(
    project: Project, title: str, code: str, cause: str
) -> None:
    def at(node: str, title: str) -> dict[str, Rows]:
        patents = [{"patent": "CN1", "title": title, "file": "f1", "row": 2}]
        placed = [{"patent": "CN1", "node": node, "main": True}]
        return world(patents=patents, assignments=placed)

    old = snapshot(project, "a", at("BT-01", "一种电池"))
    new = snapshot(project, "b", at("BT-02", title), code)
    (moved,) = told(compare_snapshots(old, new), about="node")
    assert (moved["old"], moved["new"], moved["cause"]) == ("BT-01", "BT-02", cause)
    assert (moved["old_file"], moved["new_row"]) == ("week1.csv", 2)


def test_events_bands_classes_and_ranks_are_told(project: Project) -> None:
    def of(band: str, node_class: str, rank: int, **more: Rows) -> dict[str, Rows]:
        return world(
            judgements=[{"patent": "CN1", "dimension": "maturity", "band": band}],
            cells=[{"node": "BT-01", "region": "320000", "node_class": node_class}],
            nodes=[{"node": "BT-01", "name_zh": "正极", "name_en": "cathode"}],
            list_enterprises=[
                {
                    "organisation": "O:甲",
                    "name": "甲公司",
                    "rank": rank,
                    "rank_low": 1,
                    "rank_high": 3,
                }
            ],
            **more,
        )

    happened = [{"patent": "CN1", "date": date(2025, 1, 2), "kind": "transfer", "text": "转让"}]
    old = snapshot(project, "a", of("low", "neutral", 2))
    found = compare_snapshots(old, snapshot(project, "b", of("mid", "strong", 5, events=happened)))
    seen = {(item["about"], item["field"], item["old"], item["new"]) for item in told(found)}
    assert seen == {
        ("judgement", "maturity", "low", "mid"),
        ("class", "", "neutral", "strong"),
        ("list", "enterprise", "2", "5"),
        ("event", "transfer", "", "2025-01-02 转让"),
    }
    assert told(found, about="list")[0]["cause"] == "beyond"
    assert "长板" in {item["新值"] for item in change_table(found, "zh")}


# --- commands -----------------------------------------------------------------------------------


def test_a_weekly_run_from_the_command_line(project: Project, tmp_path: Path) -> None:
    folder = project.folder
    patnav(project, "add", str(export(folder / "week1.csv", 0, 0)))
    patnav(project, "build")
    new, report = export(folder / "week2.csv", 4, 1), tmp_path / "变更.xlsx"
    words = ["add", str(new), "--replaces", "week1.csv", "--report", str(report)]
    tried = patnav(project, *words, "--dry-run", "--lang", "en")
    assert "patents: 4 new, 4 changed, 0 unchanged, 4 gone" in tried.stdout
    assert [source.path for source in open_project(folder).settings.sources] == ["week1.csv"]
    done = patnav(project, *words)
    assert "专利：新增 4，变更 4，不变 0，消失 4" in done.stdout
    assert "4 leave the set" in done.stderr
    assert [source.path for source in open_project(folder).settings.sources] == ["week2.csv"]
    sheet = openpyxl.load_workbook(report).worksheets[0]
    assert [cell.value for cell in sheet[1]][:4] == ["对象", "变化", "条目", "名称"]
    status = json.loads(patnav(project, "status", "--json").stdout)
    assert status["sources"][0]["built"] == "no"
    patnav(project, "build")
    found = json.loads(patnav(project, "changes", "--json").stdout)
    assert found["patents"] == {"new": 4, "gone": 4, "changed": 4, "unchanged": 0}
    kinds = {count["kind"]: count for count in found["graph"]["kinds"]}
    assert (kinds["Patent"]["new"], kinds["Patent"]["gone"], kinds["Patent"]["changed"]) == (
        4,
        4,
        4,
    )
    sums = found["graph"]["publish"]
    assert sums["written"] == sum(count["new"] + count["changed"] for count in kinds.values())
    assert sums["deleted"] == sum(count["gone"] for count in kinds.values())
    status = [row for row in found["graph"]["rows"] if row["property"] == "status"]
    assert {(row["old"], row["new"]) for row in status} == {("pending", "in_force")}
    assert {cause["code"] for move in found["lists"] for cause in move["causes"]} <= {
        *("patent_new", "patent_gone", "label_new", "label_gone", "status", "others"),
        *("chain_in", "chain_out", "moved"),
    }
    shown = patnav(project, "changes", "--limit", "2", "--lang", "en").stdout
    assert "more: see --limit, --report or --json" in shown
    assert "graph: a publish would write" in shown
    assert "graph: a publish" not in patnav(project, "changes", "--no-graph").stdout


def test_a_removed_source_says_what_goes_and_can_be_added_again(project: Project) -> None:
    for number in (0, 1):
        project.add_sources([export(project.folder / f"{number}.csv", number * 4, 0)])
    build(project)
    found = vanishing(project, [project.source_named(Path("0.csv"))])
    assert found is not None
    assert (len(found.leaves), found.stays) == (4, 4)
    done = patnav(project, "remove", "0.csv")
    assert "4 patents leave the set, 4 stay" in done.stderr
    assert (project.folder / "0.csv").exists()
    patnav(project, "add", str(project.folder / "0.csv"))
    assert len(open_project(project.folder).settings.sources) == 2


def test_a_formula_in_a_title_stays_a_text(tmp_path: Path) -> None:
    old, new = export(tmp_path / "a.csv", 0, 0), tmp_path / "b.csv"
    text = old.read_text("utf-8").replace("一种固态电解质0", "=HYPERLINK(1)")
    new.write_text(text, encoding="utf-8")
    found = compare_exports(assemble([read(old)]), assemble([read(new)]))
    write_changes(found, tmp_path / "c.csv", "zh", date(2025, 1, 1))
    assert ",'=HYPERLINK(1)," in (tmp_path / "c.csv").read_text("utf-8-sig")


def test_without_another_snapshot_changes_says_what_to_do(project: Project) -> None:
    project.add_sources([export(project.folder / "a.csv", 0, 0)])
    build(project)
    with pytest.raises(Exception, match="no other snapshot to compare with"):
        patnav(project, "changes")


def test_exports_that_fill_no_field_in_common_are_compared_by_what_is_there() -> None:
    nothing = {name: schema.empty_table() for name, schema in tables.SCHEMAS.items()}
    found = compare_exports(nothing, nothing)
    assert found.rows.num_rows == 0
    assert dict(found.patents) == {"new": 0, "gone": 0, "changed": 0, "unchanged": 0}
