"""Read an export file: `read(path)` gives `Publication | Rejection` in the order of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain, islice
from pathlib import Path

from patnav.errors import InputError
from patnav.ingest.read.cells import View, as_text, is_blank
from patnav.ingest.read.csvtext import BAD_BYTE
from patnav.ingest.read.dates import DateOrder, day_month_order
from patnav.ingest.read.dialects import Dialect, Layout, lay_out, load_dialects, recognise
from patnav.ingest.read.formats import open_export
from patnav.ingest.read.lists import find_list
from patnav.ingest.read.mappings import chosen_dialects
from patnav.ingest.read.records import RecordReader
from patnav.ingest.read.refusing import has_numbers, names_in, not_understood
from patnav.ingest.read.table import Opened, Row, Table
from patnav.ingest.read.tablesets import open_tables
from patnav.ingest.read.tagged import begins_like, tag_header, tagged_rows
from patnav.ingest.read.texts import clean_line
from patnav.ingest.read.trees import tree_dialect, tree_rows
from patnav.model import Damage, Publication, Rejection, Source
from patnav.sources import FoundTables, content_hash, find_tables, set_with_table, source_files

__all__ = ["Damage", "Reading", "read", "read_many"]

_HEADER_WITHIN = 10  # rows; above the header stand at most a banner and a query
_BLOCK = 1_000  # rows in turn for one of several processes
_ORDERS: dict[DateOrder, str] = {
    "": "",
    "dmy": "reads 03/04/2020 as 3 April, the day first: other dates of the file settle it",
    "mdy": "reads 03/04/2020 as March 4, the month first: other dates of the file settle it",
}
_SAMPLE = 2_000  # rows from which the order of day and month is told
_UNKNOWN_COLUMN = "is no column that the dialect knows: it is not read"
_DATE_FIELDS = ("application_date", "publication_date", "grant_date", "priority_date")


@dataclass(frozen=True)
class _Found:
    """A table whose header a dialect understands."""

    table: Table
    layout: Layout
    header_row: int
    note: str = ""
    passed: tuple[tuple[str, int], ...] = ()  # sheets that are not read, and their filled rows


class Reading:
    """A file that is understood; iterating reads it.

    `dialect` is the name of the mapping, `file` the SHA-256 of the content, `name` the file's name,
    `unknown` the columns that the mapping does not know. While it is iterated `rows`,
    `publications` and `rejections` count (`rows == publications + rejections`; rows without any
    content are none). `warnings` collects the values that could not be read in rows that could,
    and the columns and sheets that are not read.
    Iterating again reads again.
    """

    def __init__(self, path: Path, found: _Found, region: str, note: str = "") -> None:
        self.path, self.name, self.region, self.note = path, path.name, region, note
        self.dialect = found.layout.dialect.name
        self.unknown = found.layout.unknown
        self._found = found
        self._stamp = _stamp(path)
        self.file = content_hash(path)
        self._reset()
        if next(self._data_rows(), None) is None:
            raise InputError(
                "holds column names but no rows", where=str(path), remedy="export it again"
            )

    def _reset(self) -> None:
        self.rows = self.publications = self.rejections = 0
        self._order: DateOrder = ""
        self.warnings = list(self._of_all_rows)

    def __iter__(self) -> Iterator[Publication | Rejection]:
        self._reset()
        return self._records(0, 1, self.warnings.append)

    def share(
        self, share: int, of: int, warn: Callable[[Damage], None]
    ) -> Iterator[Publication | Rejection]:
        """Read every `of`-th block of rows, from block `share` on, and count and yield only these.

        Row numbers and the sense of dates are those of the whole file. `warn` hears of the values
        that could not be read, with share 0 also of what is true of all rows.
        """
        for damage in () if share else self._of_all_rows:
            warn(damage)
        return self._records(share, of, warn)

    def _records(
        self, share: int, of: int, warn: Callable[[Damage], None]
    ) -> Iterator[Publication | Rejection]:
        rows = self._data_rows()
        sample = list(islice(rows, _SAMPLE))
        self._order = _date_order(self._found.layout, sample)
        reader = self._reader(self._order, warn)
        for place, row in enumerate(chain(sample, rows)):
            if place // _BLOCK % of != share:
                continue
            record = reader.read(row)
            if self.note:
                self._note_bad_bytes(row, warn)
            self._note_lost(row, warn)
            self.rows += 1
            if isinstance(record, Publication):
                self.publications += 1
            else:
                self.rejections += 1
            yield record
        self._check_unchanged()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the result must know, once the rows are through.

        Bad bytes, columns told by their content, the order in which days and months were read.
        """
        return tuple(filter(None, (self.note, self._found.note, _ORDERS[self._order])))

    @property
    def layout(self) -> Layout:
        """The header as the dialect understands it."""
        return self._found.layout

    @property
    def header_row(self) -> int:
        """Row of the column names; 0 when the format keeps them apart from the rows."""
        return self._found.header_row

    @cached_property
    def date_order(self) -> DateOrder:
        """What 03/04/2020 means in this file, told by its first rows."""
        return _date_order(self._found.layout, list(islice(self._data_rows(), _SAMPLE)))

    def sample(self) -> list[Sequence[object]]:
        """Cells of the first rows (at most 2,000) by the header, made columns behind them.

        Rows that cannot be brought to the width of the header are left out.
        """
        reader = self._reader("", lambda _: None)
        rows = islice(self._data_rows(), _SAMPLE)
        return [cells for row in rows if (cells := reader.fitted(row)) is not None]

    @cached_property
    def _of_all_rows(self) -> tuple[Damage, ...]:
        """What is not read of any row: columns that nobody knows or without a name, sheets."""
        unread = [(name, _UNKNOWN_COLUMN) for name in self.unknown]
        unread += [
            (f"column {place + 1}", f"has no name, and {filled} filled cells: it is not read")
            for place, filled in sorted(self._nameless().items())
        ]
        unread += [
            (name, f"is a sheet without known column names, of {rows} rows: it is not read")
            for name, rows in self._found.passed
        ]
        header = Source(self.file, self._found.header_row)
        told = (Damage(header, name, "", reason) for name, reason in unread)
        return (*told, *_notes(self._found, self.file))

    def _nameless(self) -> Counter[int]:
        """Filled cells of each column without a name that has any.

        Where the number of cells differs from row to row, one too many is a rejection already.
        """
        header = self._found.layout.header
        first = next(self._data_rows(), None)
        width = 0 if first is None or self._found.table.ragged else len(first.cells)
        places = [
            place
            for place in range(max(len(header), width))
            if place >= len(header) or not header[place]
        ]
        return Counter(
            place
            for row in (self._data_rows() if places else ())
            for place in places
            if place < len(row.cells) and not is_blank(row.cells[place])
        )

    def _reader(self, order: DateOrder, warn: Callable[[Damage], None]) -> RecordReader:
        return RecordReader(
            View.of(self._found.layout, order),
            file=self.file,
            region=self.region,
            ragged=self._found.table.ragged,
            warn=warn,
        )

    def _data_rows(self) -> Iterator[Row]:
        looks_like_record = self._reader("", lambda _: None).looks_like_record
        for row in self._found.table.rows(looks_like_record):
            if row.number > self._found.header_row and _has_content(row):
                yield row

    def _note_bad_bytes(self, row: Row, warn: Callable[[Damage], None]) -> None:
        header = self._found.layout.header
        for name, cell in zip(header, row.cells, strict=False):
            text = as_text(cell) if isinstance(cell, (str, list)) else ""
            if BAD_BYTE in text or "\ufffd" in text:
                source, value = Source(self.file, row.number), clean_line(text)[:200]
                warn(Damage(source, name, value, "holds bytes that are no text"))

    def _note_lost(self, row: Row, warn: Callable[[Damage], None]) -> None:
        header = self._found.layout.header
        for place, shown, reason in row.lost:
            if place < len(header) and header[place]:
                source = Source(self.file, row.number)
                warn(Damage(source, header[place], clean_line(shown), reason))

    def _check_unchanged(self) -> None:
        if _stamp(self.path) != self._stamp:
            raise InputError(
                "has changed while it was read", where=str(self.path), remedy="read it again"
            )


def read(
    path: Path | str, *, dialect: str = "", region: str = "", own: Sequence[Dialect] = ()
) -> Reading:
    """Open an export and tell its dialect by its content; iterate the result to read it.

    A folder is read when it holds a set of relational tables (PATSTAT, PatentsView).

    `dialect` names a mapping where the content leaves doubt, `region` is the GB/T 2260 or ISO 3166
    code that the user declares for the whole file, `own` are mappings beside those that come with
    patnav. Raises InputError for a file that is no export
    or whose header no dialect understands; it names the dialects tried and the header found.
    """
    path = Path(path)
    dialects = chosen_dialects(dialect, own)
    if path.is_dir() and (tables := find_tables(path)) is not None:
        return Reading(path, _table_set(path, tables), region)
    try:
        opened = open_export(path)
        found = _understood(path, opened, dialects)
    except InputError as error:
        raise _told(path, error) from None
    return Reading(path, found, region, opened.note)


def read_many(paths: Iterable[Path | str], *, region: str = "") -> Iterator[Reading]:
    """Open several files one after the other; see `read`."""
    return (read(path, region=region) for path in paths)


def _told(path: Path, error: InputError) -> InputError:
    """An error with its file, and with what to do when the file is one table of a set."""
    title = set_with_table(path) if path.is_file() else ""
    if title:
        what = f"is one table of {title}, not an export by itself"
        remedy = f"name the folder that holds all tables: {path.parent}"
        return InputError(what, where=str(path), remedy=remedy)
    return error if error.where else InputError(error.what, where=str(path), remedy=error.remedy)


def _table_set(folder: Path, tables: FoundTables) -> _Found:
    table, header = open_tables(folder, tables)
    dialect = next(known for known in load_dialects() if known.name == tables.dialect)
    return _Found(table, lay_out(dialect, header), 0)


def _understood(path: Path, opened: Opened, dialects: Sequence[Dialect]) -> _Found:
    if opened.parts:
        return _tree(path, opened, dialects)
    return _tagged(opened, dialects) or _table(path, opened, dialects)


def _tree(path: Path, opened: Opened, dialects: Sequence[Dialect]) -> _Found:
    dialect = tree_dialect(path, opened.parts, dialects)
    assert dialect.shape is not None
    table = Table("records", partial(_tree_table, path, opened, dialect))
    return _Found(table, lay_out(dialect, dialect.shape.header), 0)


def _tree_table(path: Path, opened: Opened, dialect: Dialect, is_record: object) -> Iterator[Row]:
    del is_record
    return tree_rows(path, opened.parts, dialect)


def _tagged(opened: Opened, dialects: Sequence[Dialect]) -> _Found | None:
    if opened.text is None:
        return None
    first = next((line for line in opened.text() if line.strip("\ufeff \t\r\n")), "")
    for dialect in dialects:
        if dialect.tags is not None and begins_like(dialect, first):
            header = tag_header(dialect)
            table = Table("tagged", partial(_tagged_table, opened, dialect, header))
            return _Found(table, lay_out(dialect, header), 0)
    return None


def _tagged_table(
    opened: Opened, dialect: Dialect, header: Sequence[str], is_record: object
) -> Iterator[Row]:
    del is_record
    assert opened.text is not None
    assert dialect.tags is not None
    return tagged_rows(opened.text(), dialect.tags, header)


def _table(path: Path, opened: Opened, dialects: Sequence[Dialect]) -> _Found:
    tabular = [dialect for dialect in dialects if dialect.layout == "table"]
    heads = [(table, _head(table)) for table in opened.tables]
    found = [
        hit for table, head in heads if (hit := _find_header(table, head, tabular)) is not None
    ]
    found = found or _lists(opened, dialects)
    if not found:
        raise not_understood(path, heads, tabular)
    others = [] if opened.alternatives else _others(heads, found)
    if len(found) > 1 and not opened.alternatives:
        raise InputError(
            f"has {len(found)} sheets with patents: {', '.join(hit.table.name for hit in found)}",
            where=str(path),
            remedy="save each sheet as a file of its own, so that row numbers are clear",
        )
    best = max(found, key=lambda hit: hit.layout.matched)
    _check_essential(path, best.layout)
    return replace(best, passed=_passed(path, others))


def _others(
    heads: Sequence[tuple[Table, Sequence[Row]]], found: Sequence[_Found]
) -> list[tuple[Table, Sequence[Row]]]:
    """Sheets that hold something but none of the tables found."""
    known = [hit.table for hit in found]
    return [(table, head) for table, head in heads if table not in known and head]


def _passed(
    path: Path, others: Sequence[tuple[Table, Sequence[Row]]]
) -> tuple[tuple[str, int], ...]:
    """Names of sheets that are not read, with their filled rows; refuses those with patents."""
    counted = ((table.name, sum(map(_has_content, table.rows(_never)))) for table, _ in others)
    passed = tuple((name, rows) for name, rows in counted if rows)
    numbered = {table.name for table, head in others if has_numbers(head)}
    lost = [f"{name} ({rows})" for name, rows in passed if name in numbered]
    if lost:
        raise InputError(
            "has sheets with patent numbers but without known column names (in brackets: rows): "
            + ", ".join(lost),
            where=str(path),
            remedy="put their rows below those of the sheet that has column names, save each "
            "sheet as a file of its own, or delete what is not needed",
        )
    return passed


def _lists(opened: Opened, dialects: Sequence[Dialect]) -> list[_Found]:
    """Tables without column names; of the ways to split a text the one that tells most columns."""
    listed = [
        _Found(table, hit.layout, hit.header_row, hit.note)
        for dialect in dialects
        if dialect.layout == "list"
        for table in opened.tables
        if (hit := find_list(table, dialect)) is not None
    ]
    listed.sort(key=lambda found: -found.layout.matched)
    return listed[:1] if opened.alternatives else listed


def _check_essential(path: Path, layout: Layout) -> None:
    if layout.missing and layout.unknown:
        raise InputError(
            f"looks like {layout.dialect.title}, but has no column "
            f"{' and no '.join(layout.missing)}; columns nobody knows: {', '.join(layout.unknown)}",
            where=str(path),
            remedy="give renamed columns their names back, or name the dialect to read it without",
        )


def _head(table: Table) -> list[Row]:
    rows = (row for row in table.rows(_never) if not row.problem)
    return list(islice(rows, _HEADER_WITHIN))


def _never(cells: Sequence[object]) -> bool:
    del cells
    return False


def _find_header(table: Table, head: Sequence[Row], dialects: Sequence[Dialect]) -> _Found | None:
    for row in head:
        layout = recognise(names_in(row), dialects)
        if layout is not None:
            return _Found(table, layout, row.number)
    return None


def _has_content(row: Row) -> bool:
    return bool(row.problem or row.lost) or not all(map(is_blank, row.cells))


def _date_order(layout: Layout, sample: Sequence[Row]) -> DateOrder:
    places = {place for field in _DATE_FIELDS for place in layout.columns.get(field, ())}  # type: ignore[call-overload]
    places.update(place for event in layout.events for place in event.date)
    values = [
        cell.strip()
        for row in sample
        for place in sorted(places)
        if place < len(row.cells) and isinstance(cell := row.cells[place], str)
    ]
    return day_month_order(values)


def _notes(found: _Found, file: str) -> list[Damage]:
    """What the mapping says that the values of a column cannot tell."""
    tables = found.layout.dialect.tables
    source = Source(file, found.header_row)
    return [
        Damage(source, name, "", words) for name, words in (tables.notes if tables else {}).items()
    ]


def _stamp(path: Path) -> tuple[tuple[int, int], ...]:
    states = [member.stat() for member in source_files(path)]
    return tuple((state.st_size, state.st_mtime_ns) for state in states)
