"""Make `data/lexicons/read/epo_event_codes.csv`, the kind of event of each legal code.

    python data/make_event_codes.py legal_code_descriptions.xlsx 2024/17

The workbook is EPO's list of legal event codes (columns Authority, Event-code, Description ENG,
Event-class). Its class (WIPO ST.27) decides; where a class holds several kinds, the words of the
description do, by `event_classes.yaml`. Nothing is downloaded.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import python_calamine

from patnav.data import load_yaml

__all__ = ["kinds", "render"]

FOLDER = Path(__file__).resolve().parent / "lexicons" / "read"
_HEAD = """\
# Legal event codes -> kind of event (EventKind in core/model.py); made by
# data/make_event_codes.py from EPO's list of legal event codes, edition {edition}.
# Codes that are `other` are left out. Columns: authority (WIPO ST.3), code, kind.
"""


def kinds(rows: Iterable[Mapping[str, str]], rules: Any) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401
    """Authority, code and kind of each code, `other` ones left out."""
    for row in rows:
        kind = _kind(row["Event-class"], row["Description ENG"], rules)
        if kind != "other":
            yield row["Authority"], row["Event-code"].strip(), kind


def _kind(letter: str, words: str, rules: Any) -> str:  # noqa: ANN401 -- a YAML file
    if re.search(rules["never"], words):
        return "other"
    for rule in rules["classes"].get(letter, rules["classes"]["?"]):
        if re.search(rule["words"], words):
            return str(rule["kind"])
    return "other"


def render(path: Path, edition: str) -> str:
    """The table that a workbook of EPO makes."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    header, *rows = book.get_sheet_by_index(0).to_python()
    rules = load_yaml(FOLDER / "event_classes.yaml")
    named = [dict(zip(map(str, header), map(str, row), strict=True)) for row in rows]
    lines = sorted(",".join(each) + "\n" for each in set(kinds(named, rules)))
    return _HEAD.format(edition=edition) + "".join(lines)


if __name__ == "__main__":
    table = render(Path(sys.argv[1]), sys.argv[2])
    (FOLDER / "epo_event_codes.csv").write_text(table, encoding="utf-8", newline="")
