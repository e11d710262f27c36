"""The ledger: what people decided, as dated rows that are never changed.

A decision is undone by a further row, so that every state can be told again. The ledger lies in the
project folder (`ledger.db`, SQLite); losing a snapshot loses nothing that stands here.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from patnav.errors import ProjectError

__all__ = ["LEDGER_FILE", "Decision", "Entry", "Ledger", "person"]

LEDGER_FILE = "ledger.db"
_VERSION = 1
_JUDGEMENTS = {"scope"}  # kinds that judge a result and change none
_VOTED = {"label", "node", "maturity"}  # kinds in which it matters who decided, in what order
_DATED = {"label", "maturity", "feedback"}  # kinds whose day the tables show
_SCHEMA = """
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    other TEXT NOT NULL,
    value TEXT NOT NULL,
    why TEXT NOT NULL,
    undoes INTEGER REFERENCES decisions (id)
);
CREATE INDEX decisions_by_kind ON decisions (kind, id);
CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, 'a decision is never changed: record another one'); END;
CREATE TRIGGER decisions_remain BEFORE DELETE ON decisions
    BEGIN SELECT RAISE(ABORT, 'a decision is never deleted: undo it'); END;
"""


_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")


def person(name: str) -> str:
    """The name of a person as the ledger knows it: one width, no spaces around, one within.

    Between Chinese characters none: 王　工 is 王工, so that nobody counts as two.
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    return _BETWEEN_HAN.sub("", plain)


class Entry(NamedTuple):
    """What is decided, and why: `subject` and `other` are keys or names (`other` may be empty)."""

    subject: str
    other: str
    value: str
    why: str


class Decision(NamedTuple):
    """One decision: number, moment (ISO 8601, UTC), person, kind, what it is about, and why.

    `subject` and `other` are keys or names, `value` what was decided (kinds define their words).
    """

    id: int
    at: str
    who: str
    kind: str
    subject: str
    other: str
    value: str
    why: str


class Ledger:
    """The decisions of one project; the file is made at the first decision."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / LEDGER_FILE

    def record(self, kind: str, entry: Entry, *, who: str) -> int:
        """Write a decision down and return its number; it is on disk when this returns."""
        return self._insert((kind, *entry[:3], who, entry.why, None))

    def record_all(
        self, kind: str, decisions: Iterable[tuple[str, str, str]], *, who: str, why: str
    ) -> None:
        """Write many decisions of one kind (subject, other, value) down: all of them or none."""
        rows = [
            (kind, subject, other, value, who, why, None) for subject, other, value in decisions
        ]
        self._insert_all(rows)

    def record_new(
        self,
        kind: str,
        entries: Iterable[tuple[str, str, str, str]],
        agree: Callable[[list[Decision]], object],
        *,
        who: str,
    ) -> int:
        """Write those entries (subject, other, value, why) down that are not in force: all or none.

        Returns how many. `agree` is given what would be in force and raises ProjectError when it
        contradicts itself; then nothing is written.
        """
        before = self.decisions(kind)
        known = {(item.subject, item.other, item.value) for item in before}
        fresh = [entry for entry in dict.fromkeys(entries) if entry[:3] not in known]
        tried = [Decision(-at, "", who, kind, *entry) for at, entry in enumerate(fresh, 1)]
        agree([*before, *tried])
        self._insert_all([(kind, *entry[:3], who, entry[3], None) for entry in fresh])
        return len(fresh)

    def _insert_all(self, rows: Sequence[tuple[str | int | None, ...]]) -> None:
        if not rows:
            return
        with self._open() as database, database:
            for row in rows:
                _insert(database, row)

    def undo(self, number: int, *, who: str, why: str) -> int:
        """Take a decision back, or back an undoing; raises ProjectError when there is no such."""
        row = self._row(number)
        return self._insert((row.kind, row.subject, row.other, row.value, who, why, number))

    def decisions(self, kind: str = "") -> list[Decision]:
        """Decisions in force, of one kind or all, the oldest first."""
        return [decision for decision, undone in self._all(kind) if not undone]

    def history(self, kind: str = "") -> list[tuple[Decision, bool]]:
        """Every decision with whether it is undone, and every undoing, the oldest first."""
        return self._all(kind, with_undoings=True)

    def digest(self) -> str:
        """Hash of what is in force and shapes results, whoever decided it and when.

        Where several people judge the same (kinds `label`, `node`, `maturity`), it counts who
        decided and in what order, and on which day where tables show that. Empty without any
        decision; verdicts on a result (kind `scope`) shape none.
        """
        shaping = (item for item in self.decisions() if item.kind not in _JUDGEMENTS)
        content = [_content(item) for item in sorted(shaping, key=_order)]
        text = json.dumps(content, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest() if content else ""

    def is_writable(self) -> bool:
        """Whether this process may write decisions here; nothing is left behind by asking."""
        file = self.path if self.path.exists() else self.path.parent
        return os.access(file, os.W_OK) and os.access(self.path.parent, os.W_OK)

    def _all(self, kind: str, *, with_undoings: bool = False) -> list[tuple[Decision, bool]]:
        if not self.path.is_file():
            return []
        with self._open() as database:
            rows = database.execute(
                "SELECT id, at, who, kind, subject, other, value, why, undoes FROM decisions"
                " WHERE ? IN ('', kind) ORDER BY id",
                (kind,),
            ).fetchall()
        dead: set[int] = set()
        for row in reversed(rows):  # a later row may undo an undoing
            if row[8] is not None and row[0] not in dead:
                dead.add(row[8])
        return [(_decision(row), row[0] in dead) for row in rows if with_undoings or row[8] is None]

    def _row(self, number: int) -> Decision:
        found = next((item for item, _ in self.history() if item.id == number), None)
        if found is None:
            raise ProjectError(f"there is no decision {number}", where=str(self.path))
        return found

    def _insert(self, values: tuple[str | int | None, ...]) -> int:
        with self._open() as database, database:
            return _insert(database, values)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connect()) as database:
                self._prepare(database)
                yield database
        except sqlite3.DatabaseError as error:
            raise ProjectError(
                f"the ledger cannot be used ({error})",
                where=str(self.path),
                remedy="close other programs that hold it, or bring it back from a backup",
            ) from error

    def _connect(self) -> sqlite3.Connection:
        if not self.is_writable():  # SQLite would want to write beside it even to read
            return sqlite3.connect(f"{self.path.resolve().as_uri()}?immutable=1", uri=True)
        database = sqlite3.connect(self.path, timeout=30)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        return database

    def _prepare(self, database: sqlite3.Connection) -> None:
        if _version(database) == 0:
            with database:
                database.execute("BEGIN IMMEDIATE")
                if _version(database) == 0:  # else another process was faster
                    for statement in _statements():
                        database.execute(statement)
                    database.execute(f"PRAGMA user_version = {_VERSION}")
        if (version := _version(database)) > _VERSION:
            raise ProjectError(
                f"the ledger is of a newer patnav (its version {version}, known {_VERSION})",
                where=str(self.path),
                remedy="install the newer patnav",
            )


def _decision(row: Sequence[Any]) -> Decision:
    """A row as a decision; ledgers of before have names as they were typed."""
    item = Decision(*row[:8])
    return item._replace(who=person(item.who))


def _content(item: Decision) -> tuple[str, ...]:
    """What of a decision shapes results."""
    about = (item.kind, item.subject, item.other, item.value)
    who = (item.who,) if item.kind in _VOTED else ()
    day = (item.at[:10],) if item.kind in _DATED else ()
    return (*about, *who, *day)


def _order(item: Decision) -> tuple[str, str, str, int, str]:
    number = item.id if item.kind in _VOTED else 0
    return item.kind, item.subject, item.other, number, item.value


def _insert(database: sqlite3.Connection, values: tuple[str | int | None, ...]) -> int:
    cursor = database.execute(
        "INSERT INTO decisions (kind, subject, other, value, who, why, undoes, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *values[:4],
            person(str(values[4])),
            *values[5:],
            datetime.now(UTC).isoformat(timespec="seconds"),
        ),
    )
    return int(cursor.lastrowid or 0)


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _statements() -> Iterator[str]:
    """The schema's statements; a trigger holds a semicolon of its own."""
    statement = ""
    for line in _SCHEMA.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
