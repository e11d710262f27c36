"""What a Neo4j server holds of a project: rows to compare with, counts, and samples of them."""

from __future__ import annotations

from patnav.graph.build import FROM, TO, Graph
from patnav.graph.channel import Channel
from patnav.graph.rows import (
    Row,
    Stored,
    as_link,
    link_key,
    match_ends,
    match_key,
    stored_rows,
)
from patnav.graph.schema import SCHEMA, NodeKind, RelationshipKind
from patnav.graph.store import MismatchError

__all__ = ["compare_samples", "stored_counts", "stored_links", "stored_nodes"]


def stored_nodes(server: Channel, kind: NodeKind) -> Stored:
    """Read the nodes of a kind."""
    match = f"MATCH (n:{kind.label} {{project: $project}})"
    rows = server.run(f"{match} RETURN n.id AS id, properties(n) AS p")
    return {(row["id"],): row["p"] for row in rows}


def stored_links(server: Channel, kind: RelationshipKind) -> tuple[Stored, list[Row]]:
    """Read the relationships of a kind; those that are there twice come apart."""
    stored: Stored = {}
    double: Stored = {}
    match = f"MATCH (a:{kind.source} {{project: $project}})-[r:{kind.label}]->(b)"
    for row in server.run(f"{match} RETURN a.id AS f, b.id AS t, properties(r) AS p"):
        link = {FROM: row["f"], TO: row["t"], "p": row["p"]}
        key = link_key(kind, link)
        (double if key in stored else stored)[key] = link
    for key in double:
        del stored[key]
    return stored, list(double.values())


def stored_counts(server: Channel) -> dict[str, int]:
    """Count the rows of each label."""
    patterns = {label: f"(n:{label} {{project: $project}})" for label in SCHEMA.nodes}
    for label, kind in SCHEMA.relationships.items():
        patterns[label] = f"(:{kind.source} {{project: $project}})-[n:{label}]->()"
    return {
        label: next(server.run(f"MATCH {pattern} RETURN count(n) AS n"))["n"]
        for label, pattern in patterns.items()
    }


def compare_samples(server: Channel, graph: Graph) -> None:
    """Compare rows spread over each table with what is stored under their keys.

    Raises MismatchError when one differs.
    """
    for label in SCHEMA.nodes:
        match = f"MATCH (n:{label} {{project: $project, id: row.id}})"
        rows = list(stored_rows(graph.sample(label)))
        _must_be(server, label, f"{match} RETURN row.i AS i, properties(n) AS p", rows, rows)
    for label, kind in SCHEMA.relationships.items():
        match = f"{match_ends(kind)} MATCH (a)-[r:{label} {{{match_key(kind)}}}]->(b)"
        links = [as_link(row) for row in stored_rows(graph.sample(label))]
        wanted = [link["p"] for link in links]
        _must_be(server, label, f"{match} RETURN row.i AS i, properties(r) AS p", links, wanted)


def _must_be(server: Channel, label: str, match: str, rows: list[Row], wanted: list[Row]) -> None:
    numbered = [{**row, "i": number} for number, row in enumerate(rows)]
    answer = server.run(f"UNWIND $rows AS row {match}", numbered)
    found = sorted(((row["i"], row["p"]) for row in answer), key=lambda pair: pair[0])
    if found != list(enumerate(wanted)):
        raise MismatchError(
            f"a stored {label} is not what the snapshot says",
            where=server.address.uri,
            remedy="somebody else writes to this graph: run patnav publish --whole",
        )
