"""Numbers on both engines: 1 beside 1.0 is refused where rows are merged, halves are rounded up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from engine_pair import alike
from fuzz_cypher import both_engines
from test_refusals import unguarded

from patnav.errors import QueryError
from patnav.graph.address import Address
from patnav.graph.guard import check
from patnav.graph.store import View

MIXED = [
    "UNWIND [1, 2] AS a RETURN a UNION UNWIND [1.0, 3.0] AS a RETURN a",
    "CALL { RETURN 1 AS a UNION RETURN 1.0 AS a } RETURN a, 1 AS b",
    "MATCH (p:Patent) WITH p.id AS id, CASE p.granted WHEN true THEN 1 ELSE 1.0 END AS c "
    "RETURN c, count(*) AS n",
    "MATCH (p:Patent) WITH CASE WHEN p.granted THEN 1 ELSE 1.0 END AS w WITH w AS v "
    "RETURN v + 1 AS x, count(*) AS n",
    "MATCH (p:Patent) RETURN count(DISTINCT CASE WHEN p.granted THEN 1 ELSE 1.0 END) AS n",
    "UNWIND [1] + [1.0] AS x RETURN DISTINCT x",
    "MATCH ()-[r:HAS_EFFECT]->() RETURN DISTINCT CASE WHEN r.end % 2 = 0 THEN 1 ELSE 1.0 END AS x",
    "WITH 1 AS a, 1.0 AS b UNWIND [a, b] AS x RETURN DISTINCT x",
]
OF_ONE_KIND = [
    "MATCH (o:Organisation)-[r:FILED]->() RETURN o.id AS id, coalesce(sum(r.share), 0) AS s "
    "ORDER BY id",
    "UNWIND [1, 2] AS a RETURN a UNION ALL UNWIND [1.0, 3.0] AS a RETURN a",
    "MATCH (p:Patent) WITH coalesce(p.cited_by, 0) * 1.0 AS c RETURN c, count(*) AS n ORDER BY c",
    "MATCH (p:Patent) RETURN p.id AS id, CASE WHEN p.granted THEN 1 ELSE 1.0 END AS x ORDER BY id",
    "UNWIND [1, 2] AS i RETURN DISTINCT [1.0, 2.0][0] AS x",
    "MATCH (p:Patent) RETURN CASE WHEN p.cited_by > 1.5 THEN 'a' ELSE 'b' END AS x, "
    "count(*) AS n ORDER BY x",
    "MATCH (p:Patent) RETURN p.id AS x, p.cited_by AS n UNION "
    "MATCH (f:Family) RETURN f.id AS x, f.size AS n",
]
ROUNDED = [
    "UNWIND [2.5, -2.5, -1.5, 0.49999999999999994, -0.2, null, 4503599627370497.5, 0.5, -0.5, "
    "1e18, -9e18] AS x RETURN x, round(x) AS r",
    "UNWIND [3, -7, null] AS x RETURN x, Round( x ), round(x / 2.0) + 0.5",
    "MATCH (p:Patent) RETURN p.country AS c, round(100 * avg(p.cited_by)) / 100 AS r "
    "ORDER BY round(100 * avg(p.cited_by)) / 100 DESC, c",
    "MATCH (p:Patent) WHERE round(p.cited_by / 2.0) > 2 RETURN p.id AS id, "
    "round(p.cited_by * 0.37)",
    "MATCH ()-[r:ASSIGNED_TO]->(n) WITH n, round(10 * sum(r.weight)) / 10 AS w "
    "RETURN w, collect(n.id) AS 环节 ORDER BY w DESC",
]


@pytest.fixture(scope="module")
def views(neo4j_address: Address) -> Iterator[tuple[View, View]]:
    with both_engines(neo4j_address) as opened:
        yield opened


@pytest.mark.parametrize("text", MIXED)
def test_rows_are_not_merged_by_both_kinds(text: str) -> None:
    with pytest.raises(QueryError, match="embedded engine: merging rows by whole numbers and dec"):
        check(text, "embedded")
    assert check(text, "neo4j").cypher


@pytest.mark.neo4j
@pytest.mark.parametrize("text", MIXED)
def test_without_the_refusal_the_engines_differ(views: tuple[View, View], text: str) -> None:
    embedded, real = (unguarded(view, text) for view in views)
    assert isinstance(embedded, str) or not alike(embedded, real)


@pytest.mark.neo4j
@pytest.mark.parametrize("text", OF_ONE_KIND + ROUNDED)
def test_these_are_answered_alike(views: tuple[View, View], text: str) -> None:
    embedded, real = (view.run(text).rows for view in views)
    assert alike(*(sorted(map(list, rows), key=repr) for rows in (embedded, real)))


@pytest.mark.parametrize("call", ["round(x, 1)", "round(x, 1, 'UP')", "round(round(x) / 2)"])
def test_what_is_rounded_otherwise_is_refused(call: str) -> None:
    with pytest.raises(QueryError, match=r"not on the embedded engine: round\(\) to a number"):
        check(f"UNWIND [2.5] AS x RETURN {call} AS r", "embedded")


@pytest.mark.neo4j
def test_what_neo4j_cuts_to_64_bits_is_refused(views: tuple[View, View]) -> None:
    with pytest.raises(QueryError, match="a number beyond 64 bits is rounded"):
        views[0].run("UNWIND [1e300] AS x RETURN round(x) AS r")
