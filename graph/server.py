"""A local Neo4j that patnav fetches with Maven and runs as a child process of its own.

    cache/patnav/neo4j/5.26.16/   the jars, fetched once
    HOME/                         conf, data, logs, run/neo4j.pid, password (user-only)

It listens on loopback only, with a generated password; http, usage reports and file reads are off.
Java 17 or 21 and, for the first fetch, Maven must be there.
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
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from patnav.data import resource
from patnav.errors import StoreError

__all__ = ["DEFAULT_PORT", "VERSION", "LocalServer", "ServerState", "cache_folder", "data_folder"]

VERSION = "5.26.16"  # long-term support; the entry points below are of this series
DEFAULT_PORT = 7687
HEAP = "1g"
PAGE_CACHE = "256m"
START_SECONDS = 120
STOP_SECONDS = 60
_OPENS = ("java.nio", "java.io", "java.lang", "sun.nio.ch", "java.util.concurrent")
_ADMIN = "org.neo4j.cli.AdminTool"
_SERVER = "org.neo4j.server.CommunityEntryPoint"
_INSTALL_JAVA = "install OpenJDK 17 (Debian: openjdk-17-jre-headless) or set JAVA_HOME"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ServerState:
    """What `patnav neo4j status` tells; `pid` is None when the server is not running."""

    running: bool
    pid: int | None
    port: int
    uri: str
    home: str
    logs: str
    version: str = VERSION


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
        return ServerState(pid is not None, pid, port, uri, str(self.home), logs)

    def environment(self) -> dict[str, str]:
        """The three variables by which other programs find the server."""
        uri = self.state().uri
        return {"NEO4J_URI": uri, "NEO4J_USER": "neo4j", "NEO4J_PASSWORD": self.password}

    # --- start and stop -------------------------------------------------------------------------

    def start(self, port: int | None = None) -> ServerState:
        """Fetch what is missing, start the server and wait until it answers.

        Raises StoreError when Java or Maven is missing, the fetch fails, or the server ends.
        """
        if self._pid() is not None:
            return self.state()
        java, jars = self.install()
        self._write_conf(port or self._free_port())
        self._set_password(java, jars)
        self._process = self._launch(java, jars)
        self._pid_file.write_text(f"{self._process.pid}\n", encoding="ascii")
        self._await(self._process)
        return self.state()

    def install(self) -> tuple[str, Path]:
        """Find Java, fetch the jars when they are not there; return both."""
        java, folder = find_java(), cache_folder() / "neo4j" / VERSION
        if not folder.is_dir():
            fetch_jars(folder, self.say)
        return java, folder

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

    def _launch(self, java: str, jars: Path) -> subprocess.Popen[bytes]:
        opens = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _OPENS]
        heap = [f"-Xms{HEAP}", f"-Xmx{HEAP}", "-XX:+UseG1GC", "-Dfile.encoding=UTF-8"]
        folders = [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"]
        self.say(f"starting Neo4j {VERSION} in {self.home}")
        with (self.home / "logs" / "console.log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 -- java and our own folders
                [java, *heap, *opens, "-cp", f"{jars}{os.sep}*", _SERVER, *folders],
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
        raise StoreError("Neo4j did not start", where=str(log), remedy=_last_error(log))

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

    def _write_conf(self, port: int) -> None:
        for name in ("conf", "data", "logs", "run"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        template = resource("neo4j/neo4j.conf.txt").read_text(encoding="utf-8")
        text = template.replace("@PORT@", str(port)).replace("@PAGE_CACHE@", PAGE_CACHE)
        (self.home / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")

    def _set_password(self, java: str, jars: Path) -> None:
        if self._password_file.exists():
            return
        password = secrets.token_hex(16)  # no sign that a command could take for an option
        command = [java, "-cp", f"{jars}{os.sep}*", _ADMIN, "dbms", "set-initial-password"]
        folders = {"NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}
        done = _run([*command, password], self.home, folders)
        if done.returncode:
            raise StoreError(
                "Neo4j did not take its first password", remedy=done.stdout.strip()[-300:]
            )
        handle = os.open(self._password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(password + "\n")

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


def find_java() -> str:
    """Find a Java that runs and is 17 or newer; raises StoreError with how to get one."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    if java is None:
        raise StoreError("a local Neo4j needs Java 17 or 21", remedy=_INSTALL_JAVA)
    done = _run([java, "-version"], Path.cwd(), {})
    found = re.search(r'version "(\d+)', done.stdout)
    if done.returncode or found is None or int(found[1]) < 17:
        what = done.stdout.strip().partition("\n")[0]
        raise StoreError(f"{java} is not Java 17 or 21 ({what})", remedy=_INSTALL_JAVA)
    return java


def fetch_jars(folder: Path, say: Say) -> None:
    """Fetch Neo4j's jars with Maven into `folder`; raises StoreError with the cause."""
    maven = shutil.which("mvn")
    if maven is None:
        raise StoreError(
            "fetching Neo4j needs Maven (mvn)",
            remedy="install it (Debian: maven), or name a server in NEO4J_URI",
        )
    aside = folder.with_name(f".{folder.name}.fetching")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    pom = resource("neo4j/pom.xml").read_text(encoding="utf-8").replace("@VERSION@", VERSION)
    (aside / "pom.xml").write_text(pom, encoding="utf-8")
    say(f"fetching Neo4j {VERSION} (about 120 MB) into {folder}")
    copy = ["-B", "-f", str(aside / "pom.xml"), "dependency:copy-dependencies"]
    target = [f"-DoutputDirectory={aside}", "-DincludeScope=runtime"]
    done = _run([maven, *copy, *target], aside, {})
    if done.returncode or not list(aside.glob(f"neo4j-{VERSION}.jar")):
        cause = re.search(r"\[ERROR\] (.*)", done.stdout)
        raise StoreError(
            f"Maven could not fetch Neo4j: {cause[1] if cause else done.stdout.strip()[-300:]}",
            remedy="check the network and Maven's settings.xml, then run the command again",
        )
    aside.rename(folder)


def _run(
    command: list[str], folder: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- java and mvn by their full path
        command,
        cwd=folder,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


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


def _last_error(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    errors = [line for line in lines if "ERROR" in line or "Exception" in line]
    return (errors or lines or ["the log is empty"])[-1].strip()[-300:]
