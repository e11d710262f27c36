"""The local Neo4j: start, status, env, stop; killed servers; what a machine may lack."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from patnav.cli import cli
from patnav.errors import StoreError
from patnav.graph.server import LocalServer, fetch_jars, find_java

pytestmark = pytest.mark.neo4j


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    made = LocalServer(tmp_path_factory.mktemp("server") / "家 folder")
    try:
        made.install()
    except StoreError as error:
        pytest.skip(f"no local Neo4j: {error}")
    made.start(made._free_port())
    yield made
    made.stop()


def test_it_listens_on_loopback_and_says_where_its_logs_are(server: LocalServer) -> None:
    state = server.state()
    assert state.running
    assert state.uri == f"bolt://127.0.0.1:{state.port}"
    assert (Path(state.logs) / "console.log").stat().st_size > 0
    conf = (server.home / "conf" / "neo4j.conf").read_text(encoding="utf-8")
    assert "server.http.enabled=false" in conf
    assert "allow_csv_import_from_file_urls=false" in conf


def test_the_password_is_the_users_alone(server: LocalServer) -> None:
    mode = (server.home / "password").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert len(server.password) >= 20


def test_starting_again_leaves_it_as_it_is(server: LocalServer) -> None:
    before = server.state()
    assert LocalServer(server.home).start() == before


def test_the_command_prints_shell_exports(server: LocalServer) -> None:
    done = CliRunner().invoke(cli, ["neo4j", "env", "--home", str(server.home)])
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        f"export NEO4J_URI={server.state().uri}",
        "export NEO4J_USER=neo4j",
        f"export NEO4J_PASSWORD={server.password}",
    ]


def test_a_killed_server_is_seen_as_gone_and_starts_again(server: LocalServer) -> None:
    pid = server.state().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert server._process is not None
    server._process.wait()
    assert not server.state().running
    done = CliRunner().invoke(cli, ["neo4j", "status", "--home", str(server.home)])
    assert done.exit_code == 1
    again = server.start()
    assert again.running
    assert again.pid != pid


def test_a_pid_of_another_process_is_not_taken_for_the_server(tmp_path: Path) -> None:
    server = LocalServer(tmp_path)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "neo4j.pid").write_text(str(os.getpid()))
    assert not server.state().running
    assert server.stop() is False


def test_stopping_is_clean(server: LocalServer) -> None:
    pid = server.state().pid
    assert pid is not None
    assert server.stop() is True
    assert not server.state().running
    assert server.stop() is False


def test_without_java_the_error_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(StoreError, match=r"needs Java 17 or 21.*OpenJDK"):
        find_java()
    with pytest.raises(StoreError, match=r"needs Maven.*NEO4J_URI"):
        fetch_jars(tmp_path / "jars", print)


def test_an_old_java_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    java.chmod(0o755)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(StoreError, match=r"is not Java 17 or 21 \(.*11\.0\.2"):
        find_java()


def test_a_failed_fetch_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    maven = tmp_path / "mvn"
    maven.write_text("#!/bin/sh\necho '[ERROR] the network is down'\nexit 1\n")
    maven.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(StoreError, match=r"the network is down.*settings\.xml"):
        fetch_jars(tmp_path / "jars", print)
    assert not (tmp_path / "jars").exists()


def test_env_before_the_first_start_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="patnav neo4j start"):
        LocalServer(tmp_path / "none").environment()
