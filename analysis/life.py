"""What happened to a patent, as the files tell it: events, owners, relatives, citations, disputes.

Every row names the file and row that say so (`file_name`, `row`); the hash of a file is its name
here wherever the table `sources` knows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from patnav.ownership import owners_at

__all__ = ["Life", "life_of"]

_EVENTS = """
SELECT date, kind, text, givers, takers, coalesce(sources.name, events.file) AS file_name, row, also
FROM events LEFT JOIN sources USING (file) WHERE patent = $patent
ORDER BY date NULLS LAST, kind, text, file_name, row
"""
_OWNERS = """
SELECT o.organisation, o.name, valid_from, valid_to, known_from, basis,
  coalesce(sources.name, o.file) AS file_name, row,
  EXISTS (FROM holding WHERE holding.organisation = o.organisation
    AND holding.valid_from IS NOT DISTINCT FROM o.valid_from
    AND holding.known_from IS NOT DISTINCT FROM o.known_from) AS now
FROM ownership o LEFT JOIN sources USING (file) WHERE patent = $patent
ORDER BY known_from DESC NULLS LAST, valid_from NULLS FIRST, valid_to NULLS LAST, o.name
"""
_LINKS = """
SELECT relation, basis, reverse, other, coalesce(publication, '') AS publication,
  coalesce(title, '') AS title
FROM (
  SELECT relation, basis, false AS reverse, other FROM links WHERE patent = $patent
  UNION ALL SELECT relation, basis, true, patent FROM links WHERE other = $patent
) AS linked LEFT JOIN patents ON patents.patent = linked.other
ORDER BY relation, reverse, other, basis
"""
_CITATIONS = """
SELECT direction, other, coalesce(any_value(publication), '') AS publication,
  coalesce(any_value(title), '') AS title,
  min(coalesce(sources.name, cites.file)) AS file_name,
  arg_min(cites.row, coalesce(sources.name, cites.file)) AS row
FROM (
  SELECT 'cited' AS direction, cited AS other, file, row FROM citations WHERE citing = $patent
  UNION ALL SELECT 'citing', citing, file, row FROM citations WHERE cited = $patent
) AS cites LEFT JOIN sources USING (file) LEFT JOIN patents ON patents.patent = cites.other
GROUP BY direction, other ORDER BY direction, any_value(title) IS NULL, other
"""
_INDUSTRIES = """
SELECT scheme, code, industries.name, coalesce(sources.name, industries.file) AS file_name, row
FROM industries LEFT JOIN sources USING (file) WHERE patent = $patent ORDER BY scheme, code
"""
_CONFLICTS = """
SELECT publication, field, value, kept, coalesce(sources.name, c.file) AS file_name, row
FROM conflicts c LEFT JOIN sources USING (file) WHERE patent = $patent
ORDER BY publication, field, kept DESC, file_name, row, value
"""


@dataclass(frozen=True)
class Life:
    """What the files tell of a patent beyond its bibliography; an empty frame: they are silent.

    `events`: date, kind, text, givers, takers, also (file:row of others that tell it). `owners`:
    the timeline as each age of the files (`known_from`) tells it, the latest knowledge first; `now`
    marks who holds on `day` by the latest. `links`: relation, basis, other, `reverse` where the
    relation points at this patent. `citations`: direction (cited, citing), other. `links` and
    `citations` have publication and title where the files hold the other patent. `industries`:
    scheme, code, name. `conflicts`: values per field, the kept one first.
    """

    day: date
    events: pd.DataFrame
    owners: pd.DataFrame
    links: pd.DataFrame
    citations: pd.DataFrame
    industries: pd.DataFrame
    conflicts: pd.DataFrame


def life_of(database: duckdb.DuckDBPyConnection, patent: str, day: date) -> Life:
    """Collect the life of a patent by key; `day` is the day of which owners are told."""

    def rows(query: str) -> pd.DataFrame:
        found: pd.DataFrame = database.execute(query, {"patent": patent}).df()
        return found

    owned = database.sql("SELECT * FROM ownership WHERE patent = $p", params={"p": patent})
    database.register("holding", owners_at(owned.to_arrow_table(), day))
    names = dict(database.execute("SELECT file, name FROM sources").fetchall())
    events = rows(_EVENTS)
    events["also"] = [[_named(place, names) for place in places] for places in events["also"]]
    return Life(
        day=day,
        events=events,
        owners=rows(_OWNERS),
        links=rows(_LINKS),
        citations=rows(_CITATIONS),
        industries=rows(_INDUSTRIES),
        conflicts=rows(_CONFLICTS),
    )


def _named(place: str, names: Mapping[str, str]) -> str:
    """`file:row` with the name of the file."""
    file, _, row = place.rpartition(":")
    return f"{names.get(file, file)}:{row}"
