"""Find patents by numbers as people have them: application or publication, however written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import duckdb
import pandas as pd

from patnav.errors import ProjectError
from patnav.ingest.assemble.merge import serial
from patnav.ingest.read.numbers import NumberError, parse_application, parse_publication
from patnav.snapshot import Snapshot

__all__ = ["find_patents", "number_finder"]

_NAMED = """
SELECT patent FROM patents WHERE patent IN (SELECT unnest($numbers))
UNION SELECT patent FROM publications WHERE publication IN (SELECT unnest($numbers))
"""
_BARE = """
SELECT DISTINCT patent, publication FROM publications
WHERE left(publication, length(publication) - length(kind_code)) = $bare
"""
_SHOWN = """
SELECT patent, publication, title, title_zh, title_en FROM patents
WHERE patent IN (SELECT unnest($patents))
ORDER BY patent
"""


def find_patents(snapshot: Snapshot, asked: str) -> pd.DataFrame:
    """Patents that a number names: patent, publication, title, title_zh, title_en.

    An application number may lack country and check digit or begin with ZL; a publication number
    may lack its kind or bear that of another stage of the same application. A number that is whole
    wins over one that must be completed; without its kind a number may name several patents, where
    an office gives one serial to several.
    """
    with snapshot.connect() as database:
        keys = _named(database, asked)
        found: pd.DataFrame = database.execute(_SHOWN, {"patents": keys}).df()
    return found


def number_finder(snapshot: Snapshot) -> Callable[[str], str]:
    """Open the snapshot once and return what gives the key of the patent that a number names.

    It raises ProjectError for a number that names none or several.
    """
    database = snapshot.connect()

    def key_of(asked: str) -> str:
        keys = _named(database, asked)
        if len(keys) > 1:
            raise ProjectError(
                f"{asked!r} names {len(keys)} patents",
                remedy=f"use one of {', '.join(sorted(keys))}",
            )
        if not keys:
            raise ProjectError(
                f"no patent {asked!r} in the snapshot",
                remedy="give a key (CN202010302257) or a publication number (CN111856303B)",
            )
        return keys[0]

    return key_of


def _named(database: duckdb.DuckDBPyConnection, asked: str) -> list[str]:
    whole = {"numbers": list(_numbers(asked))}
    keys = [str(key) for (key,) in database.execute(_NAMED, whole).fetchall()]
    return keys or sorted(set(_completed(database, asked)))


def _numbers(asked: str) -> Iterator[str]:
    """What the number is as it stands, as an application, as a publication."""
    yield asked.strip().upper()
    with suppress(NumberError):
        yield parse_application(asked).number
    with suppress(NumberError):
        yield str(parse_publication(asked))


def _completed(database: duckdb.DuckDBPyConnection, asked: str) -> Iterator[str]:
    """Patents of publications with this serial; a kind that is given must be of the same patent."""
    with suppress(NumberError):
        number = parse_publication(asked)
        bare = {"bare": number.office + number.serial}
        for key, publication in database.execute(_BARE, bare).fetchall():
            if not number.kind or serial(publication) == serial(str(number)):
                yield str(key)
