"""A local Neo4j that patnav installs and runs as a child process of its own.

    cache/patnav/neo4j/5.26.16/   the jars, the same for all homes (program.py)
    HOME/                         conf, data, logs, run/neo4j.pid, password (user-only)

It listens on loopback only, with a generated password; http, usage reports and file reads are off.
Its memory is a share of the machine's (machine.py).
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

if sys.platform != "win32":
    import fcntl

from patnav.data import resource
from patnav.errors import StoreError
from patnav.graph.java import OPENS, find_java, run_command
from patnav.graph.machine import Memory, memory_for
from patnav.graph.program import VERSION, Say, install, lacking
from patnav.project import GraphSettings

__all__ = [
    "DEFAULT_PORT",
    "LocalServer",
    "ServerState",
    "cache_folder",
    "data_folder",
    "program_folder",
    "server_home",
]

DEFAULT_PORT = 7687
START_SECONDS = 600  # a busy machine needs minutes; a server that ends is seen at once
STOP_SECONDS = 60
_ADMIN = "org.neo4j.cli.AdminTool"
_SERVER = "org.neo4j.server.CommunityEntryPoint"


@dataclass(frozen=True, slots=True)
class ServerState:
    """What `patnav neo4j status` tells; `pid` is None when the server is not running."""

    running: bool
    pid: int | None
    port: int
    uri: str
    home: str
    logs: str
    installed: bool
    version: str = VERSION


def program_folder() -> Path:
    """Folder of the program, shared by all servers of this user."""
    return cache_folder() / "neo4j" / VERSION


def server_home(settings: GraphSettings, project: Path) -> Path | None:
    """Home of the local server that a project names under `[graph] home`; None = the shared one."""
    return project / settings.home if settings.home else None


def cache_folder() -> Path:
    """Folder of what can be fetched again: XDG_CACHE_HOME, ~/Library/Caches or LOCALAPPDATA."""
    return _user_folder("XDG_CACHE_HOME", ".cache", "Library/Caches")


def data_folder() -> Path:
    """Folder of what must be kept: XDG_DATA_HOME, ~/Library/Application Support, LOCALAPPDATA."""
    return _user_folder("XDG_DATA_HOME", ".local/share", "Library/Application Support")


def _user_folder(variable: str, linux: str, mac: str) -> Path:
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home()))
    elif sys.platform == "darwin":
        base = Path.home() / mac
    else:
        base = Path(os.environ.get(variable) or Path.home() / linux)
    return base / "patnav"


class LocalServer:
    """The server of one home folder."""

    def __init__(self, home: Path | None = None, say: Say = lambda _text: None) -> None:
        self.home = (home or data_folder() / "neo4j").absolute()
        self.say = say
        self._pid_file = self.home / "run" / "neo4j.pid"
        self._password_file = self.home / "password"
        self._process: subprocess.Popen[bytes] | None = None
        self._data, self._old_data = self.home / "data", self.home / "data.old"

    # --- what it is -----------------------------------------------------------------------------

    @property
    def password(self) -> str:
        """The generated password; raises StoreError before the first start."""
        try:
            return self._password_file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise StoreError(
                "no local Neo4j here", where=str(self.home), remedy="run: patnav neo4j start"
            ) from None

    def state(self) -> ServerState:
        """Look whether it runs; a pid left behind by a killed server is seen as such."""
        pid, port = self._pid(), self._port()
        uri = f"bolt://127.0.0.1:{port}"
        logs = str(self.home / "logs")
        there = not lacking(program_folder())
        return ServerState(pid is not None, pid, port, uri, str(self.home), logs, there)

    def environment(self) -> dict[str, str]:
        """The three variables by which other programs find the server."""
        uri = self.state().uri
        return {"NEO4J_URI": uri, "NEO4J_USER": "neo4j", "NEO4J_PASSWORD": self.password}

    # --- start and stop -------------------------------------------------------------------------

    def start(self, port: int | None = None, memory: int | None = None) -> ServerState:
        """Install what is missing, start the server and wait until it answers.

        `memory` is what it may take in megabytes (by default a quarter of the machine). Raises
        StoreError when there is no Java, the program cannot be had, or the server ends.
        """
        with self._alone():
            if self._pid() is not None:
                return self.state()
            java, share = self.install(), memory_for(memory)
            self._recover()
            self.prepare(port, memory)
            self._process = self._launch(java, share)
            self._pid_file.write_text(f"{self._process.pid}\n", encoding="ascii")
            self._await(self._process)
        return self.state()

    def prepare(self, port: int | None = None, memory: int | None = None) -> None:
        """Write the settings and set the password, so that the server could start or import."""
        self._write_conf(port or self._free_port(), memory_for(memory))
        self._set_password()

    def take_over(self, other: LocalServer) -> None:
        """Take the data of another stopped server of the same password; its home is removed.

        Killed in between, the next start finds either the old data or the new.
        """
        with self._alone():
            self._recover()
            if not self._password_file.exists():
                self.keep_password(other.password)
            if self._data.exists():
                self._data.rename(self._old_data)
            other._data.rename(self._data)
            shutil.rmtree(self._old_data, ignore_errors=True)
            shutil.rmtree(other.home, ignore_errors=True)

    def keep_password(self, password: str) -> None:
        """Keep a password for the first start; readable by the user only."""
        self._password_file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(password + "\n")

    def _recover(self) -> None:
        """Put the data back that a `take_over` that was killed had set aside."""
        if self._old_data.exists() and not self._data.exists():
            self._old_data.rename(self._data)
        shutil.rmtree(self._old_data, ignore_errors=True)

    def install(self, repository: str = "") -> str:
        """Find Java and fetch the program when it is not there; return the Java."""
        java = find_java()
        if lacking(program_folder()):
            install(program_folder(), self.say, repository=repository)
        return java

    def remove(self) -> bool:
        """Remove the stopped server with its data, logs and password; False when it was none."""
        if self._pid() is not None:
            raise StoreError("it is running", where=str(self.home), remedy="patnav neo4j stop")
        if self.home.exists() and not (self.home / "conf" / "neo4j.conf").is_file():
            raise StoreError("this is no home of a local Neo4j", where=str(self.home))
        if found := self.home.exists():
            shutil.rmtree(self.home)
        return found

    def stop(self) -> bool:
        """Stop the server and wait until it is gone; False when it was not running."""
        pid = self._pid()
        if pid is not None:
            os.kill(pid, signal.SIGTERM)
            if not _gone(pid, STOP_SECONDS):
                self.say(f"it did not stop within {STOP_SECONDS} s and is killed")
                os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
                _gone(pid, STOP_SECONDS)
        if self._process is not None:
            self._process.wait()
        self._pid_file.unlink(missing_ok=True)
        return pid is not None

    def admin(self, words: Sequence[str], folder: Path, heap: int = 512) -> str:
        """Run an administration command on the stopped server's files; return what it said.

        Raises StoreError with the end of what it said when it fails.
        """
        classes = [find_java(), f"-Xmx{heap}m", *OPENS, "-cp", _classes(), _ADMIN]
        places = {"NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}
        done = run_command([*classes, *words], folder, places)
        if done.returncode:
            what = f"Neo4j refused {' '.join(words[:2])}: {_last_error(done.stdout)}"
            raise StoreError(what, where=str(self.home), remedy="see docs/graph.md")
        return done.stdout

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one command at a time start or stop the server of this home."""
        (self.home / "run").mkdir(parents=True, exist_ok=True)
        with (self.home / "run" / "lock").open("w") as file:
            if sys.platform != "win32":
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _launch(self, java: str, share: Memory) -> subprocess.Popen[bytes]:
        heap = [f"-Xmx{share.heap}m", "-XX:+UseG1GC", "-Dfile.encoding=UTF-8"]
        folders = [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"]
        self.say(f"starting Neo4j {VERSION} in {self.home}, {share.heap + share.page_cache} MB")
        with (self.home / "logs" / "console.log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 -- java and our own folders
                [java, *heap, *OPENS, "-cp", _classes(), _SERVER, *folders],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.home,
                start_new_session=True,
            )

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                break
            if self._answers():
                return
            time.sleep(0.3)
        log = self.home / "logs" / "console.log"
        process.kill()
        process.wait()
        self._pid_file.unlink(missing_ok=True)
        raise StoreError(
            "Neo4j did not start",
            where=str(log),
            remedy=_last_error(log.read_text(encoding="utf-8", errors="replace")),
        )

    def _answers(self) -> bool:
        import neo4j  # noqa: PLC0415 -- only who waits needs the driver
        from neo4j.exceptions import DriverError, Neo4jError  # noqa: PLC0415

        auth = ("neo4j", self.password)
        try:
            with (
                neo4j.GraphDatabase.driver(self.state().uri, auth=auth) as driver,
                driver.session(database="neo4j") as session,
            ):
                session.run("RETURN 1").consume()
        except (DriverError, Neo4jError, OSError):
            return False
        return True

    # --- files ----------------------------------------------------------------------------------

    def _write_conf(self, port: int, share: Memory) -> None:
        for name in ("conf", "data", "logs", "run"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        text = resource("neo4j/neo4j.conf.txt").read_text(encoding="utf-8")
        values = {"PORT": port, "PAGE_CACHE": share.page_cache, "TRANSACTION": share.transaction}
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        (self.home / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")

    def _set_password(self) -> None:
        """Give a new store its password: the one that is kept, else a generated one."""
        if self._password_file.exists() and any(self._data.iterdir()):
            return
        there = self._password_file.exists()
        # no sign in it that a command could take for an option
        password = self.password if there else secrets.token_hex(16)
        self.admin(["dbms", "set-initial-password", password], self.home)
        if not there:
            self.keep_password(password)

    def _port(self) -> int:
        conf = self.home / "conf" / "neo4j.conf"
        text = conf.read_text(encoding="utf-8") if conf.exists() else ""
        found = re.search(r"^server\.bolt\.listen_address=.*:(\d+)$", text, re.MULTILINE)
        return int(found[1]) if found else DEFAULT_PORT

    def _free_port(self) -> int:
        """Keep the port of last time when it is free, else take any."""
        for port in (self._port(), 0):
            with contextlib.suppress(OSError), socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
        raise StoreError("no free port on 127.0.0.1")

    def _pid(self) -> int | None:
        try:
            pid = int(self._pid_file.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None
        return pid if _alive(pid) and _is_ours(pid, self.home) else None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return " Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    except FileNotFoundError:
        return True  # no /proc here: the signal got through
    except OSError:
        return False


def _is_ours(pid: int, home: Path) -> bool:
    """Say whether the process is the server of `home`; where it cannot be seen, trust the pid."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return not Path("/proc/self/cmdline").exists()
    return f"--home-dir={home}".encode() in words


def _gone(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while _alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _last_error(text: str) -> str:
    lines = text.strip().splitlines()
    errors = [line for line in lines if "ERROR" in line or "Exception" in line]
    return (errors or lines or ["it said nothing"])[-1].strip()[-300:]


def _classes() -> str:
    return f"{program_folder()}{os.sep}*"
