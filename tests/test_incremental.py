"""A build that uses what earlier builds made has the bytes of a build from scratch."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from weekly import export, project_in

from patnav.build import UNREAD, build, derive
from patnav.project import PROJECT_FILE, Project, file_hash, open_project
from patnav.recipe import files_read
from patnav.snapshot import open_snapshot
from patnav.tables import Tables


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return project_in(tmp_path / "项目")


class Change(NamedTuple):
    """One thing that a user does to a project: what, to which file, with which variant."""

    what: str
    file: int
    variant: int


CHANGES = st.builds(
    Change,
    st.sampled_from(["add", "add", "replace", "remove", "region", "chain", "undo", "harm"]),
    st.integers(0, 2),
    st.integers(0, 3),
)


def change(project: Project, one: Change, past: list[dict[Path, bytes]]) -> Project:
    """Do what a user does; what does not apply now is left undone."""
    path = project.folder / f"{one.file}.csv"
    named = next((item for item in project.settings.sources if item.path == path.name), None)
    match one.what:
        case "add":
            project.add_sources([export(path, one.file * 4, one.variant)])
        case "replace" if named:
            new = export(
                project.folder / f"{one.file}-{one.variant}.csv", one.file * 4, one.variant
            )
            project.add_sources([new], replaces=[named])
        case "remove" if named:
            project.remove_sources([named])
        case "region" if named:
            project.add_sources([path], region=("320000", "370900", "JP", "CN")[one.variant])
        case "chain":
            chain = ("new_energy_battery_hydrogen", "iot")[one.variant % 2]
            target = project.folder / PROJECT_FILE
            text = target.read_text("utf-8")
            target.write_text(text.replace(project.settings.chain, chain), "utf-8")
        case "undo" if past:
            for file, content in past[-1].items():
                file.write_bytes(content)
        case "harm":
            harm(project, one.variant)
    return open_project(project.folder)


def harm(project: Project, variant: int) -> None:
    """Damage what is kept: cut a file, swap two portions, empty a label, leave half a portion."""
    files = sorted((project.snapshots / ".cache").rglob("*.parquet"))
    labels = sorted((project.snapshots / ".cache").rglob("portion.json"))
    if files and variant == 0:
        files[0].write_bytes(files[0].read_bytes()[:-20])
    elif files and variant == 1:
        files[-1].unlink()
    elif labels and variant == 2:
        labels[0].write_text("{}")
    elif labels and variant == 3:
        shutil.copytree(labels[0].parent, labels[-1].parent.parent / ("0" * 16), dirs_exist_ok=True)


def state(project: Project) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in project.folder.iterdir() if path.is_file()}


def same(one: Tables, other: Tables) -> bool:
    return one.keys() == other.keys() and all(one[name].equals(other[name]) for name in one)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes=st.lists(CHANGES, min_size=2, max_size=7))
def test_whatever_was_done_the_tables_are_those_of_a_build_from_scratch(
    tmp_path_factory: pytest.TempPathFactory, changes: list[Change]
) -> None:
    project = project_in(tmp_path_factory.mktemp("z") / "z")
    past: list[dict[Path, bytes]] = []
    for one in changes:
        now = state(project)
        project = change(project, one, past)
        past.append(now)
        if project.settings.sources:
            kept, _ = derive(project)
            scratch = shutil.copytree(
                project.folder,
                tmp_path_factory.mktemp("s") / "s",
                ignore=shutil.ignore_patterns("snapshots"),
            )
            assert same(kept, derive(open_project(scratch))[0])


def contents(project: Project) -> dict[str, str]:
    folder = open_snapshot(project).folder
    return {path.name: file_hash(path) for path in folder.rglob("*") if path.is_file()}


def test_a_snapshot_has_the_same_bytes_with_and_without_what_is_kept(project: Project) -> None:
    project.add_sources([export(project.folder / "a.csv", 0, 0)])
    assert build(project).worked == {"annotate": 8, "assign": 8}
    project.add_sources([export(project.folder / "b.csv", 4, 0)])
    assert build(project).worked == {"annotate": 4, "assign": 4}
    kept = contents(project)
    assert build(project, fresh=True).worked == {"annotate": 12, "assign": 12}
    assert contents(project) == kept
    assert build(project).worked == {}


def test_only_patents_whose_texts_or_facts_changed_are_worked_on(project: Project) -> None:
    path = export(project.folder / "a.csv", 0, 0)
    project.add_sources([path])
    derive(project)
    project.add_sources([export(path, 0, 1)])  # all have another status, three another text
    assert derive(project)[1] == {"annotate": 3, "assign": 3}


def test_going_back_costs_nothing(project: Project) -> None:
    project.add_sources([export(project.folder / "a.csv", 0, 0)])
    first = build(project).snapshot.id
    project.add_sources([export(project.folder / "b.csv", 4, 0)])
    build(project)
    project.remove_sources([project.source_named(Path("b.csv"))])
    assert (build(project).worked, open_snapshot(project).id) == ({}, first)


def test_a_damaged_snapshot_is_not_taken_for_built(project: Project) -> None:
    project.add_sources([export(project.folder / "a.csv", 0, 0)])
    before = build(project).snapshot
    files = contents(project)
    before.graph_file.write_bytes(b"")
    build(project)
    assert contents(project) == files


def portions(project: Project, step: str) -> list[Path]:
    return sorted(project.snapshots.glob(f".cache/{step}-*/[0-9a-f]*"))


def cut(portion: Path) -> None:
    file = portion / "mentions.parquet"
    file.write_bytes(file.read_bytes()[:-9])


def forge(portion: Path) -> None:
    """Another file's rows, with hashes that fit: the label names another version."""
    label = json.loads((portion / "portion.json").read_text())
    (portion / "portion.json").write_text(json.dumps(label | {"recipe": "0" * 64}))


def lose(portion: Path) -> None:
    (portion / "products.parquet").unlink()


def mix_up(portion: Path) -> None:
    """A table of another kind whose hash the label gives."""
    label = json.loads((portion / "portion.json").read_text())
    shutil.copy(portion / "products.parquet", portion / "mentions.parquet")
    label["files"]["mentions"] = label["files"]["products"]
    (portion / "portion.json").write_text(json.dumps(label))


def scribble(portion: Path) -> None:
    (portion / "portion.json").write_bytes(b"\xff[")


@pytest.mark.parametrize("damage", [cut, forge, lose, mix_up, scribble])
def test_a_kept_result_that_is_damaged_or_foreign_is_said_and_made_anew(
    project: Project, damage: Callable[[Path], None]
) -> None:
    project.add_sources([export(project.folder / "a.csv", 0, 0)])
    before, _ = derive(project)
    (portion,) = portions(project, "annotate")
    damage(portion)
    said: list[str] = []
    after, worked = derive(project, said.append)
    assert same(before, after)
    assert worked == {"annotate": 8, "assign": 0}
    assert sum("left aside" in line for line in said) == 1


def test_what_is_kept_stays_bounded(project: Project) -> None:
    path = project.folder / "a.csv"
    for version in range(20):
        project.add_sources([export(path, 0, version)])
        derive(project)
    found = portions(project, "annotate")
    rows = sum(pq.read_metadata(folder / "keys.parquet").num_rows for folder in found)
    assert len(found) <= 17
    assert rows <= 2 * 8


def test_results_of_old_versions_go(project: Project) -> None:
    home = project.snapshots / ".cache"
    for number in range(5):
        (home / f"annotate-{number}").mkdir(parents=True)
    project.add_sources([export(project.folder / "a.csv", 0, 0)])
    derive(project)
    assert len(list(home.glob("annotate-*"))) == 3
    assert portions(project, "annotate")


READ = """
import sys
from pathlib import Path
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from patnav.build import derive
from patnav.ingest import annotate, assign
from patnav.chain import load_chain
from patnav.tables import empty
import pyarrow.parquet as pq
folder = Path(sys.argv[1])
patents, texts, classes = (pq.read_table(folder / f"{name}.parquet") for name in
    ("patents", "texts", "classifications"))
tree = load_chain("intelligent_vehicles")  # of which something was learned
del opened[:]
if sys.argv[2] == "annotate":
    annotate.annotate(texts, patents)
else:
    assign.assign(tree, patents, texts, classes)
print(*opened, sep="\\n")
"""


@pytest.fixture
def opened(project: Project, tmp_path: Path) -> Callable[[str], set[Path]]:
    """Which files a step opens while it works."""
    project.add_sources([export(project.folder / "a.csv", 0, 0)])
    for name, rows in derive(project)[0].items():
        pq.write_table(rows, tmp_path / f"{name}.parquet")

    def run(step: str) -> set[Path]:
        command = [sys.executable, "-c", READ, str(tmp_path), step]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return {Path(line).resolve() for line in done.stdout.splitlines() if line.startswith("/")}

    return run


@pytest.mark.parametrize("step", ["annotate", "assign"])
def test_a_step_opens_no_data_that_its_recipe_leaves_out(
    opened: Callable[[str], set[Path]], step: str
) -> None:
    found = opened(step)
    every = {path.resolve() for path in files_read()}
    counted = {path.resolve() for path in files_read(UNREAD)}
    assert found & every
    assert found & every <= counted
