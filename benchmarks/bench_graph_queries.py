"""Graph: questions to both engines, beside the bare driver and networkx.

    .venv/bin/python benchmarks/bench_graph_queries.py [PATENTS] [SEED] [embedded]

Each query is asked with keys drawn over the whole graph; the first answer, which fills caches, is
left out. Neo4j is a server of its own in a temporary folder; with the word `embedded` that part is
left out. The bare driver says the same words without guard, project and row limit; networkx holds
the applications in memory and walks them in Python.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

import networkx as nx
import numpy as np
from measure import alone, machine
from random_chain import PROJECT, random_snapshot

from patnav.graph.address import Address
from patnav.graph.build import FROM, TO, Graph, read_graph
from patnav.graph.bulk import publish_bulk
from patnav.graph.embedded import EmbeddedView
from patnav.graph.embedded_writer import EmbeddedWriter
from patnav.graph.guard import check
from patnav.graph.neo4j import Neo4jView
from patnav.graph.server import LocalServer
from patnav.graph.store import View
from patnav.project import open_project
from patnav.snapshot import Snapshot, open_snapshot

POINT = "MATCH (p:Patent {id: $id}) RETURN p.title AS title"
PARTNERS = (
    "MATCH (o:Organisation {id: $id})-[:FILED]->(:Patent)<-[:FILED]-(b)"
    "-[:FILED]->(:Patent)<-[:FILED]-(c) "
    "RETURN c.id AS id, count(*) AS n ORDER BY n DESC, id LIMIT 20"
)
CONTAINS = (
    "MATCH (专利:Patent) WHERE 专利.title CONTAINS $id "
    "RETURN 专利.priority_year AS 年, count(*) AS 数"
)
Asked = list[tuple[str, str, list[str]]]


def make(folder: Path, patents: int, seed: int, path: Path) -> str:
    """Write a snapshot and its embedded graph; return its id."""
    snapshot = random_snapshot(folder, patents, seed)
    EmbeddedWriter(path).load(read_graph(snapshot))
    return snapshot.id


def questions(graph: Graph) -> Asked:
    """Name, query and keys."""
    patents = graph.rows("Patent")["id"].to_pylist()
    owners = graph.rows("FILED")[FROM].unique().to_pylist()
    return [
        ("point lookup", POINT, patents[:: len(patents) // 200][:200]),
        ("co-applicants, 2 hops", PARTNERS, owners[:: max(1, len(owners) // 100)][:100]),
        ("title contains", CONTAINS, [f"结构{number}" for number in range(1, 12)]),
    ]


def p95(ask: Callable[[str], object], keys: Sequence[str]) -> float:
    """95th percentile in milliseconds over one question per key, the first left out."""
    times = []
    for key in keys:
        start = perf_counter()
        ask(key)
        times.append(perf_counter() - start)
    return float(np.percentile(times[1:], 95)) * 1000


def of_view(name: str, view: View, asked: Asked) -> list[float]:
    """Print the latencies of a view."""
    times = []
    for label, cypher, keys in asked:
        times.append(p95(lambda key, text=cypher: view.run(text, {"id": key}), keys))  # type: ignore[misc]
        print(f"{name:9} {label:24} p95 {times[-1]:8.2f} ms")
    return times


def bare(address: Address, asked: Asked, ours: Sequence[float]) -> None:
    """Print the latencies of the driver by itself."""
    with address.driver() as driver, driver.session(database=address.database) as session:
        for (label, cypher, keys), mine in zip(asked, ours, strict=True):
            took = p95(lambda key, text=cypher: session.run(text, id=key).data(), keys)  # type: ignore[misc]
            print(f"driver    {label:24} p95 {took:8.2f} ms: patnav takes {mine / took:.2f} of it")


def in_networkx(graph: Graph, keys: Sequence[str], ours: float) -> None:
    """Print what the walk over co-applicants takes in Python."""
    filed = graph.rows("FILED")
    start = perf_counter()
    made = nx.MultiGraph(zip(filed[FROM].to_pylist(), filed[TO].to_pylist(), strict=True))
    took = perf_counter() - start

    def walk(owner: str) -> list[tuple[str, int]]:
        found: Counter[str] = Counter()
        for first in made[owner]:
            for partner in made[first].keys() - {owner}:
                for second in made[partner].keys() - {first}:
                    found.update(made[second].keys() - {partner})
        return sorted(found.items(), key=lambda one: (-one[1], one[0]))[:20]

    time = p95(walk, keys)
    print(
        f"networkx  co-applicants, 2 hops    p95 {time:8.2f} ms, after {took:.1f} s of making it: "
        f"embedded takes {ours / time:.1f} of it"
    )


def on_neo4j(work: Path, snapshot: Snapshot, asked: Asked) -> None:
    """Print the latencies of a server."""
    server = LocalServer(work / "server", lambda text: print(f"    {text}", file=sys.stderr))
    publish_bulk(server, snapshot, server.say)
    address = Address(server.start().uri, "neo4j", server.password)
    try:
        with Neo4jView(address, PROJECT) as view:
            bare(address, asked, of_view("Neo4j", view, asked))
    finally:
        server.stop()


def main(patents: int = 13_000, seed: int = 1, only: str = "") -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        work, folder = Path(name), Path(name) / PROJECT
        path = work / "graph.kgl"
        identity = alone(make, folder, patents, seed, path).value
        snapshot = open_snapshot(open_project(folder), identity)
        graph = read_graph(snapshot)
        asked = questions(graph)
        print(f"{patents:,} patents; {machine()}")
        with EmbeddedView(path) as view:
            start = perf_counter()
            view.run("RETURN 1 AS one")
            print(f"embedded  process and open {perf_counter() - start:.2f} s")
            times = of_view("embedded", view, asked)
        in_networkx(graph, asked[1][2], times[1])
        start = perf_counter()
        for _ in range(200):
            check.__wrapped__(PARTNERS, "embedded")
        print(f"guard     {(perf_counter() - start) * 5:.2f} ms a query")
        if only != "embedded":
            on_neo4j(work, snapshot, asked)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:4])
