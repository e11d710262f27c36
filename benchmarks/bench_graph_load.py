"""Graph: loading, embedded and on Neo4j, beside the ways in which scripts load it first.

    .venv/bin/python benchmarks/bench_graph_load.py [PATENTS] [SEED] [embedded]

Neo4j is a server of its own in a temporary folder; with the word `embedded` that part is left out.
The peers load the same applicants: one MERGE a row through the driver, py2neo's merge of one
relationship at a time, and py2neo's own bulk functions; all of them with an index on the keys.
Each figure is of a process of its own.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measure import Timer, alone, machine
from random_chain import PROJECT, random_snapshot

from patnav.graph.address import Address
from patnav.graph.build import read_graph
from patnav.graph.bulk import publish_bulk
from patnav.graph.embedded_writer import EmbeddedWriter
from patnav.graph.publish import publish
from patnav.graph.schema import SCHEMA
from patnav.graph.server import LocalServer
from patnav.project import open_project
from patnav.snapshot import Snapshot, open_snapshot

SERVER_MB = 2048


def make(folder: Path, patents: int, seed: int, later: bool) -> str:
    """Write a snapshot; return its id."""
    return random_snapshot(folder, patents, seed, later=later).id


def snapshot_of(folder: Path, identity: str) -> Snapshot:
    """Open a snapshot of the benchmark's project."""
    return open_snapshot(open_project(folder), identity)


def load_embedded(folder: Path, identity: str, path: Path) -> tuple[dict[str, int], float]:
    """Tables to graph file, verified; the rows per label, and the seconds that relationships took.

    These are made from the tables, given to the engine, and settled on the way.
    """
    timer, spent = Timer(), 0.0

    def progress(label: str, _rows: int) -> None:
        nonlocal spent
        seconds, _ = timer.lap()
        spent += seconds if label in SCHEMA.relationships else 0.0

    counts = EmbeddedWriter(path).load(read_graph(snapshot_of(folder, identity)), progress)
    return counts, spent


def load_online(address: Address, folder: Path, identity: str) -> dict[str, int]:
    """`patnav publish`."""
    return publish(address, snapshot_of(folder, identity), _say)


def load_bulk(home: Path, folder: Path, identity: str) -> dict[str, int]:
    """`patnav publish --bulk`."""
    return publish_bulk(LocalServer(home, _say), snapshot_of(folder, identity), _say)


def _say(text: str) -> None:
    print(f"    {text}", file=sys.stderr)


def links_of(counts: dict[str, int]) -> int:
    """Number of relationships."""
    return sum(rows for label, rows in counts.items() if label in SCHEMA.relationships)


def on_neo4j(work: Path, folder: Path, first: str, second: str) -> None:
    """Print the figures of a server."""
    from graph_peers import peers  # noqa: PLC0415 -- their memory is not the embedded engine's

    server = LocalServer(work / "server", _say)
    address = Address(server.start(memory=SERVER_MB).uri, "neo4j", server.password)
    try:
        slow = alone(peers, address, folder, first).value
        whole = alone(load_online, address, folder, first)
        links = links_of(whole.value)
        pace = links / whole.seconds
        print(f"Neo4j     publish, whole       {whole}: {pace:,.0f} rel/s")
        for name, speed in slow.items():
            print(f"Neo4j     {name:20} {speed:,.0f} rel/s: publish is {pace / speed:.1f}x")
        again = alone(load_online, address, folder, first)
        print(f"Neo4j     publish, the same    {again}")
        part = alone(load_online, address, folder, second)
        ratio = whole.seconds / part.seconds
        print(f"Neo4j     publish, 1 % changed {part}: {ratio:.1f}x faster than the whole")
    finally:
        server.stop()
    bulk = alone(load_bulk, work / "bulk", folder, first)
    ratio = whole.seconds / bulk.seconds
    print(f"Neo4j     publish --bulk       {bulk}: {ratio:.1f}x faster than online")


def main(patents: int = 13_000, seed: int = 1, only: str = "") -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        work, folder = Path(name), Path(name) / PROJECT
        first = alone(make, folder, patents, seed, False).value
        print(f"{patents:,} patents; {machine()}")
        cost = alone(load_embedded, folder, first, work / "graph.kgl")
        counts, spent = cost.value
        links, size = links_of(counts), (work / "graph.kgl").stat().st_size / 1e6
        print(f"{links:,} relationships, {links / patents:.1f} a patent")
        paces = (
            f"{links / cost.seconds:,.0f} rel/s, {links / cost.processor:,.0f} a processor second"
        )
        print(f"embedded  tables to file       {cost}: {paces}; file {size:.1f} MB")
        print(f"embedded  relationships alone  {spent:.1f} s: {links / spent:,.0f} rel/s")
        if only != "embedded":
            on_neo4j(work, folder, first, alone(make, folder, patents, seed, True).value)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:4])
