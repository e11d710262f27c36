"""What two sets of collected tables say differently of the same patents.

The database holds the tables of both sides as `old_NAME` and `new_NAME`. A patent is the same where
its key is, or where a publication is: a later file may know the application that an earlier one did
not. A field that one side never fills (another vendor's export) is not compared.
"""

from __future__ import annotations

import duckdb

__all__ = ["COLUMNS", "FIELDS", "LISTS", "count_pairs", "find_patents", "prepare", "silent_fields"]

COLUMNS = (
    "about", "change", "key", "name", "field", "old", "new", "cause",
    "old_file", "old_row", "new_file", "new_row",
)  # fmt: skip
FIELDS = (
    "status", "status_text", "publication", "title", "application_date", "publication_date",
    "grant_date", "priority_date", "patent_type", "ipc_main", "family_size", "cited_by",
    "claim_count",
)  # fmt: skip
LISTS = ("applicants", "owners", "inventors", "classes", "texts")

_FACTS = """
CREATE TEMP TABLE {side}_facts AS
WITH who AS (SELECT patent, list(name ORDER BY position) AS names
    FROM {side}_applicants GROUP BY 1),
  maker AS (SELECT patent, list(name ORDER BY position) AS names
    FROM {side}_inventors GROUP BY 1),
  owner AS (SELECT patent, list(DISTINCT name ORDER BY name) AS names FROM {side}_ownership
    WHERE valid_to IS NULL GROUP BY 1),
  symbol AS (SELECT patent, list(symbol ORDER BY symbol) AS names
    FROM (SELECT DISTINCT patent, symbol FROM {side}_classifications) GROUP BY 1),
  piece AS (SELECT patent, list(section || '/' || lang || ' ' || length(text) || ' '
    || left(sha256(text), 8) ORDER BY section, lang) AS names
    FROM {side}_texts WHERE section <> 'title' GROUP BY 1)
SELECT patent, title AS shown, sources.name AS file, row, patents.file AS digest,
  {fields},
  coalesce(who.names, []) AS applicants, coalesce(owner.names, []) AS owners,
  coalesce(maker.names, []) AS inventors, coalesce(symbol.names, []) AS classes,
  coalesce(piece.names, []) AS texts
FROM {side}_patents AS patents
LEFT JOIN (SELECT file, name FROM {side}_sources) AS sources USING (file)
LEFT JOIN who USING (patent) LEFT JOIN maker USING (patent) LEFT JOIN owner USING (patent)
LEFT JOIN symbol USING (patent) LEFT JOIN piece USING (patent)
"""
_PAIRS = """
CREATE TEMP TABLE pairs AS
WITH same AS (SELECT patent AS old, patent AS new
    FROM old_patents SEMI JOIN new_patents USING (patent)),
  left_old AS (SELECT patent, publication FROM old_publications
    ANTI JOIN new_patents USING (patent) WHERE publication <> ''),
  left_new AS (SELECT patent, publication FROM new_publications
    ANTI JOIN old_patents USING (patent) WHERE publication <> ''),
  joined AS (SELECT min(left_old.patent) AS old, left_new.patent AS new
    FROM left_old JOIN left_new USING (publication) GROUP BY left_new.patent)
FROM same UNION ALL SELECT old, min(new) FROM joined GROUP BY old
"""
_BOTH = """
CREATE TEMP TABLE known AS
WITH came AS (SELECT DISTINCT patent FROM new_publications ANTI JOIN old_sources USING (file)),
  went AS (SELECT DISTINCT patent FROM old_publications ANTI JOIN new_sources USING (file))
SELECT old, new, n.shown AS name,
  CASE WHEN came.patent IS NOT NULL THEN 'new_file' WHEN went.patent IS NOT NULL THEN 'file_gone'
    ELSE 'reading' END AS cause,
  o.file AS old_file, o.row AS old_row, n.file AS new_file, n.row AS new_row
FROM pairs JOIN old_facts AS o ON o.patent = old JOIN new_facts AS n ON n.patent = new
LEFT JOIN came ON came.patent = new LEFT JOIN went ON went.patent = old
"""
_DIFFERENT = """
CREATE TEMP TABLE different AS
SELECT known.*, o, n FROM known
JOIN old_facts AS o ON o.patent = old JOIN new_facts AS n ON n.patent = new
WHERE {any_differs} OR old <> new
"""
_PLAIN = """
SELECT 'patent' AS about, 'changed' AS change, new AS key, name, '{field}' AS field,
  o.{field} AS old, n.{field} AS new, cause, old_file, old_row, new_file, new_row
FROM different WHERE o.{field} <> n.{field}
"""
_LISTED = """
SELECT 'patent', 'changed', new, name, '{field}',
  array_to_string(CASE WHEN reordered THEN o.{field} ELSE gone END, '; '),
  array_to_string(CASE WHEN reordered THEN n.{field} ELSE came END, '; '),
  cause, old_file, old_row, new_file, new_row
FROM (SELECT *, len(gone) + len(came) = 0 AS reordered FROM (
  SELECT *, list_filter(o.{field}, lambda x: NOT list_contains(n.{field}, x)) AS gone,
    list_filter(n.{field}, lambda x: NOT list_contains(o.{field}, x)) AS came
  FROM different WHERE o.{field} <> n.{field}))
"""
_KEYS = """
SELECT 'patent', 'changed', new, name, 'patent', old, new,
  cause, old_file, old_row, new_file, new_row
FROM different WHERE old <> new
"""
_NEW = """
SELECT 'patent', 'new', patent, shown, '', '', status,
  CASE WHEN digest IN (SELECT file FROM old_sources) THEN 'reading' ELSE 'new_file' END,
  '', NULL, file, row
FROM new_facts ANTI JOIN (SELECT new AS patent FROM pairs) USING (patent)
"""
_GONE = """
SELECT 'patent', 'gone', patent, shown, '', status, '',
  CASE WHEN digest IN (SELECT file FROM new_sources) THEN 'reading' ELSE 'file_gone' END,
  file, row, '', NULL
FROM old_facts ANTI JOIN (SELECT old AS patent FROM pairs) USING (patent)
"""


def prepare(database: duckdb.DuckDBPyConnection) -> None:
    """Make the tables `old_facts`, `new_facts`, `pairs` and `known` that all comparing asks."""
    fields = ", ".join(f"{_plain(name)} AS {name}" for name in FIELDS)
    for side in ("old", "new"):
        database.execute(_FACTS.format(side=side, fields=fields))
    database.execute(_PAIRS)
    database.execute(_BOTH)


def find_patents(database: duckdb.DuckDBPyConnection) -> str:
    """Make the table `different`, and return the query of its rows (columns COLUMNS)."""
    silent = set(silent_fields(database))
    fields = [name for name in FIELDS if name not in silent]
    lists = [name for name in LISTS if name not in silent]
    differs = " OR ".join(f"o.{name} <> n.{name}" for name in (*fields, *lists))
    database.execute(_DIFFERENT.format(any_differs=differs or "false"))
    parts = [
        *(_PLAIN.format(field=name) for name in fields),
        *(_LISTED.format(field=name) for name in lists),
        _KEYS,
        _NEW,
        _GONE,
    ]
    return " UNION ALL ".join(parts)


def silent_fields(database: duckdb.DuckDBPyConnection) -> list[str]:
    """Fields that one of the sides never fills; they are not compared."""
    filled = ", ".join(
        [f"bool_or({name} <> '')" for name in FIELDS]
        + [f"bool_or(len({name}) > 0)" for name in LISTS]
    )
    rows = [
        database.execute(f"SELECT {filled} FROM {side}_facts").fetchone() or ()  # noqa: S608 -- our own names
        for side in ("old", "new")
    ]
    names = (*FIELDS, *LISTS)
    return [name for name, old, new in zip(names, *rows, strict=True) if not (old and new)]


def count_pairs(database: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Numbers of patents: new, gone, changed, unchanged."""
    ((old, new, both, changed),) = database.execute(
        "SELECT (SELECT count(*) FROM old_patents), (SELECT count(*) FROM new_patents),"
        " (SELECT count(*) FROM pairs), (SELECT count(*) FROM different)"
    ).fetchall()
    return {
        "new": new - both,
        "gone": old - both,
        "changed": changed,
        "unchanged": both - changed,
    }


def _plain(field: str) -> str:
    """A field as text; what says nothing is the empty text."""
    silent = {"status": "unknown", "patent_type": "other"}.get(field, "")
    return f"coalesce(nullif(CAST({field} AS VARCHAR), '{silent}'), '')"
