"""Parts: what one source file says, read once and kept on disk until file or reading changes.

    with PartWriter(folder) as writer:            # several may write shares of one file
        writer.add(record)                        # Publication | Rejection, in any order
        writer.note(damage)
    part = seal(folder, name, facts)              # now it is whole

    part.facts.rows == part.facts.publications + part.facts.rejections
    for rows in part.publications(): ...          # Arrow tables, one block of rows at a time
    part.refused("rejections"), part.refused("damages")  # Arrow tables, as the snapshot has them
    find_part(folder, name)                       # a whole part, or None

Which folder belongs to which file and reading is told in `spill.py`; nothing else makes parts that
are kept. A part is whole when it has `part.json`, which is written last. What it holds depends on
the file's content and the way it was read, never on its name, its place or on other files. Blocks
bound the memory: neither writing nor reading holds more than one of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import pyarrow as pa
import pyarrow.parquet as pq

from patnav.ingest.columns import SCHEMA, to_columns
from patnav.model import Damage, Publication, Rejection
from patnav.sources import file_hash
from patnav.tables import SCHEMAS

__all__ = [
    "Part",
    "PartFacts",
    "PartWriter",
    "Reading",
    "find_part",
    "is_sound",
    "seal",
    "write_part",
]

_BLOCK = 4_000  # rows that are held before they are written
_BLOCK_CHARACTERS = 16_000_000  # of texts, after which a block is written although it is short
_CUT = 200
_FACTS = "part.json"


class Reading(Protocol):
    """One file as it was read: iterating yields each row once, as publication or rejection."""

    @property
    def file(self) -> str:
        """SHA-256 of the content, in hex."""

    @property
    def name(self) -> str:
        """File name."""

    @property
    def dialect(self) -> str:
        """Name of the mapping that understood it."""

    @property
    def warnings(self) -> Sequence[Damage]:
        """Values that could not be read, once the rows are through."""

    def __iter__(self) -> Iterator[Publication | Rejection]:
        """Yield the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFacts:
    """A part in numbers: SHA-256 of the file, dialect, rows = publications + rejections.

    `characters` is the length of all texts, by which assembling divides its work; `notes` is what
    the reader says of how it understood the file.
    """

    file: str
    dialect: str
    publications: int
    rejections: int
    characters: int
    notes: Sequence[str] = ()

    @property
    def rows(self) -> int:
        """Rows that were read."""
        return self.publications + self.rejections


@dataclass(frozen=True, slots=True)
class Part:
    """What one file says, on disk; `name` is what the file is called today."""

    folder: Path
    name: str
    facts: PartFacts

    def publications(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Yield the publications block by block, or some of their columns (`columns.SCHEMA`)."""
        for path in self._files("publications"):
            with pq.ParquetFile(path) as file:
                for block in range(file.num_row_groups):
                    yield file.read_row_group(block, columns=columns)

    def refused(self, name: str) -> pa.Table:
        """The rows of the table `rejections`, or of `damages`, that this file adds."""
        tables = [pq.read_table(path) for path in self._files(name)]
        return pa.concat_tables(tables).cast(SCHEMAS[name])

    def _files(self, name: str) -> list[Path]:
        return sorted(self.folder.glob(f"{name}-*.parquet"))


class PartWriter:
    """Writes the records of a file, or of one share of it, into the folder of its part."""

    def __init__(self, folder: Path, share: int = 0) -> None:
        self.publications = self.rejections = self.characters = 0
        self._waiting: list[Publication] = []
        self._waiting_characters = 0
        self._refused: dict[str, list[Rejection | Damage]] = {"rejections": [], "damages": []}
        schemas = {"publications": SCHEMA} | {name: SCHEMAS[name] for name in self._refused}
        self._files = {
            name: pq.ParquetWriter(
                folder / f"{name}-{share:03}.parquet", schema, compression="zstd",
                compression_level=1,
            )
            for name, schema in schemas.items()
        }  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._flush()
        finally:
            for file in self._files.values():
                file.close()

    def add(self, record: Publication | Rejection) -> None:
        """Take in what one row became."""
        if isinstance(record, Rejection):
            self.rejections += 1
            self._refused["rejections"].append(record)
            return
        self.publications += 1
        self._waiting.append(record)
        self._waiting_characters += sum(len(text.text) for text in record.texts)
        if len(self._waiting) >= _BLOCK or self._waiting_characters >= _BLOCK_CHARACTERS:
            self._flush()

    def note(self, damage: Damage) -> None:
        """Take in a value that could not be read."""
        self._refused["damages"].append(damage)

    def facts(self, file: str, dialect: str, notes: Sequence[str] = ()) -> PartFacts:
        """What was written, in numbers."""
        return PartFacts(
            file=file,
            dialect=dialect,
            publications=self.publications,
            rejections=self.rejections,
            characters=self.characters,
            notes=notes,
        )

    def _flush(self) -> None:
        if self._waiting:
            self._files["publications"].write_batch(to_columns(self._waiting))
            self.characters += self._waiting_characters
            self._waiting, self._waiting_characters = [], 0
        for name, waiting in self._refused.items():
            if waiting:
                self._files[name].write_table(_refusals(name, waiting))
                waiting.clear()


def write_part(reading: Reading, folder: Path) -> Part:
    """Write what a reading yields into a new folder, as one part."""
    folder.mkdir()
    with PartWriter(folder) as writer:
        for record in reading:
            writer.add(record)
        for damage in reading.warnings:
            writer.note(damage)
    return seal(folder, reading.name, writer.facts(reading.file, reading.dialect))


def _refusals(name: str, rows: Iterable[Rejection | Damage]) -> pa.Table:
    """Make the table `rejections` or `damages`; values are cut to 200 characters."""
    cells = [(*row.source, row.field, row.value[:_CUT], row.reason) for row in rows]
    columns = list(zip(*cells, strict=True)) or [()] * len(SCHEMAS[name])
    return pa.table(
        [pa.array(column, item.type) for column, item in zip(columns, SCHEMAS[name], strict=True)],
        schema=SCHEMAS[name],
    )


def seal(folder: Path, name: str, facts: PartFacts, key: str = "") -> Part:
    """Declare a part whole: all of its shares are written. `key` is what it will be found by."""
    aside = folder / f"{_FACTS}.tmp"
    label = {"facts": asdict(facts), "key": key, "sums": _sums(folder)}
    aside.write_text(json.dumps(label) + "\n", encoding="utf-8")
    aside.replace(folder / _FACTS)
    return Part(folder, name, facts)


def find_part(folder: Path, name: str) -> Part | None:
    """The part in a folder, or None when there is none or it is not whole."""
    try:
        return Part(folder, name, PartFacts(**_label(folder)["facts"]))
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_sound(folder: Path, key: str) -> bool:
    """Whether a part that is there is the one of this key, with the bytes that were written."""
    try:
        label = _label(folder)
        PartFacts(**label["facts"])
        return bool(label["key"] == key and label["sums"] == _sums(folder))
    except (ValueError, TypeError, KeyError, OSError):
        return False


def _label(folder: Path) -> dict[str, Any]:
    label: dict[str, Any] = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
    return label


def _sums(folder: Path) -> dict[str, str]:
    return {path.name: file_hash(path) for path in sorted(folder.glob("*.parquet"))}
