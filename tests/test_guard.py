"""The guard on words alone: tokens, columns, rewriting, refusals. No engine is asked."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_refusals import NEEDED

from patnav.errors import QueryError
from patnav.graph.cypher import parse
from patnav.graph.guard import UNSUPPORTED, check


def roles(text: str) -> list[tuple[str, str]]:
    return [(item.text, item.role) for item in parse(text).tokens if item.role]


def test_each_name_has_its_role() -> None:
    found = roles("MATCH (p:Patent {id: $x}) WHERE p.title = toUpper('a') RETURN {k: p.id} AS 图")
    assert ("Patent", "label") in found
    assert [name for name, role in found if role == "property"] == ["title", "id"]
    assert [name for name, role in found if role == "key"] == ["id", "k"]
    assert [name for name, role in found if role == "function"] == ["toUpper"]
    assert ("图", "variable") in found


def test_labels_are_told_from_map_values() -> None:
    found = roles("MATCH (a:Patent|Family)-[r:FILED|INVENTED*1..2]-(b) WHERE b:Place RETURN {k: a}")
    labels = [name for name, role in found if role == "label"]
    assert labels == ["Patent", "Family", "FILED", "INVENTED", "Place"]


def test_a_bar_in_a_comprehension_is_no_bar_of_labels() -> None:
    found = roles("MATCH (p) RETURN [(p)-[:FILED|CITES]-(q:Patent|Place) WHERE q:Patent | q] AS l")
    labels = [name for name, role in found if role == "label"]
    assert labels == ["FILED", "CITES", "Patent", "Place", "Patent"]
    assert ("y", "function") in roles("RETURN [x IN $l WHERE x:Place | y(x)] AS l")


def test_text_comments_and_backticks_hide_their_words() -> None:
    query = parse("RETURN 'it\\'s // DELETE' AS `SET x`, \"CREATE\" // MERGE\n/* DROP */ AS b")
    assert [item.upper for item in query.tokens if item.upper] == ["RETURN", "AS", "AS", "B"]
    assert len(query.comments) == 2
    assert query.columns == ("SET x", "b")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("MATCH (p) RETURN p.id , count( * ) AS n, p", ("p.id", "n", "p")),
        ("MATCH (p) RETURN DISTINCT p.a AS `x y` ORDER BY p.b, p.c LIMIT 3", ("x y",)),
        ("RETURN [1, 2], {a: 1, b: 2}, f(1, 2)", ("[1, 2]", "{a: 1, b: 2}", "f(1, 2)")),
        ("RETURN 1 AS a UNION RETURN 2 AS a", ("a",)),
        ("CALL { MATCH (p) RETURN p.x AS x } RETURN x;", ("x",)),
        ("MATCH (p) RETURN *", ()),
    ],
)
def test_columns_are_named_as_neo4j_names_them(text: str, columns: tuple[str, ...]) -> None:
    assert parse(text).columns == columns


@pytest.mark.parametrize(
    "text",
    [
        "RETURN 'a",
        'RETURN "a',
        "RETURN `a",
        "RETURN /* a",
        "RETURN (1",
        "RETURN 1)",
        "RETURN ([1)]",
    ],
)
def test_what_is_left_open_is_named(text: str) -> None:
    with pytest.raises(QueryError, match=r"never closed|closes nothing"):
        parse(text)


def test_an_escaped_quote_does_not_hide_a_command() -> None:
    with pytest.raises(QueryError, match="escapes"):
        parse("RETURN '\\u0027 LOAD CSV FROM \\u0022file:///etc/hostname\\u0022 AS l RETURN l //'")


@given(st.text(alphabet="MATCHRETURNpx(){}[]:.,'\"`$/*-<>= 专利;\\\n0", max_size=60))
def test_any_text_is_checked_or_refused(text: str) -> None:
    for engine in ("embedded", "neo4j"):
        with suppress(QueryError):
            assert check(text, engine).cypher


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        ("RETURN 1 AS 数", "RETURN 1 AS patnav_v0"),
        ("MATCH (`a b`:`Patent`) RETURN `a b`", "MATCH (patnav_v0:Patent) RETURN patnav_v0"),
        ("RETURN $数 AS x", "RETURN $patnav_p0 AS x"),
        (
            "MATCH ()-[r:USES_MEANS]-() RETURN r.end AS e",
            "MATCH ()-[r:USES_MEANS]-() RETURN r.`end` AS e",
        ),
        ("MATCH ()-[:FEEDS*]-() RETURN 1 AS x", "MATCH ()-[:FEEDS*1..1000000]-() RETURN 1 AS x"),
        ("MATCH ()-[:FEEDS*2..]-() RETURN 1 AS x", "MATCH ()-[:FEEDS*2..1000000]-() RETURN 1 AS x"),
        ("MATCH ()-[:FEEDS*..3]-() RETURN 1 AS x", "MATCH ()-[:FEEDS*..3]-() RETURN 1 AS x"),
        ("RETURN /* a */ 1 AS x", "RETURN   1 AS x"),
        ("RETURN count(*) AS n", "RETURN count(*) AS n"),
        ("RETURN 1 + 1", "RETURN 1 + 1 AS patnav_c0"),
        (
            "RETURN 1 / 2 AS a, sum(数.size) / -count(数) AS b",
            "RETURN 1 / 2 AS a, sum(patnav_v0.size) / (-count(patnav_v0) + 0 * size(range(0, 1, "
            "toInteger(coalesce(sign(-count(patnav_v0)), 1))))) AS b",
        ),
        (
            "MATCH (p) RETURN upper(p.id), sum(p.size) * 2 ORDER BY sum(p.size) * 2 DESC",
            "MATCH (p) RETURN toUpper(p.id) AS patnav_c0, sum(p.size) * 2 AS patnav_c1 "
            "ORDER BY patnav_c1 DESC",
        ),
        (
            "MATCH (p) WITH p, count(*) AS 数 ORDER BY count(*) RETURN p",
            "MATCH (p) WITH p, count(*) AS patnav_v0 ORDER BY patnav_v0 RETURN p",
        ),
        (
            "MATCH (a) WHERE a.id IN [x IN $l | x][1..] AND a.id IN ['b'] RETURN a.id IN [a.id]",
            "MATCH (a) WHERE a.id IN ([x IN $l | x][1..]) AND a.id IN ['b'] "
            "RETURN a.id IN [a.id] AS patnav_c0",
        ),
        (
            "MATCH (a) RETURN a.id IN [x IN $l | x] AS b ORDER BY a.id IN [x IN $l | x]",
            "MATCH (a) RETURN a.id IN ([x IN $l | x]) AS b ORDER BY b",
        ),
        ("MATCH ()-[r:CLAIMS {end: 3}]-() RETURN r", "MATCH ()-[r:CLAIMS {`end`: 3}]-() RETURN r"),
        (
            "MATCH (a)-[r:FEEDS*1..2]-(b), x = (b)-[s:FEEDS*1..2]-(c) RETURN r, s",
            "MATCH patnav_z6 = (a)-[r:FEEDS*1..2]-(b), x = (b)-[s:FEEDS*1..2]-(c) RETURN r, s",
        ),
        (
            "MATCH (a) WHERE NOT EXISTS { (a)--(b) WHERE b.id = 'x' } RETURN a",
            "MATCH (a) WHERE NOT 0 < COUNT { (a)--(b) WHERE b.id = 'x' } RETURN a",
        ),
    ],
)
def test_rewriting_for_the_embedded_engine(text: str, rewritten: str) -> None:
    assert check(text, "embedded").cypher == rewritten


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        ("MATCH (p:Patent) RETURN p", "MATCH (p:Patent {project: $patnav_project} ) RETURN p"),
        (
            "MATCH (p:Patent {id: 'x'})-[:FILED]-(o) RETURN p",
            "MATCH (p:Patent {project: $patnav_project, id: 'x'})-[:FILED]-(o) RETURN p",
        ),
        (
            "MATCH (a), x = (b)-->(c) RETURN (1 + 2) AS n",
            "MATCH (a {project: $patnav_project} ), x = (b {project: $patnav_project} )-->(c) "
            "RETURN (1 + 2) AS n",
        ),
        (
            "MATCH x = shortestPath((a)-[*..3]-(b)) RETURN x",
            "MATCH x = shortestPath((a {project: $patnav_project} )-[*..3]-(b)) RETURN x",
        ),
        (
            "MATCH (p) WHERE EXISTS { (q:Patent) } AND COUNT { MATCH (r) } > 1 RETURN p",
            "MATCH (p {project: $patnav_project} ) "
            "WHERE EXISTS { (q:Patent {project: $patnav_project} ) } "
            "AND COUNT { MATCH (r {project: $patnav_project} ) } > 1 RETURN p",
        ),
        (
            "MATCH (p:Patent WHERE p.id = 'x') RETURN p",
            "MATCH (p:Patent  {project: $patnav_project} WHERE p.id = 'x') RETURN p",
        ),
        (
            "RETURN [(p:Patent)--(q) | q.id] AS a, [x = ()<-[r]-(q) | q.id] AS b",
            "RETURN [(p:Patent {project: $patnav_project} )--(q) | q.id] AS a, "
            "[x = ( {project: $patnav_project} )<-[r]-(q) | q.id] AS b",
        ),
        (
            "MATCH (a WHERE EXISTS { MATCH (a)--() }), (b) WHERE (:Patent)-->(a) RETURN b",
            "MATCH (a  {project: $patnav_project} WHERE EXISTS { MATCH (a {project: "
            "$patnav_project} )--() }), (b {project: $patnav_project} ) "
            "WHERE (:Patent {project: $patnav_project} )-->(a) RETURN b",
        ),
        (
            "MATCH (a) RETURN COUNT { (a)--(), (b:Patent) } AS n",
            "MATCH (a {project: $patnav_project} ) RETURN COUNT { (a {project: $patnav_project} )"
            "--(), (b:Patent {project: $patnav_project} ) } AS n",
        ),
        (
            "MATCH ANY SHORTEST (a)-->+(b), ((x)-->(y)){1,2} RETURN a",
            "MATCH ANY SHORTEST (a {project: $patnav_project} )-->+(b), "
            "((x {project: $patnav_project} )-->(y)){1,2} RETURN a",
        ),
        (
            "MATCH (a) WHERE (a.x) < -(a.y) RETURN (a.x) - -(a.y) AS n",
            "MATCH (a {project: $patnav_project} ) WHERE (a.x) < -(a.y) RETURN (a.x) - -(a.y) AS n",
        ),
    ],
)
def test_each_pattern_is_tied_to_the_project(text: str, rewritten: str) -> None:
    assert check(text, "neo4j").cypher == rewritten


REFUSED = NEEDED | {  # other spellings than those
    "EXPLAIN and PROFILE": "PROFILE MATCH (p:Patent) RETURN p",
    "words of the engine's own dialect": "MATCH (p:Patent) RETURN p.id AS id HAVING id = 'x'",
    "keys(), properties() and {.*}": "MATCH (p:Patent) RETURN p {.id, .*}",
    "a property or element named by text or parameter": "MATCH (p:Patent) RETURN p[$key]",
    "|| and + of a list and a value": "MATCH (f:Family) RETURN f.countries + ['x']",
    "substring(), left() and right() by a negative number": "RETURN substring('abc', 1, -1)",
    "chained comparison": "MATCH (p:Patent) WHERE 1 < p.cited_by <= 8 RETURN p",
    "subquery COLLECT { }": "MATCH (p:Patent) RETURN COLLECT { MATCH (q) RETURN q.id }",
    "COUNT { } and EXISTS { } with RETURN": "MATCH (p) RETURN COUNT { MATCH (p)--(q) RETURN q }",
    "label expressions": "MATCH (p:!Patent) RETURN p",
    "CALL of a subquery with OPTIONAL or IN TRANSACTIONS": "OPTIONAL CALL { RETURN 1 AS x }",
    "quantified path patterns and SHORTEST": "MATCH (a)((x)-[:FEEDS]->(y)){1,3}(b) RETURN a",
    "IS :: type and IS NORMALIZED": "MATCH (p:Patent) RETURN p.id IS :: STRING",
    "USING": "MATCH (p:Patent) USING INDEX p:Patent(id) WHERE p.id = 'x' RETURN p",
    "regular expressions that are not written in the query": "RETURN 'x' =~ $x AS y",
}


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (p:Patent) WITH p, 'type' AS k RETURN p[k]",
        "MATCH (p:Patent) WITH p AS q, 'name' AS k RETURN q[k] AS x",
        "MATCH (:Patent)-[r]->(:Organisation) WITH r, 'id' AS k RETURN r[k]",
    ],
)
def test_a_property_named_by_a_variable_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="named by a variable"):
        check(text, "embedded")
    assert check(text, "neo4j").cypher


def test_an_element_of_a_list_may_be_named_by_a_variable() -> None:
    text = "WITH [1, 2, 3] AS xs UNWIND range(0, 2) AS i RETURN xs[i] AS x"
    assert "xs[i]" in check(text, "embedded").cypher


def test_each_entry_of_the_list_has_an_example_here() -> None:
    assert set(REFUSED) == {item.construct for item in UNSUPPORTED}


@pytest.mark.parametrize("construct", list(REFUSED))
def test_a_construct_is_refused_by_its_name_with_reason_and_remedy(construct: str) -> None:
    entry = next(item for item in UNSUPPORTED if item.construct == construct)
    with pytest.raises(QueryError) as caught:
        check(REFUSED[construct], "embedded")
    assert f"not on the embedded engine: {construct}: {entry.reason} — {entry.remedy}" in str(
        caught.value
    )
    assert "--on neo4j" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (p:Patent) WHERE p.title = 'SHOW || KEYS (' RETURN p.id AS filter",
        "MATCH (p:Patent) WHERE p.id >= 'a' AND p.id < 'b' RETURN p",
        "MATCH (p:Patent) WHERE p.cited_by / 2 > 1 RETURN p",
        "MATCH (p:Patent) WHERE p.id IN ['x'] OR p.id IN [$y] RETURN ['x'] AS l",
        "MATCH (p:Patent) RETURN p {.id, k: $m.k}",
        "MATCH (p:Patent) RETURN reverse(p.title), reverse([x IN p.id | x]), reverse('ab')",
        "MATCH (p:Patent) RETURN DISTINCT p ORDER BY p.id",
        "MATCH (p:Patent) RETURN p.status, max(p.id) ORDER BY p.status",
        "MATCH (a)-[:FEEDS]->(b) WHERE (a)-->(b) AND a.id <> 'x' RETURN [a.id] + [b.id]",
        "MATCH (a)<-[:FEEDS]-(b) WHERE a.id = b.id OR a.id = 'x' RETURN 1 AS one",
        "MATCH (o:Organisation) CALL (o) { MATCH (o)--(p) RETURN count(p) AS n } RETURN n",
        "RETURN [1, 2, 3][1..], [1.5, 2.5], {a: 1, b: 2.0}",
        "MATCH (e:LegalEvent) RETURN trim(e.givers[0]), split(e.text, ',')[0]",
        "UNWIND [{甲: 1}, {甲: 2}] AS m RETURN m.甲 AS a",
        "MATCH (a) WHERE any(x IN [1] WHERE x = 1) AND EXISTS { (a)--() } RETURN [x IN [1] | x]",
    ],
)
def test_what_only_looks_alike_is_not_refused(text: str) -> None:
    assert check(text, "embedded").cypher


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("MATCH (p:Patent)", "returns nothing"),
        ("MATCH (p:Patent) WHERE p.size > 3RETURN p", "runs into"),
        ("MATCH (p:Patent) RETURN DISTINCT p.status ORDER BY p.id", "`p` is not among"),
        ("MATCH (p:Patent) WITH p.status AS s, count(*) AS n ORDER BY p.id RETURN s", "`p` is not"),
    ],
)
def test_what_neo4j_takes_for_an_error_is_one_on_both_engines(text: str, words: str) -> None:
    for engine in ("embedded", "neo4j"):
        with pytest.raises(QueryError, match=words):
            check(text, engine)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("MATCH (a) RETURN (a)-->() AS x", "a pattern as a value"),
        ("MATCH (f:Family) RETURN reverse(coalesce(f.countries, [])) AS x", r"reverse\(\)"),
        ("MATCH (f:Family) WITH f.countries AS c RETURN reverse(c) AS x", r"reverse\(\)"),
        ("MATCH (f) WITH f AS g, count(*) AS n RETURN g {.id} AS x", "map projection of `g`"),
        ("MATCH (f) WITH collect(f) AS fs RETURN [g IN fs | g {.id}] AS x", "map projection of"),
        ("MATCH (a) RETURN a.id AS i, (a)-->() AS x", "a pattern as a value"),
        ("MATCH (a:Family) RETURN 1 / (1 / a.size) AS x", "division by what is no plain value"),
        ("MATCH (a:Family) RETURN 1 / a.size ^ 2 AS x", "division by what is no plain value"),
        ("MATCH (a) RETURN count(a) AS n ORDER BY count(*) + 1", "ORDER BY of an aggregate"),
        ("MATCH (a) RETURN split(a.id, '') AS x", r"split\(\) by what may be empty"),
        ("MATCH (a) RETURN replace(a.id, $x, 'b') AS x", r"replace\(\) by what may be empty"),
        (
            "MATCH (a) WHERE EXISTS { (a)--(b) WHERE any(a IN [1] WHERE a = 1) } RETURN a",
            "`a` in a subquery",
        ),
        ("RETURN DISTINCT [5] + [0][3] AS x", r"\+ of a list and an element of one"),
        ("WITH ['a'] AS l RETURN l[0] + [2] AS x", r"\+ of a list and an element of one"),
        ("RETURN a.end, " * 200 + "CASE WHEN true THEN " * 120 + "1" + " END" * 120, "brackets or"),
        ("MATCH (a)-[r:FEEDS*]-(b) RETURN *", r"RETURN \* beside a named relationship"),
    ],
)
def test_what_is_seen_in_the_tokens_is_refused(text: str, words: str) -> None:
    with pytest.raises(QueryError, match=f"not on the embedded engine: {words}"):
        check(text, "embedded")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("MATCH (p) RETURN toString(count(p) * 1e8) AS x", r"toString\(\) of what may be"),
        ("RETURN toString(size('ab') * 1e-7) AS x", r"toString\(\) of what may be"),
        ("MATCH (p) WITH count(p) * 0.5 AS c RETURN toString(c) AS x", r"toString\(\) of what may"),
        ("UNWIND [1e8] AS c RETURN toString(c) AS x", r"toString\(\) of what may be"),
        ("RETURN right('abc', -1) AS x", r"substring\(\), left\(\) and right\(\) by"),
        ("RETURN toInteger('9223372036854775808') AS x", r"toInteger\(\) of text that is no plain"),
        ("RETURN toFloat('1f') AS x", r"toFloat\(\) of text that is no plain"),
        ("MATCH (n:ChainNode&!Patent) RETURN n", "label expressions"),
        ("MATCH (n:ChainNode&Patent) RETURN n", "label expressions"),
        ("MATCH (n:(ChainNode|Patent)) RETURN n", "label expressions"),
        (
            "RETURN duration.inDays(date('2020-01-01'), date()) AS x",
            r"function duration.inDays\(\)",
        ),
        ("RETURN date('2020-01-01') AS x UNION RETURN '2020-01-01' AS x", "a date beside"),
        ("RETURN date('2020-01-01') AS x ORDER BY x > '2020'", "a date beside"),
        ("WITH date('2020-01-01') AS d RETURN d", "a date beside"),
    ],
)
def test_what_would_differ_is_refused_by_its_name(text: str, words: str) -> None:
    with pytest.raises(QueryError, match=f"not on the embedded engine: {words}"):
        check(text, "embedded")


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (p) WITH p.id AS s, count(*) AS c RETURN s + toString(c) AS x",
        "MATCH (p) WITH count(p) AS c WITH c AS c RETURN toString(c), toString(size('ab'))",
        "MATCH (p) WITH count(p) AS a WITH a AS b WITH b AS a WITH a AS b RETURN toString(b) AS x",
        "MATCH (p:Patent) RETURN p.id, date(p.grant_date) AS d, count(*) ORDER BY d LIMIT 3",
        "RETURN date()",
        "RETURN toInteger('007') + toFloat('-1.50') AS x, toFloat($x) AS y",
        "MATCH (a) RETURN {k: (1 + 2)} AS m",
    ],
)
def test_what_is_alike_is_not_refused(text: str) -> None:
    assert check(text, "embedded").cypher


def test_text_is_cut_by_no_negative_number() -> None:
    found = check("RETURN left('abc', $n) AS a, substring('abc', 1, 2) AS b", "embedded").cypher
    assert found == (
        "RETURN left('abc', (($n) + 0 * size(range(0, 1, toInteger(sign(coalesce(sign($n), 1) + "
        "1)))))) AS a, substring('abc', 1, 2) AS b"
    )
    nested = "RETURN left(right('abc', size('a')), size(left('ab', $n))) AS a"
    assert parse(check(nested, "embedded").cypher).columns == ("a",)


def test_written_text_is_no_number() -> None:
    for engine in ("embedded", "neo4j"):
        for text in ("p.priority_year - '5'", "'5' * 2", "-'5'"):
            with pytest.raises(QueryError, match="'5' is no number"):
                check(f"MATCH (p:Patent) RETURN {text} AS x", engine)


def test_one_name_for_two_relationships_is_refused() -> None:
    with pytest.raises(QueryError, match="one name for two relationships"):
        check("MATCH (a)-[r:FEEDS]->(b), (b)-[r:FEEDS]->(c) RETURN a", "embedded")
    twice = "MATCH ()-[r:FEEDS]->() RETURN r.x AS x".replace("r.x", "type(r)")
    assert check(f"{twice} UNION {twice}", "embedded").cypher


def test_a_long_pattern_as_a_truth_value_is_refused() -> None:
    for test in ("(a)--()--(b)", "NOT (a)-[:FEEDS]->()<-[:FEEDS]-()", "(a)-[:FEEDS*]->(b)"):
        with pytest.raises(QueryError, match="several relationships"):
            check(f"MATCH (a), (b) WHERE a.id <> 'x' AND {test} RETURN a", "embedded")
    for fine in ("(a)-[:FEEDS]->(b)", "EXISTS { (a)--()--(b) }", "(a.id) < (b.id)"):
        assert check(f"MATCH (a), (b) WHERE {fine} RETURN a", "embedded").cypher


@pytest.mark.parametrize("name", ["name", "type", "label", "node_type"])
def test_names_that_every_node_answers_to_are_refused(name: str) -> None:
    with pytest.raises(QueryError, match=r"not on the embedded engine|no property"):
        check(f"MATCH (n)-[r]->(m) WITH n AS x RETURN x.{name}", "embedded")


@pytest.mark.parametrize(
    ("cypher", "near"),
    [
        ("MATCH (p:专利) RETURN p.id", "`Patent`"),
        ("MATCH (n:环节) RETURN n.id", "`ChainNode`"),
        ("MATCH (p)-[:引用]->(q) RETURN q.id", "`CITES`"),
        ("MATCH (p:Patent) RETURN p.标题", "`title`"),
        ("MATCH (p:Patent) RETURN p.公开号", "`publication`"),
        ("MATCH (p:Patent) RETURN p.被引次数", "`cited_by`"),
    ],
)
def test_a_chinese_name_of_the_schema_is_told_in_its_own_words(cypher: str, near: str) -> None:
    with pytest.raises(QueryError, match=f"did you mean {near}"):
        check(cypher, "embedded")


def test_maps_in_a_parameter_have_their_remedy() -> None:
    with pytest.raises(QueryError, match="lists of plain values can be read, maps cannot"):
        check("UNWIND $rows AS r RETURN r.a AS a", "embedded")
