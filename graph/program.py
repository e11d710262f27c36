"""The program of a local Neo4j Community: its jars, each checked against our own list.

`data/neo4j/jars.csv` names every jar with its size and SHA-256, so it does not matter who brings
them: Maven, a repository address, or a bundle that another machine wrote. They are gathered aside,
checked, and swapped in; what fails leaves nothing behind.
"""

from __future__ import annotations

import csv
import hashlib
import http.client
import os
import re
import shutil
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from patnav.data import resource
from patnav.errors import StoreError, writing
from patnav.graph.java import run_command

__all__ = ["CENTRAL", "VERSION", "Jar", "Say", "install", "jars", "lacking", "write_bundle"]

VERSION = "5.26.16"  # long-term support; the entry points that server.py starts are of this series
CENTRAL = "https://repo1.maven.org/maven2"  # where Maven itself looks
_AT_ONCE = 6  # downloads under way
_TRIES = 3
_SECONDS = 60  # without a byte
_OTHER_WAYS = (
    "check the network and the address ([graph] repository, PATNAV_MAVEN_REPOSITORY or "
    "--repository), or on a machine with internet run patnav neo4j bundle FILE and here "
    "patnav neo4j install --from FILE"
)
_TIME = (1980, 1, 1, 0, 0, 0)  # a bundle's bytes do not depend on the day
Say = Callable[[str], None]


class Jar(NamedTuple):
    """One file of the program."""

    coordinates: str  # group:artifact:version, and :classifier where there is one
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """File name, as in a repository."""
        return "-".join(self.coordinates.split(":")[1:]) + ".jar"

    @property
    def path(self) -> str:
        """Path in a repository of Maven's layout."""
        group, artifact, version, *_ = self.coordinates.split(":")
        return f"{group.replace('.', '/')}/{artifact}/{version}/{self.name}"


@cache
def jars() -> tuple[Jar, ...]:
    """All files of the program, from data/neo4j/jars.csv."""
    with resource("neo4j/jars.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Jar(row["coordinates"], int(row["size"]), row["sha256"]) for row in csv.DictReader(file)
        )


def lacking(folder: Path) -> list[Jar]:
    """Files that are not in the folder with their size; a look that takes no time."""
    return [jar for jar in jars() if _size(folder / jar.name) != jar.size]


def install(
    folder: Path, say: Say, *, bundle: Path | None = None, repository: str = "", maven: bool = True
) -> bool:
    """Bring the program into `folder`; False when it was there already, byte for byte.

    From the bundle when one is given, else with Maven where it is installed (unless `maven` is
    false), else from the repository. Raises StoreError when a file cannot be had or is not the one
    of our list; then `folder` is as it was.
    """
    if folder.is_dir() and not _wrong(folder):
        return False
    _sweep(folder)
    aside = folder.with_name(f".{folder.name}.{os.getpid()}.installing")
    mvn = shutil.which("mvn") if maven else None
    room = "it takes 200 MB while it is installed; make room, or set XDG_CACHE_HOME"
    try:
        with writing("Neo4j", folder, room):
            aside.mkdir(parents=True)
            if bundle is not None:
                _unpack(bundle, aside)
            elif mvn is not None:
                _with_maven(mvn, aside, say)
            else:
                _download_all(repository or CENTRAL, aside, say)
            if wrong := _wrong(aside):
                raise StoreError(wrong, where=str(bundle or ""), remedy=_OTHER_WAYS)
            _swap_in(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return True


def write_bundle(folder: Path, file: Path) -> None:
    """Write the program in `folder` as one file that `install` reads; the same bytes each time."""
    aside = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    room = "it takes 100 MB; name a file in a folder that is there and has room"
    try:
        with writing("the bundle", file, room):
            with zipfile.ZipFile(aside, "w", zipfile.ZIP_STORED) as archive:
                for jar in jars():
                    content = (folder / jar.name).read_bytes()
                    archive.writestr(zipfile.ZipInfo(jar.name, _TIME), content)
            aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)


# --- the three ways -----------------------------------------------------------------------------


def _with_maven(maven: str, aside: Path, say: Say) -> None:
    """Let Maven resolve the pom, with the user's own settings (mirrors, proxies, passwords)."""
    work = aside / "maven"
    work.mkdir()
    pom = resource("neo4j/pom.xml").read_text(encoding="utf-8").replace("@VERSION@", VERSION)
    (work / "pom.xml").write_text(pom, encoding="utf-8")
    say(f"fetching Neo4j {VERSION} with Maven ({_megabytes()} MB)")
    copy = ["-B", "dependency:copy-dependencies", f"-DoutputDirectory={work}"]
    done = run_command([maven, *copy, "-DincludeScope=runtime"], work)
    if done.returncode:
        cause = re.search(r"\[ERROR\] (.*)", done.stdout)
        raise StoreError(
            f"Maven could not fetch Neo4j: {cause[1] if cause else done.stdout.strip()[-300:]}",
            remedy="check the network and Maven's settings.xml; or without Maven: "
            f"patnav neo4j install --repository {CENTRAL}; or --from a bundle",
        )
    for jar in jars():
        if (work / jar.name).is_file():
            (work / jar.name).rename(aside / jar.name)
    shutil.rmtree(work)


def _download_all(repository: str, aside: Path, say: Say) -> None:
    if not re.match(r"https?://", repository):
        raise StoreError(
            "no address of a repository", where=repository, remedy=f"write it like {CENTRAL}"
        )
    say(f"fetching Neo4j {VERSION} from {repository} ({_megabytes()} MB)")
    with ThreadPoolExecutor(_AT_ONCE) as pool, ExitStack() as ending:
        ending.callback(pool.shutdown, wait=False, cancel_futures=True)
        fetched = pool.map(partial(_download, repository.rstrip("/")), jars())
        for done, (jar, content) in enumerate(zip(jars(), fetched, strict=True), 1):
            (aside / jar.name).write_bytes(content)
            if done % 40 == 0:
                say(f"  {done} of {len(jars())} files")


def _download(repository: str, jar: Jar) -> bytes:
    """Fetch one file; a connection that breaks is tried again, a wrong file is not."""
    url = f"{repository}/{jar.path}"
    for left in reversed(range(_TRIES)):
        try:
            content = _read(url, jar.size)
        except urllib.error.HTTPError as error:
            if left == 0 or error.code < 500:
                what = f"the repository answers {error.code} {error.reason}"
                raise StoreError(what, where=url, remedy=_OTHER_WAYS) from error
        except (OSError, http.client.HTTPException) as error:
            if left == 0:
                what = f"the repository does not answer: {_cause(error)}"
                raise StoreError(what, where=url, remedy=_OTHER_WAYS) from error
        else:
            if len(content) >= jar.size:
                return _checked(content, jar, url)
            if left == 0:
                what = f"the download was cut after {len(content)} of {jar.size} bytes"
                raise StoreError(what, where=url, remedy=_OTHER_WAYS)
        time.sleep(_TRIES - left - 0.5)
    raise AssertionError("the last try returns or raises")


def _read(url: str, size: int) -> bytes:
    """Read at most one byte more than there should be."""
    with urllib.request.urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310 -- http or https
        try:
            content: bytes = answer.read(size + 1)
        except http.client.IncompleteRead as error:
            return error.partial
    return content


def _cause(error: BaseException) -> str:
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None)
    return str(reason or error or type(error).__name__)


def _unpack(bundle: Path, aside: Path) -> None:
    """Take the files of our list, and nothing else, out of a bundle."""
    remedy = "make it anew where there is internet: patnav neo4j bundle FILE"
    try:
        with zipfile.ZipFile(bundle) as archive:
            held = {item.filename: item for item in archive.infolist()}
            if not {jar.name for jar in jars()} <= held.keys():
                what = f"this is no bundle of Neo4j {VERSION} for this patnav"
                raise StoreError(what, where=str(bundle), remedy=remedy)
            for jar in jars():
                item = held[jar.name]
                content = archive.read(item) if item.file_size == jar.size else b""
                (aside / jar.name).write_bytes(_checked(content, jar, str(bundle)))
    except FileNotFoundError:
        raise StoreError("there is no such file", where=str(bundle), remedy=remedy) from None
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        what = f"the bundle is damaged or was cut: {error}"
        raise StoreError(what, where=str(bundle), remedy=remedy) from error


# --- checking -----------------------------------------------------------------------------------


def _checked(content: bytes, jar: Jar, where: str) -> bytes:
    found = hashlib.sha256(content).hexdigest()
    if found != jar.sha256:
        raise StoreError(
            f"{jar.name} is not the file that patnav knows (SHA-256 {found[:12]}…, "
            f"not {jar.sha256[:12]}…); nothing was installed",
            where=where,
            remedy="somebody on the way changes files: use another address, or a bundle",
        )
    return content


def _wrong(folder: Path) -> str:
    """Say which file is missing or not the one of our list; empty when all are right."""
    for jar in jars():
        path = folder / jar.name
        if not path.is_file():
            return f"{jar.name} is missing"
        if hashlib.sha256(path.read_bytes()).hexdigest() != jar.sha256:
            return f"{jar.name} is not the file that patnav knows"
    return ""


def _swap_in(aside: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    if folder.exists():
        folder.rename(old)
    aside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what an installation that was killed an hour ago or earlier left behind."""
    left: Iterable[Path] = folder.parent.glob(f".{folder.name}.*")
    for path in left:
        if path.stat().st_mtime < time.time() - 3600:
            shutil.rmtree(path, ignore_errors=True)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _megabytes() -> int:
    return sum(jar.size for jar in jars()) // 1_000_000
