"""Changes in words: a summary for the terminal, every row as XLSX or CSV, Chinese or English."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from patnav.analysis.changes import Changes, Move, moves
from patnav.analysis.classes import CLASSES, class_words
from patnav.analysis.export import heading, write_rows
from patnav.data import resource

__all__ = ["change_lines", "change_table", "write_changes"]

_EXAMPLE = 20  # characters of a title in the summary


@cache
def _words() -> dict[str, Any]:
    text = resource("analysis/changes.yaml").read_text(encoding="utf-8")
    words: dict[str, Any] = yaml.safe_load(text)
    classes = {lang: class_words(lang) for lang in ("zh", "en")}
    words["values"] |= {code: {lang: classes[lang][code] for lang in classes} for code in CLASSES}
    return words


def change_lines(changes: Changes, lang: str) -> list[str]:
    """The sums in a sentence, and which fields were not compared."""
    lines = _words()["lines"]
    said = [lines["patents"][lang].format(**changes.patents)]
    if changes.silent:
        names = ", ".join(_word("fields", name, lang) for name in changes.silent)
        said.append(lines["silent"][lang].format(fields=names))
    return said


def change_table(changes: Changes, lang: str) -> list[dict[str, object]]:
    """One row per kind of change with number and examples, under headings in `zh` or `en`."""
    order = list(_words()["about"])
    told = sorted(moves(changes), key=lambda move: order.index(move.about))
    return [_move_row(move, lang) for move in told]


def write_changes(changes: Changes, path: Path, lang: str, day: date) -> None:
    """Write every change with file and row on both sides as XLSX, or as CSV (UTF-8 with BOM).

    `day` becomes the workbook's creation date, so that the same changes give the same bytes.
    Raises InputError when the ending is neither or the file cannot be written.
    """
    write_rows(_spoken(changes, lang), path, _words()["lines"]["sheet"][lang], lang, day)


def _spoken(changes: Changes, lang: str) -> pd.DataFrame:
    rows: pd.DataFrame = changes.rows.to_pandas(integer_object_nulls=True)
    for column, group in (("about", "about"), ("change", "change"), ("cause", "causes")):
        rows[column] = [_word(group, value, lang) for value in rows[column]]
    rows["field"] = [_word("fields", value, lang) for value in rows["field"]]
    for column in ("old", "new"):
        rows[column] = [_word("values", value, lang) for value in rows[column]]
    return rows


def _move_row(move: Move, lang: str) -> dict[str, object]:
    examples = "; ".join(_example(*pair) for pair in move.examples)
    cells = {
        "about": _word("about", move.about, lang),
        "change": _word("change", move.change, lang),
        "field": _word("fields", move.field, lang),
        "old": _word("values", move.old, lang),
        "new": _word("values", move.new, lang),
        "count": f"{move.count:,}",
        "cause": _word("causes", move.cause, lang),
        "examples": examples,
    }
    return {heading(name, lang): value for name, value in cells.items()}


def _example(key: str, name: str | None) -> str:
    shown = (name or "")[:_EXAMPLE]
    return shown if shown and shown in key else f"{key} {shown}".strip()


def _word(group: str, code: str, lang: str) -> str:
    found = _words()[group].get(code)
    return str(found[lang]) if found else code
