"""GEXF 1.2 (gexf.net), the format of Gephi, written as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from patnav.graph.exports.flow import Columns, Flow
from patnav.graph.exports.xml import TYPES, attribute, joined, value_text

__all__ = ["write_gexf"]

_WEIGHT = "weight"  # an attribute of the edge itself


def write_gexf(flow: Flow, path: Path) -> None:
    """Write a flow as GEXF; labels are the titles, `weight` is the weight that Gephi knows."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(joined(_lines(flow)))


def _lines(flow: Flow) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">'
    yield f"<meta><creator>patnav</creator><description>{_about(flow)}</description></meta>"
    yield f'<graph mode="static" defaultedgetype="{"" if flow.directed else "un"}directed">'
    edge_columns = {name: kind for name, kind in flow.edge_columns.items() if name != _WEIGHT}
    yield from _attributes("node", flow.node_columns)
    yield from _attributes("edge", edge_columns)
    yield "<nodes>"
    for node in flow.nodes():
        names = f"id={attribute(node.key)} label={attribute(node.title)}"
        yield f"<node {names}>{_values(flow.node_columns, node.values)}</node>"
    yield "</nodes>\n<edges>"
    for number, edge in enumerate(flow.edges()):
        ends = f"source={attribute(edge.source)} target={attribute(edge.target)}"
        weight = f' weight="{edge.values[_WEIGHT]}"' if _WEIGHT in edge.values else ""
        yield f'<edge id="{number}" {ends}{weight}>{_values(edge_columns, edge.values)}</edge>'
    yield "</edges>\n</graph>\n</gexf>"


def _about(flow: Flow) -> str:
    return attribute(flow.project)[1:-1]


def _attributes(part: str, columns: Columns) -> Iterator[str]:
    yield f'<attributes class="{part}" mode="static">'
    for number, (name, kind) in enumerate(columns.items()):
        made = f"title={attribute(name)} type={attribute(TYPES.get(kind, 'string'))}"
        yield f'<attribute id="{number}" {made}/>'
    yield "</attributes>"


def _values(columns: Columns, values: Mapping[str, Any]) -> str:
    made = "".join(
        f'<attvalue for="{number}" value={attribute(value_text(values[name]))}/>'
        for number, name in enumerate(columns)
        if name in values
    )
    return f"<attvalues>{made}</attvalues>" if made else ""
