"""The vocabulary of a snapshot: which terms of its mentions and products are one concept.

Distinct terms are counted in DuckDB and named in one pass over them; the mentions themselves are
only given other names, so that memory grows with the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from patnav.database import open_database
from patnav.ingest.terms.decisions import NO_DECISIONS, Terms
from patnav.ingest.terms.kinds import Guess, guess_kind
from patnav.ingest.wording import has_east_asian
from patnav.tables import Tables, arrange, empty, table

__all__ = ["conceptualise"]

_AT_ONCE = 50_000  # distinct terms
_COUNTED = """
CREATE TABLE counted AS
SELECT dimension, value AS term, count(DISTINCT patent) AS patents, count(*) AS mentions
FROM given_mentions WHERE dimension IN ('means', 'effect') AND value <> '' GROUP BY ALL
UNION ALL
SELECT 'product', product, count(DISTINCT patent), count(*)
FROM given_products WHERE product <> '' GROUP BY ALL
"""
# A decided name stands first, then Chinese, then what most patents say, then the shorter.
_NAMED = """
CREATE TABLE named AS SELECT *, first_value(term) OVER concept AS preferred,
  count(*) OVER (PARTITION BY dimension, concept) AS forms
FROM counted JOIN keyed USING (term)
WINDOW concept AS (PARTITION BY dimension, concept
  ORDER BY NOT chosen, NOT chinese, patents DESC, length(term), term)
"""
_ROWS = "SELECT * FROM named ORDER BY dimension, term"


def conceptualise(tables: Tables, terms: Terms = NO_DECISIONS) -> Tables:
    """Give mentions and products the names of their concepts, and list all terms.

    Needs `mentions` and `products`; returns both and `terms`. The values of effects, means and
    products are read, everything else stays as it is.
    """
    with open_database() as database:
        database.register("given_mentions", tables["mentions"].select(_USED))
        database.register("given_products", tables["products"].select(["patent", "product"]))
        database.execute(_COUNTED)
        _key(database, terms)
        database.execute(_NAMED)
        renamed = _renamed(database)
        above = _above(database, terms)
        rows = [_terms(batch, terms, above) for batch in _batches(database, _ROWS)]
    mentions = tables["mentions"]
    for dimension in ("means", "effect"):
        only = pc.equal(mentions["dimension"], dimension)
        mentions = _rename(mentions, "value", renamed.get(dimension), only)
    return {
        "mentions": arrange("mentions", mentions),
        "products": _rename(tables["products"], "product", renamed.get("product")),
        "terms": _listed(rows),
    }


_USED = ["patent", "dimension", "value"]


def _batches(database: duckdb.DuckDBPyConnection, query: str) -> Iterator[list[dict[str, Any]]]:
    cursor = database.cursor().execute(query)
    names = [column[0] for column in cursor.description or ()]
    while rows := cursor.fetchmany(_AT_ONCE):
        yield [dict(zip(names, row, strict=True)) for row in rows]


def _key(database: duckdb.DuckDBPyConnection, terms: Terms) -> None:
    """Make the table `keyed`: of each term its concept, and what speaks for it as the name."""
    database.execute("CREATE TABLE keyed (term TEXT, concept TEXT, chosen BOOL, chinese BOOL)")
    for batch in _batches(database, "SELECT DISTINCT term FROM counted"):
        keyed = pa.Table.from_pylist([_keyed(row["term"], terms) for row in batch])
        database.register("batch", keyed)
        database.execute("INSERT INTO keyed SELECT * FROM batch")
        database.unregister("batch")


def _keyed(term: str, terms: Terms) -> dict[str, Any]:
    concept = terms.concept(term)
    chosen = terms.names.get(concept) == term
    return {
        "term": term, "concept": concept, "chosen": chosen, "chinese": has_east_asian(term),
    }  # fmt: skip


def _above(database: duckdb.DuckDBPyConnection, terms: Terms) -> dict[str, list[str]]:
    """Names of the concepts directly above a concept of means; a concept without text has its own.

    Names are those that the means are shown under.
    """
    wanted = sorted({up for keys in terms.broader.values() for up in keys})
    query = (
        "SELECT DISTINCT concept, preferred FROM named"
        " WHERE dimension = 'means' AND list_contains(?, concept)"
    )
    shown = dict(database.execute(query, [wanted]).fetchall())
    return {
        concept: sorted(shown.get(up, terms.labels[up]) for up in keys)
        for concept, keys in terms.broader.items()
    }


def _renamed(database: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Per dimension the terms whose concept has another name."""
    found: dict[str, dict[str, str]] = {}
    query = "SELECT dimension, term, preferred FROM named WHERE term <> preferred ORDER BY ALL"
    for dimension, term, preferred in database.execute(query).fetchall():
        found.setdefault(dimension, {})[term] = preferred
    return found


def _rename(
    rows: pa.Table, column: str, names: dict[str, str] | None, only: pa.Array | None = None
) -> pa.Table:
    """Replace values of a column, where `only` says so."""
    if not names:
        return rows
    at = pc.index_in(rows[column], value_set=pa.array(list(names), pa.string()))
    new = pc.take(pa.array(list(names.values()), pa.string()), at.combine_chunks())
    if only is not None:
        new = pc.if_else(only, new, None)
    place = rows.column_names.index(column)
    return rows.set_column(place, rows.schema.field(column), pc.coalesce(new, rows[column]))


def _listed(parts: list[pa.Table]) -> pa.Table:
    return arrange("terms", pa.concat_tables(parts)) if parts else empty("terms")


def _terms(batch: list[dict[str, Any]], terms: Terms, above: Mapping[str, list[str]]) -> pa.Table:
    return table("terms", [row | _told(row, terms, above) for row in batch])


def _told(row: dict[str, Any], terms: Terms, above: Mapping[str, list[str]]) -> dict[str, Any]:
    """State, basis, type and broader names of a term."""
    state, is_means = _state(row, terms), row["dimension"] == "means"
    decided = terms.kinds.get(row["concept"], "")
    guess = Guess(decided, 1.0) if decided else guess_kind(row["preferred"])
    return {
        "state": state,
        "type": guess.kind if is_means else "",
        "type_confidence": guess.confidence if is_means else None,
        "broader": above.get(row["concept"], []) if is_means else [],
        "basis": _basis(row, state),
    }


def _state(row: dict[str, Any], terms: Terms) -> str:
    if row["forms"] == 1:
        return "single"
    return "accepted" if terms.is_joined(row["term"]) else "automatic"


def _basis(row: dict[str, Any], state: str) -> list[str]:
    if row["term"] == row["preferred"]:
        return []
    told = {"accepted": "decided to be the same as", "automatic": "is a spelling of"}
    return [f"{told[state]} {row['preferred']}"]
