"""Taking one project's graph off a Neo4j server that others share."""

from __future__ import annotations

import neo4j

from patnav.errors import StoreError
from patnav.graph.address import Address
from patnav.graph.channel import BATCH
from patnav.graph.mark import FORGET, LOADING, READ, mark_in
from patnav.graph.schema import SCHEMA

__all__ = ["unpublish"]

# In many transactions, so that no graph is too large for the server's memory.
_DELETE = (
    "MATCH (n:{label} {{project: $project}}) "
    "CALL {{ WITH n DETACH DELETE n }} IN TRANSACTIONS OF {batch} ROWS"
)


def unpublish(address: Address, project: str) -> dict[str, int]:
    """Delete all nodes and relationships of a project; return the nodes deleted per label.

    Readers are refused from the first row on, and a run that breaks off is completed by the next,
    or by publishing again. Raises StoreError when the server cannot be reached or holds nothing of
    the project.
    """
    values = {"project": project}
    with (
        address.driver() as driver,
        address.errors(),
        driver.session(database=address.database) as session,
    ):
        known = mark_in(session.run(READ, values))
        session.run(LOADING, values).consume()
        deleted = {}
        for label in SCHEMA.nodes:  # patents first: their relationships would crowd hub nodes
            query = _DELETE.format(label=label, batch=BATCH)
            done = session.run(neo4j.Query(query), values).consume()
            deleted[label] = done.counters.nodes_deleted
        session.run(FORGET, values).consume()
    if not any(known) and not any(deleted.values()):
        raise StoreError(
            f"project {project} is not on this server",
            where=address.uri,
            remedy="nothing to remove; patnav neo4j status names the local server",
        )
    return deleted
