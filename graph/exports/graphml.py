"""GraphML (graphml.graphdrawing.org), written as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from patnav.graph.exports.flow import Columns, Flow
from patnav.graph.exports.xml import TYPES, attribute, element_text, joined

__all__ = ["write_graphml"]

_LABEL = "label"  # what Gephi, Cytoscape and igraph show; no property of the schema has this name

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns \
http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">"""


def write_graphml(flow: Flow, path: Path) -> None:
    """Write a flow as GraphML; each node has its key as id and its title as label too."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(joined(_lines(flow)))


def _lines(flow: Flow) -> Iterator[str]:
    yield _HEAD
    node_columns: Columns = {_LABEL: "string", **flow.node_columns}
    yield from _keys("node", node_columns)
    yield from _keys("edge", flow.edge_columns)
    direction = "directed" if flow.directed else "undirected"
    yield f"<graph id={attribute(flow.project or 'graph')} edgedefault={attribute(direction)}>"
    for node in flow.nodes():
        data = _data("node", node_columns, {_LABEL: node.title, **node.values})
        yield f"<node id={attribute(node.key)}>{data}</node>"
    for number, edge in enumerate(flow.edges()):
        ends = f"source={attribute(edge.source)} target={attribute(edge.target)}"
        data = _data("edge", flow.edge_columns, edge.values)
        yield f'<edge id="e{number}" {ends}>{data}</edge>'
    yield "</graph>\n</graphml>"


def _keys(part: str, columns: Columns) -> Iterator[str]:
    for name, kind in columns.items():
        made = f"attr.name={attribute(name)} attr.type={attribute(TYPES.get(kind, 'string'))}"
        yield f'<key id="{part}_{name}" for="{part}" {made}/>'


def _data(part: str, columns: Columns, values: Mapping[str, Any]) -> str:
    return "".join(
        f'<data key="{part}_{name}">{element_text(values[name])}</data>'
        for name in columns
        if name in values
    )
