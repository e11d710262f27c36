"""Graph: loading, opening and asking, embedded and on Neo4j, beside the way people load it first.

    .venv/bin/python benchmarks/bench_graph.py [PATENTS] [SEED]

The tables are random, of the proportions of a real chain (about 17 relationships a patent). Neo4j
is the server that NEO4J_URI names; without one that part is left out. The peer there loads the same
applicants row by row, one MERGE through the driver for each, as first scripts do. Absolute figures
hold for one machine.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

import neo4j
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from patnav.graph.address import Address, find_address
from patnav.graph.build import Graph, build_graph, needed_tables
from patnav.graph.embedded import EmbeddedView
from patnav.graph.embedded_writer import EmbeddedWriter
from patnav.graph.guard import check
from patnav.graph.neo4j import Neo4jView, Neo4jWriter
from patnav.graph.store import View
from patnav.project import GraphSettings
from patnav.tables import SCHEMAS, Tables

Pairs = tuple[list[str], list[str]]

PROJECT = "bench"
NAIVE_ROWS = 500
POINT = "MATCH (p:Patent {id: $id}) RETURN p.title AS title"
PARTNERS = (
    "MATCH (o:Organisation {id: $id})-[:FILED]->(:Patent)<-[:FILED]-(b)"
    "-[:FILED]->(:Patent)<-[:FILED]-(c) "
    "RETURN c.id AS id, count(*) AS n ORDER BY n DESC, id LIMIT 20"
)
CHINESE = (
    "MATCH (专利:Patent) WHERE 专利.title CONTAINS $id "
    "RETURN 专利.priority_year AS 年, count(*) AS 数"
)


def made(table: str, /, **columns: Sequence[object]) -> pa.Table:
    """A table of the schema whose other columns are null."""
    schema, rows = SCHEMAS[table], len(next(iter(columns.values())))
    arrays = [
        pa.array(columns[field.name], field.type)
        if field.name in columns
        else pa.nulls(rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def random_tables(patents: int, seed: int) -> Tables:
    """Tables of `patents` patents with owners, inventors, classes, nodes, means and effects."""
    draw = np.random.default_rng(seed)
    keys = [f"CN2020{number:08d}" for number in range(patents)]
    owners = [f"O:机构{number}" for number in range(max(20, patents // 8))]
    people = [f"P:人{number}@{owners[number % len(owners)]}" for number in range(patents)]
    nodes = [f"N{number:02d}" for number in range(36)]
    terms = [f"手段{number}" for number in range(patents // 4)]
    symbols = [f"H01M{number}/00" for number in range(900)]

    def pairs(others: Sequence[str], each: int, skew: float = 2.0) -> Pairs:
        places = (draw.random(patents * each) ** skew * len(others)).astype(int)
        drawn = sorted({(keys[at // each], others[place]) for at, place in enumerate(places)})
        return [key for key, _ in drawn], [other for _, other in drawn]

    days = np.datetime64("2008-01-01") + draw.integers(0, 5500, patents)
    tables = {name: SCHEMAS[name].empty_table() for name in needed_tables()}
    tables |= entities(keys, owners, people, days)
    tables["nodes"] = made("nodes", node=nodes, name_zh=nodes)
    tables["applicants"] = linked("applicants", "organisation", pairs(owners, 2), share=0.5)
    tables["inventors"] = linked("inventors", "person", pairs(people, 3, 1.0))
    tables["classifications"] = linked("classifications", "symbol", pairs(symbols, 3), scheme="ipc")
    tables["assignments"] = linked("assignments", "node", pairs(nodes, 2), weight=0.5)
    tables["mentions"] = mentions(*pairs(terms, 4))
    return tables


def entities(
    keys: list[str], owners: list[str], people: list[str], days: npt.NDArray[np.datetime64]
) -> Tables:
    """Patents, each a family of its own, their owners and inventors."""
    count, families = len(keys), [f"F:{key}" for key in keys]
    patents = made(
        "patents",
        patent=keys,
        title=[f"一种电池{key}" for key in keys],
        country=["CN"] * count,
        priority_date=days,
        family=families,
        granted=[True] * count,
    )
    return {
        "patents": patents,
        "families": made("families", family=families, patent=keys, size=[1] * count),
        "organisations": made("organisations", organisation=owners, name=owners),
        "persons": made(
            "persons",
            person=people,
            name=people,
            organisation=[o.partition("@")[2] for o in people],
        ),
    }


def linked(name: str, column: str, pairs: Pairs, **same: object) -> pa.Table:
    """A table that joins patents to others; the values of `same` stand in every row."""
    patent, other = pairs
    constant = {key: [value] * len(patent) for key, value in same.items()}
    return made(name, patent=patent, **{column: other}, **constant)


def mentions(patent: list[str], value: list[str]) -> pa.Table:
    """Half of the terms as means, half as effects."""
    rows = len(patent)
    return made(
        "mentions",
        patent=patent,
        value=value,
        quote=value,
        mention=[f"{key}/{at}" for at, key in enumerate(patent)],
        dimension=["means" if at % 2 else "effect" for at in range(rows)],
        effect_class=["cost"] * rows,
        start=[0] * rows,
        end=[2] * rows,
    )


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one run."""
    start = perf_counter()
    work()
    return perf_counter() - start


def p95(view: View, cypher: str, ids: Sequence[str]) -> float:
    """95th percentile in milliseconds over one query per id, the first left out."""
    times = [seconds(lambda key=key: view.run(cypher, {"id": key})) for key in ids]  # type: ignore[misc]
    return float(np.percentile(times[1:], 95)) * 1000


def ask(name: str, view: View, graph: Graph) -> None:
    """Print the latencies of a view."""
    patents = graph.nodes["Patent"]["id"].to_pylist()[::97][:60]
    owners = graph.nodes["Organisation"]["id"].to_pylist()[::7][:30]
    for label, cypher, ids in (
        ("point lookup", POINT, patents),
        ("co-applicants, 2 hops", PARTNERS, owners),
        ("title contains", CHINESE, ["电池", *[key[-3:] for key in patents[:10]]]),
    ):
        print(f"{name:9} {label:24} p95 {p95(view, cypher, ids):8.1f} ms")


def naive(address: Address, graph: Graph) -> float:
    """Relationships per second of one MERGE a row."""
    ends = "MERGE (o:Naive {id: $f}) MERGE (p:Naive {id: $t})"
    statement = f"{ends} MERGE (o)-[r:NAIVE]->(p) SET r.share = $s"
    rows = graph.relationships["FILED"].slice(0, NAIVE_ROWS).to_pylist()
    with address.driver() as driver, driver.session(database=address.database) as session:

        def run() -> None:
            for row in rows:
                session.run(statement, f=row["_from"], t=row["_to"], s=row["share"]).consume()

        took = seconds(run)
        session.run("MATCH (n:Naive) DETACH DELETE n").consume()
    return len(rows) / took


def empty(address: Address) -> None:
    """Take the benchmark's project off the server."""
    with address.driver() as driver, driver.session(database=address.database) as session:
        session.run(
            neo4j.Query(
                "MATCH (n {project: $p}) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
            ),
            p=PROJECT,
        ).consume()


def main(patents: int = 13_000, seed: int = 1) -> None:
    """Print the figures."""
    tables = random_tables(patents, seed)
    start = perf_counter()
    graph = build_graph(tables, PROJECT)
    rows = perf_counter() - start
    links = sum(graph.counts[label] for label in graph.relationships)
    nodes = sum(graph.counts.values()) - links
    print(f"{patents:,} patents, {nodes:,} nodes, {links:,} relationships")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.kgl"
        load = seconds(lambda: EmbeddedWriter(path).load(graph))
        print(f"embedded  rows of the graph {rows:.1f} s")
        print(f"embedded  load, save, verify {load:.1f} s: {links / load:,.0f} rel/s")
        with EmbeddedView(path) as view:
            opened = seconds(lambda: view.run("RETURN 1 AS one"))
            size = path.stat().st_size / 1e6
            print(f"embedded  file {size:.1f} MB, process and open {opened:.2f} s")
            ask("embedded", view, graph)
    guard = seconds(lambda: [check.__wrapped__(PARTNERS, "embedded") for _ in range(200)]) / 200
    print(f"guard     {guard * 1000:.2f} ms a query")
    if not os.environ.get("NEO4J_URI"):
        print("Neo4j     left out: NEO4J_URI names no server")
        return
    address = find_address(GraphSettings())
    slow = naive(address, graph)
    first = seconds(lambda: Neo4jWriter(address).load(graph))
    again = seconds(lambda: Neo4jWriter(address).load(graph))
    print(f"Neo4j     publish {first:.1f} s: {links / first:,.0f} rel/s, again {again:.1f} s")
    print(f"Neo4j     one MERGE a row {slow:,.0f} rel/s: publish is {links / first / slow:.1f}x")
    with Neo4jView(address, PROJECT) as view:
        ask("Neo4j", view, graph)
    empty(address)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
