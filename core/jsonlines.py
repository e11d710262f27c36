"""JSON lines in and out: one object per line, every fault named with file and line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from patnav.errors import InputError

__all__ = ["read_objects", "write_objects"]


def read_objects(path: Path, remedy: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read the objects of a JSON-lines file in UTF-8, each with `file:line`, without empty lines.

    Raises InputError that names the line and says `remedy`: not UTF-8, not JSON, no object.
    """
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                where = f"{path}:{number}"
                yield where, _object(line, where, remedy)


def _object(line: bytes, where: str, remedy: str) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
        json.dumps(record, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        what = f"not UTF-8 at byte {error.start} of the line"
        raise InputError(what, where=where, remedy="save it as UTF-8") from None
    except UnicodeEncodeError:
        what = "half a character (an escape from \\ud800 to \\udfff alone)"
        raise InputError(what, where=where, remedy=remedy) from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"not JSON: {error}", where=where, remedy=remedy) from None
    except ValueError:  # Python reads no whole number of thousands of digits
        what, remedy = "a number of thousands of digits", "write it as text, in quotes"
        raise InputError(what, where=where, remedy=remedy) from None
    if not isinstance(record, dict):
        what = f"a JSON {type(record).__name__}, not an object"
        raise InputError(what, where=where, remedy=remedy)
    return record


def write_objects(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as JSON lines in UTF-8, aside and then swapped in, so that nobody reads half.

    Raises InputError when the file cannot be written.
    """
    aside = path.with_name(path.name + ".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("w", encoding="utf-8", newline="\n") as lines:
            lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        aside.replace(path)
    except OSError as error:
        what = f"cannot be written ({error.strerror})"
        raise InputError(what, where=str(path), remedy="name another file") from None
