"""Tables, chips and bars as HTML: text goes in as text and is escaped here, once.

A page never writes markup of its own; what comes from a patent can therefore not become any.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, NewType

from patnav.dashboard.classes import class_name, look, looks
from patnav.dashboard.i18n import Words

__all__ = [
    "Column",
    "Markup",
    "chip",
    "code",
    "entry",
    "facts",
    "figures",
    "interval_bar",
    "interval_column",
    "joined",
    "lead",
    "legend",
    "link",
    "note",
    "number_column",
    "percent_column",
    "plain_tag",
    "quote_column",
    "scrolled",
    "strong",
    "table",
    "tags",
    "text",
    "text_column",
    "timeline",
    "value_column",
    "wide_column",
    "year_column",
]

Markup = NewType("Markup", str)
Row = Mapping[Any, Any]
RATIOS = (0.1, 10.0)  # ends of the axis of an interval bar, logarithmic


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: heading, cells, style (number, name, wide), what its cells sort by."""

    heading: str
    cells: Sequence[Markup]
    style: str = ""
    sort: Sequence[float | str] = field(default=())


def text(value: object) -> Markup:
    """Text as it is."""
    return Markup(escape("" if value is None else str(value)))


def joined(parts: Iterable[Markup], between: str = "") -> Markup:
    """Put pieces of markup one after the other with a text between them."""
    return Markup(escape(between).join(parts))


def link(href: str, label: str, title: str = "") -> Markup:
    """A link to another page of the dashboard; it works as an address, too."""
    hint = f' title="{escape(title)}"' if title else ""
    return Markup(
        f'<a class="pn-go" target="_self" href="{escape(href)}"{hint}>{escape(label)}</a>'
    )


def note(value: str, kind: str = "note") -> Markup:
    """A sentence in small print (`note`), or another paragraph with a style of its own."""
    return Markup(f'<p class="pn-{escape(kind)}">{escape(value)}</p>')


def lead(value: str) -> Markup:
    """The sentence of a part that matters most; nothing for none."""
    return note(value, "lead") if value else Markup("")


def strong(value: str) -> Markup:
    """A word that stands out."""
    return Markup(f"<b>{escape(value)}</b>")


def plain_tag(value: str) -> Markup:
    """A number that leads nowhere, where its neighbours are links."""
    return Markup(f'<span class="pn-plain">{escape(value)}</span>')


def chip(node_class: str | None, words: Words, count: str = "") -> Markup:
    """A node class as colour, mark and word, and how many nodes have it."""
    colour, mark = look(node_class)
    word = f"{class_name(node_class, words.lang)} {count}".rstrip()
    return Markup(
        f'<span class="pn-chip" style="background:{colour}"><b>{mark}</b>{escape(word)}</span>'
    )


def legend(classes: Sequence[str | None], words: Words) -> Markup:
    """All classes in their order, each with the number of nodes that have it."""
    count = dict.fromkeys(looks(), 0)
    for name in classes:
        count[name or "insufficient"] += 1
    parts = (chip(name, words, str(n)) for name, n in count.items())
    return Markup(f'<div class="pn-legend">{"".join(parts)}</div>')


def interval_bar(low: float, middle: float, high: float) -> Markup:
    """RTA with its interval on a logarithmic axis from 0.1 to 10; the line in the middle is 1."""
    if any(value is None or math.isnan(value) for value in (low, middle, high)):
        return Markup('<span class="pn-bar"><s></s></span>')
    left, right, dot = _percent(low), _percent(high), _percent(middle)
    return Markup(
        f'<span class="pn-bar"><s></s><u style="left:{left:.1f}%;width:{right - left:.1f}%"></u>'
        f'<b style="left:{dot:.1f}%"></b></span>'
    )


def _percent(ratio: float) -> float:
    low, high = (math.log(end) for end in RATIOS)
    place = (math.log(max(ratio, 1e-9)) - low) / (high - low)
    return 100 * min(max(place, 0.0), 1.0)


def facts(pairs: Iterable[tuple[str, Markup]]) -> Markup:
    """Names and values in two columns; a value that is empty is left out."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in pairs if value)
    return Markup(f'<dl class="pn-facts">{rows}</dl>')


def scrolled(parts: Iterable[Markup]) -> Markup:
    """Entries one below the other, in a frame that scrolls where they are many."""
    return Markup(f'<div class="pn-scroll pn-list">{"".join(parts)}</div>')


def timeline(dated: Iterable[tuple[str, Markup]]) -> Markup:
    """Entries beside their days, scrolled where they are many; nothing for none."""
    rows = "".join(f"<dt>{escape(day)}</dt><dd>{entry}</dd>" for day, entry in dated)
    return Markup(f'<div class="pn-scroll"><dl class="pn-time">{rows}</dl></div>' if rows else "")


def table(columns: Sequence[Column], caption: str, marked: int = -1) -> Markup:
    """A table with a caption for screen readers; row `marked` (from 0) stands out."""
    head = "".join(f"<th{_style(column)}>{escape(column.heading)}</th>" for column in columns)
    rows = zip(*(list(_cells(column)) for column in columns), strict=True)
    body = "".join(
        f"<tr{' class=pn-here' if at == marked else ''}>{''.join(row)}</tr>"
        for at, row in enumerate(rows)
    )
    return Markup(
        f'<div class="pn-scroll"><table class="pn-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(column: Column) -> Iterable[str]:
    kind = _style(column)
    if not column.sort:
        return (f"<td{kind}>{cell}</td>" for cell in column.cells)
    pairs = zip(column.cells, column.sort, strict=True)
    return (f'<td{kind} data-sort="{escape(str(key))}">{cell}</td>' for cell, key in pairs)


def _style(column: Column) -> str:
    return f' class="pn-{column.style}"' if column.style else ""


def number_column(name: str, rows: Sequence[Row], words: Words, digits: int = 1) -> Column:
    """A column of numbers by its name in the tables."""
    values = [row[name] for row in rows]
    cells = [text(words.number(value, digits)) for value in values]
    return Column(words.column(name), cells, style="number", sort=[_order(v) for v in values])


def percent_column(name: str, rows: Sequence[Row], words: Words) -> Column:
    """A column of shares (0 to 1) as percent."""
    values = [row[name] for row in rows]
    cells = [text(words.percent(value)) for value in values]
    return Column(words.column(name), cells, style="number", sort=[_order(v) for v in values])


def interval_column(rows: Sequence[Row], words: Words) -> Column:
    """The RTA of each row with its interval, as a bar and in numbers; sorts by the lower end."""
    cells = [
        Markup(
            interval_bar(row["rta_low"], row["rta"], row["rta_high"])
            + f"<small>{words.interval(row['rta_low'], row['rta_high'])}</small>"
        )
        for row in rows
    ]
    ends = [_order(row["rta_low"]) for row in rows]
    return Column(words.column("rta_interval"), cells, "interval", ends)


def value_column(name: str, rows: Sequence[Row], words: Words) -> Column:
    """A column of coded values in the reader's words."""
    return Column(words.column(name), [text(words.value(row[name])) for row in rows])


def text_column(name: str, rows: Sequence[Row], words: Words, source: str = "") -> Column:
    """A column of texts as they are; `source` where the rows call it otherwise."""
    return Column(words.column(name), [text(row[source or name]) for row in rows], "name")


def _order(value: float | None) -> float | str:
    """What a cell sorts by; an empty text comes last."""
    return "" if value is None or math.isnan(value) else float(value)


def wide_column(name: str, values: Sequence[object], words: Words) -> Column:
    """A column of sentences; a long one shows its first lines, and all of it on hovering."""
    return Column(words.column(name), [_clamped(value) for value in values], style="wide")


def quote_column(side: str, rows: Sequence[Row], words: Words) -> Column:
    """A column of sentences, in each of which the words that count stand out."""
    cells = [_quoted(row[f"{side}_sentence"], row[f"{side}_quote"]) for row in rows]
    return Column(words.column(f"{side}_sentence"), cells, style="wide")


def _quoted(sentence: str, quote: str) -> Markup:
    before, found, after = sentence.partition(quote)
    told = joined([text(before), strong(found), text(after)])
    return Markup(f'<div class="pn-clamp" title="{text(sentence)}">{told}</div>')


def _clamped(value: object) -> Markup:
    whole = text(value)
    return Markup(f'<div class="pn-clamp" title="{whole}">{whole}</div>')


def year_column(name: str, rows: Sequence[Row], words: Words) -> Column:
    """A column of years."""
    years = [row[name] for row in rows]
    return Column(words.column(name), [text("" if y is None else int(y)) for y in years], "number")


def figures(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Numbers in a row, each under its name."""
    parts = (f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in pairs)
    return Markup(f'<dl class="pn-figures">{"".join(parts)}</dl>')


def tags(parts: Iterable[Markup]) -> Markup:
    """Short links one beside the other."""
    return Markup(f'<div class="pn-tags">{"".join(parts)}</div>')


def entry(title: Markup, sentences: Iterable[str]) -> Markup:
    """A line with what stands behind it in small print."""
    return Markup(f'<div class="pn-entry"><p>{title}</p>{"".join(map(note, sentences))}</div>')


def code(value: str) -> Markup:
    """A hash or a key in the letters of a machine."""
    return Markup(f"<code>{escape(value)}</code>")
