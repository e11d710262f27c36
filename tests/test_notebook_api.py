"""What a notebook asks of a snapshot: Cypher as DataFrames, sub-graphs as networkx."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from small_world import INVENTIONS, organisation_key, save_small_world, small_world

import patnav
from patnav.errors import QueryError
from patnav.graph.address import Address
from patnav.graph.answers import flat_frame
from patnav.graph.build import build_graph
from patnav.graph.embedded_writer import build_embedded
from patnav.graph.neo4j import Neo4jWriter
from patnav.graph.notebook import NotebookSnapshot
from patnav.graph.py2neo_bridge import open_py2neo
from patnav.graph.schema import SCHEMA
from patnav.graph.store import Answer, Plain


@pytest.fixture(scope="module")
def snap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookSnapshot]:
    folder = tmp_path_factory.mktemp("notebook") / "world"
    made = save_small_world(folder)
    build_embedded(small_world(), made.graph_file, made.project.settings.name)
    with patnav.open(folder) as opened:
        yield opened


def test_cypher_gives_a_frame_with_a_type_per_column(snap: NotebookSnapshot) -> None:
    frame = snap.cypher(
        "MATCH (p:Patent) WHERE p.country = $c "
        "RETURN p.id AS id, p.cited_by AS cited, p.granted AS granted, 1.5 AS half ORDER BY id",
        c="CN",
    )
    chinese = sorted(item.key for item in INVENTIONS if item.key.startswith("CN"))
    assert list(frame["id"]) == chinese
    assert [str(kind) for kind in frame.dtypes] == ["str", "Int64", "bool", "float64"]
    cited = {item.key: item.cited_by for item in INVENTIONS}
    assert [None if pd.isna(n) else n for n in frame["cited"]] == [cited[key] for key in chinese]


def test_a_flat_frame_is_for_files_of_text() -> None:
    rows: list[dict[str, Plain]] = [{"n": 9, "p": {"id": "甲"}}, {"n": None, "p": ["甲", "乙"]}]
    text = flat_frame(Answer(("n", "p"), rows, truncated=False)).to_csv(index=False, sep="\t")
    assert text.splitlines() == ["n\tp", '9\t"{""id"":""甲""}"', '\t"[""甲"",""乙""]"']


def test_no_rows_still_have_their_columns(snap: NotebookSnapshot) -> None:
    frame = snap.cypher("MATCH (p:Patent {id: 'none'}) RETURN p.id AS id, p.title AS 标题")
    assert (list(frame.columns), len(frame)) == (["id", "标题"], 0)


def test_a_limit_cuts_and_says_so(snap: NotebookSnapshot) -> None:
    query = "MATCH (p:Patent) RETURN p.id AS id"
    assert snap.cypher(query, limit=3).attrs == {"truncated": True}
    assert snap.cypher(query).attrs == {"truncated": False}
    assert len(snap.cypher(query, limit=3)) == 3


def test_parameters_named_like_options_come_as_a_mapping(snap: NotebookSnapshot) -> None:
    frame = snap.cypher("RETURN $on AS a, $limit AS b", {"on": "x", "limit": 2}, limit=5)
    assert frame.to_dict("records") == [{"a": "x", "b": 2}]


PATENTS = "MATCH (p:Patent) WHERE p.id IN $ids RETURN p.id AS id ORDER BY id"
YEARS = "MATCH (p:Patent) WHERE p.priority_year = $y RETURN count(p) AS n"
DAYS = "MATCH (p:Patent) WHERE p.priority_date >= $d RETURN count(p) AS n"


def test_what_numpy_and_pandas_yield_is_a_parameter(snap: NotebookSnapshot) -> None:
    ids = [INVENTIONS[0].key, INVENTIONS[1].key]
    for values in (pd.Series(ids), pd.Index(ids), np.array(ids), set(ids), tuple(ids)):
        assert list(snap.cypher(PATENTS, ids=values)["id"]) == sorted(ids)
    in_2018 = sum(item.day.year == 2018 for item in INVENTIONS)
    years = snap.cypher("MATCH (p:Patent {priority_year: 2018}) RETURN p.priority_year AS y")["y"]
    assert snap.cypher(YEARS, y=years[0])["n"][0] == in_2018
    assert snap.cypher("RETURN $x IS NULL AS none", x=pd.NA)["none"][0]
    part = snap.to_networkx(query="MATCH (p:Patent {priority_year: $y}) RETURN p",
                            parameters={"y": years[0]}, kinds="Patent")  # fmt: skip
    assert len(part) == in_2018


@pytest.mark.parametrize("kind", [pd.Timestamp, np.datetime64, date.fromisoformat])
def test_a_day_of_pandas_is_the_day_of_the_graph(
    snap: NotebookSnapshot, kind: Callable[[str], object]
) -> None:
    first = INVENTIONS[0].day  # a text with a time would come after this day
    later = sum(item.day >= first for item in INVENTIONS)
    assert snap.cypher(DAYS, d=kind(first.isoformat()))["n"][0] == later


def test_a_condition_that_there_is_not_is_said(snap: NotebookSnapshot, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="did you mean 'relationships'"):
        snap.to_networkx(relationship=["FILED"])  # type: ignore[call-overload]
    with pytest.raises(QueryError, match="did you mean 'kinds'"):
        snap.export(tmp_path / "x.graphml", kind=["Patent"])  # type: ignore[call-arg]
    assert not (tmp_path / "x.graphml").exists()


def test_one_label_needs_no_list(snap: NotebookSnapshot) -> None:
    assert len(snap.to_networkx(kinds="Patent")) == len(INVENTIONS)
    one = snap.to_networkx(relationships="FILED", network_of="Organisation")
    assert set(one) == set(snap.to_networkx(relationships=["FILED"], network_of="Organisation"))


def test_a_query_that_writes_is_refused(snap: NotebookSnapshot) -> None:
    with pytest.raises(QueryError, match="read-only"):
        snap.cypher("MATCH (n) DELETE n")


def test_the_whole_graph_is_a_multigraph_with_the_schemas_attributes(
    snap: NotebookSnapshot,
) -> None:
    whole = snap.to_networkx()
    counts = build_graph(small_world()).counts
    assert isinstance(whole, nx.MultiDiGraph)
    assert len(whole) == sum(counts[label] for label in SCHEMA.nodes)
    assert whole.number_of_edges() == sum(counts[label] for label in SCHEMA.relationships)
    patent = whole.nodes["Patent/CN201810000001"]
    assert (patent["node_type"], patent["cited_by"]) == ("Patent", 9)
    assert patent["priority_date"] == "2018-03-05"
    assert "family_size" not in patent
    filed = whole[f"Organisation/{organisation_key('星桥')}"]["Patent/CN201810000001"]["FILED"]
    assert filed == {"edge_type": "FILED", "position": 1, "share": 0.5}


def test_no_property_hides_behind_the_names_of_networkx() -> None:
    nodes = {name for kind in SCHEMA.nodes.values() for name in kind.properties}
    links = {name for kind in SCHEMA.relationships.values() for name in kind.properties}
    assert not nodes & {"node_type", "key", "count"}
    assert not links & {"edge_type", "key", "source", "target"}


def test_relationships_bring_the_kinds_they_join(snap: NotebookSnapshot) -> None:
    filed = snap.to_networkx(relationships=["FILED"])
    kinds = set(nx.get_node_attributes(filed, "node_type").values())
    assert kinds == {"Organisation", "Patent"}
    assert filed.number_of_edges() == sum(len(item.filed_by) for item in INVENTIONS)


def test_a_chain_node_holds_its_patents_and_what_they_touch(snap: NotebookSnapshot) -> None:
    part = snap.to_networkx(node="SW-03")
    inside = {item.key for item in INVENTIONS if "SW-03" in dict(item.nodes)}
    kinds = nx.get_node_attributes(part, "node_type")
    assert {key.split("/", 1)[1] for key, kind in kinds.items() if kind == "Patent"} == inside
    filers = {
        organisation_key(name)
        for item in INVENTIONS
        if item.key in inside
        for name in item.filed_by
    }
    found = {key.split("/", 1)[1] for key, kind in kinds.items() if kind == "Organisation"}
    assert filers <= found
    assert "Place" not in kinds.values()


def test_a_query_chooses_the_nodes(snap: NotebookSnapshot) -> None:
    part = snap.to_networkx(
        query="MATCH (o:Organisation)-[r:FILED]->(p:Patent) WHERE p.priority_year = $y RETURN r, p",
        parameters={"y": 2018},
        relationships=["FILED"],
    )
    of_2018 = [item for item in INVENTIONS if item.day.year == 2018]
    assert {key for key in part if key.startswith("Patent/")} == {
        f"Patent/{item.key}" for item in of_2018
    }
    assert part.number_of_edges() == sum(len(item.filed_by) for item in of_2018)
    with pytest.raises(QueryError, match="returns no nodes"):
        snap.to_networkx(query="MATCH (p:Patent) RETURN p.id")


def test_a_network_of_organisations_is_weighted_by_joint_patents(snap: NotebookSnapshot) -> None:
    network = snap.to_networkx(relationships=["FILED"], network_of="Organisation")
    joint: dict[frozenset[str], int] = {}
    share: dict[frozenset[str], float] = {}
    for item in INVENTIONS:
        for pair in combinations(item.filed_by, 2):
            ends = frozenset(f"Organisation/{organisation_key(name)}" for name in pair)
            joint[ends] = joint.get(ends, 0) + 1
            share[ends] = share.get(ends, 0) + 1 / (len(item.filed_by) - 1)
    assert not network.is_multigraph()
    assert not network.is_directed()
    edges = {frozenset((a, b)): values for a, b, values in network.edges(data=True)}
    assert {ends: values["weight"] for ends, values in edges.items()} == joint
    assert {ends: values["share"] for ends, values in edges.items()} == pytest.approx(share)
    filed = sum("星桥" in item.filed_by for item in INVENTIONS)
    assert network.nodes[f"Organisation/{organisation_key('星桥')}"]["count"] == filed
    assert network.graph["through"] == ["Patent"]


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ({"kinds": ["Patnet"]}, "did you mean 'Patent'"),
        ({"relationships": ["FILLED"]}, "did you mean 'FILED'"),
        ({"kinds": ["Patent"], "relationships": ["FILED"]}, "not both selected"),
        ({"node": "XX-1"}, "the chain has no node 'XX-1'"),
        ({"relationships": ["CITES"], "network_of": "Patent"}, "no selected relationship joins"),
        ({"relationships": ["FILED"], "network_of": "Person"}, "the selection has no 'Person'"),
    ],
)
def test_what_is_not_there_is_said(
    snap: NotebookSnapshot, conditions: dict[str, object], words: str
) -> None:
    with pytest.raises(QueryError, match=words):
        snap.to_networkx(**conditions)  # type: ignore[arg-type]


@pytest.mark.neo4j
def test_the_same_frame_comes_from_neo4j(
    snap: NotebookSnapshot, neo4j_address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(snap, neo4j_address, monkeypatch)
    query = (
        "MATCH (o:Organisation)-[:FILED]->(p) RETURN o.title AS 名称, count(p) AS n ORDER BY 名称"
    )
    pd.testing.assert_frame_equal(snap.cypher(query, on="neo4j"), snap.cypher(query))


@pytest.mark.neo4j
def test_py2neo_opens_the_published_graph(
    snap: NotebookSnapshot, neo4j_address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("py2neo", reason="the extra patnav[py2neo] is not installed")
    publish(snap, neo4j_address, monkeypatch)
    graph = open_py2neo(snap)
    name = snap.project.settings.name
    found = graph.run("MATCH (p:Patent {project: $p}) RETURN count(p) AS n", p=name).evaluate()
    assert found == len(INVENTIONS)
    first = graph.nodes.match("Patent", project=name, id="CN201810000001").first()
    assert first["title"] == INVENTIONS[0].title
    graph.service.connector.close()  # py2neo leaves its sockets open


def publish(snap: NotebookSnapshot, address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    Neo4jWriter(address).load(build_graph(small_world(), snap.project.settings.name))
    monkeypatch.setenv("NEO4J_URI", address.uri)
    monkeypatch.setenv("NEO4J_USER", address.user)
    monkeypatch.setenv("NEO4J_PASSWORD", address.password)


def test_tables_are_there_as_before(snap: NotebookSnapshot, tmp_path: Path) -> None:
    assert len(snap.frame("patents")) == len(INVENTIONS)
    save_small_world(tmp_path / "other")
    assert patnav.open(tmp_path / "other").id == snap.id
