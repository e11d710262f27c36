"""Files of patent offices: which dialect reads them, and the rows of their records.

A row is numbered by the place of its record in the file, from 1, counted on over the members of a
ZIP: lines would not tell records apart, for many offices write a whole answer on one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from patnav.errors import InputError
from patnav.ingest.read.dialects import Dialect
from patnav.ingest.read.jsontext import json_list, json_records
from patnav.ingest.read.markup import sgml_records, xml_records
from patnav.ingest.read.nodes import Builder, Found
from patnav.ingest.read.parts import Part
from patnav.ingest.read.shapes import Shape
from patnav.ingest.read.table import Row
from patnav.ingest.read.texts import clean_line

__all__ = ["tree_dialect", "tree_rows"]

_SHOWN = 5  # kinds of documents that an error names
_SGML = ("<!doctype patdoc", "<patdoc")


def tree_dialect(path: Path, parts: Sequence[Part], dialects: Sequence[Dialect]) -> Dialect:
    """The dialect that knows the first document of the parts that any dialect knows.

    Raises InputError, which names the documents found, when none does.
    """
    seen: dict[str, None] = {}
    for part in parts:
        head = part.head()
        for dialect in dialects:
            if dialect.shape is not None and _knows(dialect, dialect.shape, head):
                return dialect
        seen[clean_line(_root(head)) or "no element"] = None
    raise _unknown(path, list(seen)[:_SHOWN], _is_json(head), dialects)


def _unknown(
    path: Path, seen: Sequence[str], is_json: bool, dialects: Sequence[Dialect]
) -> InputError:
    layout, words = ("json", "JSON") if is_json else ("xml", "an XML document")
    shapes = [each.shape for each in dialects if each.shape and each.layout == layout]
    known = sorted({root for shape in shapes for root in shape.roots})
    return InputError(
        f"is {words} that no dialect knows; it begins with {', '.join(seen)}; "
        f"known are {', '.join(known) or 'none'}",
        where=str(path),
        remedy="save a spreadsheet as .xlsx, or give the office's own file",
    )


def _knows(dialect: Dialect, shape: Shape, head: str) -> bool:
    if _is_json(head):
        return dialect.layout == "json" and bool(json_list(head, shape.roots))
    return dialect.layout == "xml" and _root(head) in shape.roots


def _is_json(head: str) -> bool:
    return head.startswith(("{", "["))


def _is_sgml(head: str) -> bool:
    return head[:20].lower().startswith(_SGML)


def _root(head: str) -> str:
    """Name of the first element; raises InputError when the document declares entities."""
    if _is_json(head):
        return head[:40]
    builder = Builder((), (), ())
    found = (
        sgml_records(iter([head]), builder, ())
        if _is_sgml(head)
        else xml_records(iter([head]), builder)
    )
    next(found, None)
    return builder.first


def tree_rows(path: Path, parts: Sequence[Part], dialect: Dialect) -> Iterator[Row]:
    """The rows of all records in the order of the file."""
    assert dialect.shape is not None
    number = 0
    for part in parts:
        try:
            for found in _records(part, dialect, dialect.shape):
                for row in _rows(found, dialect.shape, part.member):
                    number += 1
                    yield row._replace(number=number)
        except InputError as error:
            where = f"{path}: {part.member}" if part.member else str(path)
            raise InputError(error.what, where=where, remedy=error.remedy) from None


def _records(part: Part, dialect: Dialect, shape: Shape) -> Iterator[Found]:
    head = part.head()
    if reason := _unreadable(part, head, dialect, shape):
        return iter([Found(None, "", reason)])
    if _is_json(head):
        return json_records(part.pieces(), shape.roots)
    builder = Builder(shape.roots, shape.records, shape.skip)
    if _is_sgml(head):
        return sgml_records(part.pieces(), builder, shape.void)
    return xml_records(part.pieces(), builder)


def _unreadable(part: Part, head: str, dialect: Dialect, shape: Shape) -> str:
    """Why a member of a ZIP is not read at all; empty when it is."""
    if part.is_archive:
        return "is an archive in an archive: unpack it and name the files in it"
    if not head:
        return "is empty"
    if _is_json(head) != (dialect.layout == "json"):
        return "is a file of another kind: name it by itself"
    if _is_json(head) and not json_list(head, shape.roots):
        return f"holds no list of {' or '.join(shape.roots)}"
    return ""


def _rows(found: Found, shape: Shape, member: str) -> Iterator[Row]:
    if found.node is None:
        sample = f"{member} {found.sample}".strip()
        yield Row(0, [sample], found.problem)
        return
    for cells in shape.rows(found.node):
        yield Row(0, cells)
