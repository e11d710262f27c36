"""Enterprise feedback from a spreadsheet: .xlsx or .csv, errors by row; METHOD.md §2.5."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from patnav.analysis.opinions import Feedback
from patnav.analysis.outlook import outlook_words
from patnav.analysis.review.words import code_of
from patnav.errors import InputError, ProjectError
from patnav.ledger import person

__all__ = ["feedback_of", "grade_of", "read_feedback"]

_FIELDS = ("patent", "who", "side", "day", "prospect", "need", "cooperation", "words")


def read_feedback(path: Path, key_of: Callable[[str], str], today: str) -> list[Feedback]:
    """Read every row of a file; `key_of` gives the patent that a number names.

    A row without a day has `today`. Raises InputError that names file, row, column and remedy at
    the first wrong row: nothing is taken from a file that has one.
    """
    lines = iter(_lines(path))
    columns = _columns(next(lines, []), path)
    found = []
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        given = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
        found.append(feedback_of(given, key_of, today, f"{path}, row {number}"))
    return found


def feedback_of(
    given: Mapping[str, str], key_of: Callable[[str], str], today: str, where: str
) -> Feedback:
    """Make a feedback of what a row or a command gives; raises InputError saying what is wrong."""
    spec = outlook_words()["feedback"]
    try:
        patent = key_of(given.get("patent", ""))
    except ProjectError as error:
        raise InputError(error.what, where=where, remedy=error.remedy) from error
    who = person(given.get("who", ""))
    if not who:
        raise InputError("who: is empty", where=where, remedy="name who answered")
    values = {name: _grade(name, given.get(name, ""), spec["grades"], where)
              for name in ("prospect", "need", "cooperation")}  # fmt: skip
    if not any(values.values()):
        raise InputError(
            "no field is answered", where=where, remedy="grade one as high, mid or low"
        )
    side = _grade("side", given.get("side", "") or "firm", spec["sides"], where)
    day = _day(given.get("day", ""), today, where)
    words = given.get("words", "")
    return Feedback(patent, who, day, side=side, words=words, **values)


def grade_of(text: str) -> str:
    """The grade (high, mid, low) that 高, 中, 低 or another word of the files says; else ""."""
    return code_of(text, outlook_words()["feedback"]["grades"])


def _grade(field: str, text: str, listed: Mapping[str, list[str]], where: str) -> str:
    if not text:
        return ""
    if grade := code_of(text, listed):
        return grade
    allowed = ", ".join(name for names in listed.values() for name in names[:2])
    raise InputError(f"{field}: {text!r} is no answer", where=where, remedy=f"use one of {allowed}")


def _day(text: str, today: str, where: str) -> str:
    plain = text.strip().replace("/", "-").replace(".", "-")[:10] or today
    try:
        day = datetime.strptime(plain, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 -- a day
    except ValueError as error:
        remedy = "write it as 2025-03-01"
        raise InputError(f"day: {text!r} is no day", where=where, remedy=remedy) from error
    if day > today:
        raise InputError(
            f"day: {text!r} is yet to come", where=where, remedy="give the day of the answer"
        )
    return day


def _columns(header: list[str], path: Path) -> dict[str, int]:
    names = outlook_words()["feedback"]["columns"]
    plain = [cell.strip().casefold() for cell in header]
    found = {
        field: plain.index(name) for field in _FIELDS for name in reversed(names[field])
        if name in plain
    }  # fmt: skip
    missing = [names[field][0] for field in ("patent", "who", "prospect") if field not in found]
    if missing:
        remedy = f"the columns are {', '.join(names[field][0] for field in _FIELDS)}"
        raise InputError(f"no column {missing[0]!r}", where=f"{path}, row 1", remedy=remedy)
    return found


def _lines(path: Path) -> Iterator[list[str]]:
    try:
        if path.suffix.lower() == ".csv":
            yield from csv.reader(_decoded(path).splitlines())
        else:
            sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
            for row in sheet.to_python(skip_empty_area=False):
                yield [_cell(value) for value in row]
    except (CalamineError, OSError, csv.Error, IndexError) as error:
        remedy = "give a .xlsx or .csv file with a header in its first row"
        raise InputError(f"cannot be read ({error})", where=str(path), remedy=remedy) from error


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _cell(value: Any) -> str:  # noqa: ANN401 -- whatever a cell holds
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return "" if value is None else str(value)
