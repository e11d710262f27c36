"""Publishing what changed between two snapshots: only that is sent; a killed run harms nothing."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import neo4j
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from neo4j.exceptions import Neo4jError
from small_world import small_world

from patnav.graph.address import Address
from patnav.graph.build import build_graph, needed_tables
from patnav.graph.delta import compare
from patnav.graph.mark import Mark, Published, mark_in, published
from patnav.graph.neo4j import Neo4jView, Neo4jWriter
from patnav.graph.publish import publish
from patnav.project import Project, ProjectFile, create_project
from patnav.snapshot import Snapshot, SnapshotWriter
from patnav.tables import Tables, empty

pytestmark = pytest.mark.neo4j
EVERYTHING = "MATCH (a)-[r]->(b) RETURN a, r, b ORDER BY a.id, type(r), b.id, r.start"
SEED = 20261126


def project_of(folder: Path, name: str) -> Project:
    values: dict[str, Any] = {
        "name": name,
        "chain": "new_energy_battery_hydrogen",
        "home_region": "320000",
        "cutoff": date(2024, 12, 31),
    }
    return create_project(folder, ProjectFile.model_validate(values).model_dump())


def save(project: Project, identity: str, tables: Tables) -> Snapshot:
    writer = SnapshotWriter(project, identity * 16)
    writer.write("tables", {name: empty(name) for name in needed_tables()} | tables)
    return writer.finish({"patnav": "test"})


def later() -> Tables:
    """The small world a week later: one title is new, one patent lost its mentions and product."""
    tables = small_world()
    titles = tables["patents"]["title"].to_pylist()
    titles[2] = "软包电芯（修订）"
    at = tables["patents"].column_names.index("title")
    tables["patents"] = tables["patents"].set_column(at, "title", pa.array(titles, pa.string()))
    for name in ("mentions", "products"):
        keep = pc.not_equal(tables[name]["patent"], "CN201810000001")
        tables[name] = tables[name].filter(keep)
    return tables


def stored(address: Address, project: str) -> str:
    with Neo4jView(address, project) as view:
        return str(view.run(EVERYTHING).rows).replace(project, "P")


def test_the_note_is_read_to_its_end_so_that_the_next_query_may_fail() -> None:
    row = neo4j.Record({"s": "abc", "f": "1", "l": None, "i": "7"})
    left = iter([row, row])
    assert mark_in(left) == Mark(Published("abc", "1"), loading=False, load="7")
    assert list(left) == []
    assert mark_in(iter([])) == Mark(None, loading=False, load="")


def test_the_difference_is_what_changed_and_nothing_else() -> None:
    before, after = build_graph(small_world(), "x"), build_graph(later(), "x")
    delta = compare(before, after)
    written = {label: rows.num_rows for label, rows in delta.written.items() if rows.num_rows}
    assert written == {"Patent": 1, "Family": 1}  # a family shows the title of its patent
    gone = {label: rows.num_rows for label, rows in delta.gone.items() if rows.num_rows}
    assert gone == {
        label: count - after.counts[label]
        for label, count in before.counts.items()
        if count != after.counts[label]
    }
    assert gone["USES_MEANS"] == 2
    assert compare(after, after).rows == 0
    back = compare(after, before)
    assert sum(rows.num_rows for rows in back.written.values()) == delta.rows


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return project_of(tmp_path, f"p {uuid4()}")  # a server keeps what earlier runs published


def test_only_what_changed_is_sent(neo4j_address: Address, project: Project) -> None:
    name, said = project.settings.name, list[str]()
    old, new = save(project, "a", small_world()), save(project, "b", later())
    publish(neo4j_address, old, said.append)
    assert not [line for line in said if line.startswith("since snapshot")]
    first = stored(neo4j_address, name)
    rows = compare(build_graph(small_world(), name), build_graph(later(), name))
    gone = sum(table.num_rows for table in rows.gone.values())
    counts = publish(neo4j_address, new, said.append)
    assert said[-1] == f"since snapshot {old.id}: 2 rows new or changed, {gone} gone"
    assert counts == build_graph(later(), name).counts
    Neo4jWriter(neo4j_address).load(build_graph(later(), f"{name} clean"))
    assert stored(neo4j_address, name) == stored(neo4j_address, f"{name} clean").replace(
        "P clean", "P"
    )
    publish(neo4j_address, new, said.append)
    assert said[-1] == f"since snapshot {new.id}: 0 rows new or changed, 0 gone"
    publish(neo4j_address, old, said.append)
    assert stored(neo4j_address, name) == first


def test_a_server_without_the_memory_for_one_transaction_gets_parts(
    neo4j_address: Address, project: Project
) -> None:
    class Small(Address):
        """A server that has no memory, told so many words later."""

        words = 0

        @contextmanager
        def errors(self) -> Iterator[None]:
            with super().errors():
                yield
                Small.words -= 1
                if Small.words == 0:
                    raise OutOfMemoryError

    class OutOfMemoryError(Neo4jError):
        code = "Neo.TransientError.General.MemoryPoolOutOfMemoryError"
        message = "The allocation would use more than the limit"

    publish(neo4j_address, save(project, "1", small_world()), lambda _text: None)
    said: list[str] = []
    server = Small(**{name: getattr(neo4j_address, name) for name in Address.__slots__})
    after = save(project, "2", later())

    def hear(text: str) -> None:
        said.append(text)
        if "rows new or changed" in text:
            Small.words = 2

    publish(server, after, hear)
    assert said[-1] == "The allocation would use more than the limit; sending it in parts"
    with Neo4jView(neo4j_address, project.settings.name) as view:
        found = view.run("MATCH (p:Patent) WHERE p.title CONTAINS '修订' RETURN count(p) AS n")
    assert found.rows == [{"n": 1}]


def test_what_others_changed_is_noticed_and_put_right(
    neo4j_address: Address, project: Project
) -> None:
    name, said = project.settings.name, list[str]()
    snapshot = save(project, "a", small_world())
    publish(neo4j_address, snapshot, said.append)
    before = stored(neo4j_address, name)
    tamper = "MATCH (p:Patent {project: $p, id: 'CN201910000003'}) SET p.title = 'x'"
    cut = "MATCH (:Patent {project: $p})-[r:IN_FAMILY]->() DELETE r"
    for statement, words in ((tamper, "a stored Patent is not"), (cut, "holds 0 IN_FAMILY")):
        auth = (neo4j_address.user, neo4j_address.password)
        with neo4j.GraphDatabase.driver(neo4j_address.uri, auth=auth) as driver:
            driver.execute_query(statement, {"p": name})
        publish(neo4j_address, snapshot, said.append)
        assert any(words in line and "comparing all" in line for line in said)
        assert stored(neo4j_address, name) == before


def test_without_the_earlier_snapshot_all_is_compared(
    neo4j_address: Address, project: Project
) -> None:
    said = list[str]()
    old = save(project, "a", small_world())
    publish(neo4j_address, old, said.append)
    (old.folder / "manifest.json").unlink()
    new = save(project, "b", later())
    counts = publish(neo4j_address, new, said.append)
    assert any("cannot be read any more" in line for line in said)
    assert counts == build_graph(later(), "x").counts
    there = published(neo4j_address, project.settings.name)
    assert there is not None
    assert there.snapshot == new.id


def test_a_load_without_a_snapshot_forgets_what_was_noted(
    neo4j_address: Address, project: Project
) -> None:
    name = project.settings.name
    publish(neo4j_address, save(project, "a", small_world()), lambda _: None)
    Neo4jWriter(neo4j_address).load(build_graph(later(), name))
    assert published(neo4j_address, name) is None


_CHILD = """
import sys, time
from pathlib import Path
from patnav.graph.address import Address
from patnav.graph.publish import publish
from patnav.project import open_project
from patnav.snapshot import open_snapshot
uri, user, password, folder, identity = sys.argv[1:]
snapshot = open_snapshot(open_project(Path(folder)), identity)
publish(Address(uri, user, password), snapshot, lambda text: print(text, flush=True))
"""


def test_a_killed_publish_leaves_the_old_graph_or_the_new(
    neo4j_address: Address, project: Project
) -> None:
    name, chance = project.settings.name, random.Random(SEED)
    snapshots = {"a": save(project, "a", small_world()), "b": save(project, "b", later())}
    whole = {}
    for key, snapshot in snapshots.items():
        publish(neo4j_address, snapshot, lambda _: None)
        whole[key] = stored(neo4j_address, name)
    at = [neo4j_address.uri, neo4j_address.user, neo4j_address.password]
    for key in ("a", "b", "a"):
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, *at, str(project.folder), snapshots[key].id],
            stdout=subprocess.PIPE,
        )
        assert child.stdout is not None
        child.stdout.readline()  # from here on it writes
        time.sleep(chance.uniform(0, 0.5))
        child.kill()
        child.communicate()
        assert stored(neo4j_address, name) in whole.values()
    counts = publish(neo4j_address, snapshots["b"], lambda _: None)
    assert counts == build_graph(later(), name).counts
    assert stored(neo4j_address, name) == whole["b"]
