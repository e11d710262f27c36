"""Work that tests kill at a chosen moment, in processes that have loaded their code already."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from test_neo4j_publish import later

from patnav.build import build
from patnav.graph.address import Address
from patnav.graph.embedded_writer import build_embedded
from patnav.graph.publish import publish
from patnav.project import open_project
from patnav.snapshot import open_snapshot

CHILDREN = multiprocessing.get_context("forkserver")
CHILDREN.set_forkserver_preload(["patnav.graph.publish", "patnav.graph.embedded", "kglite"])


def publish_in_parts(address: Address, folder: Path, identity: str) -> None:
    snapshot = open_snapshot(open_project(folder), identity)
    publish(address, snapshot, lambda _text: None, at_once=0)


def build_later(path: Path) -> None:
    build_embedded(later(), path, "P")


def build_anew(folder: Path) -> None:
    build(open_project(folder), fresh=True)


def spent(work: Callable[..., None], *words: object) -> float:
    """Seconds of an undisturbed run, within which the others are killed."""
    start = time.monotonic()
    child = CHILDREN.Process(target=work, args=words)
    child.start()
    child.join()
    assert child.exitcode == 0
    return time.monotonic() - start


@contextmanager
def killed(seconds: float, work: Callable[..., None], *words: object) -> Iterator[float]:
    """Let a process work for so many seconds; yields the time at which it ends."""
    child = CHILDREN.Process(target=work, args=words)
    child.start()
    yield time.monotonic() + seconds
    child.kill()
    child.join()
