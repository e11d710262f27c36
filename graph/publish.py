"""Publishing a snapshot to a Neo4j server: only what changed since the snapshot that is there."""

from __future__ import annotations

import hashlib

from patnav.errors import PatnavError, TooLargeError
from patnav.graph.address import Address
from patnav.graph.build import Graph, read_graph
from patnav.graph.delta import Delta, compare
from patnav.graph.mark import Published, published
from patnav.graph.neo4j_writer import AT_ONCE, Neo4jWriter
from patnav.graph.program import Say
from patnav.graph.schema import SCHEMA_FILE
from patnav.graph.store import MismatchError
from patnav.snapshot import Snapshot, open_snapshot

__all__ = ["mark_of", "publish"]


def publish(
    address: Address, snapshot: Snapshot, say: Say, *, whole: bool = False, at_once: int = AT_ONCE
) -> dict[str, int]:
    """Bring the server to the snapshot's graph; return the rows per label.

    When the server holds an earlier snapshot that is still in the project folder, the two are
    compared here and only the differences are sent, in one transaction when there are at most
    `at_once` rows of them. Otherwise, when `whole` is asked for, or when counts or rows then
    disagree, all that is stored is read and compared. What does not fit into one transaction is
    refused to readers until it is whole. Raises StoreError when the server cannot be reached or
    holds something else afterwards.
    """
    graph = read_graph(snapshot)
    delta = None if whole else _delta(address, snapshot, graph, say)
    mark = mark_of(snapshot)
    if delta is not None:
        try:
            return _send(address, mark, delta, graph, at_once, say)
        except MismatchError as error:
            say(f"{error.what}; comparing all that is stored")
    return Neo4jWriter(address, mark).load(graph, lambda label, rows: say(f"  {label}: {rows}"))


def _send(
    address: Address, mark: Published, delta: Delta, graph: Graph, at_once: int, say: Say
) -> dict[str, int]:
    """Send changes, in parts when the server has not the memory for them in one transaction."""
    try:
        return Neo4jWriter(address, mark, delta, at_once).load(graph)
    except TooLargeError as error:
        if delta.rows > at_once:
            raise
        say(f"{error.what}; sending it in parts")
        return Neo4jWriter(address, mark, delta, at_once=0).load(graph)


def mark_of(snapshot: Snapshot) -> Published:
    """What the server notes: the snapshot, and the schema by which its graph was made."""
    return Published(snapshot.id, hashlib.sha256(SCHEMA_FILE.read_bytes()).hexdigest())


def _delta(address: Address, snapshot: Snapshot, graph: Graph, say: Say) -> Delta | None:
    """Changes against what is published; None when that is unknown or of another schema."""
    there = published(address, graph.project)
    if there is None or there.schema != mark_of(snapshot).schema:
        return None
    try:
        delta = compare(read_graph(open_snapshot(snapshot.project, there.snapshot)), graph)
    except (PatnavError, OSError):  # the snapshot was removed, or cannot be read any more
        say(f"snapshot {there.snapshot}, which is on the server, cannot be read any more")
        return None
    written, gone = (sum(table.num_rows for table in part.values()) for part in delta)
    say(f"since snapshot {there.snapshot}: {written} rows new or changed, {gone} gone")
    return delta
