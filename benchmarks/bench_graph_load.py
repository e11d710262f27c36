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
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import neo4j
import py2neo
import py2neo.bulk
from measure import alone, machine
from random_chain import PROJECT, random_snapshot

from patnav.graph.address import Address
from patnav.graph.build import FROM, TO, read_graph
from patnav.graph.bulk import publish_bulk
from patnav.graph.embedded_writer import EmbeddedWriter
from patnav.graph.publish import publish
from patnav.graph.schema import SCHEMA
from patnav.graph.server import LocalServer
from patnav.project import open_project
from patnav.snapshot import Snapshot, open_snapshot

ROWS = 500  # of a peer that goes row by row
BULK_ROWS = 20_000
SERVER_MB = 2048


def make(folder: Path, patents: int, seed: int, later: bool) -> str:
    """Write a snapshot; return its id."""
    return random_snapshot(folder, patents, seed, later=later).id


def snapshot_of(folder: Path, identity: str) -> Snapshot:
    """Open a snapshot of the benchmark's project."""
    return open_snapshot(open_project(folder), identity)


def load_embedded(folder: Path, identity: str, path: Path) -> dict[str, int]:
    """Tables to graph file, verified."""
    return EmbeddedWriter(path).load(read_graph(snapshot_of(folder, identity)))


def load_online(address: Address, folder: Path, identity: str) -> dict[str, int]:
    """`patnav publish`."""
    return publish(address, snapshot_of(folder, identity), _say)


def load_bulk(home: Path, folder: Path, identity: str) -> dict[str, int]:
    """`patnav publish --bulk`."""
    return publish_bulk(LocalServer(home, _say), snapshot_of(folder, identity), _say)


def _say(text: str) -> None:
    print(f"    {text}", file=sys.stderr)


def rate(rows: int, work: Callable[[], object]) -> float:
    """Rows per second."""
    start = perf_counter()
    work()
    return rows / (perf_counter() - start)


def peers(address: Address, folder: Path, identity: str) -> dict[str, float]:
    """Relationships per second of the ways in which scripts load first."""
    filed = read_graph(snapshot_of(folder, identity)).relationships["FILED"]
    rows = filed.slice(0, BULK_ROWS).to_pylist()
    auth = (address.user, address.password)
    with neo4j.GraphDatabase.driver(address.uri, auth=auth) as driver, driver.session() as session:
        for label in ("PeerOwner", "PeerPatent"):
            session.run(f"CREATE INDEX FOR (n:{label}) ON (n.id)").consume()
        session.run("CALL db.awaitIndexes(60)").consume()
        made = {"one MERGE a row": rate(ROWS, lambda: by_row(session, rows[:ROWS]))}
        clear(session)
        graph = py2neo.Graph(address.uri, auth=auth)
        made["py2neo, one merge a row"] = rate(ROWS, lambda: py2neo_rows(graph, rows[:ROWS]))
        clear(session)
        made["py2neo.bulk"] = rate(len(rows), lambda: py2neo_bulk(graph, rows))
        clear(session)
    return made


def clear(session: neo4j.Session) -> None:
    """Remove what a peer has loaded."""
    for label in ("PeerOwner", "PeerPatent"):
        session.run(
            f"MATCH (n:{label}) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 5000 ROWS"
        ).consume()


def by_row(session: neo4j.Session, rows: list[dict[str, Any]]) -> None:
    """The driver, one MERGE for each row."""
    statement = (
        "MERGE (o:PeerOwner {id: $f}) MERGE (p:PeerPatent {id: $t}) "
        "MERGE (o)-[r:PEER]->(p) SET r.share = $s"
    )
    for row in rows:
        session.run(statement, f=row[FROM], t=row[TO], s=row["share"]).consume()


def py2neo_rows(graph: py2neo.Graph, rows: list[dict[str, Any]]) -> None:
    """The py2neo of tutorials: objects, merged one by one."""
    for row in rows:
        owner = py2neo.Node("PeerOwner", id=row[FROM])
        patent = py2neo.Node("PeerPatent", id=row[TO])
        graph.merge(owner, "PeerOwner", "id")
        graph.merge(patent, "PeerPatent", "id")
        graph.merge(py2neo.Relationship(owner, "PEER", patent, share=row["share"]))


def py2neo_bulk(graph: py2neo.Graph, rows: list[dict[str, Any]]) -> None:
    """py2neo's own bulk functions, nodes first, in the batches of its manual."""
    for label, column in (("PeerOwner", FROM), ("PeerPatent", TO)):
        keys = [[key] for key in {row[column]: None for row in rows}]
        for start in range(0, len(keys), 1000):
            some = keys[start : start + 1000]
            py2neo.bulk.merge_nodes(graph.auto(), some, (label, "id"), keys=["id"])
    links = [(row[FROM], [row["share"]], row[TO]) for row in rows]
    for start in range(0, len(links), 1000):
        py2neo.bulk.merge_relationships(
            graph.auto(),
            links[start : start + 1000],
            "PEER",
            start_node_key=("PeerOwner", "id"),
            end_node_key=("PeerPatent", "id"),
            keys=["share"],
        )


def links_of(counts: dict[str, int]) -> int:
    """Number of relationships."""
    return sum(rows for label, rows in counts.items() if label in SCHEMA.relationships)


def on_neo4j(work: Path, folder: Path, first: str, second: str) -> None:
    """Print the figures of a server."""
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
        links, size = links_of(cost.value), (work / "graph.kgl").stat().st_size / 1e6
        print(f"{links:,} relationships, {links / patents:.1f} a patent")
        paces = (
            f"{links / cost.seconds:,.0f} rel/s, {links / cost.processor:,.0f} a processor second"
        )
        print(f"embedded  tables to file       {cost}: {paces}; file {size:.1f} MB")
        if only != "embedded":
            on_neo4j(work, folder, first, alone(make, folder, patents, seed, True).value)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:4])
