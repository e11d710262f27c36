"""Relational table sets: the tables of a folder joined by the SELECT of their mapping.

Each table becomes a view of text columns, so that Parquet, CSV and TSV are one and the same to the
SELECT and every value is read by the rules that hold for any export. DuckDB joins on disk within a
bound of memory; the joined rows wait in a Parquet file that each pass over them streams.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from patnav.database import open_database
from patnav.errors import InputError
from patnav.ingest.read.table import Row, RowTest, Table
from patnav.sources import FoundTables, TableSpec

__all__ = ["open_tables"]

_MEMORY = "2GB"
_BATCH = 2048  # rows
_CHUNK = 1 << 20
_MAX_LINE = 2 << 20  # bytes; DuckDB holds sixteen of them for each thread
_MAX_RATIO = 400  # real tables pack about 5:1
_FRACTIONS = ("FLOAT", "DOUBLE", "DECIMAL")
_NO_TEXT = ("BLOB", "STRUCT", "MAP", "UNION", "BIT")
_AGAIN = "download or unpack it again"


def open_tables(folder: Path, found: FoundTables) -> tuple[Table, tuple[str, ...]]:
    """Join a table set; gives its rows and their column names.

    A row has the number that its record has in the main table (in CSV the header is row 1; the
    parts of a table count one after another, by name). Raises InputError for a table without a
    column that the mapping needs, with a column of a nested type, damaged, or that is a ZIP bomb.
    """
    joined = _Joined(folder, found)
    return Table("tables", joined.rows), joined.header


class _Joined:
    """The joined rows in a file of their own, which goes when nobody holds this any more."""

    def __init__(self, folder: Path, found: FoundTables) -> None:
        aside = Path(tempfile.mkdtemp(prefix="patnav-tables-"))
        self._goes = weakref.finalize(self, shutil.rmtree, aside, ignore_errors=True)
        self._file = aside / "rows.parquet"
        try:
            _join(folder, found, self._file)
        except BaseException:
            self._goes()
            raise
        self.header = tuple(pq.read_schema(self._file).names[1:])

    def rows(self, is_record: RowTest) -> Iterator[Row]:
        """Yield the rows in the order of the main table."""
        del is_record
        with pq.ParquetFile(self._file) as file:
            for batch in file.iter_batches(_BATCH):
                numbers, *columns = (column.to_pylist() for column in batch.columns)
                for number, *cells in zip(numbers, *columns, strict=True):
                    yield Row(number, cells)


def _join(folder: Path, found: FoundTables, target: Path) -> None:
    try:
        with closing(
            open_database(memory_limit=_MEMORY, temp_directory=str(target.parent))
        ) as database:
            for name, spec in found.tables.tables.items():
                _view(database, found, name, spec, target.parent)
            ordered = f"SELECT * FROM ({found.tables.rows}) ORDER BY row"  # noqa: S608 -- ours
            database.execute(f"COPY ({ordered}) TO {_quoted(str(target))} (FORMAT parquet)")
            _check_count(database, folder, found, target)
    except duckdb.OutOfMemoryException:
        raise InputError(
            f"joining its tables needs more than {_MEMORY} of memory or the disk is full",
            where=str(folder),
            remedy="cut the tables to the applications in question, for instance by class",
        ) from None
    except duckdb.Error as error:
        raise InputError(_first_lines(error), where=str(folder), remedy=_AGAIN) from None


def _check_count(
    database: duckdb.DuckDBPyConnection, folder: Path, found: FoundTables, target: Path
) -> None:
    """Every row of the main table is one record: the mapping may lose none and double none."""
    counted = database.execute(f'SELECT count(*) FROM "{found.tables.main}"').fetchone()  # noqa: S608
    made = pq.read_metadata(target).num_rows
    if counted is None or counted[0] != made:
        raise InputError(
            f"the mapping {found.dialect} makes {made} records of {counted and counted[0]} rows",
            where=str(folder),
            remedy=f"mend the SELECT of data/dialects/{found.dialect}.yaml",
        )


def _view(
    database: duckdb.DuckDBPyConnection, found: FoundTables, name: str, spec: TableSpec, aside: Path
) -> None:
    """Make the view of one table: its columns as text, those that are not there as NULL."""
    wanted = (*spec.columns, *spec.optional)
    files = found.files.get(name, ())
    if not files:
        nothing = ", ".join(f'NULL::VARCHAR AS "{column}"' for column in wanted)
        database.execute(f'CREATE VIEW "{name}" AS SELECT {nothing} WHERE false')
        return
    source = _source(files, aside)
    try:
        described = database.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608
    except duckdb.Error as error:
        raise InputError(_first_lines(error), where=_named(files), remedy=_AGAIN) from None
    kinds = {column.lower(): str(kind) for column, kind, *_ in described}
    _check_columns(files, spec, kinds)
    columns = [_as_text(column, kinds.get(column.lower(), "")) for column in wanted]
    header = 0 if _is_parquet(files[0]) else 1
    columns.insert(0, f"row_number() OVER () + {header} AS row")
    database.execute(f'CREATE VIEW "{name}" AS SELECT {", ".join(columns)} FROM {source}')  # noqa: S608


def _check_columns(files: Sequence[Path], spec: TableSpec, kinds: Mapping[str, str]) -> None:
    missing = [column for column in spec.columns if column.lower() not in kinds]
    if missing:
        raise InputError(
            f"has no column {' and no '.join(missing)}; it has {', '.join(kinds)}",
            where=_named(files),
            remedy="give renamed columns their names back",
        )
    for column in (*spec.columns, *spec.optional):
        kind = kinds.get(column.lower(), "")
        if kind.startswith(_NO_TEXT) or kind.endswith("]"):
            raise InputError(
                f"column {column} is of type {kind}, not text, number or date",
                where=_named(files),
                remedy="export the table as the office publishes it",
            )


def _as_text(column: str, kind: str) -> str:
    """A column as text; tools that know no empty whole number write them as fractions."""
    if not kind:
        return f'NULL::VARCHAR AS "{column}"'
    text = f'CAST("{column}" AS VARCHAR)'
    if kind.startswith(_FRACTIONS):
        whole = f'"{column}" = trunc("{column}") AND abs("{column}") < 1e15'
        text = f'CASE WHEN {whole} THEN CAST(CAST("{column}" AS BIGINT) AS VARCHAR) ELSE {text} END'
    return f'{text} AS "{column}"'


def _source(files: Sequence[Path], aside: Path) -> str:
    if len({_is_parquet(path) for path in files}) > 1:
        raise InputError(
            "the parts of one table are Parquet and text",
            where=_named(files),
            remedy="keep one format",
        )
    plain = [_unpacked(path, aside) if path.suffix.lower() == ".zip" else path for path in files]
    listed = "[" + ", ".join(_quoted(_no_pattern(str(path))) for path in plain) + "]"
    if _is_parquet(files[0]):
        return f"read_parquet({listed}, union_by_name = true)"
    delimiter = "\\t" if ".tsv" in files[0].name.lower() else _delimiter(plain[0])
    return (
        f"read_csv({listed}, delim = {_quoted(delimiter)}, quote = '\"', escape = '\"',"
        f" header = true, all_varchar = true, union_by_name = true, max_line_size = {_MAX_LINE})"
    )


def _delimiter(path: Path) -> str:
    """What separates most names in the first line of a text table."""
    if path.suffix.lower() == ".gz":
        return ","
    with path.open("rb") as stream:
        first = stream.readline(_CHUNK)
    return max((",", ";", "\t", "|"), key=lambda sign: first.count(sign.encode()))


def _unpacked(path: Path, aside: Path) -> Path:
    """Unpack the one table of a ZIP, counting: a size that the directory states may be a lie."""
    target = aside / path.name[: -len(".zip")]
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) != 1:
                raise InputError(
                    f"holds {len(entries)} files, not one table", where=str(path), remedy=_AGAIN
                )
            _copy(archive, entries[0], target, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise InputError(
            "is a damaged or encrypted ZIP archive", where=str(path), remedy=_AGAIN
        ) from None
    return target


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, path: Path) -> None:
    most = max(64 << 20, path.stat().st_size * _MAX_RATIO)
    written = 0
    with archive.open(entry) as packed, target.open("wb") as plain:
        while chunk := packed.read(_CHUNK):
            written += plain.write(chunk)
            if written > most:
                raise InputError(
                    f"unpacks to more than {_MAX_RATIO} times its size",
                    where=str(path),
                    remedy="no table is like that; ask where it comes from",
                )


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() == ".parquet"


def _no_pattern(path: str) -> str:
    """A path in which no sign is read as a pattern."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in path)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _named(files: Sequence[Path]) -> str:
    return str(files[0]) if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"


def _first_lines(error: duckdb.Error) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return "cannot be read as a table set: " + " ".join(lines[:3])
