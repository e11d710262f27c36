"""Patents that belong together, and who cites whom: numbers become keys where files hold them.

Invention and utility model of one day are linked when a column says so (一案双申), else by rule:
the office CN, one filing date, one set of applicants, one of each kind, and titles that are alike.
Each patent is paired once, the most alike titles first; where titles are equally like several, none
is, because nobody can tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from patnav.database import open_database
from patnav.ingest.assemble.joining import by_value
from patnav.ingest.assemble.merge import Group, serial
from patnav.ingest.assemble.rows import Row, TableFile
from patnav.ingest.wording import simplified
from patnav.tables import SCHEMAS

__all__ = ["ALIKE", "alike", "raw_citations", "raw_links", "write_linked"]

ALIKE = 0.85  # measured, docs/events.md
_COLUMN = "column"
# What titles of one thing as invention and as utility model differ in: "…方法及装置", "…的装置".
_FRAME = re.compile(
    r"^(?:一种|一类)|方法(?:及其|及|和|与|以及)|\W"
    r"|(?:及其|及|和|与|以及)?(?:制备|制造|制作|生产|加工|使用|控制|工作|施工|应用)*"
    r"(?:和使用)?(?:方法|工艺|用途)$|[的其]"
)
# Applications and documents of Chinese utility models.
_MODEL = re.compile(r"^CN(?:(?:19|20)\d\d[29]\d{7}|\d\d[29]\d{5}|\d{7,9}[UY])$")
_CANDIDATES = """
    WITH parties AS (
        SELECT patent, string_agg(DISTINCT organisation, '|' ORDER BY organisation) AS keys
        FROM applicants GROUP BY patent
    ), filed AS (
        SELECT patent, patent_type, application_date, title, keys
        FROM patents JOIN parties USING (patent)
        WHERE country = 'CN' AND application_date IS NOT NULL
    )
    SELECT model.patent, invention.patent, model.title, invention.title
    FROM filed AS model JOIN filed AS invention USING (application_date, keys)
    WHERE model.patent_type = 'utility_model' AND invention.patent_type = 'invention'
"""
_NUMBERS = """
    SELECT other AS number FROM raw_links UNION SELECT citing FROM raw_citations
    UNION SELECT cited FROM raw_citations
"""
_DOCUMENTS = (
    "SELECT DISTINCT publication AS number, patent FROM publications WHERE publication <> ''"
)
_KEYS = """
    CREATE TABLE keys AS
    SELECT wanted.number, coalesce(min(patents.patent), min(known.patent)) AS key
    FROM wanted LEFT JOIN patents ON patents.patent = wanted.number
        LEFT JOIN known ON known.serial = wanted.serial
    GROUP BY wanted.number
"""
_LINKED = """
    SELECT patent, coalesce(key, other), relation, basis
    FROM raw_links JOIN keys ON keys.number = other
"""
_CITED = """
    WITH told AS (
        SELECT coalesce(one.key, citing) AS citing, coalesce(two.key, cited) AS cited, file, row
        FROM raw_citations JOIN keys AS one ON one.number = citing
            JOIN keys AS two ON two.number = cited
    )
    SELECT citing, cited, file, row FROM told WHERE citing <> cited
    QUALIFY row_number() OVER (PARTITION BY citing, cited ORDER BY file, row) = 1
    ORDER BY citing, cited
"""


class _Pair(NamedTuple):
    likeness: float
    model: str
    invention: str


def raw_links(group: Group) -> Iterator[Row]:
    """Rows of `links` as columns tell them, the other side still a number."""
    for relation, field in (("same_day", "twins"), ("divisional", "parents")):
        numbers = {number for row in group.rows for number in getattr(row, field)}
        for number in sorted(numbers):
            yield group.key, number, relation, _COLUMN


def raw_citations(group: Group) -> Iterator[Row]:
    """Rows of `citations` as columns tell them, each once, the far side still a number."""
    seen: set[tuple[str, str]] = set()
    for row in group.rows:
        pairs = [(group.key, number) for number in row.cites]
        pairs += [(number, group.key) for number in row.cited_in]
        for pair in pairs:
            if pair not in seen:
                seen.add(pair)
                yield *pair, *row.source


def write_linked(raw: Mapping[str, TableFile], folder: Path) -> None:
    """Write `links` and `citations` into a folder that holds publications, patents and applicants.

    `raw` holds the rows that columns tell, whole and with numbers; these become keys here.
    """
    with open_database() as database:
        for name, file in raw.items():
            database.read_parquet(str(file.path)).create_view(f"raw_{name}")
        for name in ("publications", "patents", "applicants"):
            database.read_parquet(str(folder / f"{name}.parquet")).create_view(name)
        _make_keys(database)
        links = TableFile("links", folder)
        links.extend(_links(database))
        links.finish()
        citations = TableFile("citations", folder)
        for batch in database.sql(_CITED).to_arrow_reader():
            citations.add(pa.Table.from_batches([batch]).cast(SCHEMAS["citations"]))
        citations.finish()


def alike(one: str, other: str) -> float:
    """Likeness of two titles from 0 to 1, without the words that kind and style of claim add."""
    first, second = _plain(one), _plain(other)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.ratio() if first and second else 0.0


@lru_cache(maxsize=65536)
def _plain(title: str) -> str:
    return _FRAME.sub("", simplified(title))


def _make_keys(database: duckdb.DuckDBPyConnection) -> None:
    """Make the table `keys` (number, key) of numbers that mean a patent in the files."""
    wanted, known = (database.sql(query).to_arrow_table() for query in (_NUMBERS, _DOCUMENTS))
    for name, table in (("wanted", wanted), ("known", known)):
        number = table["number"].combine_chunks().cast(pa.large_string())
        database.register(name, table.append_column("serial", by_value(number, serial)))
    database.execute(_KEYS)


def _links(database: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    told = {_directed(*row) for row in database.sql(_LINKED).fetchall()}
    paired = {key for row in told if row[2] == "same_day" for key in row[:2]}
    yield from (row for row in sorted(told) if row[0] != row[1])
    yield from _by_rule(_alike_pairs(database, paired))


def _directed(patent: str, other: str, relation: str, basis: str) -> tuple[str, str, str, str]:
    """Put the utility model of a pair of one day first."""
    if relation == "same_day" and _MODEL.match(other):
        patent, other = other, patent
    return patent, other, relation, basis


def _by_rule(pairs: Sequence[_Pair]) -> Iterator[Row]:
    ties = Counter((pair.likeness, key) for pair in pairs for key in pair[1:])
    taken: set[str] = set()
    for pair in pairs:
        if taken.isdisjoint(pair[1:]):
            taken.update(pair[1:])
            if all(ties[pair.likeness, key] == 1 for key in pair[1:]):
                basis = f"same applicants and filing date, titles alike {pair.likeness:.2f}"
                yield pair.model, pair.invention, "same_day", basis


def _alike_pairs(database: duckdb.DuckDBPyConnection, paired: Set[str]) -> list[_Pair]:
    pairs = (
        _Pair(round(alike(title, other_title), 2), model, invention)
        for model, invention, title, other_title in database.sql(_CANDIDATES).fetchall()
        if model not in paired and invention not in paired
    )
    return sorted(
        (pair for pair in pairs if pair.likeness >= ALIKE),
        key=lambda pair: (-pair.likeness, pair.model, pair.invention),
    )
