"""The tables of the page of label review: the queue, a label in its text, disputes, agreement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from patnav.analysis import Card
from patnav.analysis.review import MACHINE, Accuracy, Agreed
from patnav.dashboard import card_parts, html
from patnav.dashboard.html import Column, Markup
from patnav.dashboard.i18n import Words
from patnav.dashboard.marks import Span, mark_text
from patnav.dashboard.source import rows_of
from patnav.dashboard.state import State
from patnav.error_words import in_cell, in_words, reason_in
from patnav.ingest.review.labels import BAND, NODE

__all__ = ["accuracy_table", "agreement_table", "dispute_table", "judged_text", "queue_table"]

Row = Mapping[Any, Any]
Rows = Sequence[Row]


def queue_table(rows: Rows, at: State, words: Words) -> Markup:
    """Places of the queue: the label, its confidence, and what rests on it."""
    links = [html.link(_here(row["subject"], at), row["quote"] or row["value"]) for row in rows]
    columns = [
        Column(words.column("dimension"), [html.text(_kind(row, words)) for row in rows], "term"),
        Column(words.column("quote"), links, "name"),
        Column(words.column("publication"), [html.text(r["publication"]) for r in rows]),
        html.number_column("confidence", rows, words, 2),
        html.wide_column(
            "reason", [reason_in(row["reason"] or "", words.lang) for row in rows], words
        ),
    ]
    here = [row["subject"] for row in rows]
    return html.table(
        columns, words("label.queue"), here.index(at.label) if at.label in here else -1
    )


def _kind(row: Row, words: Words) -> str:
    """Dimension of a place, and whether it may be missing."""
    told = words.value(row["dimension"])
    if row["kind"] != "missing":
        return told
    return f"{told}\N{NO-BREAK SPACE}· {words.value('missing')}"


def _here(subject: str, at: State) -> str:
    return at.href("labels", label=subject, dimension=at.dimension, places=at.places)


def judged_text(card: Card, row: Row, at: State, words: Words) -> Markup:
    """What is judged: the text with the label lit, or the patent's texts and nodes."""
    number = str(card.bibliography["publication"] or card.patent)
    title = html.joined([
        html.strong(words.value(row["dimension"])),
        html.link(at.href("card", patent=card.patent), number),
        html.text(words.title(card.bibliography.to_dict())),
    ], " ")  # fmt: skip
    parts = [html.entry(title, filter(None, [reason_in(row["reason"] or "", words.lang)]))]
    if row["dimension"] == "node":
        parts.append(card_parts.assignments(card, at, words))
    if row["dimension"] == "node" or row["start"] == BAND:
        return html.joined([*parts, *card_parts.text_parts(card, at, words)])
    texts = [
        mark_text(text.text, _within(_spans(rows_of(text.mentions), row), text.text), words)
        for text in card.texts
        if (text.section, text.lang) == (row["section"], row["lang"])
    ]
    return html.joined([*parts, *texts])


def _spans(mentions: Rows, row: Row) -> Iterable[Span]:
    """Labels of the same dimension, the one that is judged lit; it may not be there (any more)."""
    own, there = (row["start"], row["end"]), False
    for each in mentions:
        if each["dimension"] == row["dimension"]:
            lit = (each["start"], each["end"]) == own
            there = there or lit
            yield Span(each["start"], each["end"], each["dimension"], str(each["value"]), lit)
    if not there:
        yield Span(*own, row["dimension"], str(row["value"]), True)


def _within(spans: Iterable[Span], text: str) -> list[Span]:
    """Spans that lie in a text, which may have changed since a label was judged in it."""
    return [span for span in spans if span.end <= len(text)]


def dispute_table(rows: Rows, at: State, words: Words) -> Markup:
    """Labels on which people differ, and decisions whose text is gone; each opens its label."""
    named = [row["quote"] if row["dimension"] != NODE else "" for row in rows]
    links = [
        html.link(_here(row["subject"], at), name or words("label.whole"))
        for row, name in zip(rows, named, strict=True)
    ]
    cards = [html.link(at.href("card", patent=row["patent"]), row["patent"]) for row in rows]
    columns = [
        Column(words.column("decisions"), [html.text(row["decisions"]) for row in rows]),
        Column(words.column("patent"), cards),
        html.value_column("dimension", rows, words),
        Column(words.column("quote"), links, "name"),
        html.value_column("state", rows, words),
        html.wide_column("said", [row["said"] for row in rows], words),
        html.wide_column("note", [in_words(row["note"], words.lang) for row in rows], words),
    ]
    here = [row["subject"] for row in rows]
    at_label = here.index(at.label) if at.label in here else -1
    return html.table(columns, words("label.disputes"), at_label)


def accuracy_table(found: Sequence[Accuracy], words: Words) -> Markup:
    """Share of published labels that are right, by dimension."""
    rows = [each._asdict() for each in found if each.n]
    columns = [
        html.value_column("dimension", rows, words),
        html.percent_column("accuracy", [row | {"accuracy": row["value"]} for row in rows], words),
        _interval(rows, words),
        html.number_column("judged", [row | {"judged": row["n"]} for row in rows], words),
        html.number_column("missing", rows, words),
    ]
    return html.table(columns, words("label.accuracy"))


def agreement_table(found: Sequence[Agreed], words: Words) -> Markup:
    """Measures between two judges, people with people first."""
    rows = [each._asdict() for each in found]
    names = [words("party.versus", name=_name(row["other"], words)) for row in rows]
    pairs = [html.text(f"{row['one']} {name}") for row, name in zip(rows, names, strict=True)]
    columns = [
        Column(words.column("pair"), pairs),
        Column(
            words.column("measure"),
            [html.text(in_cell("measure", row["measure"], words.lang)) for row in rows],
        ),
        html.number_column("agreed", [row | {"agreed": row["value"]} for row in rows], words, 3),
        _interval(rows, words),
        html.number_column("labels", rows, words),
        html.number_column("documents", rows, words),
    ]
    return html.table(columns, words("label.agreement"))


def _name(judge: str, words: Words) -> str:
    return words("label.machine") if judge == MACHINE else judge


def _interval(rows: Rows, words: Words) -> Column:
    cells = [html.text(words.interval(row["low"], row["high"])) for row in rows]
    return Column(words.column("interval"), cells)
