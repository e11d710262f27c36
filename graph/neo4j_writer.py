"""Loading one project's graph into a Neo4j server.

Nodes carry the project that published them, and their key is unique per project, so several
projects share one server: publishing one never touches another. A node `PatnavSnapshot` outside of
all projects says which snapshot of a project was published last, whole and verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import neo4j

from patnav.errors import StoreError
from patnav.graph.address import Address
from patnav.graph.build import FROM, TO, Graph
from patnav.graph.delta import Delta
from patnav.graph.rows import (
    Row,
    Stored,
    as_link,
    changed,
    link_key,
    match_ends,
    match_key,
    spread,
    stored_rows,
)
from patnav.graph.schema import SCHEMA, NodeKind, RelationshipKind
from patnav.graph.store import MismatchError, Writer

__all__ = ["AT_ONCE", "BATCH", "Neo4jWriter", "Published", "published"]

BATCH = 5000  # rows per transaction
AT_ONCE = 20_000  # changed rows that fit into one transaction: readers see the old graph or the new
BATCH_SECONDS = 600.0
SAMPLE = 20  # rows per label that are compared after loading


class Published(NamedTuple):
    """A snapshot that is on a server, and the fingerprint of the schema it was loaded with."""

    snapshot: str
    schema: str


def published(address: Address, project: str) -> Published | None:
    """What the server says was published last of a project; None when nothing, or it broke off."""
    with address.driver() as driver, address.errors():
        found = driver.execute_query(
            "MATCH (m:PatnavSnapshot {publishes: $project}) RETURN m.snapshot AS s, m.schema AS f",
            {"project": project},
            database_=address.database,
        ).records
    return Published(found[0]["s"], found[0]["f"]) if found else None


class Neo4jWriter(Writer):
    """Brings one project's nodes and relationships on a server to what the graph says.

    With a `delta` its rows are written and deleted, in one transaction when they are few enough.
    Without one what is stored is read first: rows that are new or changed are written, those that
    the graph no longer has are deleted, all others are left alone. Either way an interrupted run is
    completed by the next. `mark` is noted on the server as what was published.
    """

    def __init__(
        self, address: Address, mark: Published | None = None, delta: Delta | None = None
    ) -> None:
        self.address, self._mark, self._delta = address, mark, delta
        self._driver = address.driver()
        self._session: neo4j.Session | None = None
        self._transaction: neo4j.Transaction | None = None
        self._gone: list[tuple[NodeKind, list[Row]]] = []
        self._project = ""

    def prepare(self, graph: Graph) -> None:
        """Create the constraints (`id` is unique per project) and an index on `id` alone."""
        if not graph.project:
            raise StoreError("the graph names no project", remedy="give the project a name")
        self._project = graph.project
        for label in SCHEMA.nodes:
            name = f"patnav_{label.lower()}"
            key = f"FOR (n:{label}) REQUIRE (n.project, n.id) IS UNIQUE"
            self._run(f"CREATE CONSTRAINT {name} IF NOT EXISTS {key}")
            self._run(f"CREATE INDEX {name}_id IF NOT EXISTS FOR (n:{label}) ON (n.id)")
        self._run("CALL db.awaitIndexes(600)")
        if self._delta is not None and self._delta.rows <= AT_ONCE:
            self._session = self._driver.session(database=self.address.database)
            self._transaction = self._session.begin_transaction(timeout=BATCH_SECONDS)
        self._run("MATCH (m:PatnavSnapshot {publishes: $project}) DELETE m")

    def write_nodes(self, kind: NodeKind, graph: Graph) -> None:
        """Write the new and changed nodes of a kind; remember those that are gone."""
        merge = f"MERGE (n:{kind.label} {{project: $project, id: row.id}}) SET n = row"
        if self._delta is not None:
            self._send(merge, stored_rows(self._delta.written.get(kind.label)))
            self._gone.append((kind, list(stored_rows(self._delta.gone.get(kind.label)))))
            return
        match = f"MATCH (n:{kind.label} {{project: $project}})"
        stored: Stored = {
            (row["id"],): row["p"]
            for row in self._run(f"{match} RETURN n.id AS id, properties(n) AS p")
        }
        wanted = (((row["id"],), row) for row in stored_rows(graph.nodes[kind.label]))
        self._send(merge, changed(wanted, stored))
        self._gone.append((kind, [{"id": key[0]} for key in stored]))

    def write_relationships(self, kind: RelationshipKind, graph: Graph) -> None:
        """Write the new and changed relationships of a kind and delete those that are gone."""
        ends, key = match_ends(kind), match_key(kind)
        delete = f"{ends} MATCH (a)-[r:{kind.label} {{{key}}}]->(b) DELETE r"
        write = f"{ends} %s (a)-[r:{kind.label} {{{key}}}]->(b) SET r = row.p"
        if self._delta is not None:
            self._send(delete, map(as_link, stored_rows(self._delta.gone.get(kind.label))))
            self._send(
                write % "MERGE", map(as_link, stored_rows(self._delta.written.get(kind.label)))
            )
            return
        stored, double = self._stored(kind)
        self._send(delete, iter(double))
        # CREATE needs no look at hub nodes; what is stored once is not touched by it
        links = map(as_link, stored_rows(graph.relationships[kind.label]))
        wanted = ((link_key(kind, link), link) for link in links)
        self._send(write % ("MERGE" if stored else "CREATE"), changed(wanted, stored))
        self._send(delete, iter(stored.values()))

    def _stored(self, kind: RelationshipKind) -> tuple[Stored, list[Row]]:
        """Read the relationships of a kind; those that are there twice come apart."""
        stored: Stored = {}
        double: Stored = {}
        match = f"MATCH (a:{kind.source} {{project: $project}})-[r:{kind.label}]->(b)"
        for row in self._run(f"{match} RETURN a.id AS f, b.id AS t, properties(r) AS p"):
            link = {FROM: row["f"], TO: row["t"], "p": row["p"]}
            key = link_key(kind, link)
            (double if key in stored else stored)[key] = link
        for key in double:
            del stored[key]
        return stored, list(double.values())

    def finish(self, graph: Graph) -> None:
        """Delete the nodes that the graph no longer has."""
        del graph
        for kind, rows in self._gone:
            match = f"MATCH (n:{kind.label} {{project: $project, id: row.id}})"
            self._send(f"{match} DETACH DELETE n", iter(rows))

    def counts(self, graph: Graph) -> dict[str, int]:
        """Count what the server holds of the project, and compare rows of every kind."""
        queries = {label: f"(n:{label} {{project: $project}})" for label in SCHEMA.nodes}
        for label, kind in SCHEMA.relationships.items():
            queries[label] = f"(:{kind.source} {{project: $project}})-[n:{label}]->()"
        found = {
            label: next(self._run(f"MATCH {pattern} RETURN count(n) AS n"))["n"]
            for label, pattern in queries.items()
        }
        if found == graph.counts:
            self._compare_rows(graph)
        return found

    def _compare_rows(self, graph: Graph) -> None:
        """Compare rows spread over each table with what is stored under their keys."""
        for label in SCHEMA.nodes:
            match = f"MATCH (n:{label} {{project: $project, id: row.id}})"
            rows = list(stored_rows(spread(graph.nodes[label], SAMPLE)))
            self._must_be(label, f"{match} RETURN row.i AS i, properties(n) AS p", rows, rows)
        for label, kind in SCHEMA.relationships.items():
            match = f"{match_ends(kind)} MATCH (a)-[r:{label} {{{match_key(kind)}}}]->(b)"
            links = [
                as_link(row) for row in stored_rows(spread(graph.relationships[label], SAMPLE))
            ]
            wanted = [link["p"] for link in links]
            self._must_be(label, f"{match} RETURN row.i AS i, properties(r) AS p", links, wanted)

    def _must_be(self, label: str, match: str, rows: list[Row], wanted: list[Row]) -> None:
        numbered = [{**row, "i": number} for number, row in enumerate(rows)]
        found = [
            (row["i"], row["p"]) for row in self._run(f"UNWIND $rows AS row {match}", numbered)
        ]
        if sorted(found, key=lambda pair: pair[0]) != list(enumerate(wanted)):
            raise MismatchError(
                f"a stored {label} is not what the snapshot says",
                where=self.address.uri,
                remedy="somebody else writes to this graph: run patnav publish --whole",
            )

    def publish(self) -> None:
        """Note what was published, commit, close the connection."""
        if self._mark is not None:
            query = "MERGE (m:PatnavSnapshot {publishes: $project}) SET m += $rows[0]"
            self._run(query, [self._mark._asdict()])
        if self._transaction is not None:
            with self.address.errors():
                self._transaction.commit()
        self.close()

    def close(self) -> None:
        """Close the connection; a transaction that was not committed leaves no trace."""
        if self._session is not None:
            with self.address.errors():
                self._session.close()
        self._driver.close()

    def _send(self, statement: str, rows: Iterable[Row]) -> None:
        batch: list[Row] = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                self._run(f"UNWIND $rows AS row {statement}", batch)
                batch = []
        if batch:
            self._run(f"UNWIND $rows AS row {statement}", batch)

    def _run(self, cypher: str, rows: list[Row] | None = None) -> Iterator[neo4j.Record]:
        values = {"rows": rows, "project": self._project}
        with self.address.errors():
            if self._transaction is not None:
                return iter(list(self._transaction.run(cypher, values)))
            query = neo4j.Query(cypher, timeout=BATCH_SECONDS)
            result = self._driver.execute_query(query, values, database_=self.address.database)
        return iter(result.records)
