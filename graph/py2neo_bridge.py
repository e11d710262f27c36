"""The published graph of a project for notebooks that already use py2neo (`patnav[py2neo]`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patnav.errors import StoreError
from patnav.graph import open_view
from patnav.graph.address import find_address
from patnav.snapshot import Snapshot

if TYPE_CHECKING:
    import py2neo

__all__ = ["open_py2neo"]


def open_py2neo(snapshot: Snapshot) -> py2neo.Graph:
    """Open the project's graph on its Neo4j server with py2neo.

    py2neo has reached its end of life (2023) and names Neo4j 4.4 as the last it knows; this opens
    it on 5.26 for notebooks that exist. New ones ask `snapshot.cypher(…, on="neo4j")`. Nothing of
    patnav stands between: the graph can be written, and every project on the server is seen, so say
    `project` in a match. Raises StoreError when py2neo is not installed, no server answers, or the
    project is not published there.
    """
    try:
        import py2neo  # noqa: PLC0415 -- an extra
    except ImportError as error:
        raise StoreError(
            "py2neo is not installed", remedy="run: pip install 'patnav[py2neo]'"
        ) from error
    open_view(snapshot, "neo4j").close()  # says what is missing in our own words
    address = find_address(snapshot.project.settings.graph)
    return py2neo.Graph(address.uri, auth=(address.user, address.password), name=address.database)
