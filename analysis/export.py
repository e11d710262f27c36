"""Lists as files: XLSX with list, evidence and method sheets; CSV of the list alone.

The same snapshot gives the same bytes. Text never becomes a formula or a link.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from patnav import __version__
from patnav.analysis.counting import last_complete_year
from patnav.analysis.cutoff import newest_document
from patnav.analysis.evidence import PER_ENTRY
from patnav.analysis.lists import Kind, ListRequest
from patnav.analysis.views import key_list, list_evidence
from patnav.book import SAFE, disarmed
from patnav.data import load_yaml, resource
from patnav.errors import InputError
from patnav.snapshot import Snapshot

__all__ = [
    "about_lines",
    "csv_text",
    "export_list",
    "heading",
    "spoken",
    "value_words",
    "write_csv",
    "write_rows",
    "write_sheet",
    "write_workbook",
]

_CODED = {"kind", "category", "top_effect", "flag", "section", "part", "claim_kind", "form"}
_CODED |= {"maturity", "outlook"}
_EVIDENCE = ("key", "patent", "publication", "title", "section", "quote", "reason", "file", "row")
_WIDE = {"name": 30, "organisation_name": 30, "technology": 24, "product": 24, "evidence": 40}
_WIDE |= {"patent": 18, "maturity_by": 18, "outlook_by": 24, "maturity_why": 40, "outlook_why": 40}
_WIDE |= {"other_quote": 60, "signs": 24, "shared": 24, "node_name": 18}
_WIDE |= {"title": 40, "quote": 40, "reason": 40, "key": 24, "publication": 18, "file": 24}
_SHEET_ROWS = 1_048_575  # below the headings
_DECIDED = ("decided_by", "decided_on", "decided_why")
_FORMATS = {"growth": "0.0%", "first_share": "0%", "score": "0.000", "centrality": "0.0000"}


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = load_yaml(resource("analysis/export.yaml"))
    return words


def export_list(snapshot: Snapshot, kind: Kind, path: Path, lang: str = "zh") -> None:
    """Write a key list of the whole chain as XLSX in `zh` or `en`; see `write_workbook`."""
    write_workbook(snapshot, ListRequest(kind), path, lang)


def write_workbook(snapshot: Snapshot, request: ListRequest, path: Path, lang: str = "zh") -> None:
    """Write a list as XLSX: the list with rank intervals, its evidence, and how it was made.

    Bytes depend on the snapshot alone: the workbook's creation date is the data cut-off.
    """
    rows = _list_rows(snapshot, request, lang)
    evidence = _evidence_rows(snapshot, request, lang)
    with xlsxwriter.Workbook(str(path), SAFE) as book:
        day = datetime.combine(snapshot.project.settings.cutoff, time())
        title = _words()["titles"][request.kind][lang]
        book.set_properties({"created": day, "title": title, "author": "patnav"})
        write_sheet(book, _words()["sheets"]["list"][lang], rows, lang)
        write_sheet(book, _words()["sheets"]["evidence"][lang], evidence, lang)
        _about(book, about_lines(snapshot, request, len(rows), lang), lang)


def write_csv(snapshot: Snapshot, request: ListRequest, path: Path, lang: str = "zh") -> None:
    """Write a list as CSV (UTF-8 with BOM, which spreadsheets need); formulas are disarmed by '."""
    _write_csv(_list_rows(snapshot, request, lang), path, lang)


def write_rows(rows: pd.DataFrame, path: Path, title: str, lang: str, day: date) -> None:
    """Write rows as XLSX or CSV by the ending of the name; texts never become formulas.

    `title` names the sheet, `day` becomes the workbook's creation date: same rows, same bytes.
    Raises InputError when the ending is neither, the rows are more than a sheet holds, or the file
    cannot be written.
    """
    if path.suffix.lower() == ".xlsx" and len(rows) > _SHEET_ROWS:
        raise InputError(
            f"{len(rows):,} rows are more than a sheet holds",
            where=str(path),
            remedy="name a .csv file",
        )
    try:
        if path.suffix.lower() == ".xlsx":
            with xlsxwriter.Workbook(str(path), SAFE) as book:
                book.set_properties({"created": datetime.combine(day, time()), "author": "patnav"})
                write_sheet(book, title, rows, lang)
        elif path.suffix.lower() == ".csv":
            _write_csv(rows, path, lang)
        else:
            raise InputError(
                "is neither .xlsx nor .csv", where=str(path), remedy="name a file of one of them"
            )
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise InputError(
            f"cannot be written ({getattr(error, 'strerror', None) or error})",
            where=str(path),
            remedy="name another file",
        ) from None


def _write_csv(rows: pd.DataFrame, path: Path, lang: str) -> None:
    heads = [heading(name, lang) for name in rows.columns]
    path.write_text(csv_text(rows, heads), encoding="utf-8-sig", newline="")


def csv_text(rows: pd.DataFrame, heads: Sequence[str]) -> str:
    """Rows as CSV under these headings; lists become one text, formulas are disarmed."""
    stream = StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(heads)
    writer.writerows([disarmed(_listed(value)) for value in row] for row in _plain_rows(rows))
    return stream.getvalue()


def _listed(value: object) -> object:
    if isinstance(value, list | tuple | np.ndarray):
        return "; ".join(str(each) for each in value)
    return value


def heading(column: str, lang: str) -> str:
    """Heading of a column in `zh` or `en`."""
    words = _words()["headings"].get(column)
    return str(words[lang]) if words else column


def about_lines(
    snapshot: Snapshot, request: ListRequest, entries: int, lang: str
) -> list[tuple[str, str]]:
    """What a reader must know of a list: universe, unit, weighting, cut-off, method, thresholds."""
    settings, words = snapshot.project.settings, _words()
    about = {name: text[lang] for name, text in words["about"].items()}
    limits = settings.thresholds.model_dump()
    lines = [(about["synthetic"], about["synthetic_text"])] if settings.synthetic else []
    return [
        *lines,
        (about["project"], settings.name),
        (about["chain"], settings.chain),
        (about["list"], words["titles"][request.kind][lang]),
        (about["node"], request.node or about["all"]),
        (about["region"], request.region or about["all"]),
        (about["entries"], str(entries)),
        (about["universe"], about["universe_text"]),
        (about["unit"], words["units"][settings.unit][lang]),
        (about["weighting"], words["weightings"][settings.weighting][lang]),
        (about["cutoff"], settings.cutoff.isoformat()),
        (about["newest"], str(newest_document(snapshot) or "–")),
        (about["last_year"], str(last_complete_year(settings))),
        (about["method"], words["methods"][request.kind][lang]),
        (about["evidence"], about["evidence_text"].format(most=PER_ENTRY)),
        (about["interval"], about["interval_text"].format(runs=limits["bootstrap_runs"])),
        (about["thresholds"], "; ".join(f"{name}={value}" for name, value in limits.items())),
        (about["snapshot"], snapshot.id),
        (about["version"], __version__),
    ]


def _list_rows(snapshot: Snapshot, request: ListRequest, lang: str) -> pd.DataFrame:
    rows = key_list(snapshot, request.kind, request.node, request.region)
    rows = rows.head(request.top or len(rows)).copy()
    names = _names(snapshot, lang)
    for column in {"place", "top_node"} & set(rows.columns):
        rows[column] = [names[column].get(value, value) for value in rows[column]]
    rows["evidence"] = ["; ".join(keys) for keys in rows["evidence"]]
    return spoken(rows, lang)


def _evidence_rows(snapshot: Snapshot, request: ListRequest, lang: str) -> pd.DataFrame:
    rows = list_evidence(snapshot, request)
    files = snapshot.frame("sources").set_index("file")["name"]
    rows["file"] = [files.get(value, value) for value in rows["file"]]
    rows["reason"] = rows[f"reason_{lang}"]
    bands = [_bands(snapshot, name) for name in ("maturity", "outlook")]
    for one in bands:
        rows = rows.merge(one, on="patent", how="left")
    return spoken(rows[[*_EVIDENCE, *bands[0].columns[1:], *bands[1].columns[1:]]], lang)


def _bands(snapshot: Snapshot, dimension: str) -> pd.DataFrame:
    """Per patent the band, who said it, on which day and why; nobody when it is computed."""
    found = snapshot.frame(dimension)[["patent", "band", *_DECIDED]]
    for name in ("decided_by", "decided_why"):
        found[name] = ["; ".join(filter(None, said)) for said in found[name]]
    names = {name: name.replace("decided", dimension) for name in _DECIDED}
    return found.rename(columns=names | {"band": dimension})


def _names(snapshot: Snapshot, lang: str) -> dict[str, dict[str, str]]:
    places, nodes = snapshot.frame("places"), snapshot.frame("nodes")
    names = zip(nodes["node"], nodes[f"name_{lang}"], strict=True)
    return {
        "place": dict(zip(places["place"], places[f"name_{lang}"], strict=True)),
        "top_node": {node: f"{node} {name}" for node, name in names},
    }


def value_words(lang: str) -> dict[str, str]:
    """Words for coded values in `zh` or `en`."""
    return {code: text[lang] for code, text in _words()["values"].items()}


def spoken(rows: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Put codes into words of `zh` or `en`."""
    words = value_words(lang)
    coded = {
        name: rows[name].map(lambda code: words.get(code, code)) for name in rows if name in _CODED
    }
    return rows.assign(**coded)


def _plain_rows(rows: pd.DataFrame) -> Iterable[list[Any]]:
    for values in rows.itertuples(index=False, name=None):
        yield [None if _missing(value) else value for value in values]


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value))


def write_sheet(book: xlsxwriter.Workbook, name: str, rows: pd.DataFrame, lang: str) -> None:
    """Add a sheet with headings, filter and frozen first line; texts stay texts."""
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for at, column in enumerate(rows.columns):
        style = book.add_format({"num_format": _format(rows, column)})
        sheet.set_column(at, at, _WIDE.get(column, 12), style)
        sheet.write_string(0, at, heading(column, lang), head)
    for line, values in enumerate(_plain_rows(rows), 1):
        _write_line(sheet, line, values)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    if len(rows):
        sheet.autofilter(0, 0, len(rows), len(rows.columns) - 1)


def _format(rows: pd.DataFrame, column: str) -> str:
    if column in _FORMATS:
        return _FORMATS[column]
    return "0.00" if pd.api.types.is_float_dtype(rows[column]) else "General"


def _write_line(sheet: Worksheet, line: int, values: Sequence[Any]) -> None:
    writers: dict[type, Callable[..., Any]] = {str: sheet.write_string, bool: sheet.write_boolean}
    for at, value in enumerate(values):
        if value is not None:
            writers.get(type(value), sheet.write_number)(line, at, value)


def _about(book: xlsxwriter.Workbook, lines: Sequence[tuple[str, str]], lang: str) -> None:
    sheet = book.add_worksheet(_words()["sheets"]["about"][lang])
    label = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 100)
    for at, (name, text) in enumerate(lines):
        sheet.write_string(at, 0, name, label)
        sheet.write_string(at, 1, text, wrapped)
