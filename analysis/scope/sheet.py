"""The review sheet: XLSX with choices to pick from, or CSV.

A row is known by its code (hidden in the workbook), so that rows may be sorted and columns moved.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from patnav.analysis.scope.frame import Unit
from patnav.analysis.scope.sample import Drawn
from patnav.analysis.scope.words import pick, scope_words
from patnav.book import SAFE, disarmed
from patnav.chain import ChainNode, ChainTree
from patnav.errors import InputError
from patnav.snapshot import Snapshot

__all__ = ["Shown", "review_rows", "row_code", "write_review"]

Record = dict[str, str | float]
_LINE = 15  # points
_TALLEST = 400  # points; Excel allows 409
_TO_FILL = ("verdict", "right", "note")
_COLOURS = {"yes": "#E2F0D9", "no": "#FBE5D6", "unsure": "#FFF2CC"}


def review_rows(snapshot: Snapshot, drawn: Sequence[Drawn], lang: str) -> Iterator[Record]:
    """Yield the rows of the sheet by column name."""
    words, shown = scope_words(), Shown(snapshot, lang)
    for number, (unit, probability) in enumerate(drawn, 1):
        node = shown.node(unit.near)
        reason = pick(words.reasons.get(unit.stratum.kind, ("{reason}", "{reason}")), lang)
        yield {
            "number": number,
            "publication": shown.publication(unit.patent),
            "title": shown.title(unit.patent),
            "abstract": shown.abstract(unit.patent),
            "question": pick(words.questions[unit.stratum.kind], lang).format(node=node),
            "reason": reason.format(node=node, reason=unit.reason, other=unit.other),
            "evidence": unit.evidence,
            "verdict": "",
            "right": "",
            "note": "",
            "kind": " ".join(filter(None, unit.stratum)),
            "probability": round(probability, 6),
            "code": row_code(snapshot, unit),
        }


def write_review(snapshot: Snapshot, drawn: Sequence[Drawn], path: Path, lang: str = "zh") -> None:
    """Write the sheet as .xlsx, or as .csv (UTF-8 with BOM, formulas disarmed by ').

    Bytes depend on snapshot and sample alone. Raises InputError for another ending and for a
    place that cannot be written.
    """
    rows = list(review_rows(snapshot, drawn, lang))
    writers = {".xlsx": _write_workbook, ".csv": _write_csv}
    if path.suffix.lower() not in writers:
        raise InputError(f"cannot write {path}", remedy="name a file .xlsx or .csv")
    try:
        path.open("ab").close()  # the workbook's own error is no OSError
        writers[path.suffix.lower()](snapshot, rows, path, lang)
    except OSError as error:
        raise InputError(
            f"cannot write {path}: {error.strerror}", remedy="close it elsewhere or name another"
        ) from error


class Shown:
    """What the sheet shows of patents and nodes, in `zh` or `en`."""

    def __init__(self, snapshot: Snapshot, lang: str) -> None:
        self._lang, self._tree = lang, snapshot.project.chain
        patents = snapshot.table("patents").select(["patent", "publication", "title"])
        self._patents = {
            key: rest for key, *rest in zip(*patents.to_pydict().values(), strict=True)
        }
        self._texts = _texts(snapshot)

    def publication(self, patent: str) -> str:
        """Publication number, else the key."""
        return self._patents[patent][0] or patent

    def title(self, patent: str) -> str:
        """Title, empty when there is none."""
        return self._patents[patent][1] or ""

    def abstract(self, patent: str) -> str:
        """Abstract, else the claim, cut to the excerpt."""
        text, most = self._texts.get(patent, ""), scope_words().excerpt
        return text if len(text) <= most else text[:most] + "…"

    def node(self, node: str) -> str:
        """Id and name of a node; empty for none."""
        return _node_name(self._tree.by_id[node], self._lang) if node else ""

    def named(self, text: str) -> str | None:
        """Id of the node that a cell names by id or name; empty for an empty cell, None else."""
        if not text:
            return ""
        for node in self._tree.nodes:
            names = (node.id, node.name_zh, node.name_en, _node_name(node, "zh"))
            if text in (*names, _node_name(node, "en")) or text.split(maxsplit=1)[0] == node.id:
                return node.id
        return None


def _texts(snapshot: Snapshot) -> dict[str, str]:
    """Abstract of each patent, else its claim: Chinese before other languages."""
    rows = snapshot.table("texts").select(["patent", "section", "lang", "text"])
    best: dict[str, tuple[tuple[bool, bool], str]] = {}
    for patent, section, lang, text in zip(*rows.to_pydict().values(), strict=True):
        rank = (section != "abstract", lang != "zh")
        if section in ("abstract", "claim") and (patent not in best or rank < best[patent][0]):
            best[patent] = (rank, text)
    return {patent: text for patent, (_, text) in best.items()}


def row_code(snapshot: Snapshot, unit: Unit) -> str:
    """Code of a row: it fits one snapshot, one state of the chain tree, one question."""
    tree = hashlib.sha256(snapshot.project.chain.model_dump_json().encode()).hexdigest()[:16]
    words = f"{snapshot.id} {tree} {unit.patent} {unit.node}"
    return f"{snapshot.id}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def _node_name(node: ChainNode, lang: str) -> str:
    return f"{node.id} {node.name_en if lang == 'en' else node.name_zh}"


def _write_csv(snapshot: Snapshot, rows: Sequence[Record], path: Path, lang: str) -> None:
    del snapshot
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow([pick(column, lang) for column in scope_words().columns.values()])
        sheet.writerows([disarmed(value) for value in row.values()] for row in rows)


def _write_workbook(snapshot: Snapshot, rows: Sequence[Record], path: Path, lang: str) -> None:
    words, tree = scope_words(), snapshot.project.chain
    with xlsxwriter.Workbook(str(path), SAFE) as book:
        day = datetime.combine(snapshot.project.settings.cutoff, time())
        book.set_properties({"created": day, "author": "patnav"})
        names = {name: pick(pair, lang) for name, pair in words.sheets.items()}
        review = book.add_worksheet(names["review"])
        _fill(book, review, words.columns, rows, lang)
        _add_choices(book, review, len(rows), names["nodes"], len(tree.nodes), lang)
        nodes = [_node_row(tree, node, lang) for node in tree.nodes]
        _fill(book, book.add_worksheet(names["nodes"]), words.node_columns, nodes, lang)
        how = book.add_worksheet(names["how"])
        how.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
        for at, line in enumerate(words.about):
            how.write_string(at, 0, pick(line, lang))


def _node_row(tree: ChainTree, node: ChainNode, lang: str) -> Record:
    return {
        "node": _node_name(node, lang),
        "group": tree.group_name(node.group, lang),
        "include": node.include,
        "exclude": node.exclude,
        "keywords": ", ".join(node.kw_en if lang == "en" else node.kw_zh),
    }


def _fill(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    columns: Mapping[str, tuple[str, str, int]],
    rows: Sequence[Record],
    lang: str,
) -> None:
    """Write heading and rows; text is always text, never a formula."""
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1,
                            "bg_color": "#DDEBF7"})  # fmt: skip
    plain = {"text_wrap": True, "valign": "top", "bottom": 7}
    body = book.add_format(plain)
    to_fill = book.add_format(plain | {"bg_color": "#FFFDE7", "left": 7, "right": 7})
    for at, (name, column) in enumerate(columns.items()):
        style = to_fill if name in _TO_FILL else body
        sheet.set_column(at, at, column[2] or 10, None, {"hidden": True} if not column[2] else {})
        sheet.write_string(0, at, pick(column, lang), head)
        for line, row in enumerate(rows, 1):
            _write(sheet, line, at, row[name], style)
    for line, row in enumerate(rows, 1):
        sheet.set_row(line, _height(row, columns))
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _height(row: Record, columns: Mapping[str, tuple[str, str, int]]) -> float:
    """Height that shows all text of a row; a Chinese character is two wide."""
    lines = [
        ceil(sum(2 if ord(sign) > 0x2E7F else 1 for sign in str(row[name])) / (width - 2))
        for name, (*_, width) in columns.items()
        if width > 2
    ]
    return min(_TALLEST, _LINE * max(1, *lines) + 3)


def _write(sheet: Worksheet, line: int, at: int, value: Any, body: object) -> None:  # noqa: ANN401
    if isinstance(value, str):
        sheet.write_string(line, at, value, body)
    else:
        sheet.write_number(line, at, value, body)


def _add_choices(
    book: xlsxwriter.Workbook, sheet: Worksheet, rows: int, nodes: str, count: int, lang: str
) -> None:
    """Let verdict and node be picked from lists, colour the verdicts, and let rows be sorted."""
    words = scope_words()
    places = list(words.columns)
    verdict, right = places.index("verdict"), places.index("right")
    spoken = {name: pick((each.zh, each.en), lang) for name, each in words.verdicts.items()}
    last = max(rows, 1)
    sheet.data_validation(
        1, verdict, last, verdict, {"validate": "list", "source": list(spoken.values())}
    )
    source = f"='{nodes}'!$A$2:$A${count + 1}"
    sheet.data_validation(1, right, last, right, {"validate": "list", "source": source})
    for name, word in spoken.items():
        colour = book.add_format({"bg_color": _COLOURS[name]})
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": colour}
        sheet.conditional_format(1, verdict, last, verdict, rule)
    sheet.autofilter(0, 0, last, len(places) - 1)
