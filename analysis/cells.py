"""Cells: every node of the chain in every region, with the numbers of METHOD.md §3."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from patnav.analysis.classes import classify
from patnav.analysis.counting import WHOLE, Universe
from patnav.analysis.growth import Trend, relative_growth, trend
from patnav.analysis.regions import UNSPECIFIED
from patnav.analysis.statistics import (
    eb_shape,
    midp_limits,
    probability_above,
    rsca,
    shrunken_ratio,
)
from patnav.project import Thresholds
from patnav.tables import FOUND

__all__ = ["find_cells", "find_node_years", "region_cells", "region_years"]

Floats = NDArray[np.float64]

_COUNTS = """
SELECT node, region, sum(weight) FILTER (invention) AS x, sum(weight) AS x_all,
  sum(weight) FILTER (utility) AS utility
FROM part JOIN unit USING (u) WHERE level = $level GROUP BY node, region ORDER BY node, region
"""
_OWNERS = """
WITH held AS (
  SELECT node, region, organisations."group" AS owner, sum(weight) AS weight
  FROM hold JOIN unit USING (u) JOIN place_region USING (place)
  JOIN organisations USING (organisation)
  WHERE level = $level AND invention
  GROUP BY node, region, owner ORDER BY ALL)
SELECT node, region, count(*) AS owners, max(weight) / sum(weight) AS top_owner_share,
  1e4 * sum(weight * weight) / (sum(weight) * sum(weight)) AS hhi
FROM held GROUP BY node, region ORDER BY node, region
"""
_QUALITY = """
SELECT node, region, sum(weight * cited) AS cited, sum(weight * expected) AS expected
FROM part JOIN relative USING (u, node) WHERE level = $level
GROUP BY node, region ORDER BY node, region
"""
_YEARS = """
WITH counted AS (
  SELECT node, region, year, weight, invention FROM part JOIN unit USING (u) WHERE level = $level
  UNION ALL
  SELECT node, $whole_region, year, weight, invention FROM node_of JOIN unit USING (u))
SELECT node, region, year, coalesce(sum(weight) FILTER (invention), 0) AS x, sum(weight) AS x_all
FROM counted WHERE year IS NOT NULL GROUP BY node, region, year ORDER BY node, region, year
"""
_EVIDENCE = """
WITH ranked AS (
  SELECT node, region, patent, row_number() OVER (
    PARTITION BY node, region
    ORDER BY invention DESC, live > 0 DESC, granted DESC,
      relative.cited / nullif(expected, 0) DESC NULLS LAST, weight DESC, patent) AS place
  FROM part JOIN unit USING (u) LEFT JOIN relative USING (u, node) WHERE level = $level)
SELECT node, region, list(patent ORDER BY place) AS evidence
FROM ranked WHERE place <= 10 GROUP BY node, region ORDER BY node, region
"""


@dataclass(frozen=True)
class _Grid:
    """Nodes (the whole chain first) x regions, and how to lay long rows out on it."""

    nodes: list[str]
    regions: list[str]

    def spread(self, rows: pd.DataFrame, column: str, fill: float = 0.0) -> Floats:
        """Lay one column out as an array nodes x regions."""
        node, region = pd.Index(self.nodes), pd.Index(self.regions)
        at, to = (
            node.get_indexer(pd.Index(rows["node"])),
            region.get_indexer(pd.Index(rows["region"])),
        )
        inside = (at >= 0) & (to >= 0)
        laid = np.full((len(node), len(region)), fill)
        laid[at[inside], to[inside]] = rows[column].to_numpy(float, na_value=fill)[inside]
        return laid


def find_cells(universe: Universe) -> pd.DataFrame:
    """Make the rows of the table `cells`: at the level of the home region, and the benchmarks.

    Margins are those of the project's universe (all its families in the chain whose applicants'
    places are known); the unknown place is a row of its own outside them.
    """
    frames = []
    for level in universe.levels:
        marks = _benchmarks(universe, level)
        if level == universe.level:
            rows = _level_cells(universe, level, {universe.settings.home_region, *marks})
        else:
            rows = _level_cells(universe, level, marks)
            rows = rows[rows["region"].isin(marks)]
        frames.append(rows)
    return pd.concat(frames, ignore_index=True)


def region_cells(universe: Universe, region: str) -> pd.DataFrame:
    """Make the rows of one region as `find_cells` does for a benchmark region: by its own level."""
    level = universe.level_for(region)
    universe.count_level(level)
    rows = _level_cells(universe, level, {region})
    own: pd.DataFrame = rows.loc[rows["region"] == region, FOUND["cells"].names]
    return own


def find_node_years(universe: Universe) -> pd.DataFrame:
    """Make the rows of the table `node_years`: home level, and `*` for everywhere."""
    return _complete(universe, _years(universe, universe.level))


def region_years(universe: Universe, region: str) -> pd.DataFrame:
    """Make the rows of `node_years` of one region, at its own level."""
    level = universe.level_for(region)
    universe.count_level(level)
    rows = _years(universe, level)
    return _complete(universe, rows[rows["region"] == region])


def _level_cells(universe: Universe, level: str, named: Set[str]) -> pd.DataFrame:
    """All cells of a level, of the regions that the files or `named` name."""
    counts = universe.frame(_COUNTS, level=level)
    grid = _Grid(["", *universe.nodes], sorted((set(counts["region"]) | named) - {""}))
    columns = _strength(universe, grid, counts)
    columns |= _owners(universe, grid, level) | _quality(universe, grid, level)
    columns |= _growth(universe, grid, level)
    frame = pd.DataFrame({name: values.ravel() for name, values in columns.items()})
    frame.insert(0, "region", np.tile(grid.regions, len(grid.nodes)))
    frame.insert(0, "node", np.repeat(grid.nodes, len(grid.regions)))
    frame = classify(frame, universe.settings.thresholds)
    frame = pd.concat([frame, _unknown_rows(counts)], ignore_index=True)
    evidence = universe.frame(_EVIDENCE, level=level)
    return frame.merge(evidence, on=["node", "region"], how="left")


def _benchmarks(universe: Universe, level: str) -> set[str]:
    wanted = universe.settings.benchmark_regions
    return {code for code in wanted if universe.level_for(code) == level}


def _strength(universe: Universe, grid: _Grid, counts: pd.DataFrame) -> dict[str, Floats]:
    """Counts, margins, RTA and its limits, shrunken probabilities (METHOD.md §3.1, §3.2)."""
    x, x_all = (grid.spread(counts, name) for name in ("x", "x_all"))
    expected, margins = _expected(x)
    expected_all, _ = _expected(x_all)
    rta = _ratio(x, expected)
    low, high = midp_limits(x, expected)
    unknown = _Grid(grid.nodes, [""]).spread(counts, "x_all")
    limits = universe.settings.thresholds
    all_kinds = _probabilities(x_all, expected_all, limits)
    return {
        "x": x,
        "x_all": x_all,
        **margins,
        "unknown": np.broadcast_to(unknown, x.shape),
        "expected": expected,
        "expected_all": expected_all,
        "share": _ratio(x, margins["region_total"]),
        "world_share": _ratio(margins["node_total"], margins["total"]),
        "rank": _ranks(x, grid.regions),
        "rta": rta,
        "rta_low": low,
        "rta_high": high,
        "rsca": rsca(rta),
        **_probabilities(x, expected, limits),
        **{f"{name}_all": all_kinds[name] for name in ("p_strong", "p_weak")},
        "utility_share": _ratio(grid.spread(counts, "utility"), x_all),
    }


def _ranks(x: Floats, regions: list[str]) -> Floats:
    """Rank of each region in each node by x; NaN for nothing, and for what is no region.

    A place that the files name no more finely (`CN/`) is a rest, not a province among others.
    """
    competes = (x > 0) & ~np.array([region.endswith(UNSPECIFIED) for region in regions], bool)
    ranks = stats.rankdata(np.where(competes, -x, np.inf), axis=1, method="min")
    return np.where(competes, ranks, np.nan)


def _probabilities(x: Floats, expected: Floats, limits: Thresholds) -> dict[str, Floats]:
    """Shrunken RTA and tail probabilities; the prior is fitted to the nodes alone."""
    shape = eb_shape(x[1:], expected[1:])
    return {
        "shape": np.full(x.shape, shape),
        "rta_eb": shrunken_ratio(x, expected, shape),
        "p_plus": probability_above(1.0, x, expected, shape),
        "p_strong": probability_above(limits.margin_strong, x, expected, shape),
        "p_weak": 1 - probability_above(limits.margin_weak, x, expected, shape),
    }


def _expected(x: Floats) -> tuple[Floats, dict[str, Floats]]:
    """E = X_r X_n / X with margins summed over the nodes; row 0 is the whole chain."""
    cells = x[1:]
    total = cells.sum()
    nodes = np.concatenate([[total], cells.sum(axis=1)])
    margins = {
        "node_total": np.broadcast_to(nodes[:, None], x.shape),
        "region_total": np.broadcast_to(cells.sum(axis=0), x.shape),
        "total": np.full(x.shape, total),
    }
    product = margins["node_total"] * margins["region_total"]
    return (product / total if total > 0 else np.zeros(x.shape)), margins


def _owners(universe: Universe, grid: _Grid, level: str) -> dict[str, Floats]:
    rows = universe.frame(_OWNERS, level=level)
    return {
        "owners": grid.spread(rows, "owners"),
        "hhi": grid.spread(rows, "hhi", np.nan),
        "top_owner_share": grid.spread(rows, "top_owner_share", np.nan),
    }


def _quality(universe: Universe, grid: _Grid, level: str) -> dict[str, Floats]:
    """Q = citations over those of the node-year cohort, quasi-Poisson mid-P limits.

    Citations scatter more than Poisson counts, so both sides are divided by the dispersion of the
    whole chain before the limits are taken.
    """
    rows = universe.frame(_QUALITY, level=level)
    cited, expected = grid.spread(rows, "cited"), grid.spread(rows, "expected")
    low, high = midp_limits(cited / universe.dispersion, expected / universe.dispersion)
    return {"quality": _ratio(cited, expected), "quality_low": low, "quality_high": high}


def _growth(universe: Universe, grid: _Grid, level: str) -> dict[str, Floats]:
    rows = _years(universe, level)
    window = range(
        universe.last_year - universe.settings.thresholds.growth_years + 1, universe.last_year + 1
    )
    everywhere = _trend(_Grid(grid.nodes, [WHOLE]), rows, window)
    own = _trend(grid, rows, window)
    base = Trend(*(np.repeat(part, len(grid.regions)) for part in everywhere))
    relative = relative_growth(own, base)
    columns = {
        "growth": own.growth,
        "growth_low": own.low,
        "growth_high": own.high,
        "relative_growth": relative.growth,
        "relative_low": relative.low,
        "relative_high": relative.high,
    }
    shape = (len(grid.nodes), len(grid.regions))
    return {name: values.reshape(shape) for name, values in columns.items()}


def _trend(grid: _Grid, rows: pd.DataFrame, window: range) -> Trend:
    slices = [grid.spread(rows[rows["year"] == year], "x").ravel() for year in window]
    return trend(np.stack(slices, axis=1))


def _years(universe: Universe, level: str) -> pd.DataFrame:
    return universe.frame(_YEARS, level=level, whole_region=WHOLE)


def _complete(universe: Universe, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(complete=rows["year"] <= universe.last_year)


def _unknown_rows(counts: pd.DataFrame) -> pd.DataFrame:
    """Rows of the unknown place: counts only, in no margin."""
    rows = counts[counts["region"] == ""][["node", "region", "x", "x_all"]].fillna({"x": 0.0})
    texts: Mapping[str, str] = dict.fromkeys(("node_class", "reason_zh", "reason_en"), "")
    return rows.assign(unknown=rows["x_all"], **texts)


def _ratio(value: Floats, base: Floats) -> Floats:
    found = np.full(value.shape, np.nan)
    np.divide(value, base, out=found, where=base > 0)
    return found
