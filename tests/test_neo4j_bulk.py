"""Bulk import into a local server: the same graph as online, swapped in whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from small_world import small_world
from test_neo4j_publish import later, project_of, save, stored

from patnav.errors import StoreError
from patnav.graph.address import Address
from patnav.graph.build import build_graph
from patnav.graph.bulk import publish_bulk, write_csv
from patnav.graph.mark import published
from patnav.graph.neo4j import Neo4jWriter
from patnav.graph.publish import publish
from patnav.graph.server import LocalServer
from patnav.project import Project
from patnav.tables import Tables

pytestmark = pytest.mark.neo4j
NAME = "批量"


def awkward() -> Tables:
    """The small world with texts that a CSV file could get wrong."""
    tables = small_world()
    titles = tables["patents"]["title"].to_pylist()
    titles[:4] = ['"quoted", with\ncomma and line', "back\\slash\\", "  blanks  ", "tab\tand;semi"]
    at = tables["patents"].column_names.index("title")
    tables["patents"] = tables["patents"].set_column(at, "title", pa.array(titles, pa.string()))
    return tables


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    made = LocalServer(tmp_path_factory.mktemp("bulk") / "家, folder", print)
    try:
        made.install()
    except StoreError as error:
        pytest.skip(f"no local Neo4j: {error}")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return project_of(tmp_path_factory.mktemp("project"), NAME)


def address_of(server: LocalServer) -> Address:
    return Address(server.state().uri, "neo4j", server.password)


def test_a_stopped_server_gets_the_same_graph_as_online(
    server: LocalServer, project: Project, neo4j_address: Address
) -> None:
    snapshot = save(project, "a", awkward())
    counts = publish_bulk(server, snapshot, print)
    assert counts == build_graph(awkward(), NAME).counts
    assert not server.state().running
    assert sorted(path.name for path in server.home.iterdir()) == ["data", "password", "run"]
    server.start(memory=768)
    Neo4jWriter(neo4j_address).load(build_graph(awkward(), NAME))
    assert stored(address_of(server), NAME) == stored(neo4j_address, NAME)
    there = published(address_of(server), NAME)
    assert there is not None
    assert there.snapshot == snapshot.id


def test_what_is_imported_is_published_on(server: LocalServer, project: Project) -> None:
    said = list[str]()
    publish(address_of(server), save(project, "b", later()), said.append)
    assert said[-1].startswith(f"since snapshot {'a' * 16}: ")


def test_a_killed_import_leaves_the_previous_graph(server: LocalServer, project: Project) -> None:
    before = stored(address_of(server), NAME)
    code = (
        "import sys; from pathlib import Path; from patnav.graph.bulk import publish_bulk; "
        "from patnav.graph.server import LocalServer; from patnav.project import open_project; "
        "from patnav.snapshot import open_snapshot; "
        "say = lambda text: print(text, flush=True); "
        "snapshot = open_snapshot(open_project(Path(sys.argv[2])), 'a' * 16); "
        "publish_bulk(LocalServer(Path(sys.argv[1]), say), snapshot, say)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(server.home), str(project.folder)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    assert any(line == "importing\n" for line in child.stdout)
    time.sleep(1)
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
    assert stored(address_of(server), NAME) == before
    assert publish_bulk(server, save(project, "a", awkward()), print)["Patent"] == 12
    assert server.state().running
    assert not (server.home / "importing").exists()


def test_a_swap_that_was_killed_is_completed_by_the_next_start(server: LocalServer) -> None:
    before = stored(address_of(server), NAME)
    server.stop()
    (server.home / "data").rename(server.home / "data.old")
    server.start(memory=768)
    assert stored(address_of(server), NAME) == before
    assert not (server.home / "data.old").exists()


def test_other_projects_are_not_overwritten(server: LocalServer, project: Project) -> None:
    Neo4jWriter(address_of(server)).load(build_graph(small_world(), "other"))
    before = stored(address_of(server), "other")
    with pytest.raises(StoreError, match=r"another project \(other\).*without --bulk"):
        publish_bulk(server, save(project, "a", awkward()), print)
    assert stored(address_of(server), "other") == before
    assert server.state().running


def test_a_list_that_holds_the_joining_sign_is_refused(tmp_path: Path) -> None:
    tables = small_world()
    names = pa.array([["a\x1fb"]] * tables["organisations"].num_rows, pa.list_(pa.string()))
    at = tables["organisations"].column_names.index("names")
    tables["organisations"] = tables["organisations"].set_column(at, "names", names)
    with pytest.raises(StoreError, match=r"list of Organisation holds .*U\+001F"):
        write_csv(build_graph(tables, "x"), tmp_path)
