"""Market outlook (市场前景) as a score in its cohort node x priority year (METHOD.md §2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from patnav.analysis.counting import Universe
from patnav.analysis.growth import trend
from patnav.data import load_yaml, resource

__all__ = ["find_outlook", "outlook_sentences", "outlook_words"]

_UNITS = """
WITH main AS (
  SELECT u, node FROM node_of WHERE node <> ''
  QUALIFY row_number() OVER (PARTITION BY u ORDER BY weight DESC, node) = 1),
filed AS (
  SELECT patent, coalesce(nullif(o."group", ''), a.organisation) AS head
  FROM applicants a LEFT JOIN organisations o USING (organisation)),
own AS (
  SELECT m.u, CAST(count(DISTINCT citing) AS DOUBLE) AS own
  FROM citations JOIN member m ON m.patent = cited
  JOIN filed a ON a.patent = citing JOIN filed b ON b.patent = cited AND b.head = a.head
  GROUP BY m.u),
ended AS (
  SELECT patent, max(date) AS ended FROM events
  WHERE kind IN ('lapse', 'expiry', 'abandonment') GROUP BY patent)
SELECT u, node, nodes.group, unit.year, greatest(cited - coalesce(own, 0), 0) AS citations,
  CASE WHEN NOT patents.granted THEN NULL WHEN status = 'in_force' THEN CAST($cutoff AS DATE)
    WHEN status = 'lapsed' THEN ended END AS kept_until, CAST(claim_count AS DOUBLE) AS claims,
  CAST(len(countries) AS DOUBLE) AS geography, patent_type, status, application_date
FROM main JOIN unit USING (u) JOIN nodes USING (node)
JOIN patents ON patents.patent = unit.patent
LEFT JOIN families ON families.family = patents.family
LEFT JOIN own USING (u) LEFT JOIN ended ON ended.patent = patents.patent ORDER BY u
"""
_TRADES = """
WITH traded AS (
  SELECT DISTINCT u FROM member JOIN events USING (patent)
  WHERE kind IN ('transfer', 'licence', 'pledge'))
SELECT node, CAST(count(traded.u) AS DOUBLE) / count(*) AS events
FROM node_of LEFT JOIN traded USING (u) WHERE node <> '' GROUP BY node ORDER BY node
"""
_YEARS = """
SELECT node, year, sum(weight) AS x FROM node_of JOIN unit USING (u)
WHERE invention AND year IS NOT NULL AND node <> '' GROUP BY node, year ORDER BY node, year
"""
_ENTRANTS = """
WITH first AS (
  SELECT node, organisation, min(year) AS began, max(year) AS last
  FROM hold JOIN unit USING (u)
  WHERE organisation <> '' AND node <> '' AND year <= $last GROUP BY node, organisation)
SELECT node, count(*) FILTER (began > $last - 3) / nullif(count(*) FILTER (last > $last - 3), 0)
  AS entrants FROM first GROUP BY node ORDER BY node
"""
_COHORTS: dict[str, list[str]] = {
    "node": ["node", "year"],
    "group": ["group", "year"],
    "chain": ["year"],
}


@cache
def outlook_words() -> dict[str, Any]:
    """Weights, sentences and the fields of feedback: data/analysis/outlook.yaml."""
    words: dict[str, Any] = load_yaml(resource("analysis/outlook.yaml"))
    return words


def find_outlook(universe: Universe) -> pd.DataFrame:
    """Make the rows of the table `outlook` as computed, one per patent in the chain.

    The score is the mean of the component percentiles, weighted by the weights of the components
    that could be computed; without a cohort of 30 or a weight of 0.3 there is none.
    """
    units = universe.frame(_UNITS, cutoff=universe.settings.cutoff.isoformat())
    units["life"] = _remaining_years(units, pd.Timestamp(universe.settings.cutoff))
    units["renewal"] = _years(units["application_date"], units["kept_until"])
    level, size = _cohort(units)
    parts = _components(universe, units, level)
    weights = pd.Series(
        {name: spec["weight"] for name, spec in outlook_words()["components"].items()}
    )
    known = parts.notna().to_numpy() * weights[parts.columns].to_numpy()
    total = known.sum(axis=1)
    score = (known * parts.fillna(0.0).to_numpy()).sum(axis=1) / np.where(total > 0, total, 1.0)
    enough = (size >= outlook_words()["cohort"]) & (total >= outlook_words()["min_weight"] - 1e-9)
    rows = units[["u", "node", "year"]].join(parts)
    rows = rows.assign(cohort=size, cohort_level=level, weight=total)
    rows = rows.assign(score=np.where(enough, score, np.nan), band=_bands(score, enough))
    members = universe.frame("SELECT u, patent FROM member ORDER BY patent")
    found: pd.DataFrame = members.merge(rows, on="u").drop(columns="u")
    return found


def outlook_sentences(row: Mapping[str, Any], lang: str) -> list[str]:
    """Say how a row of `outlook` came about, one sentence per component, in `zh` or `en`."""
    words = outlook_words()
    level = words["levels"][row["cohort_level"]][lang].format(cohort=words["cohort"])
    kind = "none" if pd.isna(row["score"]) else "score"
    facts = {"size": row["cohort"], "level": level, "score": row["score"], "weight": row["weight"]}
    lines = [words["sentences"][kind][lang].format(**facts)]
    for name, spec in words["components"].items():
        if not pd.isna(row[name]):
            facts = {"name": spec[lang], "value": row[name], "weight": spec["weight"]}
            lines.append(words["sentences"]["component"][lang].format(**facts))
    absent = [spec[lang] for name, spec in words["components"].items() if pd.isna(row[name])]
    names = words["joint"][lang].join(absent)
    return (
        lines if not absent else [*lines, words["sentences"]["missing"][lang].format(names=names)]
    )


def _remaining_years(units: pd.DataFrame, cutoff: pd.Timestamp) -> pd.Series:
    """Years of protection left at the cut-off, 0 for lapsed rights, NaN without a filing date."""
    term = units["patent_type"].map(outlook_words()["term_years"]).fillna(20).astype(float)
    age = _years(units["application_date"], pd.Series(cutoff, index=units.index))
    return (term - age).clip(lower=0).where(units["status"] != "lapsed", 0.0)


def _years(start: pd.Series, end: pd.Series) -> pd.Series:
    return (pd.to_datetime(end) - pd.to_datetime(start)).dt.days / 365.25


def _cohort(units: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Level and size of the cohort: node, then group, then chain, until it holds enough."""
    sizes = {
        name: units.groupby(keys, dropna=False)["u"].transform("size")
        for name, keys in _COHORTS.items()
    }
    smallest = outlook_words()["cohort"]
    enough = [sizes[name] >= smallest for name in ("node", "group")]
    level = pd.Series(np.select(enough, ["node", "group"], "chain"), index=units.index)
    size = np.select(enough, [sizes["node"], sizes["group"]], sizes["chain"])
    return level, pd.Series(size, index=units.index)


def _components(universe: Universe, units: pd.DataFrame, level: pd.Series) -> pd.DataFrame:
    parts = {
        name: _within(units, name, level)
        for name in ("geography", "citations", "life", "claims", "renewal")
    }
    nodes = {"growth": _node_growth, "entrants": _entrants, "events": _trades}
    for name, made in nodes.items():
        values = made(universe)
        parts[name] = units["node"].map(_percentiles(values))
    return pd.DataFrame(parts)


def _within(units: pd.DataFrame, name: str, level: pd.Series) -> pd.Series:
    """Percentiles inside the cohort; none when the value is the same for all, as where a file
    names no family.
    """
    found = pd.Series(np.nan, index=units.index)
    if units[name].nunique() < 2:
        return found
    for cohort, keys in _COHORTS.items():
        groups = units.groupby(keys, dropna=False)[name]
        ranks = (groups.rank() - 0.5) / groups.transform("count") * 100
        found = found.where(level != cohort, ranks)
    return found


def _node_growth(universe: Universe) -> pd.Series:
    years = range(
        universe.last_year - universe.settings.thresholds.growth_years + 1, universe.last_year + 1
    )
    table = universe.frame(_YEARS).pivot_table(
        index="node", columns="year", values="x", aggfunc="sum"
    )
    counts = table.reindex(columns=list(years)).fillna(0.0)
    return pd.Series(trend(counts.to_numpy(float)).growth, index=counts.index)


def _entrants(universe: Universe) -> pd.Series:
    return universe.frame(_ENTRANTS, last=universe.last_year).set_index("node")["entrants"]


def _trades(universe: Universe) -> pd.Series:
    """Share of families with a transfer, licence or pledge; none where no file tells of any."""
    shares: pd.Series = universe.frame(_TRADES).set_index("node")["events"]
    return shares if shares.gt(0).any() else shares.where(shares > 0)


def _percentiles(values: pd.Series) -> pd.Series:
    return (values.rank() - 0.5) / max(values.count(), 1) * 100


def _bands(score: NDArray[np.float64], enough: pd.Series) -> NDArray[np.str_]:
    bands = outlook_words()["bands"]
    reached = [~enough, score >= bands["high"], score >= bands["mid"]]
    return np.select(reached, ["unknown", "high", "mid"], "low")
