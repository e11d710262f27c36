"""What made a result: patnav's own files and what they stand on, as a hash."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path

__all__ = ["code_hash", "files_read", "recipe"]


def code_hash() -> str:
    """Hash of patnav's own files: two snapshots of one id were made by the same code."""
    return _hash(())


def recipe(without: Iterable[str], *also: str) -> str:
    """Hash of all that a step's result rests on beside its input rows.

    These are patnav's files except in the folders of `without` (`ingest/read`), which the step
    never reads, Python and the libraries with their versions, and the words of `also` (a chain
    tree, say). Naming what is not read errs on the safe side: a new file counts until somebody
    excludes it.
    """
    words = (_hash(tuple(without)), *_libraries(), *also)
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


def files_read(without: Iterable[str] = ()) -> list[Path]:
    """Patnav's own files outside the folders named, in a fixed order."""
    skipped = tuple(f"{folder}/" for folder in without)
    return [path for name, path in _files() if not name.startswith(skipped)]


def _files() -> list[tuple[str, Path]]:
    home = Path(__file__).parent
    found = ((path.relative_to(home).as_posix(), path) for path in home.rglob("*"))
    return sorted(
        (name, path) for name, path in found if "__pycache__" not in name and path.is_file()
    )


@cache  # of a process: what it has loaded stays as it is
def _hash(without: tuple[str, ...]) -> str:
    home = Path(__file__).parent
    digest = hashlib.sha256()
    for path in files_read(without):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(home).as_posix()} {content}\n".encode())
    return digest.hexdigest()


@cache
def _libraries() -> tuple[str, ...]:
    return (platform.python_version(), *(f"{name} {version(name)}" for name in _needed()))


def _needed() -> Iterator[str]:
    """Names of the libraries that patnav cannot do without."""
    for line in sorted(requires("patnav") or ()):
        if "extra ==" not in line:
            yield re.split(r"[^\w.-]", line, maxsplit=1)[0]
