"""The life of a patent on its card: events, owners, relatives, citations, conflicts, sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from patnav.analysis import Life
from patnav.dashboard import html
from patnav.dashboard.html import Markup
from patnav.dashboard.i18n import Words
from patnav.dashboard.source import rows_of
from patnav.dashboard.state import State
from patnav.error_words import in_words

__all__ = ["life_parts", "silent"]

Row = Mapping[Any, Any]
CITED = 12  # links of one direction that are shown


def life_parts(life: Life, at: State, words: Words) -> list[tuple[str, Markup]]:
    """Parts of the life with their titles; a part of which the files say nothing is empty."""
    cites = rows_of(life.citations)
    return [
        (words("card.events"), _events(rows_of(life.events), words)),
        (words("card.owners", day=words.day(life.day)), _owners(rows_of(life.owners), words)),
        (words("card.links"), _links(rows_of(life.links), at, words)),
        *(
            (
                words(f"told.{way}"),
                _citations([c for c in cites if c["direction"] == way], at, words),
            )
            for way in ("cited", "citing")
        ),
        (words("card.industries"), _industries(rows_of(life.industries), words)),
        (words("card.conflicts"), _conflicts(rows_of(life.conflicts), words)),
    ]


def silent(parts: Iterable[tuple[str, Markup]], words: Words) -> Markup:
    """Say which parts the files are silent about; nothing when they speak of all."""
    names = words("join").join(title for title, part in parts if not part)
    return html.note(words("card.silent", parts=names)) if names else Markup("")


def _events(rows: Sequence[Row], words: Words) -> Markup:
    """The events in their order; those without a day come last."""
    return html.timeline(
        (words.day(row["date"]) or words("card.undated"), _event(row, words)) for row in rows
    )


def _event(row: Row, words: Words) -> Markup:
    parties = _parties(row, words)
    title = [html.strong(words.value(row["kind"])), *([html.text(parties)] if parties else [])]
    others = [words("card.also", place=place) for place in row["also"]]
    source = words("card.source", name=row["file_name"], row=row["row"])
    return html.entry(html.joined(title, " "), [row["text"], "".join([source, *others])])


def _parties(row: Row, words: Words) -> str:
    """`givers → takers`, either of which may be unknown."""
    givers, takers = (words("join").join(row[side]) for side in ("givers", "takers"))
    return f"{givers or '?'} → {takers}" if takers else givers


def _owners(rows: Sequence[Row], words: Words) -> Markup:
    """Who holds now, and below it the timeline as each age of the files told it."""
    now = words("join").join(dict.fromkeys(row["name"] for row in rows if row["now"]))
    told = [
        part
        for known, group in groupby(rows, key=lambda row: words.day(row["known_from"]))
        for part in (html.note(_known(known, words), "section"), _spans(list(group), words))
    ]
    return html.joined([html.lead(now), *told]) if rows else Markup("")


def _known(day: str, words: Words) -> str:
    return words("card.known", day=day) if day else words("card.known_ever")


def _spans(rows: Sequence[Row], words: Words) -> Markup:
    """Holders who share days, basis and source stand in one entry."""
    return html.timeline(
        (_days(first, words), _span([row["name"] for row in group], first, words))
        for first, group in _alike(rows)
    )


def _alike(rows: Sequence[Row]) -> Iterable[tuple[Row, list[Row]]]:
    names = ("valid_from", "valid_to", "basis", "file_name", "row")
    for _, group in groupby(rows, key=lambda row: tuple(row[name] for name in names)):
        alike = list(group)
        yield alike[0], alike


def _days(row: Row, words: Words) -> str:
    start = words.day(row["valid_from"]) or words("card.undated")
    end = words.day(row["valid_to"])
    return words("card.span", start=start, end=end) if end else words("card.since", start=start)


def _span(names: Sequence[str], row: Row, words: Words) -> Markup:
    source = words("card.source", name=row["file_name"], row=row["row"])
    basis = words("card.basis", basis=words(f"told.{row['basis']}"))
    return html.entry(html.text(words("join").join(dict.fromkeys(names))), [basis + source])


def _links(rows: Sequence[Row], at: State, words: Words) -> Markup:
    return html.joined(_link(row, at, words) for row in rows)


def _link(row: Row, at: State, words: Words) -> Markup:
    """A relative, its title, and what the relation rests on."""
    way = "_reverse" if row["reverse"] and row["relation"] == "divisional" else ""
    title = [html.strong(words(f"told.{row['relation']}{way}")), _patent(row, at)]
    basis = in_words(row["basis"], words.lang)
    return html.entry(html.joined(title, " "), [*filter(None, [row["title"]]), basis])


def _citations(rows: Sequence[Row], at: State, words: Words) -> Markup:
    """Citations with links to the cards that there are, and the rows that list them."""
    if not rows:
        return Markup("")
    known = sum(1 for row in rows if row["title"])
    sources = dict.fromkeys((row["file_name"], row["row"]) for row in rows[:CITED])
    told = words("join").join(words("card.place", name=n, row=r) for n, r in sources)
    return html.joined(
        [
            html.tags(_patent(row, at) for row in rows[:CITED]),
            html.note(words("card.citations", count=len(rows), known=known) + told),
        ]
    )


def _patent(row: Row, at: State) -> Markup:
    """A link to the card of a patent in the files, else its number alone."""
    if not row["title"]:
        return html.plain_tag(row["other"])
    label = row["publication"] or row["other"]
    return html.link(at.href("card", patent=row["other"]), label, row["title"])


def _industries(rows: Sequence[Row], words: Words) -> Markup:
    """Codes and names of each scheme, with the row that gives them."""
    schemes = groupby(rows, key=lambda row: (row["scheme"], row["file_name"], row["row"]))
    return html.joined(_scheme(scheme, list(group), words) for scheme, group in schemes)


def _scheme(scheme: tuple[str, str, int], rows: Sequence[Row], words: Words) -> Markup:
    name, file, row = scheme
    codes = words("join").join(f"{row['code']} {row['name']}".strip() for row in rows)
    source = words("card.source", name=file, row=row)
    return html.entry(html.strong(words(f"told.{name}")), [codes, source])


def _conflicts(rows: Sequence[Row], words: Words) -> Markup:
    """One entry per field: all values with their sources, the kept one first and marked."""
    fields = groupby(rows, key=lambda row: (row["publication"], row["field"]))
    return html.joined(_conflict(head, list(group), words) for head, group in fields)


def _conflict(head: tuple[str, str], rows: Sequence[Row], words: Words) -> Markup:
    title = [html.strong(words.column(head[1])), html.text(head[0])]
    sentences = [
        words(
            "card.kept" if row["kept"] else "card.not_kept",
            value=words.value(row["value"]),
            source=words("card.place", name=row["file_name"], row=row["row"]),
        )
        for row in rows
    ]
    return html.entry(html.joined(title, " "), sentences)
