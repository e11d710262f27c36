"""The graph: schema, build, store port, embedded engine, Neo4j."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patnav.graph.store import Engine, View
    from patnav.snapshot import Snapshot

__all__ = ["open_view"]


def open_view(snapshot: Snapshot, on: Engine = "embedded") -> View:
    """Open a read-only view of a snapshot's graph: its embedded file, or the project's server.

    Raises StoreError when there is no graph file, or no server with the project's graph.
    """
    if on == "embedded":
        from patnav.graph.embedded import EmbeddedView  # noqa: PLC0415 -- engines load when asked

        return EmbeddedView(snapshot.graph_file)
    from patnav.graph.address import find_address  # noqa: PLC0415
    from patnav.graph.neo4j import Neo4jView  # noqa: PLC0415

    settings = snapshot.project.settings
    return Neo4jView(find_address(settings.graph, snapshot.project.folder), settings.name)
