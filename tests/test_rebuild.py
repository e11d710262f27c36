"""Same inputs, same bytes; a new file changes only what it must; a killed build harms nothing."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from killed_work import build_anew, killed

from patnav.analysis import export_list
from patnav.build import build
from patnav.demo import demo_project
from patnav.errors import StoreError, TooLargeError
from patnav.graph.build import Graph
from patnav.graph.embedded import EmbeddedView
from patnav.graph.embedded_writer import EmbeddedWriter
from patnav.project import PROJECT_FILE, file_hash, open_project
from patnav.snapshot import Snapshot, open_snapshot

BIN = Path(sys.executable).parent
OF_ONE_PATENT = ("patents", "texts", "classifications", "applicants", "inventors")
OF_ONE_TEXT = ("mentions", "products", "assignments")
OTHER_FILE = """申请号,名称,摘要,申请人,申请日,主分类号
CN201510123456.3,一种晾衣架,本实用新型公开了一种晾衣架，节省了空间。,虚构衣架厂,2015-03-02,D06F57/00
"""


class Built(NamedTuple):
    folder: Path
    files: dict[str, str]
    seconds: float


def contents(snapshot: Snapshot) -> dict[str, str]:
    """Hash of every file of a snapshot and of the lists that are made of it."""
    files = [path for path in snapshot.folder.rglob("*") if path.is_file()]
    found = {path.relative_to(snapshot.folder).as_posix(): file_hash(path) for path in files}
    for lang in ("zh", "en"):
        target = snapshot.project.folder / f"list-{lang}.xlsx"
        export_list(snapshot, "enterprise", target, lang)
        found[target.name] = file_hash(target)
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("rebuild") / "first"
    project, _ = demo_project(folder, patents=300, seed=7)
    start = time.monotonic()
    snapshot = build(project).snapshot
    return Built(folder, contents(snapshot), time.monotonic() - start)


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Path:
    """The same project in another folder."""
    return Path(shutil.copytree(built.folder, tmp_path / "另一个 folder"))


def test_another_folder_process_and_order_give_the_same_bytes(built: Built, copy: Path) -> None:
    shutil.rmtree(copy / "snapshots")
    head, *sources = (copy / PROJECT_FILE).read_text(encoding="utf-8").split("[[sources]]")
    assert len(sources) > 2
    turned = "[[sources]]".join([head, *(part + "\n" for part in reversed(sources))])
    (copy / PROJECT_FILE).write_text(turned, encoding="utf-8")
    command = [str(BIN / "patnav"), "build", "--project", str(copy)]
    subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": "4711"}, check=True)
    assert contents(open_snapshot(open_project(copy))) == built.files


def test_building_again_changes_nothing(built: Built) -> None:
    snapshot = build(open_project(built.folder), fresh=True).snapshot
    assert contents(snapshot) == built.files
    assert [path.name for path in snapshot.project.snapshots.glob(".*")] == [".cache"]


def test_a_new_file_changes_only_what_it_must(built: Built, copy: Path) -> None:
    before = open_snapshot(open_project(built.folder))
    project = open_project(copy)
    (copy / "more.csv").write_text(OTHER_FILE, encoding="utf-8")
    project.add_sources([copy / "more.csv"])
    after = build(open_project(copy)).snapshot
    for name in (*OF_ONE_PATENT, *OF_ONE_TEXT, "judgements", "families", "publications"):
        old = {repr(row) for row in before.table(name).to_pylist()}
        new = {repr(row) for row in after.table(name).to_pylist()}
        assert old <= new, name
        assert all("CN201510123456" in row for row in new - old), name
    assert open_snapshot(project, before.id).folder != after.folder


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_killed_build_leaves_the_last_snapshot_and_the_next_build_works(copy: Path) -> None:
    text = (copy / PROJECT_FILE).read_text(encoding="utf-8")
    changed = text.replace("synthetic = true", 'synthetic = true\nunit = "legal_right"')
    (copy / PROJECT_FILE).write_text(changed, encoding="utf-8")
    before = open_snapshot(open_project(copy))
    with subprocess.Popen([str(BIN / "patnav"), "build", "--project", str(copy)]) as process:
        ends = time.monotonic() + 120
        while not list(before.project.snapshots.glob(".*.building/tables/*")):
            assert process.poll() is None
            assert time.monotonic() < ends
            time.sleep(0.01)
        process.kill()
    assert open_snapshot(open_project(copy)).id == before.id
    assert before.frame("patents").shape[0] > 0
    after = build(open_project(copy)).snapshot
    assert (after.id != before.id, open_snapshot(open_project(copy)).id) == (True, after.id)


def test_builds_killed_at_random_moments_leave_a_whole_snapshot(built: Built, copy: Path) -> None:
    chance = random.Random(20261126)
    (copy / "more.csv").write_text(OTHER_FILE, encoding="utf-8")
    before = open_snapshot(open_project(copy)).id
    open_project(copy).add_sources([copy / "more.csv"])
    for _ in range(3):
        with killed(chance.uniform(0, built.seconds), build_anew, copy) as ends:
            time.sleep(max(0.0, ends - time.monotonic()))
        there = open_snapshot(open_project(copy))
        assert there.is_whole()
        with EmbeddedView(there.graph_file) as view:
            (row,) = view.run("MATCH (p:Patent) RETURN count(p) AS n").rows
        assert row["n"] == there.manifest["graph"]["Patent"]
    after = build(open_project(copy)).snapshot
    assert after.id != before
    assert contents(build(open_project(copy), fresh=True).snapshot) == contents(after)


def test_a_graph_too_large_for_the_embedded_engine_leaves_a_snapshot_without_it(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(EmbeddedWriter):
        def finish(self, graph: Graph) -> None:
            super().finish(graph)
            raise TooLargeError("too large", remedy="publish it")

    monkeypatch.setattr("patnav.build.EmbeddedWriter", Full)
    said: list[str] = []
    snapshot = build(open_project(copy), said.append, fresh=True).snapshot
    assert "too large — publish it" in said
    assert snapshot.table("patents").num_rows > 300
    assert [path.name for path in snapshot.folder.iterdir() if "graph" in path.name] == []
    with pytest.raises(StoreError, match=r"there is no graph .*patnav publish"):
        EmbeddedView(snapshot.graph_file)
