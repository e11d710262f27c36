"""Fixtures that several test modules share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from patnav.build import BuildReport, build
from patnav.data.synthetic import Truth
from patnav.demo import demo_project
from patnav.errors import StoreError
from patnav.graph.address import Address, find_address
from patnav.graph.server import LocalServer
from patnav.project import GraphSettings
from patnav.snapshot import Snapshot

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The founders' shared material beside the checkout; its texts never enter the project."""
    folder = Path(os.environ.get("PATNAV_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("shared test data is not beside this checkout (set PATNAV_SHARED)")
    return folder


class Demo(NamedTuple):
    """The demo project, built: what is planted and what came out."""

    folder: Path
    truth: Truth
    report: BuildReport

    @property
    def snapshot(self) -> Snapshot:
        return self.report.snapshot


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The synthetic chain through the whole pipeline, once for all tests."""
    folder = tmp_path_factory.mktemp("demo") / "project"
    project, truth = demo_project(folder)
    return Demo(folder, truth, build(project))


class WholeFiles(LoadFileScheduling):
    """Workers of `make test`: a file goes to one of them as a whole, as its fixtures ask.

    So do all files that use the server (some look at the whole of it, and a second one would take
    2 GB more), and all that use the demo project, which takes a while to build.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(super()._split_scope(nodeid))


@cache
def group_of(file: str) -> str:
    text = (ROOT / file).read_text(encoding="utf-8")
    return next((use for use in ("neo4j_address", "demo: Demo") if use in text), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WholeFiles:
    return WholeFiles(config, log)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI nothing may be skipped: with PATNAV_NO_SKIP a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("PATNAV_NO_SKIP") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def neo4j_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """A real Neo4j: the one NEO4J_URI names, else a local one started by our own code."""
    if os.environ.get("NEO4J_URI"):
        yield find_address(GraphSettings())
        return
    server = LocalServer(tmp_path_factory.mktemp("neo4j"), print)
    try:
        server.install()
    except StoreError as error:
        pytest.skip(f"no local Neo4j: {error}")
    yield Address(server.start(memory=2048).uri, "neo4j", server.password)
    server.stop()
