"""The contract of a graph store on every engine: loading, answers, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kglite
import pyarrow.compute as pc
import pytest
from small_world import small_world

from patnav.errors import QueryError, StoreError, TooLargeError
from patnav.graph.address import Address
from patnav.graph.build import build_graph
from patnav.graph.embedded import EmbeddedView
from patnav.graph.embedded_writer import EmbeddedWriter, not_saved
from patnav.graph.neo4j import Neo4jView, Neo4jWriter
from patnav.graph.store import View, Writer
from patnav.tables import Tables

PROJECT = "小世界"


@dataclass
class Store:
    """One engine's writer and view of one project."""

    name: str
    folder: Path
    address: Address | None

    def writer(self) -> Writer:
        return Neo4jWriter(self.address) if self.address else EmbeddedWriter(self.file)

    def view(self, project: str = PROJECT) -> View:
        return Neo4jView(self.address, project) if self.address else EmbeddedView(self.file)

    def load(self, tables: Tables, project: str = PROJECT) -> dict[str, int]:
        return self.writer().load(build_graph(tables, project))

    @property
    def file(self) -> Path:
        return self.folder / "graph.kgl"


ENGINES = ["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)]


@pytest.fixture(scope="module", params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    address = request.getfixturevalue("neo4j_address") if request.param == "neo4j" else None
    made = Store(request.param, tmp_path_factory.mktemp("graph"), address)
    made.load(small_world())
    return made


@pytest.fixture(scope="module")
def view(store: Store) -> Iterator[View]:
    with store.view() as opened:
        yield opened


def rows(view: View, cypher: str, **params: object) -> list[list[Any]]:
    return [list(row.values()) for row in view.run(cypher, params).rows]


def test_loading_twice_changes_nothing(store: Store) -> None:
    first = store.load(small_world())
    with store.view() as view:
        before = rows(
            view, "MATCH (a)-[r]->(b) RETURN a, r, b ORDER BY a.id, type(r), b.id, r.start"
        )
    assert store.load(small_world()) == first
    with store.view() as view:
        after = rows(
            view, "MATCH (a)-[r]->(b) RETURN a, r, b ORDER BY a.id, type(r), b.id, r.start"
        )
    assert before == after
    assert len(before) == sum(
        build_graph(small_world()).relationships[label].num_rows
        for label in build_graph(small_world()).relationships
    )


def test_what_is_gone_from_the_tables_is_gone_from_the_store(store: Store) -> None:
    less = small_world()
    for name in ("mentions", "products"):
        keep = pc.not_equal(less[name]["patent"], "CN201810000001")
        less[name] = less[name].filter(keep)
    try:
        counts = store.load(less)
        with store.view() as view:
            found = rows(view, "MATCH (m:Means) RETURN count(m) AS n")
            assert found == [[counts["Means"]]]
            assert rows(view, "MATCH (m:Means {id: '热压烧结'}) RETURN m.id") == []
    finally:
        store.load(small_world())


def test_counts_are_those_of_the_tables(view: View) -> None:
    graph = build_graph(small_world(), PROJECT)
    for label in graph.nodes:
        assert rows(view, f"MATCH (n:{label}) RETURN count(n) AS n") == [[graph.counts[label]]]
    for label in graph.relationships:
        found = rows(view, f"MATCH ()-[r:{label}]->() RETURN count(r) AS n")
        assert found == [[graph.counts[label]]]


def test_a_whole_node_has_labels_and_the_properties_that_are_not_null(view: View) -> None:
    stored = build_graph(small_world(), PROJECT).nodes["Patent"].to_pylist()[0]
    found = rows(view, "MATCH (p:Patent {id: $id}) RETURN p", id=stored["id"])
    properties = {name: value for name, value in sorted(stored.items()) if value is not None}
    assert found == [[{"labels": ["Patent"], "properties": properties}]]


def test_a_relationship_names_its_ends_by_key(view: View) -> None:
    query = "MATCH (o:Organisation)-[r:FILED]->(p:Patent {id: $id}) RETURN r ORDER BY r.position"
    found = [row[0] for row in rows(view, query, id="CN202010000005")]
    assert [link["start"] for link in found] == ["O:星桥储能科技有限公司", "O:云帆电池材料有限公司"]
    assert {link["end"] for link in found} == {"CN202010000005"}
    assert found[0]["properties"] == {"position": 1, "share": 0.5}


def test_a_path_is_its_nodes_and_relationships(view: View) -> None:
    query = "MATCH x = (a:ChainNode {id: 'SW-01'})-[:FEEDS*2]->(b) RETURN x"
    path = rows(view, query)[0][0]
    assert [node["properties"]["id"] for node in path["nodes"]] == ["SW-01", "SW-02", "SW-03"]
    assert [link["end"] for link in path["relationships"]] == ["SW-02", "SW-03"]


def test_lists_dates_and_rare_characters_come_back_as_they_were(view: View) -> None:
    query = "MATCH (p:Patent {id: $id}) RETURN p.title AS 标题, p.priority_date AS 日期"
    found = view.run(query, {"id": "CN202210000011"})
    assert found.columns == ("标题", "日期")
    assert found.rows == [{"标题": "𬭊掺杂的“固态”电解质\\粉体", "日期": "2022-06-18"}]
    countries = rows(view, "MATCH (f:Family {size: 2}) RETURN f.countries AS c")
    assert countries == [[["CN", "JP"]]]


def test_an_unbounded_walk_goes_all_the_way(view: View) -> None:
    query = "MATCH (:ChainNode {id: 'SW-01'})-[:FEEDS*]->(n) RETURN n.id AS id ORDER BY id"
    assert rows(view, query) == [["SW-01"], ["SW-02"], ["SW-03"], ["SW-04"]]


def test_optional_match_keeps_the_rows_without_a_match(view: View) -> None:
    query = (
        "MATCH (o:Organisation) OPTIONAL MATCH (o)-[:FILED]->(p:Patent {status: 'pending'}) "
        "RETURN o.title AS title, count(p) AS n ORDER BY n, title"
    )
    assert len(rows(view, query)) == 5
    assert rows(view, query)[0] == ["Aozora Cells K.K.", 0]


def test_the_row_limit_cuts_and_says_so(view: View) -> None:
    cut = view.run("MATCH (p:Patent) RETURN p.id ORDER BY p.id", limit=3)
    assert (len(cut.rows), cut.truncated) == (3, True)
    whole = view.run("MATCH (p:Patent) RETURN p.id", limit=12)
    assert (len(whole.rows), whole.truncated) == (12, False)


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (p:Patent {id: 'X'})",
        "MATCH (p:Patent) SET p.title = 'x' RETURN p",
        "MATCH (p:Patent) DETACH DELETE p",
        "MERGE (p:Patent {id: 'X'}) RETURN p",
        "MATCH (p:Patent) REMOVE p.title",
        "MATCH (p:Patent) FOREACH (x IN [1] | SET p.title = 'x')",
        "DROP CONSTRAINT patnav_patent",
        "LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line",
        "load\n/* hidden */ csv from 'http://127.0.0.1/' as line return line",
        "MATCH (p:Patent) CALL { WITH p SET p.title = 'x' } RETURN 1 AS one",
        "CALL dbms.listConfig() YIELD name RETURN name",
        "CALL apoc.load.json('file:///etc/hostname') YIELD value RETURN value",
        "MATCH (p:Patent) RETURN p.id; MATCH (n) DELETE n",
    ],
)
def test_what_writes_or_reads_files_is_refused(view: View, cypher: str) -> None:
    with pytest.raises(QueryError, match=r"read-only|one statement|not on the embedded engine"):
        view.run(cypher)
    assert rows(view, "MATCH (p:Patent) RETURN count(p) AS n") == [[12]]


@pytest.mark.parametrize(
    ("cypher", "words"),
    [
        ("MATCH (p:Patent) RETURN p.tilte", "no property `tilte` on Patent — did you mean `title`"),
        ("MATCH (o:Organisation) RETURN o.name", "did you mean `title`"),
        ("MATCH (p:Patent {tilte: 'x'}) RETURN p", "no property `tilte` on Patent"),
        ("MATCH (p:Patnet) RETURN p", "no label `Patnet` — did you mean `Patent`"),
        ("MATCH (o)-[:FILLED]->(p) RETURN p", "no relationship type `FILLED`"),
        ("MATCH (p:Patent) WHERE p.priority_date > date('2020-01-01') RETURN p", "compare with"),
        ("MATCH (p:Patent) RETURN p.priority_date.year", "priority_year"),
        ("MATCH (p:Patent) RETURN sum(p.title) AS s", "no number"),
        ("MATCH (p:Patent RETURN p", "never closed"),
        ("RETURN 'open", "never closed"),
    ],
)
def test_a_wrong_name_is_refused_with_the_right_one(view: View, cypher: str, words: str) -> None:
    with pytest.raises(QueryError) as caught:
        view.run(cypher)
    assert words in str(caught.value)


def test_a_missing_parameter_is_named(view: View) -> None:
    with pytest.raises(QueryError, match=r"\$id.*--param id="):
        view.run("MATCH (p:Patent {id: $id}) RETURN p")


def test_words_inside_text_and_comments_are_no_commands(view: View) -> None:
    query = "// CREATE\nMATCH (p:Patent) WHERE p.title CONTAINS 'SET x' RETURN p.id // DELETE"
    assert rows(view, query) == []


def test_a_query_that_takes_too_long_is_ended_and_the_next_works(view: View) -> None:
    endless = (
        "MATCH (a), (b), (c), (d), (e) WHERE a.id + b.id + c.id + d.id = e.id RETURN count(*) AS n"
    )
    with pytest.raises(QueryError, match=r"ran longer than 0\.5 s"):
        view.run(endless, timeout=0.5)
    assert rows(view, "MATCH (p:Patent) RETURN count(p) AS n") == [[12]]


def test_a_query_that_needs_too_much_memory_is_ended_and_the_next_works(view: View) -> None:
    bomb = "RETURN reduce(s = 'aaaaaaaa', x IN range(1, 34) | s + s) AS s"
    with pytest.raises((QueryError, StoreError)):
        view.run(bomb, timeout=20)
    assert rows(view, "MATCH (p:Patent) RETURN count(p) AS n") == [[12]]


def test_settling_on_the_way_changes_no_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once, settled = tmp_path / "at_once.kgl", tmp_path / "settled.kgl"
    EmbeddedWriter(at_once).load(build_graph(small_world(), PROJECT))
    monkeypatch.setattr("patnav.graph.embedded_writer.SETTLE", 5)
    EmbeddedWriter(settled).load(build_graph(small_world(), PROJECT))
    assert settled.read_bytes() == at_once.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_the_engine_says_when_it_cannot_save_is_told(tmp_path: Path) -> None:
    full = kglite.FileIoError("payload is 2294090433 bytes; limit is 2147483648")
    found = not_saved(full, tmp_path)
    assert isinstance(found, TooLargeError)
    assert "patnav publish --bulk" in found.remedy
    other = not_saved(OSError(28, "No space left on device"), tmp_path)
    assert not isinstance(other, TooLargeError)
    assert "No space left" in str(other)
    assert other.remedy == "make room on this disk"


def test_the_embedded_engine_leaves_no_scratch_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, scratch = tmp_path / "graph.kgl", tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    EmbeddedWriter(file).load(build_graph(small_world(), PROJECT))
    with EmbeddedView(file) as view:
        assert view.run("MATCH (n:ChainNode) RETURN count(n) AS n").rows[0]["n"] > 0
        assert list(scratch.iterdir())
    assert not list(scratch.iterdir())
