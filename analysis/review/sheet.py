"""The review sheet: one label a row, its quote marked in the text, choices to pick from; XLSX.

A row is known by its code (hidden), so that rows may be sorted, copied and columns moved. A blind
sheet shows texts alone: what the machine proposes is not in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from patnav.analysis.review.lines import TO_FILL
from patnav.analysis.review.material import Material
from patnav.analysis.review.told import Teller
from patnav.analysis.review.words import pick, records, review_words
from patnav.book import SAFE
from patnav.errors import InputError
from patnav.ingest.review import NODE, Address
from patnav.snapshot import Snapshot

__all__ = ["CHOICES", "write_review"]

Row = dict[str, Any]
CHOICES = {"verdict": "verdicts", "new_direction": "directions", "new_band": "bands"}
_LINE, _TALLEST = 15, 400  # points


def write_review(
    snapshot: Snapshot, queue: pd.DataFrame, path: Path, lang: str = "zh", *, blind: bool = False
) -> int:
    """Write places of the queue as a workbook and return the number of rows.

    Bytes depend on snapshot and queue alone. Raises InputError for a place that cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise InputError("is no .xlsx", where=str(path), remedy="name a file .xlsx")
    material = Material(snapshot, queue["patent"])
    teller = Teller(snapshot, lang)
    make = _blind_rows if blind else _rows
    rows = list(make(queue, material, teller, lang))
    try:
        with path.open("ab"), xlsxwriter.Workbook(str(path), SAFE) as book:
            day = datetime.combine(snapshot.project.settings.cutoff, time())
            book.set_properties({"created": day, "author": "patnav"})
            _Sheet(book, lang, blind).write(rows, snapshot)
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror})", where=str(path), remedy="name another file"
        ) from error
    return len(rows)


def _rows(queue: pd.DataFrame, material: Material, teller: Teller, lang: str) -> Iterator[Row]:
    for row in records(queue):
        text, span = _text(row, material)
        node = row["dimension"] == NODE
        yield {
            **{name: row[name] for name in ("place", "publication", "title", "quote")},
            "text": text,
            "span": span,
            "kind": _word("kinds", row["kind"], lang),
            "dimension": pick(review_words()["dimensions"][row["dimension"]], lang),
            "value": teller.nodes(row["value"]) if node else _value(row, lang),
            "direction": _word("directions", row["direction"], lang),
            "confidence": round(float(row["confidence"]), 2),
            "reason": teller.reason(row),
            "code": row["subject"],
            "said": row["quote"],
            "drawn": "1" if row["drawn"] else "",
        }


def _blind_rows(
    queue: pd.DataFrame, material: Material, teller: Teller, lang: str
) -> Iterator[Row]:
    """Empty rows for each text and dimension of the queue, in the order of its places."""
    del teller
    texts = queue.drop_duplicates(["patent", "dimension", "section", "lang"])
    for row in records(texts):
        name = row["dimension"]
        address = Address(row["patent"], name, row["section"], row["lang"], -1, -1)
        code = row["patent"] if name == NODE else str(address)
        for _ in range(review_words()["slots"][name]):
            yield {
                **{each: row[each] for each in ("place", "publication", "title")},
                "text": _text(row, material)[0],
                "span": None,
                "dimension": pick(review_words()["dimensions"][name], lang),
                "code": f"blind {code}",
            }


def _text(row: Mapping[str, Any], material: Material) -> tuple[str, tuple[int, int] | None]:
    """The text that a label is of and its span; for nodes the abstract, else the claim."""
    most = review_words()["excerpt"]
    if row["dimension"] != NODE:
        text = material.texts[row["patent"], row["section"], row["lang"]]
        if row["end"] > most:  # a long claim: the part around the quote
            start = max(0, row["start"] - most // 2)
            return text[start : start + most], (row["start"] - start, row["end"] - start)
        return text[:most], (row["start"], row["end"])
    of = [(key, text) for key, text in material.texts.items() if key[0] == row["patent"] and text]
    order = ("abstract", "claim", "title")
    ranked = sorted(of, key=lambda pair: (_place(pair[0][1], order), pair[0][2] != "zh"))
    return (ranked[0][1][:most] if ranked else ""), None


def _place(section: str, order: Sequence[str]) -> int:
    return order.index(section) if section in order else len(order)


def _value(row: Mapping[str, Any], lang: str) -> str:
    if row["dimension"] == "maturity":
        return _word("bands", row["value"], lang)
    return "" if row["dimension"] == "outlook" else str(row["value"] or "")


def _word(group: str, code: str | None, lang: str) -> str:
    words = review_words()[group]
    return pick(words[code], lang) if code in words else str(code or "")


class _Sheet:
    """The sheets of the workbook."""

    def __init__(self, book: xlsxwriter.Workbook, lang: str, blind: bool) -> None:
        self.book, self.lang, self.blind = book, lang, blind
        words = review_words()
        hidden = set(words["shown"]) if blind else set()
        self.columns = {name: at for name, at in words["columns"].items() if name not in hidden}
        look = {"text_wrap": True, "valign": "top", "bottom": 7}
        self.head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1,
                                     "bg_color": "#DDEBF7", "valign": "vcenter"})  # fmt: skip
        self.body, self.plain = book.add_format(look), book.add_format({})
        self.fill = book.add_format(look | {"bg_color": "#FFFDE7", "left": 7, "right": 7})
        self.mark = book.add_format({"bold": True, "font_color": "#C00000"})

    def write(self, rows: Sequence[Row], snapshot: Snapshot) -> None:
        names = {name: pick(pair, self.lang) for name, pair in review_words()["sheets"].items()}
        sheet = self.book.add_worksheet(names["review"])
        for at, (name, (*head, width)) in enumerate(self.columns.items()):
            sheet.set_column(at, at, width or 10, None, {} if width else {"hidden": True})
            sheet.write_string(0, at, pick(head, self.lang), self.head)
            for line, row in enumerate(rows, 1):
                self._cell(sheet, (line, at), name, row)
        for line, row in enumerate(rows, 1):
            sheet.set_row(line, _height(row))
        last = max(len(rows), 1)
        self._choices(sheet, last, names["nodes"], snapshot)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(self.columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        self._nodes(self.book.add_worksheet(names["nodes"]), snapshot)
        self._how(self.book.add_worksheet(names["how"]))

    def _cell(self, sheet: Worksheet, at: tuple[int, int], name: str, row: Row) -> None:
        value, style = row.get(name, ""), self.fill if name in TO_FILL else self.body
        if name == "text" and row["span"]:
            _write_marked(sheet, at, (value, row["span"]), (self.plain, self.mark, self.body))
        elif isinstance(value, str):
            sheet.write_string(*at, value, style)
        else:
            sheet.write_number(*at, value, style)

    def _choices(self, sheet: Worksheet, last: int, nodes: str, snapshot: Snapshot) -> None:
        """Let codes be picked from lists; a row that is copied keeps them."""
        at = {name: place for place, name in enumerate(self.columns)}
        for name, group in CHOICES.items():
            listed = [pick(pair, self.lang) for pair in review_words()[group].values()]
            rule = {"validate": "list", "source": listed}
            sheet.data_validation(1, at[name], last, at[name], rule)
        count = len(snapshot.project.chain.nodes) + 2
        rule = {"validate": "list", "source": f"='{nodes}'!$A$2:$A${count}"}
        sheet.data_validation(1, at["new_node"], last, at["new_node"], rule)

    def _nodes(self, sheet: Worksheet, snapshot: Snapshot) -> None:
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 2, 60, self.book.add_format({"text_wrap": True}))
        sheet.write_string(0, 0, pick(review_words()["columns"]["new_node"], self.lang), self.head)
        sheet.write_string(1, 0, pick(review_words()["nowhere"], self.lang))
        for line, node in enumerate(snapshot.project.chain.nodes, 2):
            name = node.name_en if self.lang == "en" else node.name_zh
            for at, value in enumerate((f"{node.id} {name}", node.include, node.exclude)):
                sheet.write_string(line, at, value)

    def _how(self, sheet: Worksheet) -> None:
        words = review_words()
        sheet.set_column(0, 0, 110, self.book.add_format({"text_wrap": True}))
        lines = [*(words["blind_about"] if self.blind else []), *words["about"]]
        for line, pair in enumerate(lines):
            sheet.write_string(line, 0, pick(pair, self.lang))


def _write_marked(
    sheet: Worksheet,
    at: tuple[int, int],
    marked: tuple[str, tuple[int, int]],
    styles: tuple[Format, Format, Format],
) -> None:
    """Write a text with one part of it marked; a workbook takes no empty parts."""
    text, (start, end) = marked
    plain, mark, body = styles
    parts = ((plain, text[:start]), (mark, text[start:end]), (plain, text[end:]))
    pieces = [piece for style, part in parts if part for piece in (style, part)]
    if len(pieces) > 2:
        sheet.write_rich_string(*at, *pieces, body)
    else:
        sheet.write_string(*at, text, body)


def _height(row: Row) -> float:
    """Height that shows the text; a Chinese character is two wide."""
    width = review_words()["columns"]["text"][2] - 2
    signs = sum(2 if ord(sign) > 0x2E7F else 1 for sign in row["text"])
    return float(min(_TALLEST, _LINE * max(2, -(-signs // width)) + 3))
