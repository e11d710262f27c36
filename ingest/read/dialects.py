"""Dialects: what the columns of each export are called, and which dialect a header speaks.

A dialect is a YAML file in `data/dialects/`; the keys are explained at the head of `incopat.yaml`.
A new one needs no code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from patnav.data import load_yaml, resource
from patnav.errors import InputError
from patnav.ingest.read.shapes import Shape
from patnav.ingest.read.texts import fold
from patnav.model import EventKind, Section
from patnav.sources import TableSet

__all__ = [
    "FIELDS",
    "Dialect",
    "EventColumns",
    "EventPlaces",
    "Extract",
    "Layout",
    "TextColumns",
    "load_dialects",
    "recognise",
]

Field = Literal[
    "number",
    "application",
    "kind",
    "type",
    "application_date",
    "publication_date",
    "grant_date",
    "priority_date",
    "applicants",
    "standard_applicants",
    "address",
    "province",
    "city",
    "county",
    "country",
    "owners",
    "standard_owners",
    "owner_address",
    "owner_province",
    "owner_city",
    "owner_county",
    "owner_country",
    "inventors",
    "ipc_main",
    "ipc",
    "cpc",
    "industries",
    "emerging_industries",
    "priorities",
    "family",
    "members",
    "extended_family",
    "extended_members",
    "twins",
    "parents",
    "cites",
    "cited_in",
    "event_codes",
    "event_dates",
    "event_texts",
    "event_givers",
    "event_takers",
    "status",
    "status_text",
    "cited_by",
    "family_size",
    "claim_count",
]
_JOINED = r"_data\d*|_[xy]|\.\d+"  # what joining two downloads leaves (incoPat, pandas)
FIELDS: tuple[Field, ...] = Field.__args__  # type: ignore[attr-defined]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class TextColumns(_Part):
    """Columns that hold one section of text in one language; the first filled one is read."""

    section: Section
    lang: str
    columns: tuple[str, ...]


class EventColumns(_Part):
    """Columns that tell of one kind of event: its day, who gave, who took, words for it."""

    kind: EventKind
    date: tuple[str, ...] = ()
    givers: tuple[str, ...] = ()
    takers: tuple[str, ...] = ()
    text: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All columns."""
        return (*self.date, *self.givers, *self.takers, *self.text)


class EventPlaces(NamedTuple):
    """Where the columns of one kind of event stand in a header."""

    kind: EventKind
    date: tuple[int, ...]
    givers: tuple[int, ...]
    takers: tuple[int, ...]
    text: tuple[int, ...]

    @property
    def named(self) -> tuple[int, ...]:
        """Columns whose name says what happened: the day's, else a party's."""
        return (*self.date, *self.givers, *self.takers)


class Extract(_Part):
    """A column made of the first there is of `source`: each match of `pattern`, by `template`."""

    source: str | tuple[str, ...]
    pattern: str
    template: str = "{1}"
    join: str = "; "

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the columns that it may be made of, the preferred first."""
        return (self.source,) if isinstance(self.source, str) else self.source

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.pattern, re.MULTILINE | re.DOTALL)

    def apply(self, text: str) -> str:
        """Make the new column's text; empty when nothing matches."""
        found = self.regex.finditer(text)
        return self.join.join(
            self.template.format(match[0], *match.groups(""), **match.groupdict(""))
            for match in found
        )


class Tags(_Part):
    """Tags of a tagged text: those that begin a file, and those around a record."""

    head: tuple[str, ...]
    start: str
    end: str


class Dialect(_Part):
    """One mapping file."""

    name: str
    title: str
    layout: Literal["table", "tagged", "list", "tables", "xml", "json"]
    rank: int = 0
    marks: tuple[str, ...] = ()
    marks_needed: int = 1
    essential: tuple[Field | Section, ...] = ()
    suffix: str = _JOINED
    office: str = ""
    separators: Mapping[str, tuple[str, ...]]
    docdb: tuple[str, ...] = ()
    legal_forms: tuple[str, ...] = ()
    mojibake: bool = False
    tags: Tags | None = None
    tables: TableSet | None = None
    shape: Shape | None = None
    extract: Mapping[str, Extract] = {}
    columns: Mapping[Field, tuple[str, ...]]
    texts: tuple[TextColumns, ...] = ()
    events: tuple[EventColumns, ...] = ()
    histories: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All column names of the dialect, folded."""
        named = [name for names in self.columns.values() for name in names]
        written = [name for text in self.texts for name in text.columns]
        made_of = [name for rule in self.extract.values() for name in rule.sources]
        told = [*self.histories, *(name for event in self.events for name in event.names)]
        return frozenset(map(fold, (*named, *written, *made_of, *told, *self.other, *self.marks)))

    @cached_property
    def marking(self) -> frozenset[str]:
        """The columns that tell this dialect from others, folded."""
        return frozenset(map(fold, self.marks))

    def folded(self, name: str) -> str:
        """Fold a column name, without the suffix that joining two downloads leaves."""
        plain = fold(name)
        return re.sub(rf"(?:{self.suffix})$", "", plain) if self.suffix else plain


@dataclass(frozen=True)
class Layout:
    """A header as a dialect understands it: field -> positions, the preferred first."""

    dialect: Dialect
    header: tuple[str, ...]
    columns: Mapping[Field, tuple[int, ...]]
    texts: tuple[tuple[TextColumns, tuple[int, ...]], ...]
    events: tuple[EventPlaces, ...]
    histories: tuple[int, ...]
    matched: int
    marks: int

    @property
    def fits(self) -> bool:
        """Whether the header holds what the dialect needs: its marks and a number."""
        keyed = bool(self.columns.get("number") or self.columns.get("application"))
        return keyed and self.marks >= self.dialect.marks_needed

    @property
    def missing(self) -> tuple[str, ...]:
        """First names of the columns that every export of the dialect has and this one lacks."""
        there = {*self.columns, *(text.section for text, _ in self.texts)}
        names: dict[str, tuple[str, ...]] = {
            text.section: text.columns for text in self.dialect.texts[::-1]
        }
        names.update((field, listed) for field, listed in self.dialect.columns.items())
        return tuple(names[name][0] for name in self.dialect.essential if name not in there)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Columns of the file that the dialect does not know."""
        folded, known = self.dialect.folded, self.dialect.vocabulary
        return tuple(name for name in self.header if name and folded(name) not in known)


@lru_cache(maxsize=1)
def load_dialects() -> tuple[Dialect, ...]:
    """Load all mapping files, in the order of their names."""
    return tuple(_load(path) for path in sorted(resource("dialects").glob("*.yaml")))


def _load(path: Path) -> Dialect:
    return Dialect.model_validate(load_yaml(path))


def lay_out(dialect: Dialect, header: Sequence[str]) -> Layout:
    """Understand a header as one dialect would."""
    names = [dialect.folded(name) for name in (*header, *dialect.extract)]
    return Layout(
        dialect=dialect,
        header=tuple(header),
        columns={
            field: found
            for field, wanted in dialect.columns.items()
            if (found := _positions(names, wanted))
        },
        texts=tuple(
            (text, found) for text in dialect.texts if (found := _positions(names, text.columns))
        ),
        events=tuple(_event_places(names, dialect.events)),
        histories=_positions(names, dialect.histories),
        matched=sum(name in dialect.vocabulary for name in names[: len(header)]),
        marks=len(dialect.marking.intersection(names)),
    )


def _event_places(names: Sequence[str], events: Iterable[EventColumns]) -> Iterator[EventPlaces]:
    for event in events:
        places = EventPlaces(
            event.kind,
            date=_positions(names, event.date),
            givers=_positions(names, event.givers),
            takers=_positions(names, event.takers),
            text=_positions(names, event.text),
        )
        if places.named:
            yield places


def _positions(names: Sequence[str], wanted: Iterable[str]) -> tuple[int, ...]:
    return tuple(place for want in wanted for place, name in enumerate(names) if name == fold(want))


def recognise(header: Sequence[str], dialects: Sequence[Dialect]) -> Layout | None:
    """Find the dialect that a header speaks; None when it speaks none.

    The dialect of the lowest rank that fits wins, among those the one that knows most columns;
    raises InputError when two know equally many.
    """
    fitting = [layout for dialect in dialects if (layout := lay_out(dialect, header)).fits]
    if not fitting:
        return None
    fitting.sort(key=lambda layout: (layout.dialect.rank, -layout.matched, -layout.marks))
    first, *others = fitting
    same = [
        layout.dialect.name
        for layout in others
        if (layout.dialect.rank, layout.matched, layout.marks)
        == (first.dialect.rank, first.matched, first.marks)
    ]
    if same:
        raise InputError(
            f"the header fits {' and '.join([first.dialect.name, *same])} equally well",
            remedy="say which one it is: dialect = … in its [[sources]] entry, or --dialect",
        )
    return first
