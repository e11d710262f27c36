"""The picture of the chain as an ECharts option: cards in columns, arrows to who is fed.

Card and circle of a node carry the colour of its class, the circle its mark and, by its area, the
number of families. Arrows run in the gaps between columns; those that lead back are dashed: they
close a loop (recycling).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from patnav.dashboard.chain_layout import GUTTER, LINE, PADDING, ROOM, STAGES, Layout, Spot, lay_out
from patnav.dashboard.classes import class_name, look
from patnav.dashboard.i18n import Words

__all__ = ["chain_chart", "has_loop", "picked_node", "plain"]

INK, FAINT, EDGE, LOOP, GROUND = "#1F2933", "#66727F", "#9AA7B4", "#007A5A", "#F3F5F8"
FONT = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
SMALL, LARGE = 8.0, 15.0  # radius of a circle in pixels
LEFT = 0.1  # of a column: where the circles stand

Option = dict[str, Any]
Row = Mapping[Any, Any]


def chain_chart(rows: Sequence[Row], words: Words) -> tuple[Option, int]:
    """Make the option and its height in pixels from the rows of the chain map, in chain order."""
    layout = lay_out(rows, words)
    by_node = {row["node"]: row for row in rows}
    option = {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "grid": {"left": 0, "right": 0, "top": 0, "bottom": 0},
        "xAxis": {"type": "value", "min": 0, "max": layout.columns, "show": False},
        "yAxis": {"type": "value", "min": 0, "max": layout.height, "inverse": True, "show": False},
        "tooltip": {"confine": True, "borderColor": EDGE, "textStyle": {"fontSize": 13}},
        "series": [_stages(layout), _groups(layout), _graph(layout, by_node, words)],
    }
    return option, layout.height


def picked_node(rows: Sequence[Row], indices: Sequence[int]) -> str:
    """Say which node was clicked, from the indices that the chart reports; empty when none was.

    Each node has two symbols in the graph, its card and its circle.
    """
    return str(rows[indices[0] % len(rows)]["node"]) if indices and rows else ""


def has_loop(rows: Sequence[Row]) -> bool:
    """Say whether an arrow leads back to an earlier stage."""
    stage = {row["node"]: _stage(row) for row in rows}
    return any(stage.get(to, 9) < stage[row["node"]] for row in rows for to in _feeds(row))


def _stages(layout: Layout) -> Option:
    """Background of each stage with its name on top."""
    areas = [
        [
            {"name": band.text, "xAxis": band.column + 0.02, "yAxis": 0},
            {"xAxis": band.column + band.columns - 0.02, "yAxis": layout.height},
        ]
        for band in layout.stages
    ]
    label = {"position": "insideTop", "color": INK, "fontSize": 15, "fontWeight": 600}
    return {
        "type": "scatter",
        "silent": True,
        "data": [],
        "markArea": {"silent": True, "itemStyle": {"color": GROUND}, "label": label, "data": areas},
    }


def _groups(layout: Layout) -> Option:
    label = {"show": True, "position": "right", "distance": ROOM, "color": FAINT, "fontSize": 12}
    label |= {"backgroundColor": GROUND, "padding": [1, 3, 1, 0]}
    points = [
        {"value": [band.column + LEFT, band.y], "label": label | {"formatter": plain(band.text)}}
        for band in layout.groups
    ]
    unseen = {"color": "transparent"}
    return {
        "type": "scatter",
        "silent": True,
        "symbolSize": 1,
        "itemStyle": unseen,
        "data": points,
        "z": 3,
    }


def _graph(layout: Layout, by_node: Mapping[str, Row], words: Words) -> Option:
    largest = max((_size(row) for row in by_node.values()), default=0.0) or 1.0
    spots = layout.spots
    cards = [_card(spot, by_node[spot.node], layout, words) for spot in spots]
    circles = [_circle(spot, by_node[spot.node], largest) for spot in spots]
    for symbol in (*cards, *circles):
        row = by_node[symbol["node"]]
        symbol["tooltip"] = {"formatter": _tip(row, by_node, words)}
    return {
        "type": "graph",
        "coordinateSystem": "cartesian2d",
        "selectedMode": "single",
        "z": 2,
        "edgeSymbol": ["none", "arrow"],
        "edgeSymbolSize": 7,
        "emphasis": {"scale": False, "lineStyle": {"width": 2.5, "opacity": 1}},
        "data": [*cards, *circles],
        "links": list(_links(spots, by_node)),
    }


def _card(spot: Spot, row: Row, layout: Layout, words: Words) -> Option:
    """The card of a node: its frame belongs to the label, the symbol only takes the clicks."""
    colour = look(row["node_class"]).colour
    label = _label(spot, row, layout, words) | {"borderColor": colour, "borderWidth": 1.2}
    lit = {"label": {"borderWidth": 2.4, "backgroundColor": "#F2F7FB"}, "focus": "none"}
    return {
        "id": f"card {spot.node}",
        "name": words.name(row),
        "node": spot.node,
        "value": [spot.column + LEFT, spot.y],
        "symbol": "rect",
        "symbolSize": [layout.width, spot.tall],
        "symbolOffset": [ROOM + layout.width / 2, 0],
        "itemStyle": {"color": "#FFFFFF"},
        "label": label,
        "emphasis": lit,
        "select": lit,
        "blur": {"itemStyle": {"opacity": 1}, "label": {"opacity": 1}},
    }


def _label(spot: Spot, row: Row, layout: Layout, words: Words) -> Option:
    name = "\n".join(f"{{name|{plain(line)}}}" for line in spot.lines)
    return {
        "show": True,
        "position": "insideLeft",
        "distance": 0,
        "width": layout.width - 2 * PADDING,
        "height": spot.tall - 8,
        "padding": [4, PADDING],
        "borderRadius": 6,
        "backgroundColor": "#FFFFFF",
        "formatter": f"{name}\n{{meta|{plain(_meta(row, words))}}}",
        "rich": {
            "name": {"color": INK, "fontSize": 12, "lineHeight": LINE},
            "meta": {"color": FAINT, "fontSize": 11, "lineHeight": LINE},
        },
    }


def _circle(spot: Spot, row: Row, largest: float) -> Option:
    colour, mark = look(row["node_class"])
    radius = SMALL + (LARGE - SMALL) * math.sqrt(_size(row) / largest)
    return {
        "id": spot.node,
        "name": spot.node,
        "node": spot.node,
        "value": [spot.column + LEFT, spot.y],
        "symbol": "circle",
        "symbolSize": 2 * radius,
        "itemStyle": {"color": colour, "borderColor": "#FFFFFF", "borderWidth": 1.5},
        "emphasis": {"focus": "adjacency"},
        "label": {"show": True, "formatter": mark, "color": "#FFFFFF", "fontSize": 12},
    }


def _links(spots: Sequence[Spot], by_node: Mapping[str, Row]) -> Iterator[Option]:
    place = {spot.node: spot for spot in spots}
    for spot in spots:
        for target in _feeds(by_node[spot.node]):
            if target in place:
                loop = _stage(by_node[target]) < _stage(by_node[spot.node])
                yield _link(spot, place[target], loop)


def _stage(row: Row) -> int:
    return STAGES.index(row["stage"])


def _link(source: Spot, target: Spot, loop: bool) -> Option:
    """Arrow from circle to circle; one that leads back to an earlier stage is a recycling loop."""
    style: Option = {"color": EDGE, "width": 1.1, "opacity": 0.7}
    if loop:
        style |= {"color": LOOP, "width": 1.8, "type": "dashed", "curveness": 0.12, "opacity": 1}
    elif target.column == source.column:
        style["curveness"] = _bow(abs(target.y - source.y), target.y > source.y)
    else:
        style["curveness"] = 0.06 if target.y > source.y else -0.06
    return {"source": source.node, "target": target.node, "lineStyle": style}


def _bow(distance: float, down: bool) -> float:
    """Curve of an arrow within a column: it swings out into the gap at the left of the cards.

    ECharts bends by curveness times distance, of which half is reached.
    """
    reach = min(LARGE + 4 + distance / 14, GUTTER * 0.9)
    return (1 if down else -1) * 2 * reach / max(distance, 1)


def _tip(row: Row, by_node: Mapping[str, Row], words: Words) -> str:
    fed_by = [other for other in by_node.values() if row["node"] in _feeds(other)]
    feeds = [by_node[node] for node in _feeds(row) if node in by_node]
    interval = words.interval(row["rta_low"], row["rta_high"])
    lines = [
        f"<b>{escape(row['node'])} {escape(words.name(row))}</b>",
        f"{look(row['node_class']).mark} {escape(class_name(row['node_class'], words.lang))}",
        escape(f"{_meta(row, words)} ({interval})"),
        escape(str(row[f"reason_{words.lang}"] or "")),
    ]
    for key, others in (("chain.fed_by", fed_by), ("chain.feeds", feeds)):
        if others:
            names = escape(words("join").join(words.name(other) for other in others))
            lines.append(f"{words(key)}{names}")
    body = "<br>".join(line for line in lines if line)
    return f'<div style="max-width:360px;white-space:normal">{body}</div>'


def _meta(row: Row, words: Words) -> str:
    return words("chain.meta", x=words.number(row["x"]), rta=words.number(row["rta"], 2))


def _size(row: Row) -> float:
    value = row["x"]
    return 0.0 if value is None or math.isnan(value) else max(float(value), 0.0)


def _feeds(row: Row) -> list[str]:
    feeds = row["feeds"]
    return [] if feeds is None else list(feeds)


def plain(text: str) -> str:
    """Text that ECharts takes as it is: its templates give braces and bars a meaning."""
    return text.replace("{", "｛").replace("}", "｝").replace("|", "｜")
