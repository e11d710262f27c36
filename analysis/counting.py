"""The universe: which families (or legal rights) count, with what share, where and for whom.

All other modules of analysis read the relations that are made here, by SQL over Arrow tables in one
thread, so that sums of floats have one order and the same input gives the same bytes.

Relations (in memory, one row per …):
  member     patent of a counted unit: patent, u, unit_key
  unit       family, or patent when the unit is `legal_right`: u, unit_key, patent (the one to
             show), year (earliest priority), invention (or PCT), utility, cited (most of its
             members), granted, live (inventions in force), told, inventions (members that are
             inventions of an office, and those of them whose status the files tell), hash
  node_of    unit x node: weight; node '' is the whole chain, weight 1
  owner_of   unit x organisation x place: share, summing to 1 over a unit
  hold       unit x node x organisation x place: weight
  place_region  level x place: region, for all four levels
  part       level x unit x node x region: weight; further levels by `count_level`
  inventor_of, means_of, effect_of, product_of  unit x person, means term, effect class, product
  inside(node, level, region)  units inside a node and a region (empty = all): weight
  relative   unit x node with known citations, inventions only: cited, expected in its cohort
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from threading import Lock

import numpy as np
import pandas as pd
import pyarrow as pa

from patnav.analysis.regions import LEVELS, counted_level, level_of, region_rows
from patnav.ingest.terms.generic import generic_terms
from patnav.project import ProjectFile
from patnav.snapshot import Snapshot

__all__ = ["WHOLE", "Universe", "last_complete_year", "universe_of"]

WHOLE = "*"  # region that stands for all places, known or not

_MEMBER = """
CREATE TABLE member AS
WITH keyed AS (
  SELECT patent, CASE WHEN $unit = 'family' AND family <> '' THEN family ELSE patent END AS key
  FROM patents),
counted AS (
  SELECT DISTINCT key FROM keyed JOIN assignments USING (patent) JOIN nodes USING (node)
  WHERE weight > 0),
numbered AS (SELECT key, row_number() OVER (ORDER BY key) - 1 AS u FROM counted)
SELECT patent, u, key AS unit_key FROM keyed JOIN numbered USING (key) ORDER BY u, patent
"""
_UNIT = """
CREATE TABLE unit AS
SELECT u, any_value(unit_key) AS unit_key,
  coalesce(any_value(shown.patent), min(member.patent)) AS patent,
  CAST(year(min(p.priority_date)) AS INTEGER) AS year,
  bool_or(p.patent_type = 'invention' OR p.country = 'WO') AS invention,
  NOT bool_or(p.patent_type = 'invention' OR p.country = 'WO')
    AND bool_or(p.patent_type = 'utility_model') AS utility,
  CAST(max(p.cited_by) AS DOUBLE) AS cited,
  bool_or(coalesce(p.granted, false)) AS granted,
  CAST(count(*) FILTER (p.status = 'in_force' AND p.patent_type = 'invention') AS DOUBLE) AS live,
  CAST(count(*) FILTER (p.status <> 'unknown' AND p.patent_type = 'invention'
    AND p.country <> 'WO') AS DOUBLE) AS told,
  CAST(count(*) FILTER (p.patent_type = 'invention' AND p.country <> 'WO') AS DOUBLE) AS inventions,
  md5_number_lower(any_value(unit_key)) AS hash
FROM member JOIN patents p USING (patent)
LEFT JOIN families shown ON shown.family = unit_key
GROUP BY u ORDER BY u
"""
_NODE_OF = """
CREATE TABLE node_of AS
WITH raw AS (
  SELECT u, node, sum(weight) AS weight FROM member JOIN assignments USING (patent)
  JOIN nodes USING (node) WHERE weight > 0 GROUP BY u, node),
scaled AS (
  SELECT u, node, CASE WHEN $whole THEN 1.0 ELSE weight / sum(weight) OVER (PARTITION BY u) END
    AS weight FROM raw)
SELECT * FROM (SELECT * FROM scaled UNION ALL SELECT u, '' AS node, 1.0 AS weight FROM unit)
ORDER BY u, node
"""
_OWNER_OF = """
CREATE TABLE owner_of AS
WITH raw AS (
  SELECT u, organisation, coalesce(place, '') AS place, sum(share) AS share
  FROM member JOIN applicants USING (patent) WHERE share > 0 GROUP BY u, organisation, place),
scaled AS (
  SELECT u, organisation, place, share / sum(share) OVER (PARTITION BY u) AS share FROM raw)
SELECT * FROM (
  SELECT * FROM scaled
  UNION ALL
  SELECT u, '' AS organisation, '' AS place, 1.0 AS share FROM unit ANTI JOIN raw USING (u))
ORDER BY u, organisation, place
"""
_HOLD = """
CREATE TABLE hold AS
SELECT u, node, organisation, place, CASE WHEN $whole THEN 1.0 ELSE weight * share END AS weight
FROM node_of JOIN owner_of USING (u) ORDER BY u, node, organisation, place
"""
_PART_TABLE = """
CREATE TABLE part (level VARCHAR, u BIGINT, node VARCHAR, region VARCHAR, weight DOUBLE)
"""
_PART = """
INSERT INTO part
SELECT level, u, node, coalesce(region, '') AS region,
  CASE WHEN $whole THEN 1.0 ELSE sum(weight) END AS weight
FROM hold JOIN place_region USING (place) WHERE level = $level
GROUP BY level, u, node, region
ORDER BY level, u, node, region
"""
_RELATIVE = """
CREATE TABLE relative AS
WITH known AS (
  SELECT u, node, weight, year, cited FROM node_of JOIN unit USING (u)
  WHERE node <> '' AND invention AND cited IS NOT NULL AND year IS NOT NULL),
cohort AS (
  SELECT node, year, sum(weight * cited) / sum(weight) AS mean FROM known GROUP BY node, year),
leaf AS (SELECT u, node, weight, cited, mean AS expected FROM known JOIN cohort USING (node, year)),
chain AS (
  SELECT u, '' AS node, any_value(cited) AS cited, sum(weight * expected) / sum(weight) AS expected
  FROM leaf GROUP BY u)
SELECT * FROM (SELECT u, node, cited, expected FROM leaf UNION ALL SELECT * FROM chain)
ORDER BY u, node
"""
_INVENTOR_OF = """
CREATE TABLE inventor_of AS
WITH raw AS (
  SELECT u, person, sum(share) AS share, min(position) = 1 AS first
  FROM member JOIN inventors USING (patent) WHERE share > 0 GROUP BY u, person)
SELECT u, person, share / sum(share) OVER (PARTITION BY u) AS share, first
FROM raw ORDER BY u, person
"""
_MEANS_OF = """
CREATE TABLE means_of AS SELECT DISTINCT u, value AS means FROM member JOIN mentions USING (patent)
WHERE dimension = 'means' AND value <> '' ORDER BY u, means
"""
_EFFECT_OF = """
CREATE TABLE effect_of AS SELECT DISTINCT u, effect_class AS effect
FROM member JOIN mentions USING (patent)
WHERE dimension = 'effect' AND effect_class <> '' ORDER BY u, effect
"""
_PRODUCT_OF = """
CREATE TABLE product_of AS
WITH ranked AS (
  SELECT u, product, category, row_number() OVER (
    PARTITION BY u ORDER BY member.patent <> unit.patent, member.patent) AS place
  FROM member JOIN unit USING (u) JOIN products ON products.patent = member.patent
  WHERE product <> '')
SELECT u, product, category FROM ranked WHERE place = 1 ORDER BY u
"""
_DISPERSION = """
SELECT sum((cited - expected) * (cited - expected) / expected) / count(*) AS dispersion
FROM relative WHERE node <> '' AND expected > 0
"""
_INSIDE = """
CREATE MACRO inside(in_node, at_level, in_region) AS TABLE
SELECT u, least(1.0, sum(weight)) AS weight FROM hold JOIN place_region USING (place)
WHERE node = in_node AND level = at_level AND (in_region = '' OR region = in_region) GROUP BY u
"""
_PLACES = """
SELECT place, parent, level FROM places
UNION ALL
SELECT DISTINCT place, '' AS parent, '' AS level FROM owner_of ANTI JOIN places USING (place)
ORDER BY place
"""


class Universe:
    """The counted units of a snapshot as relations; read-only but for levels counted on demand."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot, self.settings = snapshot, snapshot.project.settings
        self._database = snapshot.connect()
        self._database.execute("SET threads = 1")
        self._counted: set[str] = set()
        self._counting = Lock()
        self._make()

    def _make(self) -> None:
        for statement in (_MEMBER, _UNIT, _NODE_OF, _OWNER_OF, _HOLD, _RELATIVE):
            self._run(statement)
        self._database.register("region_rows", region_rows(self.frame(_PLACES), LEVELS))
        self._database.execute("CREATE TABLE place_region AS SELECT * FROM region_rows")
        self._database.register("generic_words", _generic_terms())
        self._database.execute("CREATE TABLE generic_terms AS SELECT * FROM generic_words")
        for statement in (_INSIDE, _INVENTOR_OF, _MEANS_OF, _EFFECT_OF, _PRODUCT_OF, _PART_TABLE):
            self._run(statement)
        for level in self.levels:
            self.count_level(level)

    def count_level(self, level: str) -> None:
        """Make `part` hold a level (country, province, city, county), once."""
        with self._counting:  # pages ask from several threads
            if level not in self._counted:
                self._run(_PART, level=level)
                self._counted.add(level)

    def _run(self, statement: str, **parameters: str) -> None:
        wanted = parameters | {
            "unit": self.settings.unit,
            "whole": self.settings.weighting == "whole",
        }
        used = {key: value for key, value in wanted.items() if f"${key}" in statement}
        self._database.cursor().execute(statement, used)

    @property
    def level(self) -> str:
        """Level of the home region: country, province, city or county."""
        return level_of(self.settings.home_region)

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels that are counted: that of the home region first, then those of the benchmarks."""
        others = {self.level_for(region) for region in self.settings.benchmark_regions}
        return (self.level, *sorted(others - {self.level}))

    @property
    def last_year(self) -> int:
        """Last complete priority year."""
        return last_complete_year(self.settings)

    @property
    def nodes(self) -> list[str]:
        """All nodes of the chain, sorted."""
        return list(self.frame("SELECT node FROM nodes ORDER BY node")["node"])

    @cached_property
    def dispersion(self) -> float:
        """How much more citations scatter about their cohort than Poisson counts; at least 1."""
        found = self.frame(_DISPERSION)["dispersion"].to_numpy(float, na_value=1.0)[0]
        return max(1.0, float(np.nan_to_num(found, nan=1.0)))

    def level_for(self, region: str) -> str:
        """Level at which a region (empty = all) is counted in this project."""
        return counted_level(region, self.level) if region else self.level

    def rows(
        self, query: str, given: Mapping[str, pa.Table] | None = None, **parameters: str | float
    ) -> pa.Table:
        """Run SQL over the relations, the tables of the snapshot and those of `given`, by name."""
        cursor = self._database.cursor()
        for name, rows in (given or {}).items():
            cursor.register(name, rows)
        return cursor.sql(query, params=parameters or None).to_arrow_table()

    def frame(
        self, query: str, rows: pd.DataFrame | None = None, **parameters: str | int
    ) -> pd.DataFrame:
        """Run SQL over the relations, the tables of the snapshot and `rows` (named `rows`)."""
        cursor = self._database.cursor()
        if rows is not None:
            cursor.register("rows", rows)
        return cursor.execute(query, parameters or None).df()


def _generic_terms() -> pd.DataFrame:
    return pd.DataFrame({"means": sorted(generic_terms())}, dtype="str")


@lru_cache(maxsize=2)
def universe_of(snapshot: Snapshot) -> Universe:
    """Return the universe of an opened snapshot, made once."""
    return Universe(snapshot)


def last_complete_year(settings: ProjectFile) -> int:
    """Last year whose December lies at least `lag_months` before the cut-off (METHOD.md §7)."""
    after = pd.Timestamp(settings.cutoff) + pd.Timedelta(days=1)
    months = after.year * 12 + after.month - 1  # whole months before the cut-off
    return (months - settings.thresholds.lag_months) // 12 - 1
