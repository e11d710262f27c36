"""Changes in words: a summary for the terminal, every row as XLSX or CSV, Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from patnav.analysis.changes import Changes, Move, moves
from patnav.analysis.classes import CLASSES, class_words
from patnav.analysis.export import heading, write_rows
from patnav.analysis.graph_changes import GraphChanges, GraphMove, graph_moves
from patnav.analysis.list_changes import Cause, ListMove
from patnav.analysis.patent_changes import COLUMNS
from patnav.data import load_yaml, resource
from patnav.graph.schema import SCHEMA

__all__ = [
    "change_lines",
    "change_table",
    "change_words",
    "graph_table",
    "kind_table",
    "list_table",
    "write_changes",
]

_EXAMPLE = 20  # characters of a title in the summary
_NAMED = 3  # patents that are named for each cause on the screen


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = load_yaml(resource("analysis/changes.yaml"))
    classes = {lang: class_words(lang) for lang in ("zh", "en")}
    words["values"] |= {code: {lang: classes[lang][code] for lang in classes} for code in CLASSES}
    return words


def change_words(name: str, lang: str, /, **values: object) -> str:
    """A sentence about changes: no_lists, no_graph, publish, more."""
    return str(_words()["lines"][name][lang]).format(**values)


def change_lines(changes: Changes, lang: str) -> list[str]:
    """The sums in a sentence, which fields were not compared, what the builds differ in."""
    said = [change_words("patents", lang, **changes.patents)]
    if changes.silent:
        between = "、" if lang == "zh" else ", "
        names = between.join(_word("fields", name, lang) for name in changes.silent)
        said.append(change_words("silent", lang, fields=names))
    for item in changes.made_with:
        what = _word("causes", item.code, lang)
        values = {"what": what, "name": item.name, "old": item.old, "new": item.new}
        said.append(change_words("made_with", lang, **values))
    return said


def change_table(changes: Changes, lang: str) -> list[dict[str, object]]:
    """One row per kind of change with number and examples, under headings in `zh` or `en`."""
    order = list(_words()["about"])
    told = sorted(moves(changes), key=lambda move: order.index(move.about))
    return [_move_row(move, lang) for move in told]


def list_table(changes: Changes, lang: str) -> list[dict[str, object]]:
    """One row per entry of a list that moved: ranks, scores, values and causes, in words."""
    return [
        _headed(
            {
                "list": _word("fields", move.kind, lang),
                "entry": _cut(move.name),
                "rank": _arrow(move.rank_old, move.rank_new),
                "score": _arrow(*(_score(value) for value in (move.score_old, move.score_new))),
                "interval": _word("causes", move.interval, lang),
                "values": "; ".join(
                    f"{heading(name, lang)} {_short(old)} → {_short(new)}"
                    for name, old, new in move.values
                ),
                "causes": "; ".join(_cause(cause, lang) for cause in move.causes),
            },
            lang,
        )
        for move in changes.lists
    ]


def kind_table(changes: GraphChanges, lang: str) -> list[dict[str, object]]:
    """One row per kind of node or relationship that changed, with its sums."""
    return [
        _headed(
            {"kind": _kind(count.kind, lang), "before": count.before, "after": count.after}, lang
        )
        | {
            _word("change", name, lang): getattr(count, name)
            for name in ("new", "gone", "changed", "unchanged")
        }
        for count in changes.kinds
        if count.new or count.gone or count.changed
    ]


def graph_table(changes: GraphChanges, lang: str) -> list[dict[str, object]]:
    """One row per kind, change and property with number and examples (old → new)."""
    return [
        _headed({"kind": _kind(move.kind, lang)}, lang)
        | {heading("change", lang): _word("change", move.change, lang)}
        | _headed({"property": _property(move.kind, move.property, lang)}, lang)
        | {heading("count", lang): f"{move.count:,}", heading("examples", lang): _told(move)}
        for move in graph_moves(changes)
    ]


def write_changes(
    changes: Changes, path: Path, lang: str, day: date, graph: GraphChanges | None = None
) -> None:
    """Write every change with file and row on both sides as XLSX, or as CSV (UTF-8 with BOM).

    Then the values and causes of list entries, and every change of the graph where it is given.
    `day` becomes the workbook's creation date, so that the same changes give the same bytes.
    Raises InputError when the ending is neither, the rows are too many for a sheet, or the file
    cannot be written.
    """
    rows = [_spoken(changes, lang)]
    more = [row for move in changes.lists for row in _list_rows(move, lang)]
    if graph is not None:
        more += _graph_rows(graph, lang)
    if more:
        rows.append(pd.DataFrame(more, columns=list(COLUMNS), dtype=object))
    told = pd.concat([part for part in rows if len(part)] or rows)
    write_rows(told, path, _words()["lines"]["sheet"][lang], lang, day)


def _spoken(changes: Changes, lang: str) -> pd.DataFrame:
    rows: pd.DataFrame = changes.rows.to_pandas(integer_object_nulls=True)
    for column, group in (("about", "about"), ("change", "change"), ("cause", "causes")):
        rows[column] = [_word(group, value, lang) for value in rows[column]]
    rows["field"] = [_word("fields", value, lang) for value in rows["field"]]
    for column in ("old", "new"):
        rows[column] = [_word("values", value, lang) for value in rows[column]]
    return rows


def _list_rows(move: ListMove, lang: str) -> Iterator[dict[str, object]]:
    """Rows of the report: each value that differs, each cause with all its patents."""
    entry: dict[str, object] = {
        "key": move.key,
        "name": move.name,
        "change": _word("change", move.change, lang),
        "field": _word("fields", move.kind, lang),
    }
    scores = ("score", _score(move.score_old) or "", _score(move.score_new) or "")
    for name, old, new in [scores, *move.values]:
        field = f"{entry['field']}: {heading(name, lang)}"
        about = {"about": _word("about", "list_value", lang), "field": field}
        yield entry | about | {"old": old, "new": new}
    for cause in move.causes:
        about = {"about": _word("about", "list_cause", lang)}
        named = {"cause": _word("causes", cause.code, lang), "new": "; ".join(cause.patents)}
        yield entry | about | named


def _graph_rows(graph: GraphChanges, lang: str) -> Iterator[dict[str, object]]:
    for row in graph.rows.to_pylist():
        property_ = _property(row["kind"], row["property"], lang)
        yield {
            "about": _word("about", "graph", lang),
            "change": _word("change", row["change"], lang),
            "key": row["key"],
            "name": row["name"],
            "field": f"{_kind(row['kind'], lang)}{': ' if property_ else ''}{property_}",
            "old": row["old"],
            "new": row["new"],
        }


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


def _headed(cells: Mapping[str, object], lang: str) -> dict[str, object]:
    return {_word("columns", name, lang): value for name, value in cells.items()}


def _kind(label: str, lang: str) -> str:
    return f"{SCHEMA.kind(label).zh} {label}" if lang == "zh" else label


def _property(label: str, name: str, lang: str) -> str:
    if not name or lang != "zh":
        return name
    return f"{SCHEMA.kind(label).properties[name].zh} {name}"


def _told(move: GraphMove) -> str:
    """Examples: names, and of a property both values."""
    return "; ".join(
        _cut(name or "") + (f": {_short(old)} → {_short(new)}" if move.property else "")
        for _, name, old, new in move.examples
    )


def _cause(cause: Cause, lang: str) -> str:
    word = _word("causes", cause.code, lang)
    if not cause.patents:
        return word
    named = ", ".join(cause.patents[:_NAMED]) + (" …" if len(cause.patents) > _NAMED else "")
    return f"{word} {len(cause.patents)} ({named})"


def _score(value: float | None) -> str | None:
    return None if value is None else f"{value:.3f}"


def _short(value: str | None) -> str:
    text = "–" if value in {None, ""} else str(value)
    try:
        return f"{float(text):.4g}" if "." in text else _cut(text)
    except ValueError:
        return _cut(text)


def _cut(text: str) -> str:
    return text if len(text) <= _EXAMPLE else text[: _EXAMPLE - 1] + "…"


def _arrow(old: object, new: object) -> str:
    return (
        str(new) if old == new else f"{'–' if old is None else old} → {'–' if new is None else new}"
    )


def _example(key: str, name: str | None) -> str:
    name = name or ""
    return _cut(name) if name and name in key else f"{key} {_cut(name)}".strip()


def _word(group: str, code: str, lang: str) -> str:
    found = _words()[group].get(code)
    return str(found[lang]) if found else code
