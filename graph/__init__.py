"""The graph: schema, build, store port, embedded engine, Neo4j."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patnav.errors import QueryError

if TYPE_CHECKING:
    from patnav.graph.store import Engine, View
    from patnav.snapshot import Snapshot

__all__ = ["open_view"]


def open_view(snapshot: Snapshot, on: Engine = "embedded", *, across: bool = False) -> View:
    """Open a read-only view of a snapshot's graph: its embedded file, or the project's server.

    `across` sees all projects of the server. Raises StoreError when there is no graph file, or no
    server with the project's graph, QueryError when the embedded file shall look across projects.
    """
    if on == "embedded" and across:
        raise QueryError("the embedded graph holds one project", remedy="say --on neo4j as well")
    if on == "embedded":
        from patnav.graph.embedded import EmbeddedView  # noqa: PLC0415 -- engines load when asked

        return EmbeddedView(snapshot.graph_file)
    from patnav.graph.address import find_address  # noqa: PLC0415
    from patnav.graph.neo4j import Neo4jView  # noqa: PLC0415

    settings = snapshot.project.settings
    address = find_address(settings.graph, snapshot.project.folder)
    return Neo4jView(address, settings.name, across=across)
