"""The ways in which scripts load a graph into Neo4j first, for bench_graph_load.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import neo4j
import py2neo
import py2neo.bulk

from patnav.graph.address import Address
from patnav.graph.build import FROM, TO, read_graph
from patnav.project import open_project
from patnav.snapshot import open_snapshot

__all__ = ["peers"]

ROWS = 500  # of a peer that goes row by row
BULK_ROWS = 20_000


def rate(rows: int, work: Callable[[], object]) -> float:
    """Rows per second."""
    start = perf_counter()
    work()
    return rows / (perf_counter() - start)


def peers(address: Address, folder: Path, identity: str) -> dict[str, float]:
    """Relationships per second of the ways in which scripts load first."""
    filed = read_graph(open_snapshot(open_project(folder), identity)).relationships["FILED"]
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
