"""What is missing: labels and nodes that were nearly given, and what adding one would change.

The expected change of adding is the chance that the addition is right times its influence, which
is that of a label which is there (influence.py): the same statements, moved the other way. What a
near label would say counts only where its family does not say it already; a near node only where
no member of the family is in the chain.
"""

from __future__ import annotations

import pyarrow as pa

from patnav.analysis.counting import Universe
from patnav.analysis.review.influence import (
    MATRIX,
    NOTHING,
    TECHNOLOGIES,
    fragile_cells,
    strongest,
)
from patnav.ingest.review import NODE
from patnav.snapshot import Snapshot
from patnav.tables import Tables, empty

__all__ = ["near_candidates", "near_statements", "near_tables"]

NAMES = ("near_labels", "near_nodes", "terms")
_LABELS = """
SELECT u, near.patent, near.dimension, section, lang, start, "end", quote,
  coalesce(preferred, value) AS value, attribute, direction, effect_class, confidence, method,
  CASE near.dimension WHEN 'means' THEN coalesce(preferred, value)
    WHEN 'effect' THEN effect_class ELSE '' END AS says,
  near.patent || '/' || near.dimension || '/' || section || '/' || lang || '/' || start || '..'
    || "end" AS subject
FROM near_labels near LEFT JOIN member USING (patent)
LEFT JOIN terms ON term = value AND terms.dimension = near.dimension
WHERE near.dimension = '{dimension}'
"""
_NODES = """
SELECT CAST(-1 AS BIGINT) AS u, patent, 'node' AS dimension, '' AS section, '' AS lang, -1 AS start,
  -1 AS "end", first(evidence ORDER BY confidence DESC, node) AS quote,
  string_agg(node, ' ' ORDER BY confidence DESC, node) AS value, '' AS attribute, '' AS direction,
  '' AS effect_class, least(sum(confidence), 1.0) AS confidence,
  first(rule ORDER BY confidence DESC, node) AS method, patent AS says, patent AS subject
FROM near_nodes GROUP BY patent
"""
_OUTSIDE = """
(SELECT patent, node, confidence / sum(confidence) OVER (PARTITION BY patent) AS chance
 FROM near_nodes WHERE patent NOT IN (SELECT patent FROM member))
"""
_SHARES = """
SELECT CAST(-1 AS BIGINT) AS u, patent AS says, 'share' AS kind,
  $worth * chance / (coalesce(families, 0) + 1) AS influence, node AS about, '' AS name, '' AS word,
  coalesce(families, 0) + 1 AS count, 0 AS rank
FROM {outside} LEFT JOIN (SELECT node, count(*) AS families FROM node_of GROUP BY node) USING (node)
"""
_CELLS = """
SELECT CAST(-1 AS BIGINT) AS u, patent AS says, 'cell' AS kind,
  $worth * chance * share * cell.worth AS influence, node AS about, region AS name,
  node_class AS word, steps AS count, 0 AS rank
FROM {outside} JOIN applicants USING (patent)
JOIN place_region ON place_region.place = coalesce(applicants.place, '')
JOIN cell USING (node, region, level)
"""
_LIST = """
SELECT CAST(-1 AS BIGINT) AS u, patent AS says, '{kind}' AS kind,
  $worth * {share} / (families + 1) / log2(1 + rank) AS influence, '' AS about,
  entry.{name} AS name, '' AS word, CAST(ceil(families) AS BIGINT) + 1 AS count, rank
FROM (SELECT DISTINCT patent FROM {outside}) JOIN {links} USING (patent)
JOIN list_{kind}s entry USING ({key})
"""
_ENTRIES = {  # kind: key, name of the entry, what links patents with it, its share of a patent
    "enterprise": ("organisation", "name", "applicants", "share"),
    "product": ("product", "product", "products", "1.0"),
    "talent": ("person", "name", "inventors", "share"),
}
_NEW = {  # what families would say that do not say it yet
    "means": "(SELECT u, says AS means FROM ({labels}) WHERE u IS NOT NULL "
    "EXCEPT SELECT u, means FROM means_of)",
    "effect": "(SELECT u, says AS effect FROM ({labels}) WHERE u IS NOT NULL "
    "EXCEPT SELECT u, effect FROM effect_of)",
}


def near_tables(snapshot: Snapshot) -> Tables:
    """The tables of what was nearly given; empty ones of a snapshot that was built without."""
    there = {path.stem for path in snapshot.folder.glob("*/*.parquet")}
    return {name: snapshot.table(name) if name in there else empty(name) for name in NAMES}


def near_candidates(dimension: str) -> str:
    """SQL of the near labels of a dimension, or of the near nodes of patents off the chain."""
    return _NODES if dimension == NODE else _LABELS.format(dimension=dimension)


def near_statements(universe: Universe, dimension: str) -> pa.Table:
    """What an addition would carry: u, says, influence, why, as `influence.statements` has them.

    For nodes `says` is the patent and `u` is -1.
    """
    tables = near_tables(universe.snapshot)
    if dimension == NODE:
        cells = pa.Table.from_pandas(fragile_cells(universe, more=True), preserve_index=False)
        queries = {"share": _SHARES, "cell": _CELLS} | {kind: _listed(kind) for kind in _ENTRIES}
        made = {kind: query.replace("{outside}", _OUTSIDE) for kind, query in queries.items()}
        return strongest(universe, made, tables | {"cell": cells})
    if dimension not in _NEW:
        return NOTHING
    new = _NEW[dimension].format(labels=near_candidates(dimension))
    held = {"means": "means_of", "effect": "effect_of"} | {dimension: new}
    queries = {"matrix": MATRIX.format(says=dimension, **held)}
    if dimension == "means":
        queries["technology"] = TECHNOLOGIES.format(**held)
    return strongest(universe, queries, tables)


def _listed(kind: str) -> str:
    key, name, links, share = _ENTRIES[kind]
    marks = {"kind": kind, "key": key, "name": name, "links": links, "share": share}
    query = _LIST
    for mark, word in marks.items():
        query = query.replace(f"{{{mark}}}", word)
    return query
