"""kill -9 at random moments: readers see a whole graph or are told; the next run completes it."""

from __future__ import annotations

import random
import time
from pathlib import Path
from uuid import uuid4

import pytest
from killed_work import build_later, killed, publish_in_parts, spent
from small_world import small_world
from test_neo4j_publish import later, project_of, save, stored

from patnav.errors import StoreError
from patnav.graph.address import Address
from patnav.graph.build import build_graph
from patnav.graph.embedded import EmbeddedView
from patnav.graph.embedded_writer import build_embedded
from patnav.graph.mark import published
from patnav.graph.neo4j import Neo4jView, Neo4jWriter
from patnav.graph.publish import publish
from patnav.graph.schema import SCHEMA
from patnav.project import Project

SEED = 20261126
KILLS = 5


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return project_of(tmp_path, f"p {uuid4()}")


def seen(address: Address, project: str) -> str:
    """What a reader gets: the whole graph as text, or in which words it is refused."""
    try:
        return stored(address, project)
    except StoreError as error:
        return "not whole" if "is not whole" in error.what else "absent"


@pytest.mark.neo4j
def test_a_first_publish_is_seen_whole_or_refused(neo4j_address: Address, project: Project) -> None:
    name, chance = project.settings.name, random.Random(SEED)
    save(project, "a", small_world())
    clean = project_of(project.folder / "clean", f"{name} clean")
    save(clean, "a", small_world())
    seconds = spent(publish_in_parts, neo4j_address, clean.folder, "a" * 16)
    whole = stored(neo4j_address, clean.settings.name).replace("P clean", "P")
    for _ in range(KILLS):
        moment = chance.uniform(0, seconds)
        with killed(moment, publish_in_parts, neo4j_address, project.folder, "a" * 16) as ends:
            while time.monotonic() < ends:
                assert seen(neo4j_address, name) in {whole, "not whole", "absent"}
        assert seen(neo4j_address, name) in {whole, "not whole", "absent"}
    publish_in_parts(neo4j_address, project.folder, "a" * 16)
    assert seen(neo4j_address, name) == whole


@pytest.mark.neo4j
def test_a_large_change_is_seen_whole_or_refused(neo4j_address: Address, project: Project) -> None:
    name, chance, whole = project.settings.name, random.Random(SEED + 1), {}
    for key, tables in (("b", later()), ("a", small_world())):
        snapshot = save(project, key, tables)
        counts = publish(neo4j_address, snapshot, lambda _: None)
        assert counts == build_graph(tables, name).counts
        whole[key] = stored(neo4j_address, name)
    seconds = spent(publish_in_parts, neo4j_address, project.folder, "b" * 16)
    for key in "abaab":
        work = (publish_in_parts, neo4j_address, project.folder, key * 16)
        with killed(chance.uniform(0, seconds), *work) as ends:
            while time.monotonic() < ends:
                assert seen(neo4j_address, name) in {*whole.values(), "not whole"}
        assert seen(neo4j_address, name) in {*whole.values(), "not whole"}
    publish_in_parts(neo4j_address, project.folder, "b" * 16)
    assert seen(neo4j_address, name) == whole["b"]


@pytest.mark.neo4j
def test_what_a_broken_load_left_is_refused_until_it_is_published_again(
    neo4j_address: Address, project: Project
) -> None:
    name = project.settings.name
    snapshot = save(project, "a", small_world())
    writer = Neo4jWriter(neo4j_address)
    graph = build_graph(small_world(), name)
    writer.prepare(graph)
    writer.write_nodes(SCHEMA.nodes["Patent"], graph)
    with pytest.raises(StoreError, match=r"is not whole.*run it again"):
        Neo4jView(neo4j_address, name)
    writer.close()
    assert published(neo4j_address, name) is None
    assert publish(neo4j_address, snapshot, lambda _: None) == graph.counts
    with Neo4jView(neo4j_address, name) as view:
        assert view.run("MATCH (p:Patent) RETURN count(p) AS n").rows == [{"n": 12}]
        again = Neo4jWriter(neo4j_address)
        again.prepare(graph)
        again.write_nodes(SCHEMA.nodes["Patent"], graph)  # nothing to write: readers go on
        assert view.run("MATCH (p:Patent) RETURN count(p) AS n").rows == [{"n": 12}]
        again.close()


def test_an_embedded_build_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    chance, path = random.Random(SEED + 2), tmp_path / "graph.kgl"
    build_embedded(later(), path, "P")
    new = path.read_bytes()
    build_embedded(small_world(), path, "P")
    old = path.read_bytes()
    seconds = spent(build_later, tmp_path / "clean.kgl")
    assert (tmp_path / "clean.kgl").read_bytes() == new
    for _ in range(KILLS):
        with killed(chance.uniform(0, seconds), build_later, path) as ends:
            time.sleep(max(0.0, ends - time.monotonic()))
        assert path.read_bytes() in {old, new}
        with EmbeddedView(path) as view:
            assert view.run("MATCH (p:Patent) RETURN count(p) AS n").rows == [{"n": 12}]
        path.write_bytes(old)
    build_later(path)
    assert path.read_bytes() == new
    assert [file.name for file in tmp_path.glob(".*")] == []
