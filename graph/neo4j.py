"""A Neo4j server behind the store port.

Nodes carry the project that published them, and their key is unique per project, so several
projects share one server: publishing one never touches another, and each View sees its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from patnav.errors import StoreError
from patnav.graph.address import Address
from patnav.graph.bolt import explain, plain_rows
from patnav.graph.build import FROM, TO, Graph
from patnav.graph.guard import Checked
from patnav.graph.rewrite import PROJECT
from patnav.graph.schema import SCHEMA, NodeKind, RelationshipKind
from patnav.graph.store import Engine, Plain, View, Writer

__all__ = ["Neo4jView", "Neo4jWriter"]

BATCH = 5000  # rows per transaction
BATCH_SECONDS = 600.0
Row = dict[str, Any]
Stored = dict[tuple[object, ...], Row]


class Neo4jWriter(Writer):
    """Brings one project's nodes and relationships on a server to what the graph says.

    What is stored is read first: rows that are new or changed are written, those that the graph no
    longer has are deleted, all others are left alone. An interrupted run is completed by the next.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self._driver = address.driver()
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
        self._run("CALL db.awaitIndexes(120)")

    def write_nodes(self, kind: NodeKind, graph: Graph) -> None:
        """Write the new and changed nodes of a kind; remember those that are gone."""
        match = f"MATCH (n:{kind.label} {{project: $project}})"
        stored: Stored = {
            (row["id"],): row["p"]
            for row in self._run(f"{match} RETURN n.id AS id, properties(n) AS p")
        }
        merge = f"MERGE (n:{kind.label} {{project: $project, id: row.id}}) SET n = row"
        wanted = (((row["id"],), row) for row in _rows(graph, kind.label))
        self._send(merge, _changed(wanted, stored))
        self._gone.append((kind, [{"id": key[0]} for key in stored]))

    def write_relationships(self, kind: RelationshipKind, graph: Graph) -> None:
        """Write the new and changed relationships of a kind and delete those that are gone."""
        source = f"(a:{kind.source} {{project: $project"
        target = f"(b:{kind.target} {{project: $project"
        key = ", ".join(f"{name}: row.p.{name}" for name in kind.key)
        ends = f"MATCH {source}, id: row.{FROM}}}) MATCH {target}, id: row.{TO}}})"
        delete = f"{ends} MATCH (a)-[r:{kind.label} {{{key}}}]->(b) DELETE r"
        stored, double = self._stored(kind, f"MATCH {source}}})-[r:{kind.label}]->(b)")
        self._send(delete, iter(double))
        # CREATE needs no look at hub nodes; what is stored once is not touched by it
        verb = "MERGE" if stored else "CREATE"
        write = f"{ends} {verb} (a)-[r:{kind.label} {{{key}}}]->(b) SET r = row.p"
        wanted = ((_link_key(kind, link), link) for link in map(_link, _rows(graph, kind.label)))
        self._send(write, _changed(wanted, stored))
        self._send(delete, iter(stored.values()))

    def _stored(self, kind: RelationshipKind, match: str) -> tuple[Stored, list[Row]]:
        """Read the relationships of a kind; those that are there twice come apart."""
        stored: Stored = {}
        double: Stored = {}
        for row in self._run(f"{match} RETURN a.id AS f, b.id AS t, properties(r) AS p"):
            link = {FROM: row["f"], TO: row["t"], "p": row["p"]}
            key = _link_key(kind, link)
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
        """Count what the server holds of the project."""
        del graph
        queries = {label: f"(n:{label} {{project: $project}})" for label in SCHEMA.nodes}
        for label, kind in SCHEMA.relationships.items():
            queries[label] = f"(:{kind.source} {{project: $project}})-[n:{label}]->()"
        return {
            label: next(self._run(f"MATCH {pattern} RETURN count(n) AS n"))["n"]
            for label, pattern in queries.items()
        }

    def publish(self) -> None:
        """Close the connection; what is committed is visible."""
        self._driver.close()

    def _send(self, statement: str, rows: Iterator[Row]) -> None:
        batch: list[Row] = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                self._run(f"UNWIND $rows AS row {statement}", batch)
                batch = []
        if batch:
            self._run(f"UNWIND $rows AS row {statement}", batch)

    def _run(self, cypher: str, rows: list[Row] | None = None) -> Iterator[neo4j.Record]:
        query = neo4j.Query(cypher, timeout=BATCH_SECONDS)
        with self.address.errors():
            result = self._driver.execute_query(
                query, {"rows": rows, "project": self._project}, database_=self.address.database
            )
        return iter(result.records)


class Neo4jView(View):
    """Answers queries about one project from a server, in sessions that may only read."""

    engine: Engine = "neo4j"

    def __init__(self, address: Address, project: str) -> None:
        self.address, self.project = address, project
        self._driver = address.driver()
        if not self.run("MATCH (n) RETURN n.id", limit=1).rows:
            self.close()
            what = f"project {project} is not on this server"
            raise StoreError(what, where=address.uri, remedy="run: patnav publish")

    def execute(
        self, query: Checked, params: Mapping[str, Plain], limit: int, timeout: float
    ) -> tuple[list[str], list[list[Plain]]]:
        """Run the query in a READ transaction with our own timeout."""
        values = {**params, PROJECT: self.project}
        session = self._driver.session(
            default_access_mode=neo4j.READ_ACCESS, database=self.address.database
        )
        try:
            with session, session.begin_transaction(timeout=timeout) as transaction:
                result = transaction.run(query.cypher, values)
                records = [list(record.values()) for record in result.fetch(limit)]
                return list(result.keys()), plain_rows(transaction, records)
        except Neo4jError as error:
            raise explain(error, timeout) from error
        except (DriverError, OSError) as error:
            raise StoreError(str(error), where=self.address.uri) from error

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()


def _rows(graph: Graph, label: str) -> Iterator[Row]:
    """Rows of a label without their nulls: Neo4j stores none."""
    for batch in graph.batches(label, BATCH):
        for row in batch:
            yield {name: value for name, value in row.items() if value is not None}


def _link(row: Row) -> Row:
    ends = {FROM: row.pop(FROM), TO: row.pop(TO)}
    return {**ends, "p": row}


def _link_key(kind: RelationshipKind, link: Row) -> tuple[object, ...]:
    return (link[FROM], link[TO], *(link["p"].get(name) for name in kind.key))


def _changed(wanted: Iterator[tuple[tuple[object, ...], Row]], stored: Stored) -> Iterator[Row]:
    """Yield the rows that are not stored so; what is left in `stored` afterwards is gone."""
    for key, row in wanted:
        if stored.pop(key, None) != row:
            yield row
