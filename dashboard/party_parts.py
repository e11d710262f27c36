"""The tables of the organisations' page: hits, the queue, an organisation, decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from patnav.analysis import Organisation
from patnav.dashboard import html
from patnav.dashboard.html import Column, Markup
from patnav.dashboard.i18n import Words
from patnav.dashboard.source import rows_of
from patnav.dashboard.state import State
from patnav.error_words import in_words
from patnav.ledger import Decision

__all__ = ["about", "decision_list", "edges", "evidence", "hit_table", "members", "queue_table"]

Row = Mapping[Any, Any]
Rows = Sequence[Row]
SPELLINGS = 12


def evidence(queue: Rows, at: State, words: Words) -> Markup:
    """What speaks for the pair of the address, when it is one of the proposals."""
    pair = (at.organisation, at.other)
    found = [row for row in queue if (row["organisation"], row["other"]) == pair]
    return html.joined(
        html.entry(html.strong(_sort(row, words)), [_said(row["basis"], words)]) for row in found
    )


def hit_table(rows: Rows, at: State, words: Words) -> Markup:
    """Organisations that were found; beside a chosen one each may be compared with it."""
    columns = [
        Column(words.column("organisation"), [_link(row, at) for row in rows], "name"),
        html.value_column("kind", rows, words),
        Column(words.column("place"), [html.text(words.name(row, "place")) for row in rows]),
        html.number_column("patents", rows, words),
    ]
    if at.organisation:
        columns.append(Column(words("party.compare"), [_compare(row, at, words) for row in rows]))
    return html.table(columns, words("party.found"))


def _link(row: Row, at: State) -> Markup:
    return html.link(at.href("organisations", organisation=row["organisation"]), row["name"])


def _compare(row: Row, at: State, words: Words) -> Markup:
    if row["organisation"] == at.organisation:
        return Markup("")
    pair = {"organisation": at.organisation, "other": row["organisation"]}
    return html.link(at.href("organisations", **pair), words("party.decide"))


def queue_table(rows: Rows, at: State, words: Words) -> Markup:
    """Proposals with both sides, their evidence and what a decision would move."""
    pairs = [
        at.href("organisations", organisation=row["organisation"], other=row["other"])
        for row in rows
    ]
    names = [
        html.joined(
            [
                html.link(href, row["name"]),
                html.text(words("party.versus", name=row["other_name"])),
            ],
            " ",
        )
        for href, row in zip(pairs, rows, strict=True)
    ]
    columns = [
        Column(words("party.pair"), names, "name"),
        html.number_column("moved", rows, words),
        Column(words.column("relation"), [html.text(_sort(row, words)) for row in rows], "short"),
        html.wide_column("basis", [_said(row["basis"], words) for row in rows], words),
    ]
    chosen = (at.organisation, at.other)
    here = [(row["organisation"], row["other"]) for row in rows]
    marked = here.index(chosen) if chosen in here else -1
    return html.table(columns, words("party.queue"), marked)


def _sort(row: Row, words: Words) -> str:
    return f"{words.value(row['relation'])} {words.number(row['confidence'], 2)}"


def _said(sentences: Iterable[str], words: Words) -> str:
    """Evidence in the reader's language; clause by clause where the whole is not known."""
    told = list(sentences)
    if words.lang == "zh":
        told = [_clauses(sentence) for sentence in told]
    return words("party.and").join(told)


def _clauses(sentence: str) -> str:
    whole = in_words(sentence, "zh")
    if whole != sentence:
        return whole
    return "；".join(in_words(one, "zh") for one in sentence.split("; "))


def about(found: Organisation, words: Words) -> Markup:
    """Name, kind, place and spellings of an organisation."""
    row = rows_of(found.about.to_frame().T)[0]
    spellings = list(row["names"])
    rest = len(spellings) - SPELLINGS
    more = words("party.more", count=rest) if rest > 0 else ""
    heads = [member["name"] for member in rows_of(found.members) if member["head"]]
    pairs = [
        ("kind", words.value(row["kind"])),
        ("place", words.name(row, "place") or row["country"]),
        ("patents", words.number(row["patents"])),
        ("group", heads[0] if heads and len(found.members) > 1 else ""),
        ("names", words("join").join(spellings[:SPELLINGS]) + more),
    ]
    facts = html.facts((words.column(name), html.text(value)) for name, value in pairs)
    return html.joined([html.lead(str(row["name"])), facts])


def members(found: Organisation, at: State, words: Words) -> Markup:
    """The group of an organisation, head first; nothing when it stands alone."""
    rows = rows_of(found.members)
    return html.scrolled(_member(row, at, words) for row in rows) if len(rows) > 1 else Markup("")


def _member(row: Row, at: State, words: Words) -> Markup:
    facts = [
        words("party.head") if row["head"] else "",
        words("party.patents", count=words.number(row["patents"])),
        _valid(row, words),
    ]
    return html.entry(_titled(row, facts, at), filter(None, [_said(row["basis"], words)]))


def _titled(row: Row, facts: Iterable[str], at: State) -> Markup:
    """A link to an organisation and what is to be said of it in a word each."""
    return html.joined([_link(row, at), html.text(" · ".join(filter(None, facts)))], " ")


def _valid(row: Row, words: Words) -> str:
    """First and last day, as far as they are known."""
    start, end = words.day(row["valid_from"]), words.day(row["valid_to"])
    return f"{start or '…'} – {end or '…'}" if start or end else ""


def edges(found: Organisation, at: State, words: Words) -> Markup:
    """Relations that name the organisation, with state and evidence; nothing for none."""
    rows = rows_of(found.edges)
    key = found.about["organisation"]
    return html.scrolled(_edge(row, key, at, words) for row in rows) if rows else Markup("")


def _edge(row: Row, key: str, at: State, words: Words) -> Markup:
    """A relation, told from the side of the organisation `key`."""
    names = (("other", "other_name"), ("organisation", "name"))
    side, name = names[row["organisation"] != key]
    facts = [words.value(row["relation"]), words.value(row["state"]), _valid(row, words)]
    other = {"organisation": row[side], "name": row[name]}
    pair = at.href("organisations", organisation=key, other=other["organisation"])
    title = html.joined([_titled(other, facts, at), html.link(pair, words("party.decide"))], " ")
    return html.entry(title, [_said(row["basis"], words)])


def decision_list(decisions: Sequence[Decision], words: Words, section: str = "told") -> Markup:
    """Decisions in force, the latest first: what (words of `section`), when, who and why."""
    return html.scrolled(_decision(item, words, section) for item in reversed(decisions))


def _decision(item: Decision, words: Words, section: str) -> Markup:
    names = [item.subject, *([words("party.versus", name=item.other)] if item.other else [])]
    title = [
        html.text(f"{item.id}"),
        html.strong(words(f"{section}.{item.value}")),
        *map(html.text, names),
    ]
    reason = words("party.said", day=words.day(item.at), who=item.who, why=item.why)
    return html.entry(html.joined(title, " "), [reason])
