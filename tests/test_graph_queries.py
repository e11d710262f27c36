"""The named queries against truth computed in plain Python over the tables, on both engines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from small_world import small_world

from patnav.errors import QueryError
from patnav.graph.build import build_graph
from patnav.graph.embedded import EmbeddedView
from patnav.graph.embedded_writer import build_embedded
from patnav.graph.named import load_query, query_names
from patnav.graph.neo4j import Neo4jView, Neo4jWriter
from patnav.graph.store import View

PROJECT = "named"
STAR = "O:星桥储能科技有限公司"
Row = dict[str, Any]
T: dict[str, list[Row]] = {name: rows.to_pylist() for name, rows in small_world().items()}
TITLE = {row["patent"]: row["title"] for row in T["patents"]}
FAMILY = {row["patent"]: row["family"] for row in T["patents"]}
OWNER = {row["organisation"]: row for row in T["organisations"]}
PLACE = {row["place"]: row for row in T["places"]}
FILED = [(row["organisation"], row["patent"]) for row in T["applicants"]]


@pytest.fixture(scope="module", params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def view(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[View]:
    if request.param == "embedded":
        path = tmp_path_factory.mktemp("named") / "graph.kgl"
        build_embedded(small_world(), path, PROJECT)
        with EmbeddedView(path) as opened:
            yield opened
        return
    address = request.getfixturevalue("neo4j_address")
    Neo4jWriter(address).load(build_graph(small_world(), PROJECT))
    with Neo4jView(address, PROJECT) as opened:
        yield opened


def answer(view: View, name: str, **params: object) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in view.named(name, params).rows]


def of_node(node: str) -> dict[str, Row]:
    return {row["patent"]: row for row in T["assignments"] if row["node"] == node}


def partners(organisation: str) -> dict[str, set[str]]:
    mine = {patent for owner, patent in FILED if owner == organisation}
    joint: dict[str, set[str]] = defaultdict(set)
    for owner, patent in FILED:
        if patent in mine and owner != organisation:
            joint[owner].add(patent)
    return joint


def most_first(counts: dict[Any, int]) -> list[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def families(pairs: Iterator[tuple[Any, str]]) -> dict[Any, int]:
    found: dict[Any, set[str]] = defaultdict(set)
    for key, patent in pairs:
        found[key].add(FAMILY[patent])
    return {key: len(members) for key, members in found.items()}


def test_every_named_query_has_two_titles_and_a_truth_here() -> None:
    tested = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert set(query_names()) <= tested
    assert len(query_names()) == 13
    assert all(load_query(name).zh and load_query(name).en for name in query_names())


def test_node_patents(view: View) -> None:
    day = {row["patent"]: row["priority_date"].isoformat() for row in T["patents"]}
    found = sorted(of_node("SW-01").values(), key=lambda row: (-row["weight"], row["patent"]))
    assert answer(view, "node_patents", node="SW-01") == [
        (row["patent"], TITLE[row["patent"]], day[row["patent"]], row["weight"], row["reason"])
        for row in found
    ]


def test_node_applicants(view: View) -> None:
    inside = of_node("SW-03")
    counts = families((owner, patent) for owner, patent in FILED if patent in inside)
    assert answer(view, "node_applicants", node="SW-03") == [
        (owner, OWNER[owner]["name"], OWNER[owner]["kind"], n) for owner, n in most_first(counts)
    ]


def test_co_applicants(view: View) -> None:
    counts = {owner: len(patents) for owner, patents in partners(STAR).items()}
    assert answer(view, "co_applicants", organisation=STAR) == [
        (owner, OWNER[owner]["name"], n) for owner, n in most_first(counts)
    ]


def test_node_neighbours(view: View) -> None:
    names = {row["node"]: row["name_zh"] for row in T["nodes"]}
    feeds = {row["node"]: row["feeds"] for row in T["nodes"]}
    truth = {("upstream", node, names[node]) for node in feeds if "SW-03" in feeds[node]}
    truth |= {("downstream", node, names[node]) for node in feeds["SW-03"]}
    assert set(answer(view, "node_neighbours", node="SW-03")) == truth


def test_means_effects(view: View) -> None:
    means = [(row["patent"], row["value"]) for row in T["mentions"] if row["dimension"] == "means"]
    effects: dict[str, set[str]] = defaultdict(set)
    for row in T["mentions"]:
        if row["dimension"] == "effect":
            effects[row["patent"]].add(row["effect_class"])
    counts = families(
        ((term, effect), patent) for patent, term in means for effect in effects[patent]
    )
    assert answer(view, "means_effects") == [(*key, n) for key, n in most_first(counts)]


def test_same_name_inventors(view: View) -> None:
    people = sorted((row["name"], row["person"], row["organisation"]) for row in T["persons"])
    truth = sorted(
        (name, OWNER[one]["name"], OWNER[other]["name"])
        for name, first, one in people
        for namesake, second, other in people
        if name == namesake and first < second
    )
    assert len(truth) == 1
    assert answer(view, "same_name_inventors") == truth


def test_place_families(view: View) -> None:
    def upwards(place: str) -> list[str]:
        return [place, *upwards(PLACE[place]["parent"])] if place else []

    counts = families(
        (place, patent) for owner, patent in FILED for place in upwards(OWNER[owner]["place"])
    )
    assert answer(view, "place_families") == [
        (place, PLACE[place]["name_zh"], PLACE[place]["level"], n)
        for place, n in most_first(counts)
    ]


def test_two_hop_partners(view: View) -> None:
    here = "O:海石回收股份有限公司"
    direct = partners(here)
    through = Counter(other for middle in direct for other in partners(middle))
    truth = {other: n for other, n in through.items() if other not in {here, *direct}}
    assert truth
    assert answer(view, "two_hop_partners", organisation=here) == [
        (owner, OWNER[owner]["name"], n) for owner, n in most_first(truth)
    ]


def test_effect_patents(view: View) -> None:
    truth = sorted(
        (row["patent"], TITLE[row["patent"]], row["value"], row["direction"], row["quote"])
        for row in T["mentions"]
        if row["dimension"] == "effect" and row["effect_class"] == "safety"
    )
    assert answer(view, "effect_patents", effect="safety") == truth


def test_node_products(view: View) -> None:
    inside = of_node("SW-01")
    counts = families(
        ((row["product"], row["category"]), row["patent"])
        for row in T["products"]
        if row["patent"] in inside
    )
    assert answer(view, "node_products", node="SW-01") == [
        (*key, n) for key, n in most_first(counts)
    ]


def test_field_families(view: View) -> None:
    names = {row["field"]: (row["name_zh"], row["name_en"]) for row in T["technology_fields"]}
    counts = families((row["field"], row["patent"]) for row in T["technology_fields"])
    assert len(counts) == 2
    assert answer(view, "field_families") == [
        (number, *names[number], n) for number, n in most_first(counts)
    ]


def test_claim_elements(view: View) -> None:
    patent = "CN201810000001"
    truth = [
        (row["lang"], row["claim"], row["no"], row["part"], row["quote"])
        for row in T["mentions"]
        if row["patent"] == patent and row["dimension"] == "element" and row["claim"] == 1
    ]
    assert len(truth) == 3
    assert answer(view, "claim_elements", patent=patent) == sorted(truth)


def found(text: str) -> list[tuple[str, int]]:
    """Patents with every word, and their points, in plain Python."""
    words = dict.fromkeys(text.replace("　", " ").lower().split())
    scores = {}
    for row in T["patents"]:
        places = places_of(row["patent"])
        points = [
            sum(value for value, texts in places if any(word in one.lower() for one in texts))
            for word in words
        ]
        if words and all(points):
            scores[row["patent"]] = sum(points)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def places_of(patent: str) -> list[tuple[int, list[str]]]:
    said = [row for row in T["mentions"] if row["patent"] == patent]
    products = [row["product"] for row in T["products"] if row["patent"] == patent]
    means, effects = (
        [row["value"] for row in said if row["dimension"] == dimension]
        for dimension in ("means", "effect")
    )
    return [(4, [TITLE[patent]]), (3, products), (2, means), (1, effects)]


@pytest.mark.parametrize(
    "text",
    [
        *("固态 电解质", "电解", "安全 电解质", "降低成本　分选", "SULFIDE solid", "电池 电池"),
        *("𬭊", "“固态” \\粉体", "无此词 电池", "'", "%", "  "),
    ],
)
def test_search(view: View, text: str) -> None:
    rows = view.named("search", {"text": text}).rows
    assert [(row["patent"], row["score"]) for row in rows] == found(text)


def test_an_unknown_query_or_parameter_is_named(view: View) -> None:
    with pytest.raises(QueryError, match="node_patents"):
        view.named("nodes_patents")
    with pytest.raises(QueryError, match="its parameters: node"):
        view.named("node_patents", {"knoten": "SW-01"})
    with pytest.raises(QueryError, match=r"no value for parameter \$node"):
        view.named("node_patents")


@pytest.mark.parametrize(
    ("name", "params", "words"),
    [
        ("node_patents", {"node": "IV-99"}, r"no ChainNode with the id 'IV-99' — list them"),
        ("co_applicants", {"organisation": "南湖理工大学"}, "that is the title of O:"),
        ("effect_patents", {"effect": "savety"}, "no effect 'savety' — did you mean `safety`"),
        ("effect_patents", {"effect": "速度"}, "use one of efficiency, cost"),
        ("search", {"text": ""}, "search: text is empty"),
        ("node_products", {"node": ""}, "node is empty — it is: id of a ChainNode"),
    ],
)
def test_a_key_that_is_not_there_is_told(
    view: View, name: str, params: dict[str, str], words: str
) -> None:
    with pytest.raises(QueryError, match=words):
        view.named(name, params)


def test_a_key_that_is_there_may_find_nothing(view: View) -> None:
    assert view.named("effect_patents", {"effect": "other"}).rows == []
    known = view.run("MATCH (o:Organisation) RETURN o.id AS i").rows
    assert [] in [view.named("co_applicants", {"organisation": row["i"]}).rows for row in known]
