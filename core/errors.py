"""One tree of errors; each says what happened, where, and what to do about it.

PatnavError
├── InputError      a file, row or field of the user's (exit 2)
├── ProjectError    patnav.toml or the project folder (exit 2)
├── ChainError      a chain tree (exit 2)
├── QueryError      a Cypher text that is refused or fails (exit 2)
└── StoreError      a graph engine or server (exit 1)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = [
    "ChainError",
    "InputError",
    "PatnavError",
    "ProjectError",
    "QueryError",
    "StoreError",
    "TooLargeError",
    "writing",
]


class PatnavError(Exception):
    """Base of all errors that a user may see: what, where, remedy."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(what, where, remedy)

    def __reduce__(self) -> tuple[Callable[..., PatnavError], tuple[object, ...]]:
        return _again, (type(self), self.what, self.where, self.remedy)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head} — {self.remedy}" if self.remedy else head


def _again(kind: type[PatnavError], what: str, where: str, remedy: str) -> PatnavError:
    """Make an error that came from another process."""
    return kind(what, where=where, remedy=remedy)


class InputError(PatnavError):
    """A file that cannot be read as patents."""

    exit_code = 2


class ProjectError(PatnavError):
    """A project folder or patnav.toml that cannot be used."""

    exit_code = 2


class ChainError(PatnavError):
    """A chain tree that is not valid."""

    exit_code = 2


class QueryError(PatnavError):
    """A Cypher text that is refused before it runs, or that the engine could not answer."""

    exit_code = 2


class StoreError(PatnavError):
    """A graph engine or server that cannot be reached or written."""


class TooLargeError(StoreError):
    """More than an engine holds, or a server takes in one transaction."""


@contextmanager
def writing(what: str, where: Path, remedy: str) -> Iterator[None]:
    """Turn what the system says while something is written into a StoreError."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{what} could not be written: {error.strerror or error}",
            where=str(where),
            remedy=remedy,
        ) from error
