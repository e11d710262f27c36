"""What a source is: one file, or a folder with a set of tables that belong together.

PATSTAT and PatentsView come as many tables, one file or several parts each. The mappings of layout
`tables` in `data/dialects/` name those files by pattern; a folder is the set whose main table it
holds, and only the files that the mapping names count for its hash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from patnav.data import load_yaml, resource
from patnav.errors import InputError

__all__ = [
    "FoundTables",
    "TableSet",
    "TableSpec",
    "content_hash",
    "file_hash",
    "find_tables",
    "set_with_table",
    "source_files",
]

_ENDING = re.compile(r"\.(?:parquet|(?:csv|tsv|txt)(?:\.(?:gz|zip))?)$", re.IGNORECASE)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TableSpec(_Part):
    """One table: pattern of its file names without ending, and its columns by name."""

    files: str
    needed: bool = False
    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()


class TableSet(_Part):
    """The tables of a mapping, the one whose rows are the records, and the SELECT that joins them.

    `notes` says of columns what their values cannot tell; it becomes a warning of each reading.
    """

    main: str
    tables: Mapping[str, TableSpec]
    rows: str
    notes: Mapping[str, str] = {}


class FoundTables(NamedTuple):
    """A folder as a table set: name and title of the mapping, and the files of each table."""

    dialect: str
    title: str
    tables: TableSet
    files: Mapping[str, tuple[Path, ...]]


def file_hash(path: Path) -> str:
    """SHA-256 of a file's content, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def content_hash(path: Path) -> str:
    """SHA-256 of a source in hex; of a table set over the names and hashes of its files.

    Raises InputError for a folder that is no table set.
    """
    if not path.is_dir():
        return file_hash(path)
    digest = hashlib.sha256()
    for member in source_files(path):
        digest.update(f"{member.name} {file_hash(member)}\n".encode())
    return digest.hexdigest()


def source_files(path: Path) -> tuple[Path, ...]:
    """The files that a source is made of, in the order of their names.

    Raises InputError for a folder that is no table set.
    """
    if not path.is_dir():
        return (path,)
    found = find_tables(path)
    if found is None:
        raise InputError("is a folder", where=str(path), remedy="name the files in it")
    return tuple(sorted(member for files in found.files.values() for member in files))


def find_tables(folder: Path) -> FoundTables | None:
    """The table set that a folder holds; None when it holds the main table of none.

    Raises InputError when a needed table is missing, when a table is there in two formats, or when
    the folder holds the main tables of two sets.
    """
    found = [
        FoundTables(name, title, tables, files)
        for name, title, tables in _table_sets()
        if tables.main in (files := _files(folder, tables))
    ]
    if not found:
        return None
    if len(found) > 1:
        raise InputError(
            f"holds tables of {' and '.join(each.title for each in found)}",
            where=str(folder),
            remedy="put each set into a folder of its own",
        )
    _check_complete(folder, found[0])
    return found[0]


def set_with_table(path: Path) -> str:
    """Title of the table set that has a table of this file's name; empty when there is none."""
    stem = _stem(path)
    for _, title, tables in _table_sets():
        if stem and any(_fits(spec, stem) for spec in tables.tables.values()):
            return title
    return ""


def _files(folder: Path, tables: TableSet) -> dict[str, tuple[Path, ...]]:
    members = [path for path in sorted(folder.iterdir()) if path.is_file() and _stem(path)]
    fitting = {
        name: tuple(path for path in members if _fits(spec, _stem(path)))
        for name, spec in tables.tables.items()
    }
    return {name: paths for name, paths in fitting.items() if paths}


def _check_complete(folder: Path, found: FoundTables) -> None:
    missing = [
        name
        for name, spec in found.tables.tables.items()
        if spec.needed and name not in found.files
    ]
    if missing:
        raise InputError(
            f"is a folder of {found.title} without the table {' and '.join(missing)}",
            where=str(folder),
            remedy="put the missing file beside the others (docs/reading.md names the tables)",
        )
    for name, paths in found.files.items():
        stems = [_stem(path) for path in paths]
        if len(set(stems)) < len(stems):
            raise InputError(
                f"holds the table {name} twice: {', '.join(path.name for path in paths)}",
                where=str(folder),
                remedy="keep one of them",
            )


def _fits(spec: TableSpec, stem: str) -> bool:
    return re.fullmatch(spec.files, stem, re.IGNORECASE) is not None


def _stem(path: Path) -> str:
    """Name without the ending of a table, in lower case; empty for other files."""
    match = _ENDING.search(path.name)
    return path.name[: match.start()].lower() if match else ""


@lru_cache(maxsize=1)
def _table_sets() -> tuple[tuple[str, str, TableSet], ...]:
    """Name, title and tables of each mapping of layout `tables`."""
    # Few mappings have tables: parsing them all would be felt at every `patnav add`.
    mappings = sorted(resource("dialects").glob("*.yaml"))
    parsed = [
        load_yaml(path)
        for path in mappings
        if "\nlayout: tables\n" in path.read_text(encoding="utf-8")
    ]
    return tuple(
        (mapping["name"], mapping["title"], TableSet.model_validate(mapping["tables"]))
        for mapping in parsed
    )
