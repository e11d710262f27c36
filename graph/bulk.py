"""Loading a local Neo4j with its own offline importer: the fast way for a first, large graph.

The graph is written as CSV and imported into a store aside; a server started on that store gives it
its constraints and verifies it like any other load. Only then is it swapped in, so whatever breaks
off before leaves the previous graph as it was.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from functools import reduce
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from patnav.errors import StoreError, writing
from patnav.graph.address import Address
from patnav.graph.build import Graph, read_graph
from patnav.graph.delta import Delta
from patnav.graph.machine import memory_for
from patnav.graph.neo4j_writer import Neo4jWriter
from patnav.graph.program import Say
from patnav.graph.publish import mark_of
from patnav.graph.schema import SCHEMA, Property
from patnav.graph.server import LocalServer
from patnav.snapshot import Snapshot

__all__ = ["publish_bulk", "write_csv"]

_JOIN = "\x1f"  # between the entries of a list: no text of a patent holds this control character
_TYPES = {"int": "long", "float": "double", "bool": "boolean", "strings": "string[]"}
_LEAST_IMPORT_MB = 512


def publish_bulk(server: LocalServer, snapshot: Snapshot, say: Say) -> dict[str, int]:
    """Replace the local server's graph by the snapshot's; return the rows per label.

    A server that runs answers from its previous graph until the new one is verified, and runs again
    afterwards. Raises StoreError when it holds nodes of others (a Community server has one
    database, and the importer makes it anew), when the import fails or the counts differ.
    """
    graph = read_graph(snapshot)
    running = server.state().running
    server.install()
    try:
        _refuse_others(server, graph.project)
    finally:
        if not running:
            server.stop()
    aside = LocalServer(server.home / "importing", say)
    aside.stop()
    shutil.rmtree(aside.home, ignore_errors=True)
    try:
        with suppress(StoreError):
            aside.keep_password(server.password)
        _import(aside, graph, say)
        aside.start()
        address = Address(aside.state().uri, "neo4j", aside.password)
        counts = Neo4jWriter(address, mark_of(snapshot), _empty_lists(graph)).load(graph)
        aside.stop()
        server.stop()
        server.take_over(aside)
    finally:
        aside.stop()
        shutil.rmtree(aside.home, ignore_errors=True)
        if running:
            server.start()
    return counts


def _refuse_others(server: LocalServer, project: str) -> None:
    """Start the server if it has data, and make sure that all nodes are of this project."""
    if not (server.home / "data" / "databases" / "neo4j").is_dir():
        return
    server.start()
    address = Address(server.state().uri, "neo4j", server.password)
    query = (
        "MATCH (n) WHERE coalesce(n.project, n.publishes, '') <> $project "
        "RETURN coalesce(n.project, n.publishes, '') AS other LIMIT 1"
    )
    with address.driver() as driver, address.errors():
        found = driver.execute_query(query, {"project": project}, database_="neo4j").records
    if found:
        raise StoreError(
            f"the server holds nodes of another project ({found[0]['other'] or 'without a name'}), "
            "which a bulk import would remove",
            where=str(server.home),
            remedy="publish without --bulk, or give this project a server of its own: [graph] home",
        )


def _import(aside: LocalServer, graph: Graph, say: Say) -> None:
    aside.prepare()
    folder = aside.home / "csv"
    folder.mkdir()
    room = "make room on this disk: a bulk import takes about three times the graph"
    with writing("the rows", folder, room):
        options = write_csv(graph, folder)
    say("importing")
    share = memory_for()
    limits = [f"--max-off-heap-memory={max(share.page_cache, _LEAST_IMPORT_MB)}m"]
    words = ["database", "import", "full", "neo4j", "--overwrite-destination", *limits, *options]
    aside.admin(words, folder, share.heap)
    shutil.rmtree(folder)


def _empty_lists(graph: Graph) -> Delta:
    """Nodes with an empty list, which the importer cannot store: they are sent afterwards."""
    delta = Delta({}, {})
    for label, node in SCHEMA.nodes.items():
        lists = [item.name for item in node.properties.values() if item.type == "strings"]
        if lists:
            rows = graph.rows(label)
            columns = [rows[name] for name in lists]
            empty = [pc.fill_null(pc.equal(pc.list_value_length(one), 0), False) for one in columns]
            delta.written[label] = rows.filter(reduce(pc.or_, empty))
    return delta


def write_csv(graph: Graph, folder: Path) -> list[str]:
    """Write one file of rows and one of heads per label; return the importer's options.

    Raises StoreError when an entry of a list holds the character that joins lists.
    """
    options = [f"--array-delimiter=U+{ord(_JOIN):04X}", "--bad-tolerance=0"]
    lines = False
    for label in graph.labels:
        rows = graph.rows(label)
        head, kind = _head(label), "nodes" if label in SCHEMA.nodes else "relationships"
        (folder / f"{label}.head").write_text(",".join(head) + "\n", encoding="utf-8")
        flat = pa.table([_flat(rows[name], label) for name in rows.column_names], rows.column_names)
        lines = lines or any(map(_has_lines, flat.columns))
        plain = csv.WriteOptions(include_header=False, quoting_style="needed")
        csv.write_csv(flat, folder / f"{label}.csv", plain)
        options.append(f"--{kind}={label}={label}.head,{label}.csv")
    return [*options, f"--multiline-fields={str(lines).lower()}"]


def _head(label: str) -> list[str]:
    if label in SCHEMA.nodes:
        names = SCHEMA.nodes[label].properties.values()
        return [f"id:ID({label})" if item.name == "id" else _typed(item) for item in names]
    kind = SCHEMA.relationships[label]
    ends = [f":START_ID({kind.source})", f":END_ID({kind.target})"]
    return [*ends, *map(_typed, kind.properties.values())]


def _typed(item: Property) -> str:
    return f"{item.name}:{_TYPES.get(item.type, 'string')}"


def _flat(column: pa.ChunkedArray, label: str) -> pa.ChunkedArray:
    if not pa.types.is_list(column.type):
        return column
    entries = pc.list_flatten(column)
    if pc.any(pc.match_substring(entries, _JOIN)).as_py():
        raise StoreError(
            f"a list of {label} holds the control character U+{ord(_JOIN):04X}",
            remedy="publish without --bulk, or mend the export",
        )
    return pc.binary_join(column, _JOIN)


def _has_lines(column: pa.ChunkedArray) -> bool:
    return pa.types.is_string(column.type) and bool(
        pc.any(pc.match_substring_regex(column, r"[\r\n]")).as_py()
    )
