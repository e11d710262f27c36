"""Answers as they were given, kept under the hash of what was asked: one SQLite file.

They cost time and money, so they lie in the project folder and not in the cache that a build may
delete. An answer is on disk before the next is counted; a process that is killed loses only what
was under way.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from patnav.errors import ProjectError

__all__ = ["Answer", "Answers"]

_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    recipe TEXT NOT NULL,
    model TEXT NOT NULL,
    served_by TEXT NOT NULL,
    content TEXT NOT NULL,
    finish TEXT NOT NULL,
    tokens_in INTEGER NOT NULL,
    tokens_out INTEGER NOT NULL
) WITHOUT ROWID
"""
_AT_ONCE = 500  # keys of one question to SQLite


class Answer(NamedTuple):
    """What a server answered: `finish` is its word for why it ended (stop, length, …).

    `model` was asked for, `served_by` is what the server calls itself.
    """

    key: str
    recipe: str
    model: str
    served_by: str
    content: str
    finish: str
    tokens_in: int
    tokens_out: int


class Answers:
    """The kept answers of one file; it is made with the first answer."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, answer: Answer) -> None:
        """Write an answer down; it is on disk when this returns. A later one takes its place."""
        with self._open() as database, database:
            database.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", answer
            )

    def find(self, keys: Iterable[str]) -> dict[str, Answer]:
        """Find the answers that are kept, by key."""
        wanted = sorted(set(keys))
        if not self.path.is_file():
            return {}
        with self._open() as database:
            rows = [row for part in _parts(wanted) for row in _select(database, part)]
        return {row[0]: Answer(*row) for row in rows}

    def digest(self, recipes: Sequence[str]) -> str:
        """Hash of all answers to the recipes given; empty without any."""
        if not self.path.is_file():
            return ""
        marks = ", ".join("?" * len(recipes))
        with self._open() as database:
            rows = database.execute(
                f"SELECT key, content, finish FROM answers WHERE recipe IN ({marks}) ORDER BY key",  # noqa: S608 -- question marks
                tuple(recipes),
            )
            sums = [hashlib.sha256("\0".join(row).encode()).hexdigest() for row in rows]
        return hashlib.sha256("".join(sums).encode()).hexdigest() if sums else ""

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connect()) as database:
                yield database
        except (sqlite3.Error, OSError) as error:
            raise ProjectError(
                f"the kept answers cannot be used ({error})",
                where=str(self.path),
                remedy="close other programs that hold the file, or bring it back from a backup",
            ) from error

    def _connect(self) -> sqlite3.Connection:
        if self.path.is_file() and not os.access(self.path.parent, os.W_OK):
            return sqlite3.connect(f"{self.path.resolve().as_uri()}?immutable=1", uri=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self.path, timeout=30)
        database.execute("PRAGMA synchronous = FULL")
        version = int(database.execute("PRAGMA user_version").fetchone()[0])
        if version > _VERSION:
            database.close()
            raise sqlite3.DatabaseError("it is of a newer patnav")
        if version < _VERSION:
            with database:
                database.execute(_SCHEMA)
                database.execute(f"PRAGMA user_version = {_VERSION}")
        return database


def _parts(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]


def _select(database: sqlite3.Connection, keys: list[str]) -> list[Any]:
    marks = ", ".join("?" * len(keys))
    return database.execute(
        f"SELECT * FROM answers WHERE key IN ({marks})",  # noqa: S608 -- question marks
        keys,
    ).fetchall()
