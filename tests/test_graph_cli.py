"""`patnav query` and `patnav publish` as a user types them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import pyarrow.parquet as pq
import pytest
from small_world import save_small_world, small_world

from patnav.cli.parameters import parameters
from patnav.graph.address import Address
from patnav.graph.build import build_graph
from patnav.graph.embedded_writer import build_embedded
from patnav.screen import cell_text

NAME = f"命令行{uuid4().hex}"  # of this run alone: another may use the same server at the same time


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "world"
    snapshot = save_small_world(folder, NAME)
    build_embedded(small_world(), snapshot.graph_file, NAME)
    return folder


def patnav(
    *words: str, folder: Path, env: Mapping[str, str] = {}
) -> subprocess.CompletedProcess[str]:
    if words[0] == "query":
        words = *words, "--timeout", "600"  # the default is too short for a machine that is busy
    command = [sys.executable, "-c", "from patnav.cli import main; main()", *words]
    clean = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONUTF8": "1"}
    return subprocess.run(
        command, cwd=folder, env=clean | dict(env), capture_output=True, text=True, check=False
    )


def test_rows_come_as_json_and_as_a_table(project: Path) -> None:
    query = "MATCH (o:Organisation {kind: $kind}) RETURN o.title AS 名称"
    done = patnav("query", query, "--param", "kind=university", "--json", folder=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == [{"名称": "南湖理工大学"}]
    table = patnav("query", query, "--param", "kind=university", folder=project)
    assert table.stdout.splitlines() == ["名称", "南湖理工大学"]


def test_a_named_query_takes_its_parameters(project: Path) -> None:
    words = ["query", "--named", "node_neighbours", "--param", "node=SW-01", "--json"]
    rows = json.loads(patnav(*words, folder=project).stdout)
    assert {row["node"] for row in rows} == {"SW-02", "SW-04"}
    listed = json.loads(patnav("query", "--named", "list", "--json", folder=project).stdout)
    assert len(listed) == 13


@pytest.mark.parametrize("number", ["Infinity", "NaN"])
def test_json_holds_no_number_that_json_does_not_have(project: Path, number: str) -> None:
    query = f"RETURN toFloat('{number}') AS x, 1 AS y"
    done = patnav("query", query, "--json", folder=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert "JSON has no word" in done.stderr
    assert patnav("query", query, "--format", "csv", folder=project).returncode == 0


def test_a_row_limit_is_said_on_stderr(project: Path) -> None:
    query = "MATCH (p:Patent) RETURN p.id"
    done = patnav("query", query, "--limit", "2", "--json", folder=project)
    assert len(json.loads(done.stdout)) == 2
    assert "only the first 2 rows" in done.stderr


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "true"),
        (["甲", "乙"], '["甲", "乙"]'),
        ({"labels": ["Patent"], "granted": False}, '{"labels": ["Patent"], "granted": false}'),
        (2018.25, "2018.2"),
        (123456789.123, "123456789.1"),
        (1 / 3, "0.3333"),
        (1e-7, "1e-07"),
        (1e20, "1e+20"),
        (123456789, "123456789"),
        ("甲\n乙\x1b[31m", "甲 乙 [31m"),
    ],
)
def test_a_cell_of_a_table_is_one_line_that_can_be_read(value: object, shown: str) -> None:
    assert cell_text(value) == shown


def test_a_node_in_a_table_is_json(project: Path) -> None:
    done = patnav("query", "MATCH (p:Patent) RETURN p ORDER BY p.id LIMIT 1", folder=project)
    head, row = done.stdout.splitlines()
    assert (head, json.loads(row)["labels"]) == ("p", ["Patent"])


NESTED = (
    "MATCH (p:Patent {id: 'CN201810000001'}) RETURN p.cited_by AS n, '=1+1' AS formula, "
    "['甲', '乙'] AS names, p AS node, p.granted AS granted"
)


def test_csv_is_for_spreadsheets(project: Path) -> None:
    done = patnav("query", NESTED, "--format", "csv", folder=project)
    head, row = csv.reader(io.StringIO(done.stdout.removeprefix("\ufeff")))
    assert done.stdout.startswith("\ufeff")
    assert head == ["n", "formula", "names", "node", "granted"]
    assert row[:3] == ["9", "'=1+1", '["甲","乙"]']
    assert json.loads(row[3])["labels"] == ["Patent"]
    assert row[4] == "true"


def test_parquet_and_json_files_hold_the_rows_as_they_are(project: Path) -> None:
    for name in ("rows.parquet", "rows.json"):
        done = patnav("query", NESTED, "-o", name, folder=project)
        assert (done.returncode, done.stdout) == (0, "")
        assert f"wrote {name}: 1 rows" in done.stderr
    table = pq.read_table(project / "rows.parquet")
    assert [str(field.type) for field in table.schema] == [
        *("int64", "string", "list<element: string>", "string", "bool")
    ]
    (row,) = table.to_pylist()
    assert (row["n"], row["formula"], row["names"]) == (9, "=1+1", ["甲", "乙"])
    (same,) = json.loads((project / "rows.json").read_text(encoding="utf-8"))
    assert same["node"] == json.loads(row["node"])


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["-o", "rows.xlsx"], "name it .json, .csv or .parquet"),
        (["--json", "--format", "csv"], "say one of them"),
        (["-o", "rows.csv", "--format", "table"], "a table is for the screen"),
        (["--param", "n=1", "--param", "n=2"], "is said twice"),
        (["--param", "n=9223372036854775808"], "more than 64 bits"),
    ],
)
def test_what_cannot_be_given_is_said(project: Path, words: list[str], remedy: str) -> None:
    done = patnav("query", "RETURN 1 AS one", *words, folder=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert remedy in done.stderr


def test_a_parameter_has_the_type_it_is_written_in() -> None:
    written = (
        "a=3",
        "b=0.5",
        "c=true",
        "d=null",
        'e=["x", 1]',
        'f="03"',
        "g=BT-03",
        "$h=",
        "i=NaN",
    )
    assert parameters(written) == {
        "a": 3,
        "b": 0.5,
        "c": True,
        "d": None,
        "e": ["x", 1],
        "f": "03",
        "g": "BT-03",
        "h": "",
        "i": "NaN",
    }


@pytest.mark.parametrize(
    ("cypher", "words"),
    [
        ("MATCH (p:Patent) RETURN stdev(p.cited_by)", "not on the embedded engine"),
        ("MATCH (n) DETACH DELETE n", "read-only"),
        ("LOAD CSV FROM 'file:///etc/hostname' AS l RETURN l", "read-only"),
        ("MATCH (p:Patent) RETURN p.tilte", "did you mean `title`"),
        ("MATCH (p:Patent", "never closed"),
    ],
)
def test_a_refused_query_exits_2_in_one_line(project: Path, cypher: str, words: str) -> None:
    done = patnav("query", cypher, "--json", folder=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_a_server_the_remedy_is_named(project: Path) -> None:
    done = patnav("publish", folder=project)
    assert done.returncode == 1
    assert "patnav neo4j start" in done.stderr


def test_an_unreachable_server_is_an_error_without_traceback(project: Path) -> None:
    done = patnav("publish", folder=project, env={"NEO4J_URI": "bolt://127.0.0.1:9"})
    assert done.returncode == 1
    assert "no Neo4j answers there" in done.stderr
    assert "Traceback" not in done.stderr
    wrong = patnav("publish", folder=project, env={"NEO4J_URI": "127.0.0.1"})
    assert wrong.returncode == 1
    assert "bolt://host:7687" in wrong.stderr


def naming(address: Address) -> dict[str, str]:
    """The environment that names a server."""
    return {
        "NEO4J_URI": address.uri,
        "NEO4J_USER": address.user,
        "NEO4J_PASSWORD": address.password,
    }


@pytest.fixture
def server(project: Path, neo4j_address: Address) -> Iterator[dict[str, str]]:
    """A server's environment; what the test publishes is taken off it again."""
    env = naming(neo4j_address)
    yield env
    patnav("publish", "--remove", folder=project, env=env)


@pytest.mark.neo4j
def test_publish_then_query_on_neo4j_gives_the_embedded_rows(
    project: Path, server: dict[str, str]
) -> None:
    done = patnav("publish", "--json", folder=project, env=server)
    assert (done.returncode, json.loads(done.stdout)) == (0, build_graph(small_world()).counts)
    query = "MATCH (o:Organisation)-[r:FILED]->(p:Patent) RETURN o, r, p ORDER BY o.id, p.id"
    embedded = patnav("query", query, "--json", folder=project)
    real = patnav("query", query, "--json", "--on", "neo4j", folder=project, env=server)
    assert json.loads(real.stdout) == json.loads(embedded.stdout)
    across = ["query", "MATCH (p:Patent {project: $p}) RETURN count(p) AS n", "--across", "--json"]
    asked = patnav(*across, "--param", f"p={NAME}", "--on", "neo4j", folder=project, env=server)
    assert json.loads(asked.stdout) == [{"n": 12}]
    assert "one project" in patnav(*across, "--param", "p=x", folder=project).stderr
    gone = patnav("publish", "--remove", "--json", folder=project, env=server)
    assert json.loads(gone.stdout)["Patent"] == 12
    after = patnav("query", query, "--on", "neo4j", folder=project, env=server)
    assert "patnav publish" in after.stderr


@pytest.mark.neo4j
def test_a_wrong_password_is_said(project: Path, neo4j_address: Address) -> None:
    # a user of its own: a server that was told wrong passwords for one refuses that one for a while
    env = naming(neo4j_address) | {"NEO4J_USER": NAME, "NEO4J_PASSWORD": "wrong"}
    wrong = patnav("publish", folder=project, env=env)
    assert wrong.returncode == 1
    assert f"does not accept user {NAME}" in wrong.stderr
