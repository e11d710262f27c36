"""The embedded engine (kglite) behind the store port; queries run in a child process of ours.

A reader never loads the engine into its own process: `worker.py` holds the graph under a memory
limit, and is killed and started anew when a query runs over its time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock, Timer
from typing import Any

from patnav.errors import QueryError, StoreError
from patnav.graph.guard import Checked
from patnav.graph.store import Engine, Plain, View

__all__ = ["MEMORY_MB", "EmbeddedView"]

MEMORY_MB = 2048  # what one query may take beside the graph
GRACE = 2.0  # seconds between the engine's own deadline and ours


class EmbeddedView(View):
    """Answers queries from a graph file; may be shared by threads (one query at a time)."""

    engine: Engine = "embedded"

    def __init__(self, path: Path, memory_mb: int = MEMORY_MB) -> None:
        if not path.is_file():
            raise StoreError(
                "there is no graph",
                where=str(path),
                remedy="run patnav build; one too large for it is on Neo4j: patnav publish",
            )
        self.path, self._memory_mb = path, memory_mb
        self._worker: subprocess.Popen[str] | None = None
        self._scratch: TemporaryDirectory[str] | None = None  # the engine unpacks files there
        self._lock = Lock()

    def execute(
        self, query: Checked, params: Mapping[str, Plain], limit: int, timeout: float
    ) -> tuple[list[str], list[list[Plain]]]:
        """Send the query to the child process and wait for its answer."""
        values = {query.renamed.get(name, name): value for name, value in params.items()}
        order = {"cypher": query.cypher, "params": values, "limit": limit, "timeout": timeout}
        with self._lock:
            reply = self._ask(order, timeout)
        if "error" in reply:
            raise QueryError(reply["error"], remedy=reply["remedy"])
        return reply["columns"], reply["rows"]

    def close(self) -> None:
        """End the child process."""
        if self._worker is not None:
            self._worker.kill()
            self._worker.communicate()
            self._worker = None
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def _ask(self, order: Mapping[str, Any], timeout: float) -> dict[str, Any]:
        worker = self._start()
        late = Event()
        deadline = Timer(timeout + GRACE, _end, [worker, late])
        deadline.start()
        try:
            line = _exchange(worker, json.dumps(order) + "\n")
        finally:
            deadline.cancel()
        if line:
            reply: dict[str, Any] = json.loads(line)
            return reply
        self.close()
        limit = f"{self._memory_mb} MB"
        spent = f"ran longer than {timeout:g} s" if late.is_set() else f"needed more than {limit}"
        raise QueryError(
            f"the query {spent} and was ended", remedy="narrow it down; the next works"
        )

    def _start(self) -> subprocess.Popen[str]:
        if self._worker is None or self._worker.poll() is not None:
            self.close()
            self._scratch = TemporaryDirectory(prefix="patnav-")
            command = [sys.executable, "-P", "-m", "patnav.graph.worker"]
            self._worker = subprocess.Popen(  # noqa: S603 -- our own module
                [*command, str(self.path), str(self._memory_mb)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"TMPDIR": self._scratch.name},
                encoding="ascii",
            )
            self._await_ready(self._worker)
        return self._worker

    def _await_ready(self, worker: subprocess.Popen[str]) -> None:
        assert worker.stdout is not None
        reply = json.loads(worker.stdout.readline() or '{"error": "the engine did not start"}')
        if "error" in reply:
            self.close()
            raise StoreError(reply["error"], where=str(self.path), remedy=reply.get("remedy", ""))


def _end(worker: subprocess.Popen[str], late: Event) -> None:
    late.set()
    worker.kill()


def _exchange(worker: subprocess.Popen[str], line: str) -> str:
    """Send one line and read one; an empty answer means that the process is gone."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    try:
        worker.stdin.write(line)
        worker.stdin.flush()
        return worker.stdout.readline()
    except BrokenPipeError:
        return ""
