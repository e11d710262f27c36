"""Installing the local Neo4j: each file checked, from Maven, an address or a bundle; bad days."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from patnav.cli import cli
from patnav.errors import StoreError
from patnav.graph.program import VERSION, install, jars, lacking, write_bundle
from patnav.graph.server import LocalServer, program_folder

pytestmark = pytest.mark.neo4j
BIN = Path(sys.executable).parent
VICTIM = next(jar for jar in jars() if jar.name.startswith("neo4j-kernel-5"))


class Repository(SimpleHTTPRequestHandler):
    """A repository in Maven's layout that spoils one file in the way a test wants."""

    fault = ""
    asked = 0

    def do_GET(self) -> None:
        if not self.path.endswith(VICTIM.name) or not self.fault:
            super().do_GET()
            return
        type(self).asked += 1
        content = Path(self.translate_path(self.path)).read_bytes()
        if self.fault == "gone":
            self.send_error(404)
        elif self.fault == "busy" and self.asked < 2:
            self.send_error(503)
        else:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            half = self.fault == "cut" or (self.fault == "cut once" and self.asked < 2)
            changed = content[:-1] + b"!" if self.fault == "changed" else content
            self.wfile.write(content[: len(content) // 2] if half else changed)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- name of the base
        """Say nothing."""


@pytest.fixture(scope="module")
def program() -> Path:
    """The installed program; installing it needs Java and Maven, or a network."""
    try:
        LocalServer().install()
    except StoreError as error:
        pytest.skip(f"no local Neo4j: {error}")
    return program_folder()


@pytest.fixture(scope="module")
def address(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("repository")
    for jar in jars():
        (folder / jar.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / jar.path).symlink_to(program / jar.name)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Repository, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def bundle(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("bundle") / "neo4j.zip"
    write_bundle(program, file)
    return file


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Repository, "asked", 0)
    yield
    Repository.fault = ""


def quiet(_: str) -> None:
    """Say nothing."""


def left_behind(folder: Path) -> list[str]:
    return [path.name for path in folder.parent.iterdir()]


def command(*words: str) -> Result:
    return CliRunner().invoke(cli, ["neo4j", *words])


def test_the_list_is_of_one_version_and_complete() -> None:
    assert len(jars()) == len({jar.name for jar in jars()}) == 160
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in jars())
    server = [jar for jar in jars() if jar.coordinates.startswith("org.neo4j.app:neo4j-server:")]
    assert [jar.coordinates.split(":")[2] for jar in server] == [VERSION]
    assert not [jar.name for jar in jars() if jar.name.startswith(("jetty", "jersey", "parquet"))]


def test_it_comes_from_an_address_without_maven(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "cache" / VERSION
    assert install(folder, quiet, repository=f"{address}/", maven=False) is True
    assert sorted(path.name for path in folder.iterdir()) == sorted(jar.name for jar in jars())
    assert install(folder, quiet, repository="http://127.0.0.1:9", maven=False) is False
    assert left_behind(folder) == [VERSION]


def test_a_changed_file_in_place_is_noticed_and_put_right(bundle: Path, tmp_path: Path) -> None:
    folder = tmp_path / VERSION
    install(folder, quiet, bundle=bundle)
    content = (folder / VICTIM.name).read_bytes()
    (folder / VICTIM.name).write_bytes(content[:-1] + b"!")
    (folder / jars()[0].name).unlink()
    assert lacking(folder) == [jars()[0]]
    assert install(folder, quiet, bundle=bundle) is True
    assert (folder / VICTIM.name).read_bytes() == content
    assert left_behind(folder) == [VERSION]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("changed", r"neo4j-kernel-.*is not the file that patnav knows.*use another address"),
        ("cut", r"cut after \d+ of \d+ bytes.*patnav neo4j bundle"),
        ("gone", r"answers 404.*--repository"),
    ],
)
@pytest.mark.usefixtures("fault")
def test_a_spoilt_download_installs_nothing(
    address: str, tmp_path: Path, kind: str, words: str
) -> None:
    Repository.fault = kind
    folder = tmp_path / "cache" / VERSION
    with pytest.raises(StoreError, match=words):
        install(folder, quiet, repository=address, maven=False)
    assert left_behind(folder) == []


@pytest.mark.parametrize("kind", ["busy", "cut once"])
@pytest.mark.usefixtures("fault")
def test_what_fails_once_is_tried_again(address: str, tmp_path: Path, kind: str) -> None:
    Repository.fault = kind
    assert install(tmp_path / VERSION, quiet, repository=address, maven=False) is True
    assert Repository.asked == 2


def test_without_a_network_the_error_names_the_other_ways(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(StoreError, match=r"does not answer: .*refused.*install --from FILE"):
            install(tmp_path / VERSION, quiet, repository=nobody, maven=False)
    with pytest.raises(StoreError, match="no address of a repository"):
        install(tmp_path / VERSION, quiet, repository="ftp://x", maven=False)
    assert left_behind(tmp_path / VERSION) == []


def test_a_bundle_has_the_same_bytes_each_time(bundle: Path, tmp_path: Path) -> None:
    install(tmp_path / VERSION, quiet, bundle=bundle)
    write_bundle(tmp_path / VERSION, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == bundle.read_bytes()


def test_a_damaged_bundle_is_refused(bundle: Path, tmp_path: Path) -> None:
    whole = bundle.read_bytes()
    bad = {
        "cut.zip": (whole[: len(whole) // 2], "damaged or was cut"),
        "text.zip": (b"no bundle", "damaged or was cut"),
        "flipped.zip": (whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:], "damaged|knows"),
    }
    for name, (content, words) in bad.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(StoreError, match=rf"{name}: .*(?:{words})"):
            install(tmp_path / "cache" / VERSION, quiet, bundle=tmp_path / name)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("../../outside.jar", b"x")
    with pytest.raises(StoreError, match=f"no bundle of Neo4j {VERSION}.*patnav neo4j bundle"):
        install(tmp_path / "cache" / VERSION, quiet, bundle=tmp_path / "other.zip")
    with pytest.raises(StoreError, match="there is no such file"):
        install(tmp_path / "cache" / VERSION, quiet, bundle=tmp_path / "none.zip")
    assert left_behind(tmp_path / "cache" / VERSION) == []


def test_a_full_disk_leaves_nothing_behind(bundle: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(BIN / "patnav"), "neo4j", "install", "--from", str(bundle)],
        env={"PATH": "", "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20)),
    )
    assert done.returncode == 1
    assert "Neo4j could not be written: File too large — " in done.stderr
    assert "200 MB" in done.stderr
    assert left_behind(tmp_path / "cache" / "patnav" / "neo4j" / VERSION) == []
    with pytest.raises(StoreError, match="could not be written: No such file"):
        write_bundle(program_folder(), tmp_path / "nowhere" / "neo4j.zip")


def test_the_commands_install_bundle_and_uninstall(
    bundle: Path, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    done = command("install", "--from", str(bundle))
    assert done.exit_code == 0, done.output
    assert f"installed in {program_folder()}" in done.stderr
    assert "whole and in place" in command("install").stderr
    assert command("bundle", "out.zip").exit_code == 0
    assert Path("out.zip").read_bytes() == bundle.read_bytes()
    home = tmp_path / "data" / "patnav" / "neo4j"
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "neo4j.conf").write_text("x")
    said = command("uninstall").stderr
    assert "the data stay in" in said
    assert not program_folder().exists()
    assert "installed in" in command("install", "--repository", address).stderr
    assert command("uninstall", "--data").exit_code == 0
    assert not home.exists()
    assert not program_folder().exists()
    assert "it is not installed" in command("uninstall", "--data").stderr


def test_data_of_something_else_are_not_removed(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    done = command("uninstall", "--data", "--home", str(tmp_path))
    assert isinstance(done.exception, StoreError)
    assert "no home of a local Neo4j" in str(done.exception)
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_a_project_names_its_own_server_and_address(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))  # no Maven
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    head = "name = 'x'\nchain = 'iot'\nhome_region = '320000'\ncutoff = 2024-01-01\n"
    Path("patnav.toml").write_text(f"{head}[graph]\nhome = 'own'\nrepository = '{address}'\n")
    state = command("status", "--json")
    assert state.exit_code == 1
    assert str(tmp_path / "own") in state.stdout
    command("install")
    assert not lacking(program_folder())
    Path("patnav.toml").write_text(f"{head}[graph]\nhome = 5\n")
    assert "graph.home" in str(command("status").exception)
