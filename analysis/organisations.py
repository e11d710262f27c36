"""Organisations as the files know them, and the proposals about them that wait for a person."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from patnav.errors import ProjectError
from patnav.snapshot import Snapshot

__all__ = ["Organisation", "find_organisations", "organisation", "party_queue"]

_VIEW = """
CREATE TEMP VIEW known AS
SELECT o.organisation, o.name, o.kind, o.country, o.names,
  coalesce(nullif(o."group", ''), o.organisation) AS "group",
  coalesce(name_zh, '') AS place_zh, coalesce(name_en, '') AS place_en,
  coalesce(patents, 0) AS patents, false AS merged
FROM organisations o LEFT JOIN places USING (place)
LEFT JOIN (SELECT organisation, count(DISTINCT patent) AS patents FROM applicants GROUP BY 1)
USING (organisation)
UNION ALL BY NAME
SELECT organisation, organisation[3:] AS name, 'unknown' AS kind, '' AS country,
  [organisation[3:]] AS names, organisation AS "group", '' AS place_zh, '' AS place_en,
  0 AS patents, true AS merged
FROM (SELECT organisation FROM party_edges UNION SELECT other FROM party_edges)
ANTI JOIN organisations USING (organisation)
"""
_FIND = """
SELECT organisation, name, kind, place_zh, place_en, patents, len(names) AS spellings
FROM known
WHERE NOT merged AND (contains(lower(name), lower($asked))
  OR len(list_filter(names, lambda each: contains(lower(each), lower($asked)))) > 0)
ORDER BY patents DESC, organisation
"""
_MEMBERS = """
SELECT m.organisation, m.name, m.kind, m.patents, m.organisation = m."group" AS head,
  valid_from, valid_to, coalesce(basis, []) AS basis
FROM known AS m JOIN known AS o ON m."group" = o."group"
LEFT JOIN (SELECT organisation, min(valid_from) AS valid_from, max(valid_to) AS valid_to,
    flatten(list(basis)) AS basis FROM party_edges
  WHERE relation = 'subsidiary' AND state IN ('automatic', 'accepted') GROUP BY 1) AS told
ON told.organisation = m.organisation
WHERE o.organisation = $key ORDER BY head DESC, m.patents DESC, m.organisation
"""
_EDGES = """
SELECT e.organisation, coalesce(a.name, e.organisation[3:]) AS name, e.other,
  coalesce(b.name, e.other[3:]) AS other_name, relation, state, valid_from, valid_to, confidence,
  basis
FROM party_edges e LEFT JOIN known AS a ON a.organisation = e.organisation
LEFT JOIN known AS b ON b.organisation = e.other
WHERE $key IN (e.organisation, e.other) ORDER BY state DESC, relation, name, other_name, valid_from
"""
_QUEUE = """
SELECT e.organisation, a.name, a.patents, e.other, b.name AS other_name,
  b.patents AS other_patents, least(a.patents, b.patents) AS moved, relation, confidence, basis
FROM party_edges e JOIN known AS a ON a.organisation = e.organisation
JOIN known AS b ON b.organisation = e.other
WHERE state = 'suggested'
ORDER BY moved DESC, a.patents + b.patents DESC, confidence DESC, e.organisation, e.other
"""


@dataclass(frozen=True)
class Organisation:
    """One organisation: `about` is its row (name, kind, country, names, group, place_zh, place_en,
    patents; `merged` when it is but a name in `party_edges`), `members` all of its group with the
    head first, `edges` the relations that name it, with state, days, confidence and basis.
    """

    about: pd.Series
    members: pd.DataFrame
    edges: pd.DataFrame


def find_organisations(snapshot: Snapshot, asked: str) -> pd.DataFrame:
    """Organisations one of whose spellings holds the words asked for, most patents first."""
    return _rows(snapshot, _FIND, asked=asked)


def organisation(snapshot: Snapshot, key: str) -> Organisation:
    """Everything about one organisation by key; raises ProjectError if unknown."""
    with _known(snapshot) as database:
        found = [
            database.execute(query, {"key": key}).df()
            for query in ("FROM known WHERE organisation = $key", _MEMBERS, _EDGES)
        ]
    if not len(found[0]):
        raise ProjectError(f"no organisation {key!r}", remedy="look for it by a part of its name")
    return Organisation(found[0].iloc[0], *found[1:])


def party_queue(snapshot: Snapshot) -> pd.DataFrame:
    """Pairs that are probably one organisation and wait for a decision.

    `moved` is the number of patents that one of the two would pass to the other, at least; the pair
    that moves most stands first.
    """
    return _rows(snapshot, _QUEUE)


def _rows(snapshot: Snapshot, query: str, **values: str) -> pd.DataFrame:
    with _known(snapshot) as database:
        found: pd.DataFrame = database.execute(query, values).df()
    return found


def _known(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    database = snapshot.connect()
    database.execute(_VIEW)
    return database
