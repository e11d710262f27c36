"""One function over many portions in several processes: the order of the input, bounded memory.

A worker is a Python of its own that is asked through pipes, so a caller needs no `__main__` guard
(a script, a notebook and the dashboard may all call this), every system works alike, and a worker
ends by itself when the process that asks it is gone. The number of processes is that of the
processors given to this process, at most eight, or what PATNAV_PROCESSES says; one means: here.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import chain, islice
from queue import SimpleQueue
from typing import IO, Any, Generic, TypeVar, cast

from patnav.errors import PatnavError

__all__ = ["PROCESSES", "in_order", "processes"]

Given = TypeVar("Given")
Made = TypeVar("Made")
PROCESSES = "PATNAV_PROCESSES"  # environment variable: how many processes work
_MOST = 8  # each holds models and libraries of some hundred megabytes
_REMEDY = f"see that there is enough memory and disk, or set {PROCESSES}=1 and run it again"
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", PROCESSES), "1"
)


def processes() -> int:
    """How many processes work at once; PatnavError when PATNAV_PROCESSES is no number above 0."""
    said = os.environ.get(PROCESSES, "").strip()
    if not said:
        return min(_processors(), _MOST)
    if not said.isdecimal() or int(said) < 1:
        raise PatnavError(
            f"{said!r} is no number of processes",
            where=f"environment variable {PROCESSES}",
            remedy="give a whole number from 1, or unset it",
        )
    return int(said)


def _processors() -> int:
    """Processors that this process may use, which may be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    function: Callable[[Given], Made], portions: Iterable[Given], *, alone: int = 0
) -> Generator[Made, None, None]:
    """Yield `function(portion)` for each portion, in their order.

    Work of at most `alone` portions is done in this process, so that small work starts no other;
    there are never more portions in memory than these and one, or twice as many as workers.
    `function` is one that a module names, or a `partial` of one. What it raises is raised here; a
    worker that ends by itself (killed, out of memory) is a PatnavError. Closing the generator ends
    the workers.
    """
    stream = iter(portions)
    count = processes() if sys.executable else 1
    first = list(islice(stream, alone + 1)) if count > 1 else []
    if len(first) <= alone:
        yield from map(function, chain(first, stream))
        return
    with ExitStack() as stack:
        ask = stack.enter_context(_Workers(function, count)).ask
        pool = ThreadPoolExecutor(count)
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        asked = (pool.submit(ask, portion) for portion in chain(first, stream))
        yield from _results(asked, 2 * count)


def _results(asked: Iterator[Future[Made]], most: int) -> Iterator[Made]:
    """Results in order, with at most so many asked for that are not yet taken."""
    waiting = deque(islice(asked, most))
    while waiting:
        yield waiting.popleft().result()
        waiting.extend(islice(asked, 1))


class _Workers(Generic[Given, Made]):
    """Processes that each do one portion at a time; leaving the context ends them."""

    def __init__(self, function: Callable[[Given], Made], count: int) -> None:
        wanted = pickle.dumps(function)
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._all = [_start(wanted) for _ in range(count)]
        for worker in self._all:
            self._idle.put(worker)

    def __enter__(self) -> _Workers[Given, Made]:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._all:
            worker.kill()
        for worker in self._all:
            worker.wait()
            _pipe(worker.stdout).close()
            with suppress(OSError):  # a question that it has not read
                _pipe(worker.stdin).close()

    def ask(self, portion: Given) -> Made:
        """Have an idle worker make a portion."""
        worker = self._idle.get()
        try:
            _send(_pipe(worker.stdin), portion)
            good, made = pickle.load(_pipe(worker.stdout))  # noqa: S301 -- from our own child
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            code = worker.wait()
            raise PatnavError(f"a worker process ended with code {code}", remedy=_REMEDY) from error
        finally:
            self._idle.put(worker)
        if not good:
            raise made
        return cast(Made, made)


def _start(function: bytes) -> subprocess.Popen[bytes]:
    """Start a worker outside the group that a Ctrl-C goes to: it ends with the one who asks it."""
    paths = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "patnav.workers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | paths | _ONE_THREAD,
        **_apart(),
    )
    _pipe(worker.stdin).write(function)
    return worker


def _apart() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"process_group": 0}


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # both are asked for
    return pipe


def _send(pipe: IO[bytes], what: object) -> None:
    pickle.dump(what, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


# --- in the worker ------------------------------------------------------------------------------


def _serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until the asking side closes its pipe or is gone."""
    with suppress(EOFError, BrokenPipeError):
        function = pickle.load(questions)  # noqa: S301 -- from the process that started this one
        while True:
            portion = pickle.load(questions)  # noqa: S301
            _send(answers, _answer(function, portion))


def _answer(function: Callable[[Any], Any], portion: object) -> tuple[bool, object]:
    """The result, or the error as it can travel, with its traceback as a note."""
    try:
        return True, function(portion)
    except Exception as error:  # noqa: BLE001 -- it is raised where the portion came from
        return False, _portable(error)


def _portable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301
    except Exception:  # noqa: BLE001 -- any error of a class that cannot be pickled
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _main() -> None:
    """Answer on what was stdout; what libraries print goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    _main()
