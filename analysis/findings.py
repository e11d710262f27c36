"""Why a cell has its numbers: each a `Finding` with interval, n, unit, method, evidence, query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from patnav.analysis.counting import Universe, universe_of
from patnav.analysis.regions import region_rows
from patnav.analysis.statistics import midp_limits, wilson_limits
from patnav.analysis.views import chain_map, check_node
from patnav.data import load_yaml, resource
from patnav.model import Finding
from patnav.snapshot import Snapshot

__all__ = ["Indicator", "findings", "indicators"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A number of the table `cells`: its columns, names, unit and method."""

    name: str
    zh: str
    en: str
    n: str
    unit: str
    method: str
    low: str = ""
    high: str = ""
    interval: str = ""


@cache
def indicators() -> tuple[Indicator, ...]:
    """The indicators of `data/analysis/indicators.yaml`, in the order of the file."""
    listed = load_yaml(resource("analysis/indicators.yaml"))
    return tuple(Indicator(**each) for each in listed)


def findings(snapshot: Snapshot, node: str, region: str = "") -> tuple[Finding, ...]:
    """Every measured number of a node in a region (default home), with what stands behind it.

    `query` is DuckDB SQL over `snapshot.connect()` that lists the patents counted; `evidence` the
    patents that tell most. A number that could not be measured is left out. Raises ProjectError for
    an unknown node.
    """
    check_node(snapshot, node)
    rows = chain_map(snapshot, region)
    cell = rows[rows["node"] == node].iloc[0]
    query = _query(node, _places(universe_of(snapshot), cell["region"]))
    weighting = snapshot.project.settings.weighting
    return tuple(
        _finding(each, cell, weighting, query)
        for each in indicators()
        if _number(cell, each.name) is not None
    )


def _finding(each: Indicator, cell: pd.Series, weighting: str, query: str) -> Finding:
    low, high = _interval(each, cell)
    return Finding(
        name=each.name,
        value=float(cell[each.name]),
        low=low,
        high=high,
        n=_number(cell, each.n) or 0.0,
        unit=each.unit,
        weighting=weighting,
        method=each.method,
        query=query,
        evidence=tuple(cell["evidence"]),
    )


def _interval(each: Indicator, cell: pd.Series) -> tuple[float | None, float | None]:
    value, n = float(cell[each.name]), _number(cell, each.n) or 0.0
    if each.interval == "poisson":
        low, high = midp_limits(value, 1.0)
    elif each.interval == "wilson":
        low, high = wilson_limits(value * n, n)
    else:
        return _number(cell, each.low), _number(cell, each.high)
    return _plain(low), _plain(high)


def _plain(limit: npt.ArrayLike) -> float | None:
    value = float(np.asarray(limit))
    return None if np.isnan(value) else value


def _number(cell: pd.Series, column: str) -> float | None:
    value = cell[column] if column else None
    return None if value is None or pd.isna(value) else float(value)


def _places(universe: Universe, region: str) -> list[str]:
    """The places that are rolled up into a region."""
    rows = region_rows(universe.snapshot.frame("places"), [universe.level_for(region)])
    return sorted(rows.loc[rows["region"] == region, "place"])


def _query(node: str, places: Sequence[str]) -> str:
    listed = ", ".join(f"'{place}'" for place in places) or "''"
    return (
        "SELECT DISTINCT p.patent, p.publication, p.title, p.family FROM patents p "  # noqa: S608 -- shown to the reader; node and places are keys of our own tables
        "JOIN assignments a USING (patent) JOIN applicants o USING (patent) "
        f"WHERE a.node = '{node}' AND o.place IN ({listed}) ORDER BY p.patent"
    )
