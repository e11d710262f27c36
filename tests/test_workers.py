"""Portions in several processes: the order of the input, errors as they are, nobody left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import portions
import pytest
from weekly import export, project_in

from patnav import steps
from patnav.build import derive
from patnav.errors import InputError, PatnavError
from patnav.ingest.annotate import annotate_texts, stream
from patnav.model import Text
from patnav.project import open_project
from patnav.workers import PROCESSES, in_order, processes


@pytest.fixture(autouse=True)
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROCESSES, "2")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def gone(pids: list[int]) -> bool:
    """Whether processes have ended within half a minute."""
    for _ in range(300):
        if not any(map(alive, pids)):
            return True
        time.sleep(0.1)
    return False


def test_results_come_in_the_order_of_the_portions() -> None:
    assert list(in_order(portions.double, range(50))) == [2 * n for n in range(50)]
    assert list(in_order(partial(portions.times, 3), iter([2, 1]))) == [6, 3]
    assert list(in_order(portions.double, [])) == []


def test_small_work_stays_here_and_large_work_goes_to_two_others() -> None:
    here = list(in_order(portions.where, range(3), alone=3))
    assert here == [(number, os.getpid()) for number in range(3)]
    made = list(in_order(portions.where, range(40), alone=3))
    assert [number for number, _ in made] == list(range(40))
    pids = {pid for _, pid in made}
    assert len(pids) == 2
    assert os.getpid() not in pids


def test_one_process_means_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROCESSES, "1")
    assert {pid for _, pid in in_order(portions.where, range(3))} == {os.getpid()}


def test_no_more_is_read_than_is_worked_on() -> None:
    read: list[int] = []

    def counted() -> Iterator[int]:
        for number in range(100):
            read.append(number)
            yield number

    with closing(in_order(portions.double, counted())) as made:
        for taken, _ in enumerate(made, start=1):
            assert len(read) <= taken + 4


def test_an_error_is_raised_as_it_was(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match="row 3: is odd — give an even number"):
        list(in_order(portions.refuse, range(20)))
    with pytest.raises(RuntimeError, match="Strange: 0 and 1"):
        list(in_order(portions.strange, range(2)))
    assert capfd.readouterr().err == ""


def test_a_worker_that_dies_is_an_error_with_a_remedy() -> None:
    with pytest.raises(PatnavError, match=f"ended with code 9 — .*{PROCESSES}=1"):
        list(in_order(portions.die, range(20)))


def test_what_a_library_prints_does_no_harm(capfd: pytest.CaptureFixture[str]) -> None:
    assert list(in_order(portions.chatty, range(3))) == [0, 1, 2]
    captured = capfd.readouterr()
    assert (captured.out, captured.err.count("prints")) == ("", 3)


def test_who_stops_early_leaves_nobody_behind() -> None:
    with closing(in_order(portions.where, portions.endless())) as made:
        pids = [next(made)[1] for _ in range(20)]
    assert gone(pids)


@pytest.mark.skipif(sys.platform == "win32", reason="has no process groups to signal")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_who_asks_them(how: signal.Signals) -> None:
    """SIGINT goes to the whole group, as a terminal sends it."""
    with subprocess.Popen(
        [sys.executable, "-c", "import portions; portions.go_on()"],
        env=os.environ | {"PYTHONPATH": str(Path(portions.__file__).parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as asking:
        assert asking.stdout
        pids = [int(asking.stdout.readline()) for _ in range(2)]
        os.killpg(asking.pid, how)
        _, said = asking.communicate(timeout=60)
    assert gone(pids)
    assert ("KeyboardInterrupt" in said) == (how == signal.SIGINT)
    assert "_serve" not in said, "a worker said it too"


@pytest.mark.parametrize("value", ["0", "two", "-1", "1.5"])
def test_a_number_of_processes_that_is_none_is_named(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PROCESSES, value)
    with pytest.raises(PatnavError, match=f"variable {PROCESSES}: '{value}' is no number"):
        processes()


def test_without_a_setting_all_processors_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PROCESSES)
    assert 1 <= processes() <= 8


def texts(count: int) -> Iterator[tuple[int, Text]]:
    for number in range(count):
        yield number, Text("abstract", "zh", f"本发明采用壳体{number}，降低了成本{number % 90}％。")
        yield number, Text("claim", "zh", f"1.一种泵，其特征在于：包括转子{number}。")


def test_annotations_do_not_depend_on_the_number_of_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream, "_BATCH", 64)
    titles = {number: f"泵{number}" for number in range(0, 800, 3)}
    made = []
    for count in ("1", "2", "3"):
        monkeypatch.setenv(PROCESSES, count)
        made.append(list(annotate_texts(texts(800), titles)))
    assert made[0] == made[1] == made[2]
    assert len({key for key, _ in made[0]}) == 800


def test_a_build_does_not_depend_on_the_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "_AT_ONCE", 10)
    monkeypatch.setattr(steps, "_SHARE", 3)
    monkeypatch.setattr(steps, "_ALONE", 1)
    made = []
    for count in ("1", "2"):
        monkeypatch.setenv(PROCESSES, count)
        project = project_in(tmp_path / count)
        project.add_sources([export(tmp_path / f"{n}.csv", 8 * n, n) for n in range(3)])
        made.append(derive(open_project(project.folder)))
    (one, worked), (two, _) = made
    assert worked["annotate"] == 24
    assert all(one[name].equals(two[name]) for name in one)
    assert one["mentions"].num_rows > 24
