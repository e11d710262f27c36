"""Loading one project's graph into a Neo4j server.

Nodes carry the project that published them, and their key is unique per project, so several
projects share one server: publishing one never touches another.
"""

from __future__ import annotations

from patnav.errors import StoreError
from patnav.graph.address import Address
from patnav.graph.build import Graph
from patnav.graph.channel import Channel
from patnav.graph.delta import Delta
from patnav.graph.mark import Published
from patnav.graph.rows import (
    Row,
    as_link,
    changed,
    link_key,
    match_ends,
    match_key,
    stored_rows,
)
from patnav.graph.schema import SCHEMA, NodeKind, RelationshipKind
from patnav.graph.store import Writer
from patnav.graph.stored import compare_samples, stored_counts, stored_links, stored_nodes

__all__ = ["AT_ONCE", "Neo4jWriter"]

AT_ONCE = 100_000  # changed rows sent in one transaction: readers see the old graph or the new


class Neo4jWriter(Writer):
    """Brings one project's nodes and relationships on a server to what the graph says.

    With a `delta` its rows are written and deleted, in one transaction when they are at most
    `at_once`. Without one what is stored is read first: rows that are new or changed are written,
    those that the graph no longer has are deleted, all others are left alone. Either way an
    interrupted run is completed by the next; until then the server notes that the graph is not
    whole, and views refuse it. `mark` is noted as what was published.
    """

    def __init__(
        self,
        address: Address,
        mark: Published | None = None,
        delta: Delta | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        self._server = Channel(address)
        self._mark, self._delta, self._at_once = mark, delta, at_once
        self._gone: list[tuple[NodeKind, list[Row]]] = []

    def prepare(self, graph: Graph) -> None:
        """Create the constraints (`id` is unique per project) and an index on `id` alone."""
        if not graph.project:
            raise StoreError("the graph names no project", remedy="give the project a name")
        self._server.project = graph.project
        for label in SCHEMA.nodes:
            name = f"patnav_{label.lower()}"
            key = f"FOR (n:{label}) REQUIRE (n.project, n.id) IS UNIQUE"
            self._server.run(f"CREATE CONSTRAINT {name} IF NOT EXISTS {key}")
            self._server.run(f"CREATE INDEX {name}_id IF NOT EXISTS FOR (n:{label}) ON (n.id)")
        self._server.run("CALL db.awaitIndexes(600)")
        if self._delta is not None and self._delta.rows <= self._at_once:
            self._server.begin()

    def write_nodes(self, kind: NodeKind, graph: Graph) -> None:
        """Write the new and changed nodes of a kind; remember those that are gone."""
        merge = f"MERGE (n:{kind.label} {{project: $project, id: row.id}}) SET n = row"
        if self._delta is not None:
            self._server.send(merge, stored_rows(self._delta.written.get(kind.label)))
            self._gone.append((kind, list(stored_rows(self._delta.gone.get(kind.label)))))
            return
        stored = stored_nodes(self._server, kind)
        wanted = (((row["id"],), row) for row in stored_rows(graph.rows(kind.label)))
        self._server.send(merge, changed(wanted, stored))
        self._gone.append((kind, [{"id": key[0]} for key in stored]))

    def write_relationships(self, kind: RelationshipKind, graph: Graph) -> None:
        """Write the new and changed relationships of a kind and delete those that are gone."""
        ends, key = match_ends(kind), match_key(kind)
        delete = f"{ends} MATCH (a)-[r:{kind.label} {{{key}}}]->(b) DELETE r"
        write = f"{ends} %s (a)-[r:{kind.label} {{{key}}}]->(b) SET r = row.p"
        if self._delta is not None:
            self._server.send(delete, map(as_link, stored_rows(self._delta.gone.get(kind.label))))
            written = stored_rows(self._delta.written.get(kind.label))
            self._server.send(write % "MERGE", map(as_link, written))
            return
        stored, double = stored_links(self._server, kind)
        self._server.send(delete, double)
        # CREATE needs no look at hub nodes; what is stored once is not touched by it
        links = map(as_link, stored_rows(graph.rows(kind.label)))
        wanted = ((link_key(kind, link), link) for link in links)
        self._server.send(write % ("MERGE" if stored else "CREATE"), changed(wanted, stored))
        self._server.send(delete, stored.values())

    def finish(self, graph: Graph) -> None:
        """Delete the nodes that the graph no longer has."""
        del graph
        for kind, rows in self._gone:
            match = f"MATCH (n:{kind.label} {{project: $project, id: row.id}})"
            self._server.send(f"{match} DETACH DELETE n", rows)

    def counts(self, graph: Graph) -> dict[str, int]:
        """Count what the server holds of the project, and compare rows of every kind."""
        found = stored_counts(self._server)
        if found == graph.counts:
            compare_samples(self._server, graph)
        return found

    def publish(self) -> None:
        """Note what was published, commit, close the connection."""
        self._server.finish(self._mark)

    def close(self) -> None:
        """Close the connection; a transaction that was not committed leaves no trace."""
        self._server.close()
