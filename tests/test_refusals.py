"""Each entry of the list of refusals is needed: unguarded, the embedded engine fails or differs.

An entry whose every example is answered as Neo4j answers it is out of date: take it out of
`graph/engines.yaml`, and let the random queries (`random_cypher.yaml`) write the construct.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from engine_pair import alike
from fuzz_cypher import both_engines

from patnav.errors import QueryError
from patnav.graph import rewrite
from patnav.graph.address import Address
from patnav.graph.cypher import parse
from patnav.graph.guard import ENGINES, TRAPS, UNSUPPORTED, Checked, check
from patnav.graph.store import View

NEEDED = {
    "EXPLAIN and PROFILE": "EXPLAIN MATCH (p:Patent) RETURN p.id AS id",
    "words of the engine's own dialect": (
        "MATCH (p:Patent) RETURN p.status AS s, count(*) AS n HAVING n > 1"
    ),
    "keys(), properties() and {.*}": "MATCH (p:Place) RETURN keys(p) AS k ORDER BY p.id",
    "a property or element named by text or parameter": "MATCH (p:Place) RETURN p['type'] AS x",
    "a list that mixes whole numbers and decimals": "UNWIND [1, 2, 1.0] AS x RETURN DISTINCT x",
    "|| and + of a list and a value": "RETURN [1] + null AS x",
    "a list comprehension, any(), all(), none() or single() over collect()": (
        "MATCH (p:Patent {id: 'no'}) RETURN any(x IN collect(p) WHERE x.granted) AS x"
    ),
    "+ of lists made by comprehensions": (
        "MATCH (k:Classification) RETURN [] + [x IN k.today | x] AS x ORDER BY k.id"
    ),
    "a pattern comprehension in WHERE of OPTIONAL MATCH": (
        "MATCH (a:Person)-[:MEMBER_OF]->()<-[:OWNED_BY]-(p:Patent {priority_year: 2017}) "
        "OPTIONAL MATCH (p)-[:HAS_EFFECT]->(:Effect)<-[:HAS_EFFECT]-(q:Patent) WHERE 2 <> "
        "size([(a)-[:MEMBER_OF|INVENTED]->(x) WHERE x.title IS NULL | q.id]) RETURN q.id"
    ),
    "COUNT { } in WHERE of OPTIONAL MATCH": (
        "MATCH (p:Patent) OPTIONAL MATCH (p)-[:IN_FAMILY]->(f) "
        "WHERE COUNT { (p)-[:CLASSIFIED_AS]->({main_group: 'none'}) } < 5 RETURN p.id, f.id"
    ),
    "division by 0": (
        "MATCH (x:Product)<-[:CLAIMS]-(:Patent), (x)-[:CLAIMS*2]-(y) "
        "WHERE 2 / 0 IS NULL RETURN x.id"
    ),
    "substring(), left() and right() by a negative number": "RETURN left('abc', -1) AS x",
    "chained comparison": "MATCH (p:Patent) WHERE 1 < p.cited_by <= 8 RETURN p.id AS id",
    "subquery COLLECT { }": "MATCH (o:Place) RETURN COLLECT { MATCH (o)--(p) RETURN p.id } AS x",
    "COUNT { } and EXISTS { } with RETURN": (
        "MATCH (p:Place) RETURN COUNT { MATCH (p)--(q) RETURN DISTINCT labels(q) } AS n"
    ),
    "label expressions": "MATCH (p:!Patent) RETURN count(*) AS n",
    "CALL of a subquery with OPTIONAL or IN TRANSACTIONS": (
        "MATCH (p:Place) OPTIONAL CALL (p) { MATCH (p)<-[:LOCATED_IN]-(o) RETURN o } RETURN o"
    ),
    "quantified path patterns and SHORTEST": (
        "MATCH (a:ChainNode)((x)-[:FEEDS]->(y)){1,2}(b) RETURN a.id AS a, b.id AS b"
    ),
    "IS :: type and IS NORMALIZED": "MATCH (p:Place) RETURN p.id IS :: STRING AS x",
    "USING": "MATCH (p:Patent) USING SCAN p:Patent WHERE p.id < 'x' RETURN p.id AS id",
    "regular expressions that are not written in the query": (
        "MATCH (p:Place) RETURN 'x' =~ ('(?=x)' + 'x') AS y"
    ),
}

SEEN = {  # structures and calls
    "nesting": "RETURN " + "(" * 5000 + "1" + ")" * 5000 + " AS x",
    "pattern_value": "MATCH (p:Patent) RETURN (p)-[:IN_FAMILY]->() AS x",
    "pattern_walk": (
        "MATCH (p:Patent) WHERE (p)-[:HAS_EFFECT]->()<-[:HAS_EFFECT]-() RETURN p.id ORDER BY p.id"
    ),
    "divisor": "MATCH (f:Family) RETURN 1 / (1 / f.size) AS x ORDER BY f.id",
    "mixed_numbers": "UNWIND [1, 2] AS a RETURN a UNION UNWIND [1.0, 3.0] AS a RETURN a",
    "stored_list": "MATCH (f:Family) RETURN f.countries + null AS x ORDER BY f.id",
    "list_and_element": "RETURN DISTINCT [5] + [0][3] AS x",
    "projection": "MATCH (p:Patent) WITH p AS q, count(*) AS n RETURN q {.id} AS x ORDER BY q.id",
    "computed_property": "MATCH (p:Place) WITH p, 'type' AS k RETURN p[k] AS x ORDER BY p.id",
    "shadowing": (
        "MATCH (a:Patent) WHERE EXISTS { (a)--(b) WHERE any(a IN [1] WHERE a = 1) } "
        "RETURN count(a) AS n"
    ),
    "unseen_aggregate": (
        "MATCH (p:Patent) RETURN p.country AS c, count(p) AS n ORDER BY 0 - count(*), c"
    ),
    "all_beside_walk": "MATCH (a:ChainNode {id: 'SW-01'})-[r:FEEDS*1..2]-(b) RETURN *",
    "repeated_links": (
        "MATCH (a:ChainNode)-[r:FEEDS]->(b)-[r:FEEDS]->(d) RETURN a.id, d.id ORDER BY a.id"
    ),
    "regular_expression": r"RETURN 'x' =~ '\\p{Punct}' OR '、' =~ '.*+\\p{Punct}' AS x",
    "unknown": "MATCH (p:Patent) RETURN percentileDisc(p.cited_by, 0.5) AS x",
    "round": "RETURN round(2.55, 1) AS x",
    "tostring": "RETURN toString(1e8) AS x",
    "date": "RETURN date('2020-01-01') = '2020-01-01' AS x",
    "number": "RETURN toInteger('５') AS x",
    "reverse": "MATCH (f:Family) RETURN reverse(f.countries) AS x ORDER BY f.id",
    "separator": "RETURN split('𠀀', '') AS x",
}


@pytest.fixture(scope="module")
def views(neo4j_address: Address) -> Iterator[tuple[View, View]]:
    with both_engines(neo4j_address) as opened:
        yield opened


def unguarded(view: View, text: str) -> list[list[object]] | str:
    """What the engine answers without the guard, or its error."""
    query = parse(text)
    for_engine = rewrite.for_embedded if view.engine == "embedded" else rewrite.for_project
    words = for_engine(query)
    checked = Checked(words, query.parameters, query.columns, query.returns_all)
    try:
        return [list(row) for row in view.execute(checked, {}, 1000, 20.0)[1]]
    except QueryError as error:
        return str(error)


def test_each_entry_has_an_example_that_it_refuses() -> None:
    assert set(NEEDED) == {item.construct for item in UNSUPPORTED}
    for construct, text in NEEDED.items():
        with pytest.raises(QueryError, match=f"embedded engine: {re.escape(construct)}"):
            check(text, "embedded")


def test_each_structure_and_call_has_an_example_that_it_refuses() -> None:
    assert set(SEEN) == {*ENGINES["structures"], *ENGINES["calls"]}
    for kind, text in SEEN.items():
        told = (ENGINES["structures"] | ENGINES["calls"])[kind]
        construct = re.escape(told["construct"]).replace(r"\{name\}", ".+")
        with pytest.raises(QueryError, match=f"embedded engine: {construct}"):
            check(text, "embedded")


@pytest.mark.neo4j
@pytest.mark.parametrize("text", [*NEEDED.values(), *SEEN.values()])
def test_without_the_entry_the_embedded_engine_fails_or_differs(
    views: tuple[View, View], text: str
) -> None:
    embedded, real = (unguarded(view, text) for view in views)
    assert isinstance(embedded, str) or isinstance(real, str) or not alike(embedded, real), (
        "answered alike: the entry is no longer needed"
    )


@pytest.mark.neo4j
@pytest.mark.parametrize("name", sorted(TRAPS))
def test_a_trap_still_snaps(views: tuple[View, View], name: str) -> None:
    text = f"MATCH (n:Patent) RETURN n.{name} AS x LIMIT 1"
    embedded, real = (unguarded(view, text) for view in views)
    assert real == [[None]]
    assert embedded != real, "the property is null there too: take it out of the traps"


@pytest.mark.neo4j
def test_an_error_names_no_place_in_words_that_nobody_wrote(views: tuple[View, View]) -> None:
    with pytest.raises(QueryError, match="Unknown function 'nothing' — "):
        views[1].run("MATCH (p:Patent) RETURN nothing(p) AS x")
