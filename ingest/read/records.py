"""From one row to one `Publication`, or to a `Rejection` that says which field and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from patnav.ingest.read.cells import Cells, View, as_text
from patnav.ingest.read.dialects import Extract, Field
from patnav.ingest.read.kinds import type_and_stage
from patnav.ingest.read.making import is_plain_row, makers
from patnav.ingest.read.numbers import (
    NumberError,
    PublicationNumber,
    application_year,
    parse_application,
    parse_number,
    parse_publication,
)
from patnav.ingest.read.table import Row
from patnav.ingest.read.texts import (
    clean_line,
    clean_text,
    detect_language,
    fold,
    repair_mojibake,
)
from patnav.model import Damage, Publication, Rejection, Source, Text

__all__ = ["RecordReader"]

_CUT = 200


class _Reject(Exception):  # noqa: N818 -- control flow inside this module, never seen outside
    def __init__(self, field: str, value: str, reason: str) -> None:
        self.field, self.value, self.reason = field, clean_line(value)[:_CUT], reason
        super().__init__(field, value, reason)


class _Keys(NamedTuple):
    number: PublicationNumber | None
    application: str


class RecordReader:
    """Reads the rows of one file; `file` is its hash, `region` what the user declared for it."""

    def __init__(
        self, view: View, *, file: str, region: str, ragged: bool, warn: Callable[[Damage], None]
    ) -> None:
        self._view, self._file, self._region, self._warn = view, file, region, warn
        self._ragged = ragged
        self._layout, self._dialect = view.layout, view.layout.dialect
        self._width = len(self._layout.header)
        self._head = [clean_line(name) for name in self._layout.header[:3]]
        self._number_columns = self._same_name_columns("number")
        self._extracts = [(rule, self._source(rule)) for rule in self._dialect.extract.values()]
        self._makers = makers(view)
        self._key_columns = self._columns_of("number") + self._columns_of("application")

    def _columns_of(self, field: Field) -> list[int]:
        """Positions of a field's columns in the file: of an extracted one, what it is made of."""
        made = {self._width + place: source for place, (_, source) in enumerate(self._extracts)}
        places = [made.get(place, place) for place in self._layout.columns.get(field, ())]
        return [place for place in places if place >= 0]

    def _source(self, rule: Extract) -> int:
        """Position of the column that a column is made of; -1 when the file has none."""
        names = [self._dialect.folded(name) for name in self._layout.header]
        places = (names.index(name) for name in map(fold, rule.sources) if name in names)
        return next(places, -1)

    def _same_name_columns(self, field: Field) -> tuple[int, ...]:
        """Positions of a field's columns that have one and the same name."""
        places = [p for p in self._layout.columns.get(field, ()) if p < self._width]
        named = [self._dialect.folded(self._layout.header[place]) for place in places]
        return tuple(p for p, name in zip(places, named, strict=True) if name == named[0])

    def looks_like_record(self, cells: Sequence[object]) -> bool:
        """Whether cells on their own would be a record: as wide as it, a number in its place."""
        if len(cells) < self._width or any(cells[self._width :]):
            return False
        return any(_is_number(as_text(cells[place])) for place in self._key_columns)

    def read(self, row: Row) -> Publication | Rejection:
        """Read one row."""
        source = Source(self._file, row.number)
        try:
            if row.problem:
                raise _Reject("", as_text(row.cells[0]), row.problem)
            return self._publication(self._fitted(row.cells), source)
        except _Reject as reject:
            return Rejection(source, reject.field, reject.value, reject.reason)

    def fitted(self, row: Row) -> Sequence[object] | None:
        """Cells of a row by the header, made columns behind them; None when it cannot be."""
        try:
            return None if row.problem else self._fitted(row.cells)
        except _Reject:
            return None

    def _fitted(self, cells: Sequence[object]) -> Sequence[object]:
        """Bring the cells to the width of the header, without moving any; add extracted columns."""
        if len(cells) != self._width:
            cells = self._trimmed(cells)
        if self._is_head(cells):
            raise _Reject("", "", "repeats the header")
        if not self._dialect.extract:
            return cells
        made = [
            rule.apply(as_text(cells[place])) if place >= 0 else ""
            for rule, place in self._extracts
        ]
        return [*cells, *made]

    def _is_head(self, cells: Sequence[object]) -> bool:
        return all(
            clean_line(as_text(cell)) == name for cell, name in zip(cells, self._head, strict=False)
        )

    def _trimmed(self, cells: Sequence[object]) -> Sequence[object]:
        extra = [text for cell in cells[self._width :] if (text := as_text(cell).strip())]
        if extra and self._ragged:
            raise _Reject(
                f"column {self._width + 1}",
                extra[0],
                f"the row has more cells ({len(cells)}) than the header has names ({self._width}): "
                "a separator inside a cell is not quoted",
            )
        if len(cells) < self._width and self._ragged:
            raise _Reject(
                self._layout.header[len(cells)],
                as_text(cells[-1]) if cells else "",
                f"the row ends after {len(cells)} of {self._width} cells: "
                "a line break inside a cell is not quoted, or the file is cut off",
            )
        return [*cells[: self._width], *[""] * (self._width - len(cells))]

    def _publication(self, row: Sequence[object], source: Source) -> Publication:
        cells = Cells(self._view, row, source, self._warn)
        number, application = self._keys(cells)
        patent_type, stage = type_and_stage(number, application, cells.texts("type"))
        made: dict[str, Any] = {}
        plain = is_plain_row(row)
        for maker in self._makers:
            made.update(maker(row, source, self._warn) if plain else maker.make(cells))
        _check_filing(cells, application, made.get("application_date"))
        return Publication(
            source=source,
            number=str(number) if number else "",
            application=application,
            country=number.office if number else application[:2],
            kind_code=number.kind if number else "",
            patent_type=patent_type,
            stage=stage,
            texts=self._texts(cells),
            family=self._family(cells, "family"),
            extended_family=self._family(cells, "extended_family"),
            region=self._region,
            **made,
        )

    def _keys(self, cells: Cells) -> _Keys:
        number = self._number(cells)
        application = self._application(cells, alone=number is None)
        if number is None and not application:
            names = [
                self._layout.header[place]
                for field in ("number", "application")
                for place in self._layout.columns.get(field, ())[:1]
                if place < self._width
            ]
            raise _Reject(
                " / ".join(names), "", "there is no publication number and no application number"
            )
        return _Keys(number, application)

    def _number(self, cells: Cells) -> PublicationNumber | None:
        column, text = cells.line("number")
        if not text:
            return None
        try:
            number = parse_publication(text, self._dialect.office, cells.line("kind")[1].upper())
        except NumberError as error:
            raise _Reject(column, text, str(error)) from None
        if len(self._number_columns) > 1:
            self._check_twins(cells, column, text)
        return number

    def _check_twins(self, cells: Cells, column: str, text: str) -> None:
        for place in self._number_columns:
            other = clean_line(cells.text((place,)))
            if other and other != text:
                raise _Reject(
                    column, f"{text} / {other}", f"there are two columns {column} that disagree"
                )

    def _application(self, cells: Cells, *, alone: bool) -> str:
        column, text = cells.line("application")
        if not text:
            return ""
        try:
            number, doubt = parse_application(text, self._dialect.office)
        except NumberError as error:
            if alone or error.mangled:
                raise _Reject(column, text, str(error)) from None
            cells.damaged(column, text, str(error))
            return ""
        if doubt:
            cells.damaged(column, text, doubt)
        return number

    def _family(self, cells: Cells, field: Field) -> str:
        # Ids of two vendors may be alike, so the name of who gave them goes before them.
        column, text = cells.line(field)
        giver = "docdb" if column in self._dialect.docdb else self._dialect.name
        return f"{giver}:{text}" if text else ""

    def _texts(self, cells: Cells) -> tuple[Text, ...]:
        found: dict[tuple[str, str], list[Text]] = {}
        for columns, positions in self._layout.texts:
            read: dict[str, list[Text]] = {}
            for said in cells.passages(positions):
                text = self._cleaned(said.text)
                if text[:1].isalnum() or any(map(str.isalnum, text)):
                    lang = _language(columns.lang, said.lang, text)
                    read.setdefault(lang, []).append(Text(columns.section, lang, text))
            for lang, texts in read.items():
                several = columns.section == "claim"  # each is a text of its own
                found.setdefault((columns.section, lang), texts if several else texts[:1])
        return tuple(chain.from_iterable(found.values()))

    def _cleaned(self, text: str) -> str:
        text = clean_text(text)
        return repair_mojibake(text) if self._dialect.mojibake else text


def _check_filing(cells: Cells, application: str, filed: date | None) -> None:
    """Note a filing after the year in a Chinese number, which is given when it is filed.

    An earlier one is right for divisionals and for the national phase of a PCT application; a later
    one is seldom right (drawings handed in later move the day), and most often a slip.
    """
    year = application_year(application)
    if filed and year and filed.year > year:
        column, text = cells.line("application_date")
        reason = "lies after the year of the application number: compare both with the source"
        cells.damaged(column, text, reason)


def _language(named: str, stated: str, text: str) -> str:
    """Language of a text: as the dialect names it, as the file states it, else by its script."""
    if named not in ("detect", "stated"):
        return named
    return (stated if named == "stated" else "") or detect_language(text)


@lru_cache(maxsize=4096)
def _is_number(text: str) -> bool:
    try:
        return bool(parse_number(text))
    except NumberError:
        return False
