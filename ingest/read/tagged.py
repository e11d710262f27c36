"""Tagged text: a tag of two letters and its value on a line, blocks of lines are records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from patnav.ingest.read.dialects import Dialect, Tags
from patnav.ingest.read.table import Row

__all__ = ["begins_like", "tag_header", "tagged_rows"]

_TAG = re.compile(r"^([A-Z][A-Z0-9])(?: (.*))?$", re.DOTALL)
_CUT_OFF = "the record has no end: the file is cut off here"


def begins_like(dialect: Dialect, line: str) -> bool:
    """Whether a text that begins with `line` is tagged text of this dialect."""
    if dialect.tags is None:
        return False
    match = _TAG.match(line.lstrip("\ufeff").rstrip())
    return bool(match) and match[1] in (*dialect.tags.head, dialect.tags.start)  # type: ignore[index]


def tag_header(dialect: Dialect) -> tuple[str, ...]:
    """The tags of a dialect as the columns of a table."""
    made = set(dialect.extract)
    named = [name for names in dialect.columns.values() for name in names]
    written = [name for text in dialect.texts for name in text.columns]
    sources = [name for rule in dialect.extract.values() for name in rule.sources]
    every = dict.fromkeys((*named, *written, *sources, *dialect.other))
    return tuple(name for name in every if name not in made)


def tagged_rows(lines: Iterator[str], tags: Tags, header: Sequence[str]) -> Iterator[Row]:
    """Cut tagged text into records; a row is numbered by the line on which its record begins."""
    record: dict[str, list[str]] = {}
    begin, tag = 0, ""
    for number, raw in enumerate(lines, start=1):
        line = raw.lstrip("\ufeff").rstrip()
        match = _TAG.match(line)
        if match and match[1] == tags.start:
            if record:
                yield _row(begin, record, header, _CUT_OFF)
            record, begin = {}, number
        if match and match[1] == tags.end:
            if record:
                yield _row(begin, record, header)
            record, tag = {}, ""
        elif match and (record or match[1] == tags.start):
            tag = match[1]
            record.setdefault(tag, []).append((match[2] or "").strip())
        elif record and line.strip():
            record[tag].append(line.strip())
        elif line.strip() and not (match and match[1] in tags.head):
            yield Row(number, [line], "stands outside a record")
    if record:
        yield _row(begin, record, header, _CUT_OFF)


def _row(begin: int, record: dict[str, list[str]], header: Sequence[str], problem: str = "") -> Row:
    cells = ["\n".join(record.get(tag, ())) for tag in header]
    return Row(begin, cells, problem)
