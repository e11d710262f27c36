"""Random tables of every dialect: what is planted comes back, however the table is written."""

from __future__ import annotations

import csv
import io
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from exports import application
from hypothesis import given, settings
from hypothesis import strategies as st

from patnav.ingest.read import read
from patnav.ingest.read.dialects import Dialect, Field, load_dialects
from patnav.model import Publication

# NASA's numbers have no country; the lists have no names.
DIALECTS = {
    dialect.name: dialect
    for dialect in load_dialects()
    if dialect.layout == "table" and dialect.name != "nasa"
}
NAME = st.text("虚构甲乙丙丁戊己庚辛", min_size=2, max_size=5)
NAMES = st.lists(NAME, min_size=1, max_size=3, unique=True)
SYMBOLS = st.lists(
    st.sampled_from(["H01M10/0562", "G06F3/048", "B64C39/02"]), min_size=1, unique=True
)
DAYS = st.dates(date(1990, 1, 1), date(2025, 1, 1))
TITLE = st.text('虚构装置,;"甲', max_size=8).map("一种虚构装置{}的设备".format)


@dataclass(frozen=True)
class Planted:
    """One patent as it is to come back."""

    serial: int
    title: str
    applicants: Sequence[str]
    inventors: Sequence[str]
    ipc: Sequence[str]
    day: date

    def cells(self, dialect: Dialect) -> dict[str, str]:
        """Cells by column name, in the fields that the dialect has."""
        values: dict[Field, str] = {
            "number": f"CN{100000000 + self.serial}A",
            "application": application(self.serial, self.day.year),
            "application_date": self.day.isoformat(),
            "applicants": joined(dialect, "applicants", self.applicants),
            "inventors": joined(dialect, "inventors", self.inventors),
            "ipc": joined(dialect, "ipc", self.ipc),
        }
        title = next(text.columns[0] for text in dialect.texts if text.section == "title")
        planted = {
            column(dialect, field): text
            for field, text in values.items()
            if field in dialect.columns
        }
        return planted | {title: self.title}


def joined(dialect: Dialect, field: Field, items: Sequence[str]) -> str:
    separators = dialect.separators
    return separators.get(field, separators["default"])[0].join(items)


def column(dialect: Dialect, field: Field) -> str:
    name = dialect.columns[field][0]
    return dialect.extract[name].sources[0] if name in dialect.extract else name


PLANTED = st.builds(Planted, st.integers(1, 999_999), TITLE, NAMES, NAMES, SYMBOLS.map(tuple), DAYS)


@dataclass(frozen=True)
class Writing:
    """How a table is written."""

    encoding: str
    end: str
    delimiter: str
    wide_brackets: bool
    twin: str
    blanks: bool
    order: int


WRITING = st.builds(
    Writing,
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([",", ";", "\t"]),
    st.booleans(),
    st.sampled_from(["", "_data2", ".1", "_x"]),
    st.booleans(),
    st.integers(0, 10_000),
)


def table(dialect: Dialect, planted: Sequence[Planted], how: Writing) -> list[list[str]]:
    """Header and rows: planted columns, marks, and the title column twice; in some order."""
    rows = [item.cells(dialect) for item in planted]
    marks = [mark for mark in dialect.marks if mark not in rows[0]][: dialect.marks_needed]
    title = list(rows[0])[-1]
    names = [*rows[0], *marks]
    random.Random(how.order).shuffle(names)
    header = [*names, title + how.twin]
    if how.wide_brackets:
        header = [name.replace("(", "（").replace(")", "）") for name in header]
    body = [[row.get(name, "") for name in names] + [""] for row in rows]
    if how.blanks:
        body = [line for row in body for line in ([""] * len(header), row)]
    return [header, *body]


def write(path: Path, lines: Sequence[Sequence[str]], how: Writing) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=how.delimiter, lineterminator=how.end).writerows(lines)
    path.write_bytes(stream.getvalue().encode(how.encoding))


@pytest.mark.parametrize("name", DIALECTS)
@settings(max_examples=8, deadline=None)
@given(st.lists(PLANTED, min_size=1, max_size=4), WRITING)
def test_what_is_planted_comes_back(name: str, planted: list[Planted], how: Writing) -> None:
    dialect = DIALECTS[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        write(path, table(dialect, planted, how), how)
        reading = read(path)
        records = list(reading)
    assert (reading.dialect, reading.warnings) == (name, [])
    assert reading.rows == reading.publications == len(planted)
    for item, record in zip(planted, records, strict=True):
        assert isinstance(record, Publication)
        assert said(record, dialect) == said(expected(item, record), dialect)


def expected(item: Planted, record: Publication) -> Publication:
    return Publication(
        source=record.source,
        number=f"CN{100000000 + item.serial}A",
        application=application(item.serial, item.day.year)[:-2],
        application_date=item.day,
        inventors=tuple(item.inventors),
        ipc=tuple(item.ipc),
        texts=tuple(text for text in record.texts if text.text == item.title),
        applicants=tuple(party for party in record.applicants if party.name in item.applicants),
    )


def said(record: Publication, dialect: Dialect) -> dict[str, object]:
    names = ("number", "application", "application_date", "inventors", "ipc")
    fields = {name: getattr(record, name) for name in names if name in dialect.columns}
    return fields | {
        "applicants": [party.name for party in record.applicants],
        "title": [text.text for text in record.texts],
    }
