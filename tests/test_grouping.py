"""Aggregates that Neo4j refuses are refused on both engines, in the same words; others are not."""

from __future__ import annotations

import pytest

from patnav.errors import QueryError
from patnav.graph.guard import check

MATCH = "MATCH (p:Patent)--(q) "


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("WITH p.country AS c, p.id AS i, count(p) AS n RETURN c, 100.0 * n / sum(n) AS x", "n"),
        ("WITH count(p) AS c RETURN 100.0 * max(c) / c AS x", "c"),
        ("RETURN p.title + ': ' + count(q) AS x", "p"),
        ("WITH p, q, 5 AS total RETURN 100.0 * count(DISTINCT q) / total AS x", "total"),
        ("RETURN p.cited_by + 1 AS c, p.cited_by + 1 + count(*) AS x", "p"),
        ("RETURN toUpper(p.country) AS c, toUpper(p.country) + count(*) AS x", "p"),
        ("WITH p.id AS a, p.id AS b RETURN a + b AS c, a + b + count(*) AS x", "a"),
        ("WITH p.country AS c RETURN {k: c, n: count(*)} AS y", "c"),
        ("WITH p.country AS c RETURN CASE WHEN (c = 'CN') THEN count(*) ELSE 0 END AS y", "c"),
        ("WITH p.country AS c RETURN CASE WHEN c IN ['CN'] THEN count(*) END AS y", "c"),
        ("WITH p, 0 AS k RETURN p.country, collect(p.id)[k] AS x", "k"),
        ("RETURN p.id, count(q) + COUNT { (p)--(:Organisation) } AS n", "p"),
        ("RETURN p {.id, n: count(*)} AS x", "p"),
        ("WITH p, q RETURN count(q) > 1 AND any(x IN [1] WHERE x = p.cited_by) AS x", "p"),
        ("CALL (p) { WITH p, 1 AS m RETURN m + count(p) AS k } RETURN k", "m"),
    ],
)
def test_what_is_not_grouped_stands_beside_no_aggregate(text: str, name: str) -> None:
    for engine in ("embedded", "neo4j"):
        with pytest.raises(QueryError, match=f"`{name}` stands beside an aggregate"):
            check(MATCH + text, engine)


@pytest.mark.parametrize(
    "text",
    [
        "RETURN p.country AS c, p.country + count(p) AS x",
        "RETURN p, p.country + count(q) AS x",
        "RETURN p AS a, p {.id, n: count(*)} AS x",
        "RETURN *, p.country + count(p) AS x",
        "RETURN p.`country`, p.country + count(p) + $x + 1 AS x",
        "WITH p.country AS c RETURN c, CASE WHEN c = 'CN' THEN count(*) ELSE 0 END AS y",
        "RETURN p, count(q) + COUNT { (p)--(:Organisation) } AS n",
        "RETURN p, count(q) + size([(p)--(x:Organisation) | x.id]) AS n",
        "WITH {a: {b: p.country}} AS m RETURN m.a AS a, m.a.b + count(*) AS y",
        "RETURN head(collect(p)).id AS x, [x IN [1, 2] | x] + collect(DISTINCT p.id) AS y",
        "WITH p.id AS x RETURN count(x) + reduce(s = 0, x IN [1] | s + x) AS y",
        "WITH p WHERE p.title STARTS WITH 'a' RETURN count(p) AS n",
        "WITH p, count(*) AS n ORDER BY n WHERE n > 1 RETURN p",
    ],
)
def test_what_is_grouped_may_stand_there(text: str) -> None:
    assert check(MATCH + text, "neo4j").cypher


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("WITH p, count(*) AS n WHERE count(*) > 1 RETURN p", r"count\(\) stands in WHERE"),
        ("UNWIND collect(p) AS x RETURN x", r"collect\(\) stands in UNWIND"),
        ("WITH p.title RETURN count(*)", r"`p.title` in WITH has no name"),
        ("RETURN count(DISTINCT *) AS n", r"count\(\) of DISTINCT"),
    ],
)
def test_what_neo4j_takes_for_an_error_is_one_on_both_engines(text: str, words: str) -> None:
    for engine in ("embedded", "neo4j"):
        with pytest.raises(QueryError, match=words):
            check(MATCH + text, engine)
