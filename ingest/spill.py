"""Read source files into parts, in parallel where it pays, and only those that are not there yet.

    parts = spill([Wanted(path, dialect, region), ...], project.folder / "parts")
    prune(project.folder / "parts", parts)        # forget the parts of files that are gone

The folder of a part is named by `part_key`: content of the file, dialect and region that the user
named, the project's own mappings, and the code and word lists that read it. The same key gives the
same tables, so a part is made again only when its file, its entry or patnav's reading changes.

Reading runs in processes of its own, started as commands rather than forked, so that it works alike
on every system and inside any program. A large text file is divided among them: each splits all of
it into rows, which is cheap and must be done from the start for quotes and row numbers to be right,
and turns only its share of the rows into publications.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from patnav.errors import InputError
from patnav.ingest.parts import Part, PartFacts, PartWriter, find_part, is_sound, seal
from patnav.ingest.pausing import seldom_collected
from patnav.ingest.read import load_mappings, read
from patnav.recipe import recipe
from patnav.sources import content_hash, file_hash, source_files

__all__ = ["UNREAD", "Wanted", "part_key", "prune", "spill"]

UNREAD = (
    "analysis", "cli", "dashboard", "graph", "ingest/annotate", "ingest/assemble", "ingest/assign",
    "ingest/parties", "ingest/places", "data/analysis", "data/chains", "data/lexicons/annotate",
    "data/neo4j", "data/places", "data/synthetic",
)  # fmt: skip
"""Folders of patnav that reading a file never opens: a change in them leaves parts valid."""

_LARGE = 24 << 20  # bytes of text from which a process of its own pays for its start
_PACKED = 8  # a workbook or table set is this many times its size as text, and is never divided
_ABANDONED = 24 * 3600  # seconds after which a half-written part is nobody's
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class Wanted(NamedTuple):
    """A file to read, with the dialect and the region that the user named for it (or empty)."""

    path: Path
    dialect: str = ""
    region: str = ""


class _Task(NamedTuple):
    """One share of a file, the rows of every `of`-th block, to be written into a folder."""

    path: str
    dialect: str
    region: str
    mappings: str
    folder: str
    share: int
    of: int
    size: int


def spill(
    wanted: Iterable[Wanted],
    folder: Path,
    *,
    mappings: Path | None = None,
    workers: int = 2,
    large: int = _LARGE,
    say: Callable[[str], None] = lambda _: None,
) -> list[Part]:
    """Bring each file's part into `folder` and return the parts in the order of their file hashes.

    `mappings` is a folder of the project's own mappings. `large` is the size in bytes of text from
    which processes are started and one file is divided among them. A file that comes twice counts
    once. `say` hears how many files had to be read, and of damaged parts: they are made anew.
    Raises InputError for a file that cannot be read, that changes while it is read, or whose
    reading process ends unexpectedly, ProjectError for a mapping that is none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if mappings is not None:
        load_mappings(mappings)  # its errors are the project's, not those of a file
    files = _once(wanted)
    keys = {digest: part_key(digest, file, mappings) for digest, file in files.items()}
    places = {digest: folder / key for digest, key in keys.items()}
    there = {key for key, file in files.items() if _is_there(places[key], file.path.name, say)}
    missing = {digest: file for digest, file in files.items() if digest not in there}
    say(f"read {len(missing)} of {len(files)} file(s), the rest as kept")
    aside = {digest: folder.absolute() / f".{keys[digest]}.{uuid4().hex}" for digest in missing}
    try:
        done = _read(missing, aside, mappings, workers, large)
        for digest, made in aside.items():
            facts = [facts for task, facts in done if task.folder == str(made)]
            seal(made, "", _sum(missing[digest], digest, facts), keys[digest])
            _put(made, places[digest])
    finally:
        for made in aside.values():
            shutil.rmtree(made, ignore_errors=True)
    found = (find_part(places[key], file.path.name) for key, file in files.items())
    return [part for part in found if part]


def _read(
    missing: Mapping[str, Wanted],
    aside: Mapping[str, Path],
    mappings: Path | None,
    workers: int,
    large: int,
) -> list[tuple[_Task, PartFacts]]:
    """Read files into the folders named for them, in several processes where it pays."""
    tasks = [
        task
        for digest, file in missing.items()
        for task in _tasks(file, mappings, aside[digest], workers if _size(file) >= large else 1)
    ]
    return _run(tasks, workers if sum(task.size for task in tasks) >= large else 1)


def _is_there(folder: Path, name: str, say: Callable[[str], None]) -> bool:
    """Whether a part can be used; one that is damaged or of another file is removed."""
    if not folder.exists():
        return False
    if not is_sound(folder, folder.name):
        say(f"what was kept of {name} is damaged or foreign and left aside: it is read again")
        shutil.rmtree(folder, ignore_errors=True)
        return False
    return True


def part_key(digest: str, wanted: Wanted, mappings: Path | None = None) -> str:
    """Name of the folder that holds the part of a file with this SHA-256."""
    own = [file_hash(path) for path in sorted(mappings.glob("*.yaml"))] if mappings else []
    made_of = json.dumps([digest, wanted.dialect, wanted.region, own, _reading_code()])
    return hashlib.sha256(made_of.encode()).hexdigest()[:32]


def prune(folder: Path, kept: Iterable[Part]) -> None:
    """Remove all parts but those named; what another process is writing stays for a day."""
    names = {part.folder.name for part in kept}
    for found in folder.glob("*"):
        young = time.time() - found.stat().st_mtime < _ABANDONED
        if found.name not in names and not (found.name.startswith(".") and young):
            shutil.rmtree(found, ignore_errors=True)


@cache
def _reading_code() -> str:
    return recipe(UNREAD)


def _once(wanted: Iterable[Wanted]) -> dict[str, Wanted]:
    files: dict[str, Wanted] = {}
    for digest, _, file in sorted((_hash(file.path), file.path.name, file) for file in wanted):
        files.setdefault(digest, file)
    return files


def _hash(path: Path) -> str:
    try:
        return content_hash(path)
    except OSError as error:
        raise InputError(
            f"cannot be opened ({error.strerror})", where=str(path), remedy="look at the path"
        ) from None


def _tasks(file: Wanted, mappings: Path | None, folder: Path, workers: int) -> list[_Task]:
    """One task, or as many as there are workers for a text; their folder is made."""
    folder.mkdir()
    of = 1 if _is_whole(file.path) else workers
    how = str(file.path), file.dialect, file.region, str(mappings or ""), str(folder)
    return [_Task(*how, share, of, _size(file) // of) for share in range(of)]


def _size(file: Wanted) -> int:
    """Bytes of a file, as text."""
    size = sum(member.stat().st_size for member in source_files(file.path))
    return size * _PACKED if _is_whole(file.path) else size


def _is_whole(path: Path) -> bool:
    """Whether a file is unpacked or joined as a whole, so that no share of it is cheap to find."""
    if path.is_dir():
        return True
    with path.open("rb") as stream:
        return stream.read(4) in _WORKBOOKS


def _sum(file: Wanted, digest: str, shares: Sequence[PartFacts]) -> PartFacts:
    if any(facts.file != digest for facts in shares):
        raise InputError(
            "has changed while it was read", where=str(file.path), remedy="read it again"
        )
    return PartFacts(
        file=digest,
        dialect=shares[0].dialect,
        publications=sum(facts.publications for facts in shares),
        rejections=sum(facts.rejections for facts in shares),
        characters=sum(facts.characters for facts in shares),
        notes=shares[0].notes,
    )


def _run(tasks: Sequence[_Task], workers: int) -> list[tuple[_Task, PartFacts]]:
    """Do the tasks here, or in as many processes as there are workers."""
    if workers == 1:
        return [(task, _write(task)) for task in tasks]
    heaps: list[list[_Task]] = [[] for _ in range(workers)]
    for task in sorted(tasks, key=lambda task: -task.size):
        min(heaps, key=lambda heap: sum(task.size for task in heap)).append(task)
    with ThreadPoolExecutor(workers) as pool:
        facts = list(pool.map(_in_process, heaps))
    return list(zip(chain(*heaps), chain(*facts), strict=True))


def _in_process(tasks: Sequence[_Task]) -> list[PartFacts]:
    if not tasks:
        return []
    done = subprocess.run(
        [sys.executable, "-m", "patnav.ingest.spill"],
        input=json.dumps(tasks).encode(),
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise InputError(
            f"the process that read it ended with code {done.returncode} ({last or 'no message'})",
            where=", ".join(task.path for task in tasks),
            remedy="see that there is enough memory and disk, and build again",
        )
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise InputError(answer["error"][0], where=answer["error"][1], remedy=answer["error"][2])
    return [PartFacts(**facts) for facts in answer["facts"]]


def _answer(tasks: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """What a reading process says: what it has written, or why a file cannot be read."""
    try:
        return {"facts": [asdict(_write(_Task(*task))) for task in tasks]}
    except InputError as error:
        return {"error": (error.what, error.where, error.remedy)}


def _write(task: _Task) -> PartFacts:
    """Read one share of a file into its folder."""
    own = load_mappings(Path(task.mappings)) if task.mappings else ()
    reading = read(task.path, dialect=task.dialect, region=task.region, own=own)
    with seldom_collected(), PartWriter(Path(task.folder), task.share) as writer:
        for record in reading.share(task.share, task.of, writer.note):
            writer.add(record)
    return writer.facts(reading.file, reading.dialect, reading.notes)


def _put(made: Path, target: Path) -> None:
    """Give a whole part its name; one that another process has put there meanwhile is as good."""
    try:
        made.rename(target)
    except OSError:  # a folder that is not empty is there: a part, which comes as a whole
        if find_part(target, "") is None:
            shutil.rmtree(target, ignore_errors=True)
            made.rename(target)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_answer(json.load(sys.stdin))))
