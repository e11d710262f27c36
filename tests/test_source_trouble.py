"""Sources and folders that make trouble: a clear error or a clean state, never half a result."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from weekly import export, project_in

from patnav.build import build
from patnav.errors import ProjectError
from patnav.project import PROJECT_FILE, Project, open_project
from patnav.snapshot import open_snapshot

BIN = Path(sys.executable).parent


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = project_in(tmp_path / "z")
    project.add_sources([export(project.folder / "a.csv", 0, 0)])
    return project


# Root may write everywhere; without this capability the bits of a folder hold for root too.
AS_USERS = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []


def patnav(
    project: Project, *words: str, limit: int = 0, bound: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run a command, with a limit on the size of a file: what a full disk does to a writer.

    `bound` makes it keep to the permissions of folders even when root runs the tests.
    """

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [
            *(AS_USERS if bound else []),
            str(BIN / "patnav"),
            *words,
            "--project",
            str(project.folder),
        ],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small if limit else None,
    )


def test_a_file_deleted_or_changed_between_add_and_build_is_named(project: Project) -> None:
    path = export(project.folder / "a.csv", 0, 1)
    with pytest.raises(ProjectError, match=r"a\.csv has changed since it was added"):
        build(project)
    path.unlink()
    with pytest.raises(ProjectError, match=r"a\.csv is not there"):
        build(project)


def test_a_link_that_leads_to_itself_is_one_sentence(project: Project) -> None:
    loop = project.folder / "loop.csv"
    loop.symlink_to(loop)
    done = patnav(project, "add", str(loop))
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
    assert "loop.csv" in done.stderr


def test_a_full_disk_is_one_sentence_and_leaves_no_half_snapshot(project: Project) -> None:
    before = build(project).snapshot.id
    project.add_sources([export(project.folder / "b.csv", 4, 0)])
    done = patnav(project, "build", limit=3000)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert open_snapshot(project).id == before
    assert list(project.snapshots.glob(".*.building")) == []
    assert build(project).patents == 12


def test_two_changes_of_the_project_file_at_once_do_not_lose_one(project: Project) -> None:
    target = project.folder / PROJECT_FILE
    document = target.read_text("utf-8")
    with pytest.raises(ProjectError, match="somebody else meanwhile"):
        project._write(document, was=document + "# changed\n")
    assert target.read_text("utf-8") == document


def test_two_builds_at_once_end_with_the_same_snapshot(project: Project) -> None:
    command = [str(BIN / "patnav"), "build", "--project", str(project.folder)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert open_snapshot(project).is_whole()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_builds_killed_at_any_moment_leave_what_the_next_one_needs(project: Project) -> None:
    dice = random.Random(4)
    for _ in range(3):
        command = [str(BIN / "patnav"), "build", "--project", str(project.folder)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            time.sleep(dice.uniform(1, 6))
            process.kill()
    kept = build(open_project(project.folder))
    assert kept.patents == 8
    files = {path.name: path.read_bytes() for path in kept.snapshot.folder.rglob("*.parquet")}
    fresh = build(open_project(project.folder), fresh=True).snapshot.folder
    assert files == {path.name: path.read_bytes() for path in fresh.rglob("*.parquet")}


def test_a_folder_that_cannot_be_written_is_one_sentence(project: Project) -> None:
    project.folder.chmod(0o500)
    done = patnav(project, "build", bound=True)
    project.folder.chmod(0o700)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "Permission denied" in done.stderr
