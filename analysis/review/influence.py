"""What a correction of a label would change in what is published (METHOD.md § 2.6, docs/review.md).

A statement is the class of a node in a region, a patent's share of its node, an entry of a key
list or a cell of the matrix. The influence of a label on a statement is the worth of the statement
(data/analysis/review.yaml) times how far one correction moves it: 1/k where k corrections change a
class, 1/n of n families.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from patnav.analysis.classes import decide
from patnav.analysis.counting import Universe
from patnav.analysis.review.words import review_words
from patnav.analysis.statistics import probability_above
from patnav.project import Thresholds

__all__ = ["MATRIX", "NOTHING", "TECHNOLOGIES", "fragile_cells", "statements", "strongest"]

# Each query: unit, what the label says, kind of statement, influence, the words of its sentence.
_CELLS = """
SELECT u, '' AS says, 'cell' AS kind, $worth * part.weight * cell.worth AS influence,
  node AS about, region AS name, node_class AS word, steps AS count, 0 AS rank
FROM part JOIN cell USING (node, region, level)
"""
_SHARES = """
SELECT u, '' AS says, 'share' AS kind,
  $worth * weight / sum(weight) OVER (PARTITION BY node) AS influence,
  node AS about, '' AS name, '' AS word, count(*) OVER (PARTITION BY node) AS count, 0 AS rank
FROM node_of WHERE node <> ''
"""
_ENTRIES = {
    "enterprise": ("organisation", "name", "(SELECT u, organisation, weight FROM hold "
                   "WHERE node = '')"),
    "product": ("product", "product", "(SELECT u, product, 1.0 AS weight FROM product_of)"),
    "talent": ("person", "name", "(SELECT u, person, share AS weight FROM inventor_of)"),
}  # fmt: skip
_LIST = """
SELECT u, '' AS says, '{kind}' AS kind,
  $worth * weight / families / log2(1 + rank) AS influence,
  '' AS about, entry.{name} AS name, '' AS word, CAST(ceil(families) AS BIGINT) AS count, rank
FROM {links} JOIN list_{kind}s entry USING ({key}) WHERE families > 0
"""
TECHNOLOGIES = """
SELECT u, means AS says, 'technology' AS kind, $worth / families / log2(1 + rank) AS influence,
  '' AS about, means AS name, '' AS word, CAST(families AS BIGINT) AS count, rank
FROM {means} JOIN list_technologies ON means = technology
"""
MATRIX = """
SELECT u, {says} AS says, 'matrix' AS kind, $worth / matrix.count AS influence,
  node AS about, means AS name, effect AS word, matrix.count AS count, 0 AS rank
FROM matrix JOIN {means} USING (means) JOIN {effect} USING (u, effect)
JOIN node_of USING (u, node)
WHERE matrix.count > 0
"""
_SUMMED = """
SELECT u, says, sum(influence) AS influence,
  first({{kind: kind, about: about, name: name, word: word, count: CAST(count AS BIGINT),
    rank: CAST(rank AS BIGINT), influence: influence}}
    ORDER BY influence DESC, kind, about, name, word) AS why
FROM ({query}) GROUP BY u, says
"""
_STRONGEST = """
SELECT u, says, sum(influence) AS influence, first(why ORDER BY why.influence DESC, why) AS why
FROM found GROUP BY u, says ORDER BY u, says
"""


def statements(universe: Universe, dimension: str) -> pa.Table:
    """What labels of a dimension carry: u, says, influence, and `why`, the strongest statement.

    `says` is what the label says: a normal term, an effect class; empty for `node`, where all
    statements of a unit are summed. Dimensions that no list or cell counts have no rows.
    """
    held = {"means": "means_of", "effect": "effect_of"}
    queries: dict[str, dict[str, str]] = {
        "node": {"share": _SHARES} | {kind: _listed(kind) for kind in _ENTRIES} | {"cell": _CELLS},
        "means": {
            "technology": TECHNOLOGIES.format(**held),
            "matrix": MATRIX.format(says="means", **held),
        },
        "effect": {"matrix": MATRIX.format(says="effect", **held)},
    }
    if dimension not in queries:
        return NOTHING
    cells = pa.Table.from_pandas(fragile_cells(universe), preserve_index=False)
    return strongest(universe, queries[dimension], {"cell": cells})


def strongest(
    universe: Universe, queries: Mapping[str, str], given: Mapping[str, pa.Table]
) -> pa.Table:
    """Sum statements of several kinds by what carries them, with the strongest; see `statements`.

    `queries` by kind give rows of u, says, kind, influence and the words of a sentence; they may
    read the tables `given`. A kind whose worth differs from row to row has it in its rows.
    """
    worth = review_words()["weights"]
    found = [
        universe.rows(_SUMMED.format(query=query), given, worth=worth.get(kind, 1.0))
        for kind, query in queries.items()
    ]
    return universe.rows(_STRONGEST, {"found": pa.concat_tables(found)})


def _listed(kind: str) -> str:
    key, name, links = _ENTRIES[kind]
    return _LIST.format(kind=kind, key=key, name=name, links=links)


_WHY = pa.struct(
    [(name, pa.string()) for name in ("kind", "about", "name", "word")]
    + [("count", pa.int64()), ("rank", pa.int64()), ("influence", pa.float64())]
)
NOTHING = pa.schema(
    [("u", pa.int64()), ("says", pa.string()), ("influence", pa.float64()), ("why", _WHY)]
).empty_table()


def fragile_cells(universe: Universe, *, more: bool = False) -> pd.DataFrame:
    """Cells whose class a few corrections change: node, region, level, node_class, steps, worth.

    A correction takes a family out of the cell, or with `more` brings one in.
    """
    words, settings = review_words(), universe.settings
    cells = universe.snapshot.frame("cells")
    within = (cells["node"] != "") & (cells["region"] != "")
    cells = cells[within & ((cells["x_all"] > 0) | more)]
    tried = [-step if more else step for step in words["steps"]]
    steps = _steps(cells.reset_index(drop=True), settings.thresholds, tried)
    cells = cells.reset_index(drop=True).assign(steps=steps)
    cells = cells[cells["steps"] > 0]
    marks = dict.fromkeys(settings.benchmark_regions, words["weights"]["benchmark"])
    marks[settings.home_region] = words["weights"]["home"]
    other = words["weights"]["region"]
    worth = np.array([marks.get(region, other) for region in cells["region"]]) / cells["steps"]
    level = [universe.level_for(region.rstrip("/")) for region in cells["region"]]
    found: pd.DataFrame = cells[["node", "region", "node_class", "steps"]]
    return found.assign(worth=worth, level=level)


def _steps(cells: pd.DataFrame, limits: Thresholds, steps: Iterable[int]) -> NDArray[np.int64]:
    """Smallest number of families whose loss (of those below 0: gain) changes the class; 0 = none.

    E and the prior are held, so this is a first-order answer: cheap, and right about which cells
    stand near a threshold.
    """
    found = np.zeros(len(cells), np.int64)
    now = decide(cells, limits)
    for step in sorted(steps, key=abs, reverse=True):
        after = decide(_without(cells, step, limits), limits)
        found[(after != now).to_numpy()] = abs(step)
    return found


def _without(cells: pd.DataFrame, step: int, limits: Thresholds) -> pd.DataFrame:
    """Cells after `step` families have left each of them."""
    x, x_all = (np.maximum(cells[name].to_numpy(float) - step, 0) for name in ("x", "x_all"))
    shape = cells["shape"].to_numpy(float)
    kinds = (("", x, "expected"), ("_all", x_all, "expected_all"))
    tails = {}
    for ending, count, name in kinds:
        expected = cells[name].to_numpy(float)
        strong = probability_above(limits.margin_strong, count, expected, shape)
        tails[f"p_strong{ending}"] = strong
        tails[f"p_weak{ending}"] = 1 - probability_above(limits.margin_weak, count, expected, shape)
    total = cells["node_total"] - step
    return cells.assign(x=x, x_all=x_all, node_total=total, **tails)
