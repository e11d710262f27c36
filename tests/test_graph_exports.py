"""Exports of the graph, read back by libraries that are not ours."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import networkx as nx
import pyarrow as pa
import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, XSD
from small_world import INVENTIONS, organisation_key, save_small_world, small_world

from patnav.errors import InputError, QueryError
from patnav.graph.build import Graph, build_graph
from patnav.graph.exports import ENDINGS, export_graph
from patnav.graph.network import multigraph, projected
from patnav.graph.schema import SCHEMA
from patnav.graph.subgraph import Selection, select
from patnav.tables import table

NASTY = '<b>固态</b> & "电池" ]]> \x01\x0b\ufffe\r\n\t\'; 𬭊 ' + "长" * 20_000


@pytest.fixture(scope="module")
def graph() -> Graph:
    return build_graph(small_world(), "小世界")


@pytest.fixture(scope="module")
def nasty() -> Graph:
    """The small world with one title that holds all that a format could stumble over."""
    tables = dict(small_world())
    patents = tables["patents"].to_pylist()
    patents[0]["title"] = NASTY
    tables["patents"] = table("patents", patents)
    return build_graph(tables, "<小> & \x02世界")


def keys(graph: Graph) -> set[str]:
    nodes = graph.nodes.items()
    return {f"{label}/{key}" for label, rows in nodes for key in rows["id"].to_pylist()}


def size(graph: Graph) -> int:
    return sum(rows.num_rows for rows in graph.relationships.values())


def exported(graph: Graph, folder: Path, name: str, network_of: str = "") -> Path:
    return export_graph(graph, folder / name, network_of)[0]


XML = {".graphml": nx.read_graphml, ".gexf": nx.read_gexf}


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_xml_holds_the_whole_graph(graph: Graph, tmp_path: Path, ending: str) -> None:
    read = XML[ending](exported(graph, tmp_path, f"g{ending}"))
    ours = multigraph(graph)
    assert read.is_directed()
    assert set(read) == keys(graph)
    assert read.number_of_edges() == size(graph)
    for key in ours:
        for name, value in ours.nodes[key].items():
            other = read.nodes[key][name]
            assert (json.loads(other) if isinstance(value, list) else other) == value
    found = sorted((a, b, values["edge_type"]) for a, b, values in read.edges(data=True))
    assert found == sorted((a, b, values["edge_type"]) for a, b, values in ours.edges(data=True))


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_several_relationships_between_two_nodes_stay_several(
    graph: Graph, tmp_path: Path, ending: str
) -> None:
    filed = select(graph, Selection(relationships=("FILED",)))
    twice = pa.concat_tables([filed.relationships["FILED"]] * 2)
    double = Graph("", filed.nodes, {"FILED": twice})
    read = XML[ending](exported(double, tmp_path, f"d{ending}"))
    assert isinstance(read, nx.MultiDiGraph)
    assert read.number_of_edges() == size(double) == 2 * size(filed)


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_xml_holds_a_weighted_network(graph: Graph, tmp_path: Path, ending: str) -> None:
    filed = select(graph, Selection(relationships=("FILED",)))
    read = XML[ending](exported(filed, tmp_path, f"n{ending}", "Organisation"))
    ours = projected(filed, "Organisation")
    assert type(read) is nx.Graph
    weights = {frozenset((a, b)): weight for a, b, weight in read.edges(data="weight")}
    assert weights == {frozenset((a, b)): weight for a, b, weight in ours.edges(data="weight")}
    assert nx.get_node_attributes(read, "count") == nx.get_node_attributes(ours, "count")


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_illegal_characters_html_and_long_titles_are_safe_in_xml(
    nasty: Graph, tmp_path: Path, ending: str
) -> None:
    read = XML[ending](exported(nasty, tmp_path, f"x{ending}"))
    title = read.nodes[f"Patent/{INVENTIONS[0].key}"]["title"]
    legal = NASTY.replace("\x01", "_x0001_").replace("\x0b", "_x000B_").replace("\ufffe", "_xFFFE_")
    assert title == legal


def test_graphml_labels_are_titles(graph: Graph, tmp_path: Path) -> None:
    for network_of in ("", "Organisation"):
        read = nx.read_graphml(exported(graph, tmp_path, "l.graphml", network_of))
        assert nx.get_node_attributes(read, "label") == nx.get_node_attributes(read, "title")


def vos(path: Path) -> dict[str, Any]:
    """Read a VOSviewer file and hold it to the rules that its documentation publishes."""
    made: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert set(made) <= {"network", "config", "info"}
    network = made["network"]
    assert set(network) <= {"items", "links", "clusters"}
    known = {"id", "label", "description", "url", "x", "y", "cluster", "weights", "scores"}
    for item in network["items"]:
        assert set(item) <= known
        assert isinstance(item["id"], int | str)
        assert item["label"]
        assert 1 <= item.get("cluster", 1) <= 1000
        assert all(isinstance(name, str) and value >= 0 for name, value in item["weights"].items())
    ids = [item["id"] for item in network["items"]]
    assert len(set(ids)) == len(ids)
    pairs = [frozenset((link["source_id"], link["target_id"])) for link in network["links"]]
    assert len(set(pairs)) == len(pairs)
    assert all(len(pair) == 2 and pair <= set(ids) for pair in pairs)
    assert all(link["strength"] >= 0 for link in network["links"])
    numbers = [cluster["cluster"] for cluster in network["clusters"]]
    assert {item["cluster"] for item in network["items"] if "cluster" in item} <= set(numbers)
    assert all(isinstance(cluster["label"], str) for cluster in network["clusters"])
    return network


def test_vosviewer_gets_labels_weights_clusters_and_links(graph: Graph, tmp_path: Path) -> None:
    filed = select(graph, Selection(relationships=("FILED",)))
    network = vos(exported(filed, tmp_path, "v.json", "Organisation"))
    by_label = {item["label"]: item for item in network["items"]}
    first = by_label["星桥储能科技有限公司"]
    together = [item for item in INVENTIONS if "星桥" in item.filed_by and len(item.filed_by) > 1]
    partners = {name for item in together for name in item.filed_by} - {"星桥"}
    assert first["weights"] == {
        "Links": len(partners),
        "Total link strength": sum(len(item.filed_by) - 1 for item in together),
        "专利 Patent": sum("星桥" in item.filed_by for item in INVENTIONS),
    }
    assert "cluster" not in by_label["Aozora Cells K.K."]  # files alone
    assert {"cluster"} <= set(first)


YEAR, CITED = "优先权年 priority year", "被引次数 citations"


def test_vosviewer_scores_are_means_of_the_patents(graph: Graph, tmp_path: Path) -> None:
    filed = select(graph, Selection(relationships=("FILED",)))
    network = vos(exported(filed, tmp_path, "v.json", "Organisation"))
    by_label = {item["label"]: item.get("scores") for item in network["items"]}
    own = [item for item in INVENTIONS if "星桥" in item.filed_by]
    cited = [item.cited_by for item in own if item.cited_by is not None]
    assert by_label["星桥储能科技有限公司"] == {
        YEAR: pytest.approx(sum(item.day.year for item in own) / len(own)),
        CITED: pytest.approx(sum(cited) / len(cited)),
    }
    whole = vos(exported(graph, tmp_path, "w.json"))
    first = next(item for item in whole["items"] if INVENTIONS[0].key in item["description"])
    assert first["scores"] == {YEAR: INVENTIONS[0].day.year, CITED: INVENTIONS[0].cited_by}
    places = [item for item in whole["items"] if item["description"].startswith("地区 Place")]
    assert all("scores" not in item for item in places)  # they are joined to no patent


def test_vosviewer_needs_no_patents(graph: Graph, tmp_path: Path) -> None:
    chain = select(graph, Selection(kinds=("ChainNode",)))
    assert all("scores" not in item for item in vos(exported(chain, tmp_path, "c.json"))["items"])


def test_vosviewer_clusters_several_kinds_by_kind(graph: Graph, tmp_path: Path) -> None:
    network = vos(exported(graph, tmp_path, "v.json"))
    names = {cluster["cluster"]: cluster["label"] for cluster in network["clusters"]}
    assert "环节 Chain node" in names.values()
    node = next(item for item in network["items"] if item["label"] == "固态电解质")
    assert names[node["cluster"]] in {"环节 Chain node", "产品 Product"}


def test_html_in_titles_stays_text_in_vosviewer(nasty: Graph, tmp_path: Path) -> None:
    network = vos(exported(nasty, tmp_path, "v.json"))
    item = next(item for item in network["items"] if "‹b›" in item["label"])
    assert len(item["label"]) <= 200
    assert "<" not in item["label"] + item["description"]
    assert "&lt;b&gt;固态&lt;/b&gt; &amp; &quot;电池&quot;" in item["description"]


def rdf(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path, format="nt")


PATENT = rdflib.URIRef("urn:patnav:小世界/Patent/CN201810000001")
TERM = rdflib.Namespace("urn:patnav:schema#")


def test_ntriples_hold_every_node_relationship_and_value(graph: Graph, tmp_path: Path) -> None:
    read = rdf(exported(graph, tmp_path, "g.nt"))
    subjects = {unquote(str(node)) for node in read.subjects(RDF.type) if "statement" not in node}
    wanted = {f"urn:patnav:小世界/{key}" for key in keys(graph)}
    assert wanted <= subjects
    for label in SCHEMA.relationships:
        rows = graph.relationships[label]
        pairs = set(zip(rows["_from"].to_pylist(), rows["_to"].to_pylist(), strict=True))
        assert len(set(read.subject_objects(TERM[label]))) == len(pairs)
        told = len(set(read.subjects(RDF.predicate, TERM[label])))
        assert told == (rows.num_rows if SCHEMA.relationships[label].properties else 0)


def test_literals_are_typed_and_chinese_is_tagged(graph: Graph, tmp_path: Path) -> None:
    read = rdf(exported(graph, tmp_path, "g.nt"))
    assert read.value(PATENT, RDF.type) == TERM.Patent
    assert read.value(PATENT, TERM.cited_by) == rdflib.Literal(9)
    assert read.value(PATENT, TERM.granted) == rdflib.Literal(True)
    day = read.value(PATENT, TERM.priority_date)
    assert day == rdflib.Literal("2018-03-05", datatype=XSD.date)
    assert read.value(PATENT, TERM.country) == rdflib.Literal("CN")
    assert read.value(PATENT, RDFS.label) == rdflib.Literal(INVENTIONS[0].title, lang="zh")
    japanese = rdflib.URIRef("urn:patnav:小世界/Patent/JP2017000008")
    assert read.value(japanese, TERM.title_en) == rdflib.Literal(INVENTIONS[7].title, lang="en")
    assert read.value(japanese, RDFS.label) == rdflib.Literal(INVENTIONS[7].title)
    filed = next(
        statement
        for statement in read.subjects(RDF.object, PATENT)
        if read.value(statement, TERM.position) == rdflib.Literal(1)
        and read.value(statement, RDF.predicate) == TERM.FILED
    )
    share = read.value(filed, TERM.share)
    assert share == rdflib.Literal("0.5", datatype=XSD.double)
    quotes = {quote.language for quote in read.objects(None, TERM.quote)}
    assert quotes == {"zh", "en"}


def test_ntriples_escape_what_text_and_keys_hold(nasty: Graph, tmp_path: Path) -> None:
    path = exported(nasty, tmp_path, "x.nt")
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", path.read_text(encoding="utf-8"))
    read = rdf(path)
    subject = rdflib.URIRef(f"urn:patnav:%3C小%3E%20%26%20%02世界/Patent/{INVENTIONS[0].key}")
    assert str(read.value(subject, RDFS.label)) == NASTY
    assert str(read.value(subject, TERM.project)) == "<小> & \x02世界"


def test_a_base_of_ones_own(graph: Graph, tmp_path: Path) -> None:
    nodes = select(graph, Selection(kinds=("Place",)))
    export_graph(nodes, tmp_path / "p.nt", base="https://example.org/id/")
    read = rdf(tmp_path / "p.nt")
    place = rdflib.URIRef("https://example.org/id/小世界/Place/320500")
    assert read.value(place, RDFS.label) == rdflib.Literal("苏州市", lang="zh")
    with pytest.raises(QueryError, match="is no IRI"):
        export_graph(nodes, tmp_path / "q.nt", base="no iri>")
    assert not (tmp_path / "q.nt").exists()


def test_parquet_is_two_tables_that_join(graph: Graph, tmp_path: Path) -> None:
    files = export_graph(graph, tmp_path / "g.parquet")
    assert [file.name for file in files] == ["g.nodes.parquet", "g.edges.parquet"]
    with duckdb.connect() as database:
        nodes, edges = (database.read_parquet(str(file)) for file in files)
        distinct = database.sql("SELECT count(DISTINCT key) FROM nodes").fetchall()
        assert distinct == [(len(keys(graph)),)]
        joined = database.sql(
            "SELECT o.title, p.cited_by, e.share, o.names FROM edges e "
            "JOIN nodes o ON o.key = e.source JOIN nodes p ON p.key = e.target "
            "WHERE e.edge_type = 'FILED' AND p.id = 'CN201810000001' ORDER BY e.position"
        ).fetchall()
        assert database.sql("SELECT count(*) FROM edges").fetchall() == [(size(graph),)]
        assert len(nodes.columns) > len(edges.columns) > 3
    assert [row[:3] for row in joined] == [
        ("星桥储能科技有限公司", 9, 0.5),
        ("南湖理工大学", 9, 0.5),
    ]
    assert isinstance(joined[0][3], list)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_graph_gives_the_same_bytes(graph: Graph, tmp_path: Path, ending: str) -> None:
    again = build_graph(small_world(), "小世界")
    one = export_graph(graph, tmp_path / f"a{ending}")
    other = export_graph(again, tmp_path / f"b{ending}")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_empty_part_is_still_a_file(graph: Graph, tmp_path: Path, ending: str) -> None:
    nothing = select(graph, Selection(keys={}))
    for file in export_graph(nothing, tmp_path / f"e{ending}"):
        assert file.is_file()


def test_what_cannot_be_written_is_said(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="no format has this ending"):
        export_graph(graph, tmp_path / "g.xlsx")
    with pytest.raises(QueryError, match="hold no networks"):
        export_graph(graph, tmp_path / "g.nt", "Organisation")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        export_graph(graph, tmp_path / "file" / "g.gexf")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def run(folder: Path, *words: str, seed: str = "0") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from patnav.cli import main; main()", "export", *words]
    env = os.environ | {"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_the_command_writes_a_network_the_same_in_every_process(tmp_path: Path) -> None:
    save_small_world(tmp_path / "world")
    words = ("--relationship", "FILED", "--network-of", "Organisation")
    one = run(tmp_path / "world", "a.json", *words, seed="1")
    other = run(tmp_path / "world", "b.json", *words, seed="2")
    assert (one.returncode, one.stdout) == (0, "a.json\n")
    assert "snapshot 0123456789abcdef" in one.stderr
    assert other.returncode == 0
    made = [(tmp_path / "world" / name).read_bytes() for name in ("a.json", "b.json")]
    assert made[0] == made[1]
    assert organisation_key("星桥").removeprefix("O:") in made[0].decode()
    wrong = run(tmp_path / "world", "c.gexf", "--kind", "Patnet")
    assert wrong.returncode == 2
    assert "did you mean 'Patent'" in wrong.stderr
