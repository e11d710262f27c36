"""Snapshots: same rows, same bytes; a reader never sees half of one."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from patnav import tables
from patnav.errors import ProjectError
from patnav.project import Project, create_project, file_hash
from patnav.snapshot import Snapshot, SnapshotWriter, open_snapshot

ROWS = [{"place": "JP", "name_zh": "日本"}, {"place": "CN", "name_zh": "中国"}]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    values = {"name": "z", "chain": "iot", "home_region": "320000", "cutoff": date(2025, 6, 30)}
    return create_project(tmp_path / "z", values)


def write(project: Project, identity: str) -> Snapshot:
    writer = SnapshotWriter(project, identity)
    writer.write("tables", {"places": tables.table("places", ROWS)})
    return writer.finish({"patnav": "0"})


def test_rows_come_back_sorted_by_key(project: Project) -> None:
    snapshot = write(project, "a")
    assert snapshot.frame("places")["place"].tolist() == ["CN", "JP"]
    found = snapshot.connect().execute("SELECT name_zh FROM places ORDER BY place").fetchall()
    assert found == [("中国",), ("日本",)]


def test_the_same_rows_give_the_same_bytes(project: Project) -> None:
    first = file_hash(write(project, "a").path("places"))
    assert file_hash(write(project, "b").path("places")) == first
    assert open_snapshot(project).manifest["files"]["tables/places.parquet"] == {
        "sha256": first,
        "rows": 2,
    }


def test_the_last_finished_snapshot_is_current_and_old_ones_stay(project: Project) -> None:
    write(project, "a")
    write(project, "b")
    assert open_snapshot(project).id == "b"
    assert open_snapshot(project, "a").id == "a"


def test_an_unfinished_build_leaves_the_current_snapshot_alone(project: Project) -> None:
    write(project, "a")
    SnapshotWriter(project, "b").write("tables", {"places": tables.empty("places")})
    assert open_snapshot(project).id == "a"
    with pytest.raises(ProjectError, match="no snapshot b"):
        open_snapshot(project, "b")


def test_the_same_snapshot_again_leaves_the_files_of_readers_alone(project: Project) -> None:
    inode = write(project, "a").path("places").stat().st_ino
    assert write(project, "a").path("places").stat().st_ino == inode


def test_a_damaged_snapshot_is_replaced_by_building_again(project: Project) -> None:
    path = write(project, "a").path("places")
    path.write_bytes(b"")
    assert write(project, "a").frame("places")["place"].tolist() == ["CN", "JP"]


def test_what_a_killed_build_left_is_swept_after_a_day(project: Project) -> None:
    old, young = (SnapshotWriter(project, name).folder for name in ("old", "young"))
    os.utime(old, (0, 0))
    write(project, "a")
    assert (old.exists(), young.exists()) == (False, True)


def test_a_project_without_snapshot_says_what_to_run(project: Project) -> None:
    with pytest.raises(ProjectError, match="run: patnav build"):
        open_snapshot(project)


def test_a_missing_table_is_named(project: Project) -> None:
    with pytest.raises(ProjectError, match="no table 'patents'"):
        write(project, "a").table("patents")


def test_a_value_of_a_wrong_type_is_refused() -> None:
    with pytest.raises(Exception, match="int"):
        tables.table("sources", [{"file": "a", "rows": "many"}])
