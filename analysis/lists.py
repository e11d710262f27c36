"""Key lists: enterprises, technologies, products and talents, ranked with intervals (METHOD.md §4).

All four share one shape: entities hold parts of units (families), measures are sums or ratios over
those parts, the rank is the mean percentile of the measures. A measure without data (no citations
in the files, no legal status) takes no part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from patnav.analysis import list_queries as sql
from patnav.analysis.counting import Universe
from patnav.analysis.growth import three_year_growth
from patnav.analysis.network import centrality
from patnav.analysis.ranking import Fixed, Known, Links, Measure, Ratio, Total, rank_entities
from patnav.analysis.statistics import eb_shape, shrunken_ratio
from patnav.tables import FOUND

__all__ = ["KEY", "KINDS", "LIST_SIZE", "Kind", "ListRequest", "find_list", "table_name"]

Kind = Literal["enterprise", "technology", "product", "talent"]
KINDS: tuple[Kind, ...] = ("enterprise", "technology", "product", "talent")
KEY = {kind: "organisation" if kind == "enterprise" else kind for kind in KINDS} | {
    "talent": "person"
}
LIST_SIZE = 500  # rows of a stored list [D]
CANDIDATES = 5000  # entities with most families that are compared at all [D]
BULK = 50  # families a year of one inventor, above which the entry is flagged (METHOD.md §4.3)
MIN_FAMILIES = {"technology": 2, "product": 2}  # a term of one family is no technology [D]


@dataclass(frozen=True)
class ListRequest:
    """Which list: kind, node (empty = whole chain), region (empty = everywhere), top (0 = all)."""

    kind: Kind
    node: str = ""
    region: str = ""
    top: int = 0


def table_name(kind: Kind) -> str:
    """Name of the stored table of a list."""
    return {"technology": "list_technologies"}.get(kind, f"list_{kind}s")


def find_list(universe: Universe, request: ListRequest, size: int = LIST_SIZE) -> pd.DataFrame:
    """Rank the entities of a list; columns as in the table of its kind, best first.

    Evidence is left to `list_evidence`.
    """
    board = _Board(universe, request)
    columns = [name for name in FOUND[table_name(request.kind)].names if name != "evidence"]
    if board.rows.empty:
        return pd.DataFrame(columns=columns)
    found = _BUILDERS[request.kind](board)
    ordered = found.sort_values("rank").head(size).reset_index(names=KEY[request.kind])
    return ordered[columns]


class _Board:
    """Entities of one list with the parts of units that they hold."""

    def __init__(self, universe: Universe, request: ListRequest) -> None:
        self.universe, self.request = universe, request
        links = universe.frame(
            sql.LINKS[request.kind],
            node=request.node,
            region=request.region,
            level=universe.level_for(request.region),
        )
        kept = self._kept(links)
        self.keys = pd.Index(kept, name="key")
        facts = universe.frame(sql.FACTS, node=request.node)
        self.rows = links[links["key"].isin(kept)].merge(facts, on="u", how="left")
        self.entity = self.keys.get_indexer(pd.Index(self.rows["key"]))
        units, codes = np.unique(self.rows["u"].to_numpy(), return_inverse=True)
        self._links = Links(self.entity, codes, (len(self.keys), len(units)))

    def _kept(self, links: pd.DataFrame) -> list[str]:
        """Candidates: at least the smallest number of families, then those with most of them."""
        sizes = links.groupby("key", sort=True)["weight"].agg(["sum", "count"])
        sizes = sizes[sizes["count"] >= MIN_FAMILIES.get(self.request.kind, 1)]
        most = sizes["sum"].round(9).sort_values(ascending=False, kind="stable")
        return sorted(most.index[:CANDIDATES])

    def sums(self, values: pd.Series) -> pd.Series:
        """Sum values of the rows per entity."""
        amounts = np.bincount(self.entity, values.to_numpy(float), minlength=len(self.keys))
        return pd.Series(amounts.round(9), index=self.keys)

    def within(self, first: int, last: int) -> pd.Series:
        """Parts of units whose year lies between two years before the last complete one."""
        end = self.universe.last_year
        return self.rows["weight"] * self.rows["year"].between(end - first, end - last)

    def query(self, text: str) -> pd.DataFrame:
        """Ask the universe about the entities and units of this list."""
        found = self.universe.frame(text, rows=self.rows[["key", "u", "weight"]])
        return found.set_index("key").reindex(self.keys)

    def common(self) -> pd.DataFrame:
        """Columns that the lists share: families, recent, growth, quality, top_node."""
        weight = self.rows["weight"]
        recent, before = self.sums(self.within(2, 0)), self.sums(self.within(5, 3))
        expected = self.sums((weight * self.rows["expected"]).fillna(0.0))
        cited = self.sums((weight * self.rows["cited"]).fillna(0.0))
        return pd.DataFrame(
            {
                "families": self.sums(weight),
                "recent": recent,
                "growth": three_year_growth(recent.to_numpy(), before.to_numpy()),
                "quality": cited / expected.where(expected > 0),
                "top_node": self.query(sql.TOP_NODE)["top_node"],
            },
            index=self.keys,
        )

    def specificity(self) -> pd.Series:
        """Families in the main node against those expected there, shrunken; about 1 = generic."""
        found = self.query(sql.TOP_NODE)
        observed, expected = (found[name].to_numpy(float) for name in ("in_top", "expected_in_top"))
        shape = eb_shape(observed, expected)
        return pd.Series(shrunken_ratio(observed, expected, shape), index=self.keys)

    def in_force(self) -> pd.DataFrame:
        """Inventions in force, how many the files tell the status of, and whether that is enough.

        Unknown is not out of force: where the files tell no status the count is NaN. Columns
        in_force, status_known, enough.
        """
        live, known, all_ = (self.sums(self.rows[name]) for name in ("live", "told", "inventions"))
        least = self.universe.settings.thresholds.min_status_known
        enough = (known >= least * all_) & (known.sum() >= least * all_.sum())
        counted = live.where((known > 0) | (all_ == 0))
        return pd.DataFrame({"in_force": counted, "status_known": known, "enough": enough})

    def total(self, values: pd.Series) -> Total:
        """Measure: sum of values of the rows."""
        return Total(self._links.matrix(values.fillna(0.0).to_numpy(float)))

    def quality(self) -> Ratio:
        """Measure: shrunken citations relative to the node-year cohort."""
        parts = (self.rows["weight"] * self.rows[name] for name in ("cited", "expected"))
        spread = self.universe.dispersion
        observed, expected = (
            self._links.matrix(part.fillna(0.0).to_numpy(float) / spread) for part in parts
        )
        return Ratio.fitted(observed, expected)

    def ranked(self, columns: pd.DataFrame, measures: list[Measure]) -> pd.DataFrame:
        """Add score, rank and rank interval to the columns."""
        once = self.rows.drop_duplicates("u").sort_values("u")
        hashes = once["hash"].to_numpy(np.uint64)
        telling = [one for one in measures if one.tells()]
        ties = [-columns["families"].to_numpy(float), np.arange(len(columns))]
        runs = self.universe.settings.thresholds.bootstrap_runs
        ranks = rank_entities(telling, ties, hashes, runs)
        return columns.join(ranks.set_index(self.keys))


def _enterprises(board: _Board) -> pd.DataFrame:
    """In-force inventions, relative citations, families, centrality, recent families (§4.2)."""
    columns = board.common().join(board.query(sql.ORGANISATIONS)).join(board.query(sql.NODES))
    in_force = board.in_force()
    columns = columns.join(in_force[["in_force", "status_known"]])
    network = centrality(board.universe.frame(sql.PAIRS, rows=board.rows[["u"]].drop_duplicates()))
    columns["partners"] = network["partners"].reindex(board.keys).fillna(0).astype(int)
    columns["centrality"] = network["centrality"].reindex(board.keys).fillna(0.0)
    measures: list[Measure] = [
        board.total(board.rows["weight"]),
        Known(board.total(board.rows["live"]), in_force["enough"].to_numpy(bool)),
        board.quality(),
        Fixed(columns["centrality"].to_numpy(float)),
        board.total(board.within(2, 0)),
    ]
    return board.ranked(columns, measures)


def _technologies(board: _Board) -> pd.DataFrame:
    """Families, independent owners, recent families, relative citations, specificity (§4.4)."""
    columns = board.common().join(board.query(sql.OWNERS)).join(board.query(sql.TOP_EFFECT))
    columns["top_effect"] = columns["top_effect"].fillna("")
    return _ranked_terms(board, columns)


def _products(board: _Board) -> pd.DataFrame:
    """Families, independent owners, recent families, relative citations, specificity (§4)."""
    columns = board.common().join(board.query(sql.OWNERS)).join(board.query(sql.CATEGORY))
    return _ranked_terms(board, columns)


def _ranked_terms(board: _Board, columns: pd.DataFrame) -> pd.DataFrame:
    columns["owners"] = columns["owners"].fillna(0).astype(int)
    columns["specificity"] = board.specificity()
    measures: list[Measure] = [
        board.total(board.rows["weight"]),
        Fixed(columns["owners"].to_numpy(float)),
        board.total(board.within(2, 0)),
        board.quality(),
        Fixed(columns["specificity"].to_numpy(float)),
    ]
    return board.ranked(columns, measures)


def _talents(board: _Board) -> pd.DataFrame:
    """Citation-weighted families, families as first inventor, activity of five years (§4.3)."""
    columns = board.common().join(board.query(sql.PERSONS))
    shrunk = pd.Series(board.quality().values(np.ones((board.rows["u"].nunique(), 1)))[:, 0])
    columns["weighted"] = columns["families"] * shrunk.set_axis(board.keys)
    columns["recent"] = board.sums(board.within(4, 0))
    firsts = board.sums(board.rows["weight"] * board.rows["first"].astype(float))
    columns["first_share"] = firsts / columns["families"]
    columns["last_year"] = board.rows.groupby("key")["year"].max().reindex(board.keys)
    yearly = board.rows.groupby(["key", "year"])["u"].nunique().groupby("key").max()
    columns["flag"] = np.where(yearly.reindex(board.keys).fillna(0) > BULK, "bulk", "")
    measures: list[Measure] = [
        board.total(board.rows["weight"]),
        board.quality(),
        board.total(board.rows["weight"] * board.rows["first"].astype(float)),
        board.total(board.within(4, 0)),
    ]
    return board.ranked(columns, measures)


_BUILDERS: dict[Kind, Callable[[_Board], pd.DataFrame]] = {
    "enterprise": _enterprises,
    "technology": _technologies,
    "product": _products,
    "talent": _talents,
}
