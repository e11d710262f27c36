"""What a Neo4j server notes of a project: the snapshot it holds, or that a load is under way.

The note is a node `PatnavSnapshot` outside of all projects. A load that does not fit into one
transaction says so before it writes its first row and takes it back when all is verified, so a
reader that finds the same finished note before and after its query has read one whole graph.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import neo4j

from patnav.errors import StoreError
from patnav.graph.address import Address

__all__ = [
    "FORGET",
    "LOADING",
    "NOTE",
    "READ",
    "Mark",
    "Published",
    "mark_in",
    "published",
    "refuse_half",
]

_NODE = "(m:PatnavSnapshot {publishes: $project})"
READ = f"MATCH {_NODE} RETURN m.snapshot AS s, m.schema AS f, m.loading AS l, m.load AS i"
LOADING = f"MERGE {_NODE} SET m = {{publishes: $project, loading: true, load: randomUUID()}}"
NOTE = f"MERGE {_NODE} SET m = $rows[0], m.publishes = $project, m.load = randomUUID()"
FORGET = f"MATCH {_NODE} DELETE m"


class Published(NamedTuple):
    """A snapshot that is on a server, and the fingerprint of the schema it was loaded with."""

    snapshot: str
    schema: str


class Mark(NamedTuple):
    """The note: what is published, whether a load is under way, and the number of that load."""

    published: Published | None
    loading: bool
    load: str


def mark_in(records: Iterable[neo4j.Record]) -> Mark:
    """Read the answer to `READ` to its end; without a note nothing is published that way.

    A result that is left open fails when the next query of its transaction does, and then the
    driver tells of that instead of what is wrong with the query.
    """
    rows = list(records)
    if not rows:
        return Mark(None, False, "")
    row = rows[0]
    whole = Published(row["s"], row["f"]) if row["s"] else None
    return Mark(whole, bool(row["l"]), row["i"] or "")


def published(address: Address, project: str) -> Published | None:
    """What the server says was published last of a project; None when nothing, or it broke off."""
    with address.driver() as driver, address.errors():
        found = driver.execute_query(READ, {"project": project}, database_=address.database)
    return mark_in(found.records).published


def refuse_half(mark: Mark, project: str, where: str) -> None:
    """Raise StoreError when the project's graph is being loaded, or a load broke off."""
    if mark.loading:
        raise StoreError(
            f"the graph of {project} is not whole: it is being published, or that broke off",
            where=where,
            remedy="wait until patnav publish has ended, or run it again",
        )
