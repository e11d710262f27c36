"""Hostile queries on both engines: refused or ended with a clear word; the graph is unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_world import save_small_world, small_world

from patnav.cli import cli
from patnav.errors import PatnavError, QueryError
from patnav.graph.address import Address
from patnav.graph.build import build_graph
from patnav.graph.embedded import EmbeddedView
from patnav.graph.embedded_writer import build_embedded
from patnav.graph.neo4j import Neo4jView, Neo4jWriter
from patnav.graph.store import Answer, View

PROJECT = "hostile"
TIMEOUT, ROWS, MEMORY_MB = 0.4, 5, 256
PARAMETERS: dict[str, object] = {
    "label": "Patent",
    "name": "title",
    "word": "x'}) DETACH DELETE n //",
    "map": {"title": "pwned"},
    "url": "file:///etc/hostname",
    "list": ["CREATE (n:Pwned)"],
}
# What a refusal of each section says; the last section is answered.
SAYS = {
    "writes": "read-only",
    "administration": "read-only",
    "files and addresses": "read-only",
    "procedures": r"may not be called|read-only|is no Cypher|not on the embedded|Unknown function",
    "several statements": "one statement at a time|is no Cypher|read-only|returns nothing",
    "hidden words": r"read-only|function|no Cypher|escapes|returns nothing|Invalid input|syntax er",
    "parameters as labels": r"may not be a parameter|Invalid input|syntax error|cannot be used",
    "too much": r"and was ended|more memory|out of range|would materialize",
    "mere words": "",
}
GRAPH = build_graph(small_world(), PROJECT)


def sections() -> dict[str, list[str]]:
    """The attempts by section."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in Path(__file__).with_name("hostile.cypher").read_text("utf-8").split("\n"):
        if line.startswith("# "):
            name = line.removeprefix("# ")
        elif line and not line.startswith("//"):
            found.setdefault(name, []).append(line)
    return found


ATTEMPTS = [(name, line) for name, lines in sections().items() for line in lines]
DEEP = {  # sizes at which parsers have been seen to fall over
    "brackets": "RETURN " + "(" * 3000 + "1" + ")" * 3000 + " AS x",
    "lists": "RETURN " + "[" * 3000 + "]" * 3000 + " AS x",
    "sum": "RETURN 1" + " + 1" * 5000 + " AS x",
    "not": "RETURN " + "NOT " * 3000 + "true AS x",
    "case": "RETURN " + "CASE WHEN true THEN " * 1000 + "1" + " END" * 1000 + " AS x",
    "path": "MATCH " + "-->".join(["()"] * 100) + " RETURN count(*) AS x",
    "text": "RETURN '" + "a" * 300_000,
}


@pytest.fixture(scope="module", params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def view(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[View]:
    if request.param == "embedded":
        path = tmp_path_factory.mktemp("hostile") / "graph.kgl"
        build_embedded(small_world(), path, PROJECT)
        with EmbeddedView(path, MEMORY_MB) as embedded:
            before = path.read_bytes()
            yield embedded
            assert path.read_bytes() == before
        return
    address: Address = request.getfixturevalue("neo4j_address")
    Neo4jWriter(address).load(GRAPH)
    with Neo4jView(address, PROJECT) as real:
        yield real
    assert not traces(address)


@pytest.fixture(scope="module")
def graph(view: View) -> list[str]:
    return look(view)


def look(view: View) -> list[str]:
    """Every node with its properties and number of relationships."""
    queries = [f"MATCH (n:{kind}) RETURN n, COUNT {{ (n)--() }} AS links" for kind in GRAPH.nodes]
    return sorted(str(row) for query in queries for row in view.run(query, timeout=60).rows)


def traces(address: Address) -> list[object]:
    """What an attempt that got through would have left on the server."""
    with address.driver() as driver, driver.session(database="neo4j") as session:
        nodes = session.run(
            "MATCH (n:Pwned) RETURN n UNION MATCH (n:Patent {id: 'pwned'}) RETURN n"
        )
        found: list[object] = nodes.value()
        for what in ("INDEXES", "CONSTRAINTS", "DATABASES"):
            found += session.run(f"SHOW {what} YIELD name WHERE name = 'pwned'").value()
        users = session.run("SHOW USERS YIELD user WHERE user = 'pwned' RETURN user")
        return found + users.value()


def attempt(view: View, line: str) -> Answer | str:
    try:
        return view.run(line, PARAMETERS, limit=ROWS, timeout=TIMEOUT)
    except QueryError as error:
        return str(error)


@pytest.fixture(scope="module")
def outcomes(view: View, graph: list[str]) -> dict[str, Answer | str]:
    """What came of each attempt; several at once, as a server has them."""
    del graph
    lines = [line for _, line in ATTEMPTS]
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(lines, pool.map(partial(attempt, view), lines), strict=True))


def test_there_are_many_attempts_of_each_kind() -> None:
    assert len(ATTEMPTS) >= 150
    assert list(sections()) == list(SAYS)
    assert len({line for _, line in ATTEMPTS}) == len(ATTEMPTS)


@pytest.mark.parametrize(("section", "line"), ATTEMPTS)
def test_an_attempt_is_refused_or_ended(
    outcomes: dict[str, Answer | str], section: str, line: str
) -> None:
    outcome = outcomes[line]
    if section == "mere words":
        assert isinstance(outcome, Answer), outcome
    else:
        assert isinstance(outcome, str), outcome.rows
        assert re.search(SAYS[section], outcome), outcome
        assert "\n" not in outcome


@pytest.mark.parametrize("shape", list(DEEP))
def test_deep_nesting_is_answered_or_refused_and_the_next_query_works(
    view: View, graph: list[str], shape: str
) -> None:
    outcome = attempt(view, DEEP[shape])
    assert isinstance(outcome, Answer) or len(outcome) < 1000
    assert view.run("RETURN 1 AS x", timeout=30).rows == [{"x": 1}]
    assert graph


def test_after_all_of_them_the_graph_is_what_it_was(
    view: View, graph: list[str], outcomes: dict[str, Answer | str]
) -> None:
    assert len(outcomes) == len(ATTEMPTS)
    assert len(graph) == sum(GRAPH.counts[kind] for kind in GRAPH.nodes)
    assert look(view) == graph


@pytest.mark.parametrize("section", ["writes", "administration", "files and addresses"])
def test_the_command_line_exits_2_and_says_read_only(
    section: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cli") / "world"
    snapshot = save_small_world(folder)
    build_embedded(small_world(), snapshot.graph_file, PROJECT)
    for line in sections()[section]:
        done = CliRunner().invoke(cli, ["query", line, "--project", str(folder)])
        assert isinstance(done.exception, PatnavError), line
        assert done.exception.exit_code == 2
        assert "read-only" in str(done.exception)
