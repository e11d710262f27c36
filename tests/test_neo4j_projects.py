"""Several projects on one Neo4j server: kept apart, and each published by itself."""

from __future__ import annotations

import gc
import re
import threading
from collections import Counter

import neo4j
import pyarrow.compute as pc
import pytest
from conftest import ROOT
from small_world import small_world

from patnav.errors import QueryError, StoreError
from patnav.graph.address import Address
from patnav.graph.build import build_graph
from patnav.graph.mark import Published, published
from patnav.graph.neo4j import Neo4jView, Neo4jWriter
from patnav.graph.unpublish import unpublish

pytestmark = pytest.mark.neo4j


@pytest.fixture(scope="module")
def projects(neo4j_address: Address) -> Address:
    for name in ("甲项目", "second"):
        Neo4jWriter(neo4j_address).load(build_graph(small_world(), name))
    return neo4j_address


def ids(address: Address, project: str, cypher: str) -> list[object]:
    with Neo4jView(address, project) as view:
        return [value for row in view.run(cypher).rows for value in row.values()]


def test_a_view_sees_its_own_project_only(projects: Address) -> None:
    count = "MATCH (p:Patent) RETURN count(p) AS n"
    joined = "MATCH (a:Patent), (b:Patent) WHERE a.id = b.id RETURN count(*) AS n"
    inside = "MATCH (f:Family {size: 2}) RETURN COUNT { (p:Patent) WHERE p.id = f.id } AS n"
    walk = "MATCH x = (:ChainNode {id: 'SW-01'})-[:FEEDS*]->(n) RETURN count(*) AS n"
    for project in ("甲项目", "second"):
        assert ids(projects, project, count) == [12]
        assert ids(projects, project, joined) == [12]
        assert ids(projects, project, inside) == [0]
        assert ids(projects, project, walk) == [4]
        assert ids(projects, project, "MATCH (n) RETURN DISTINCT n.project AS p") == [project]


def test_publishing_one_leaves_the_other_alone(projects: Address) -> None:
    less = small_world()
    less["mentions"] = less["mentions"].filter(pc.equal(less["mentions"]["dimension"], "effect"))
    count = "MATCH (m:Means) RETURN count(m) AS n"
    Neo4jWriter(projects).load(build_graph(less, "second"))
    assert ids(projects, "second", count) == [0]
    assert ids(projects, "甲项目", count) == [11]
    Neo4jWriter(projects).load(build_graph(small_world(), "second"))
    assert ids(projects, "second", count) == [11]


def test_what_was_half_written_or_changed_by_others_is_put_right(projects: Address) -> None:
    statements = (
        "MATCH (p:Patent {project: 'second', id: 'CN201910000003'}) SET p.title = 'x', p.extra = 1",
        "MATCH (p:Patent {project: 'second', id: 'CN201810000001'}) DETACH DELETE p",
        "MATCH (a:Patent {project: 'second'})-[r:IN_FAMILY]->() DELETE r",
        "CREATE (:Patent {project: 'second', id: 'stray', title: 'stray'})",
        "MATCH (a {project: 'second'})-[r:FEEDS]->(b) CREATE (a)-[:FEEDS]->(b)",
    )
    with (
        neo4j.GraphDatabase.driver(projects.uri, auth=(projects.user, projects.password)) as driver,
        driver.session() as session,
    ):
        for statement in statements:
            session.run(statement).consume()
    everything = "MATCH (a)-[r]->(b) RETURN a, r, b ORDER BY a.id, type(r), b.id, r.start"
    Neo4jWriter(projects).load(build_graph(small_world(), "second"))
    with Neo4jView(projects, "second") as view:
        assert view.run("MATCH (p:Patent) RETURN count(p) AS n").rows == [{"n": 12}]
        mended = view.run(everything).rows
    with Neo4jView(projects, "甲项目") as view:
        untouched = view.run(everything).rows
    assert str(mended).replace("second", "甲项目") == str(untouched)


def test_a_view_is_closed_while_its_queries_run_on(
    projects: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    backtracks = f"RETURN '{'a' * 27}' =~ '(.*a){{20}}b' AS found"  # the server cannot end it
    before = set(threading.enumerate())
    for _ in range(12):
        view = Neo4jView(projects, "second")
        with monkeypatch.context() as patched:
            patched.setattr("patnav.graph.neo4j.GRACE", 0.0)
            with pytest.raises(QueryError, match="ended here, not on the server"):
                view.run(backtracks, timeout=0.02)
        view.close()
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
        assert not thread.is_alive()
    gc.collect()  # a session left open warns, and a warning fails the test


def test_every_kind_has_its_constraint(projects: Address) -> None:
    with (
        neo4j.GraphDatabase.driver(projects.uri, auth=(projects.user, projects.password)) as driver,
        driver.session() as session,
    ):
        found = {row["labelsOrTypes"][0] for row in session.run("SHOW CONSTRAINTS")}
    assert found == set(build_graph(small_world()).nodes)


def documented_join() -> str:
    """The query of docs/graph.md that joins two projects, without the shell around it."""
    page = (ROOT / "docs/graph.md").read_text(encoding="utf-8")
    (words,) = re.findall(r'--across "\n(.*?)" --param one=pv', page, re.DOTALL)
    return words


def test_the_documented_query_joins_two_projects_and_others_stay_apart(projects: Address) -> None:
    params = {"one": "甲项目", "other": "second"}
    filed = Counter(row["organisation"] for row in small_world()["applicants"].to_pylist())
    truth = sorted(((key, n, n) for key, n in filed.items()), key=lambda row: (-row[1], row[0]))
    with Neo4jView(projects, "second", across=True) as view:
        rows = view.run(documented_join(), params).rows
        assert [tuple(row.values()) for row in rows] == truth
        here = view.run(
            "MATCH (p:Patent) WHERE p.project IN $names RETURN count(p) AS n",
            {"names": [*params.values()]},
        )
        assert here.rows == [{"n": 24}]
    with Neo4jView(projects, "second") as view:
        assert view.run(documented_join(), params).rows == []


def test_a_project_is_removed_and_its_neighbours_stay(projects: Address) -> None:
    graph = build_graph(small_world(), "gone soon")
    Neo4jWriter(projects, Published("a" * 16, "schema")).load(graph)
    everything = "MATCH (a)-[r]->(b) RETURN a, r, b ORDER BY a.id, type(r), b.id, r.start"
    with Neo4jView(projects, "second") as view:
        before = view.run(everything).rows
    assert unpublish(projects, "gone soon") == {label: graph.counts[label] for label in graph.nodes}
    assert published(projects, "gone soon") is None
    with pytest.raises(StoreError, match="gone soon is not on this server"):
        Neo4jView(projects, "gone soon")
    with pytest.raises(StoreError, match="gone soon is not on this server"):
        unpublish(projects, "gone soon")
    with Neo4jView(projects, "second") as view:
        assert view.run(everything).rows == before


def test_a_project_that_is_not_there_is_said_so(projects: Address) -> None:
    with pytest.raises(StoreError, match=r"nobody is not on this server.*patnav publish"):
        Neo4jView(projects, "nobody")


def test_a_server_that_is_stopped_or_refuses_the_password_is_said_so(projects: Address) -> None:
    with pytest.raises(StoreError, match="does not accept user"):
        Neo4jWriter(Address(projects.uri, projects.user, "wrong"))
    with pytest.raises(StoreError, match="no Neo4j answers there"):
        Neo4jView(Address("bolt://127.0.0.1:9", "neo4j", "x"), "second")
    with pytest.raises(StoreError, match=r"bolt://host:7687"):
        Neo4jView(Address("http://127.0.0.1:9", "neo4j", "x"), "second")
