"""Technique x effect matrix (技术功效矩阵) and its white spots (METHOD.md §4.5)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from patnav.analysis.counting import Universe
from patnav.tables import FOUND

__all__ = ["ROWS", "find_cell_patents", "find_matrix"]

_STOP = re.compile(r"[。；！？!?\n]|[.;](?=\s)")
ROWS = 15  # means terms per node, those of most families [D]
_COUNTS = """
WITH told AS (SELECT u FROM means_of INTERSECT SELECT u FROM effect_of),
main AS (
  SELECT u, node AS main FROM node_of WHERE node <> ''
  QUALIFY row_number() OVER (PARTITION BY u ORDER BY weight DESC, node) = 1),
inside AS (
  SELECT node, u, CASE WHEN node = '' THEN main ELSE node END AS stratum
  FROM node_of JOIN main USING (u) SEMI JOIN told USING (u)),
total AS (SELECT node, stratum, count(*) AS n FROM inside GROUP BY node, stratum),
line AS (
  SELECT node, means FROM inside JOIN means_of USING (u)
  WHERE lower(means) NOT IN (SELECT means FROM generic_terms) GROUP BY node, means
  QUALIFY row_number() OVER (PARTITION BY node ORDER BY count(*) DESC, means) <= $top),
rows_of AS (
  SELECT node, stratum, means, count(*) AS r
  FROM inside JOIN means_of USING (u) SEMI JOIN line USING (node, means)
  GROUP BY node, stratum, means),
columns_of AS (
  SELECT node, stratum, effect, count(*) AS c FROM inside JOIN effect_of USING (u)
  GROUP BY node, stratum, effect),
chance AS (
  SELECT node, means, effect, sum(r * c / n ORDER BY stratum) AS expected
  FROM rows_of JOIN columns_of USING (node, stratum) JOIN total USING (node, stratum)
  GROUP BY node, means, effect),
grid AS (SELECT node, means, effect FROM line JOIN (
  SELECT DISTINCT node, effect FROM columns_of) USING (node)),
hit AS (
  SELECT node, means, effect, patent, row_number() OVER (
    PARTITION BY node, means, effect ORDER BY cited DESC NULLS LAST, patent) AS place
  FROM inside JOIN means_of USING (u) SEMI JOIN line USING (node, means)
  JOIN effect_of USING (u) JOIN unit USING (u)),
cell AS (
  SELECT node, means, effect, count(*) AS count,
    list(patent ORDER BY place) FILTER (place <= 50) AS evidence
  FROM hit GROUP BY node, means, effect)
SELECT node, means, effect, coalesce(count, 0) AS count, coalesce(expected, 0) AS expected, evidence
FROM grid LEFT JOIN chance USING (node, means, effect) LEFT JOIN cell USING (node, means, effect)
ORDER BY node, means, effect
"""
_QUOTES = """
WITH found AS (
  SELECT u, member.patent, dimension, section, lang, start, "end", quote
  FROM node_of JOIN member USING (u) JOIN unit USING (u)
  JOIN mentions ON mentions.patent = member.patent
  WHERE node = $node AND ((dimension = 'means' AND value = $means)
    OR (dimension = 'effect' AND effect_class = $effect))
  QUALIFY row_number() OVER (PARTITION BY u, dimension ORDER BY member.patent <> unit.patent,
    member.patent, list_position(
      ['claim', 'abstract', 'novelty', 'advantage', 'use', 'title'], section), lang, start) = 1),
named AS (
  SELECT patent, string_agg(name, '; ' ORDER BY position) AS applicant
  FROM applicants GROUP BY patent)
SELECT unit.patent, patents.publication, patents.title, title_zh, title_en,
  coalesce(applicant, '') AS applicant,
  unit.year, m.quote AS means_quote, m.patent AS means_patent, m.section AS means_section,
  m.lang AS means_lang, m.start AS means_start, m."end" AS means_end,
  e.quote AS effect_quote, e.patent AS effect_patent, e.section AS effect_section,
  e.lang AS effect_lang, e.start AS effect_start, e."end" AS effect_end,
  mt.text AS means_text, et.text AS effect_text
FROM found m JOIN found e USING (u) JOIN unit USING (u)
JOIN patents ON patents.patent = unit.patent LEFT JOIN named ON named.patent = unit.patent
JOIN texts mt ON (mt.patent, mt.section, mt.lang) = (m.patent, m.section, m.lang)
JOIN texts et ON (et.patent, et.section, et.lang) = (e.patent, e.section, e.lang)
WHERE m.dimension = 'means' AND e.dimension = 'effect'
ORDER BY cited DESC NULLS LAST, unit.patent
"""


def find_matrix(universe: Universe) -> pd.DataFrame:
    """Make the rows of the table `matrix`, for each node and the whole chain.

    Rows are the means terms of most families in the node, columns the effect classes; a family
    counts once per cell. Expected is r·c/N over the N families of the node that name both a means
    and an effect; for the whole chain it is the sum of these over the families' main nodes, so that
    a means that simply belongs to another node than an effect makes no white spot. The residual is
    Pearson's. An empty cell is no opportunity by itself.
    """
    limits = universe.settings.thresholds
    cells = universe.frame(_COUNTS, top=ROWS)
    expected = cells["expected"].where(cells["expected"] > 0)
    residual = ((cells["count"] - expected) / np.sqrt(expected)).fillna(0.0)
    white = (cells["expected"] >= limits.white_spot_expected) & (
        residual <= limits.white_spot_residual
    )
    found: pd.DataFrame = cells.assign(residual=residual, white_spot=white)[FOUND["matrix"].names]
    return found


def find_cell_patents(universe: Universe, node: str, means: str, effect: str) -> pd.DataFrame:
    """Families of one cell: the patent to show and the two quotes with places and sentences."""
    found = universe.frame(_QUOTES, node=node, means=means, effect=effect)
    told = {
        f"{side}_sentence": [
            _around(*place)
            for place in zip(*(found.pop(f"{side}_text"), found[f"{side}_start"],
                               found[f"{side}_end"]), strict=True)
        ]
        for side in ("means", "effect")
    }  # fmt: skip
    return found.assign(**told)


def _around(text: str, start: int, end: int) -> str:
    """The sentence of a text in which a quote stands."""
    before = [match.end() for match in _STOP.finditer(text, 0, start)]
    after = _STOP.search(text, end)
    return text[before[-1] if before else 0 : after.end() if after else len(text)].strip()
