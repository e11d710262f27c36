"""One figure, one process: seconds, processor seconds and peak memory of a piece of work.

Processor seconds hold on a busy machine where wall-clock seconds do not.
"""

from __future__ import annotations

import multiprocessing
import os
import re
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

__all__ = ["Cost", "Timer", "alone", "machine"]


class Cost(NamedTuple):
    """What a piece of work took; `megabytes` is the peak of its process, Python included."""

    seconds: float
    processor: float
    megabytes: int
    value: Any

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s ({self.processor:.1f} s of processor, {self.megabytes:,} MB)"


class Timer:
    """Seconds since it was made or last asked, on the wall and of the processor."""

    def __init__(self) -> None:
        self._wall, self._processor = perf_counter(), process_time()

    def lap(self) -> tuple[float, float]:
        """Seconds since the last lap."""
        before = self._wall, self._processor
        self._wall, self._processor = perf_counter(), process_time()
        return self._wall - before[0], self._processor - before[1]


def alone(work: Callable[..., object], *words: object) -> Cost:
    """Run a function of a module in a fresh process and measure it."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(theirs, work, words))
    child.start()
    theirs.close()
    try:
        cost: Cost = ours.recv()
    except EOFError:
        raise RuntimeError(f"{work.__name__} ended without an answer") from None
    finally:
        child.join()
    return cost


def _child(pipe: Connection, work: Callable[..., object], words: tuple[object, ...]) -> None:
    timer = Timer()
    value = work(*words)
    pipe.send(Cost(*timer.lap(), _peak(), value))


def _peak() -> int:
    """Most memory that this process held, in megabytes (Linux)."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(found[1]) // 1024 if found else 0


def machine() -> str:
    """Cores and load of this machine, to stand beside the figures."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
