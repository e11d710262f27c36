"""Pictures as ECharts options: families over the years, technique x effect matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from patnav.dashboard.chain_chart import FAINT, FONT, INK, plain
from patnav.dashboard.i18n import Words

__all__ = ["matrix_chart", "matrix_head", "picked_cell", "split_years", "trend_chart"]

BLUE, ORANGE = "#0064A6", "#B84A00"
HATCH = {
    "symbol": "rect",
    "dashArrayX": [1, 0],
    "dashArrayY": [3, 4],
    "rotation": -0.785,
    "color": "rgba(255,255,255,0.75)",
}
ROW = 30  # height of a row of the matrix in pixels

Option = dict[str, Any]
Row = Mapping[Any, Any]


def split_years(rows: Sequence[Row], region: str) -> tuple[dict[int, Row], dict[int, Row]]:
    """Split rows of `node_years` by year: those of the region, and those of all regions (`*`)."""
    here = {int(row["year"]): row for row in rows if row["region"] == region}
    return here, {int(row["year"]): row for row in rows if row["region"] == "*"}


def trend_chart(here: Mapping[int, Row], everywhere: Mapping[int, Row], words: Words) -> Option:
    """Bars of the region and a line of all regions; years that are not complete are hatched."""
    found = {**here, **everywhere}
    years = list(range(min(found), max(found) + 1)) if found else []
    bars = [_bar(here.get(year), found.get(year)) for year in years]
    line = [_count(everywhere.get(year)) for year in years]
    names = [words("trend.home"), words("trend.world")]
    left: Option = {
        "type": "value",
        "splitLine": {"lineStyle": {"color": "#E5E9EE"}},
        "minInterval": 1,
    }
    right = left | {"splitLine": {"show": False}}
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "grid": {"left": 44, "right": 48, "top": 36, "bottom": 26},
        "legend": {"top": 0, "left": "center", "data": names},
        "tooltip": {"trigger": "axis", "confine": True},
        "xAxis": {"type": "category", "data": [str(year) for year in years]},
        "yAxis": [left, right],
        "series": [
            {"type": "bar", "name": names[0], "data": bars, "color": BLUE, "barMaxWidth": 34},
            {
                "type": "line",
                "name": names[1],
                "yAxisIndex": 1,
                "data": line,
                "color": FAINT,
                "symbol": "circle",
            },
        ],
    }


def _bar(row: Row | None, known: Row | None) -> Option:
    hatched = known is not None and not known["complete"]
    style: Option = {"opacity": 0.5, "decal": HATCH} if hatched else {}
    return {"value": _count(row), "itemStyle": style}


def _count(row: Row | None) -> float:
    return 0.0 if row is None else _round(row["x"])


def _round(value: float) -> float:
    return round(float(value), 2)


def matrix_head(cells: pd.DataFrame, most: int = 15) -> list[Row]:
    """Take the `most` means with the most families, and order means and effects by families.

    `cells` has the columns of the table `matrix`; the result holds one row per cell, ready to draw.
    """
    by_means = cells.groupby("means")["count"].sum().sort_index()
    means = list(by_means.sort_values(ascending=False, kind="stable").index[:most])
    kept = cells[cells["means"].isin(means)]
    by_effect = kept.groupby("effect")["count"].sum().sort_index()
    effects = list(by_effect.sort_values(ascending=False, kind="stable").index)
    ranks = kept.assign(row=kept["means"].map(means.index), at=kept["effect"].map(effects.index))
    ordered = ranks.sort_values(["row", "at"])
    return [dict(row) for row in ordered.to_dict("records")]


def matrix_chart(cells: Sequence[Row], words: Words) -> tuple[Option, int]:
    """Heat map of means (rows) x effects (columns) and its height in pixels; see `matrix_head`.

    A white spot is framed and carries a mark: fewer families than chance would give.
    """
    means = list(dict.fromkeys(cell["means"] for cell in cells))
    ranked = sorted({(cell["at"], cell["effect"]) for cell in cells})
    effects = [words.value(effect) for _, effect in ranked]
    largest = max((cell["count"] for cell in cells), default=0.0) or 1.0
    option = {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "grid": {"left": 190, "right": 8, "top": 34, "bottom": 8},
        "tooltip": {"confine": True, "textStyle": {"fontSize": 13}},
        "xAxis": _category(effects) | {"position": "top"},
        "yAxis": _category(means) | {"inverse": True},
        "visualMap": {
            "show": False,
            "min": 0,
            "max": largest,
            "dimension": 2,
            "inRange": {"color": ["#F7FAFD", "#C5DCEE", "#6BAED6", "#2171B5", "#08519C"]},
        },
        "series": [
            {
                "type": "heatmap",
                "selectedMode": "single",
                "data": [_cell(cell, largest, words) for cell in cells],
                "itemStyle": {"borderColor": "#FFFFFF", "borderWidth": 1},
                "select": {"itemStyle": {"borderColor": INK, "borderWidth": 2}},
            }
        ],
    }
    return option, 46 + ROW * len(means)


def picked_cell(cells: Sequence[Row], indices: Sequence[int]) -> tuple[str, str]:
    """Say which means and effect were clicked, from the indices that the chart reports."""
    if not indices or indices[0] >= len(cells):
        return "", ""
    cell = cells[indices[0]]
    return str(cell["means"]), str(cell["effect"])


def _category(names: list[str]) -> Option:
    label = {"width": 176, "overflow": "truncate", "color": INK, "interval": 0, "fontSize": 12}
    return {
        "type": "category",
        "data": names,
        "axisLabel": label,
        "axisTick": {"show": False},
        "axisLine": {"show": False},
    }


def _cell(cell: Row, largest: float, words: Words) -> Option:
    spot = bool(cell["white_spot"])
    mark = words("matrix.mark") if spot else ""
    text = mark + (words.number(cell["count"]) if cell["count"] else "")
    colour = "#FFFFFF" if cell["count"] > 0.45 * largest else INK
    return {
        "value": [cell["at"], cell["row"], _round(cell["count"])],
        "itemStyle": {"borderColor": ORANGE, "borderWidth": 2} if spot else {},
        "label": {"show": True, "formatter": text, "color": colour, "fontSize": 12},
        "tooltip": {"formatter": _cell_tip(cell, words)},
    }


def _cell_tip(cell: Row, words: Words) -> str:
    sentence = words(
        "matrix.tip",
        count=words.number(cell["count"]),
        expected=words.number(cell["expected"]),
        residual=words.number(cell["residual"], 2),
    )
    spot = f"<br>{escape(words('matrix.spot'))}" if cell["white_spot"] else ""
    head = f"{escape(plain(cell['means']))} × {escape(words.value(cell['effect']))}"
    return f"<b>{head}</b><br>{escape(sentence)}{spot}"
