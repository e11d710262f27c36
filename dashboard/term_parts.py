"""The tables of the page of terms: pairs that wait, concepts, a concept, decisions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from patnav.dashboard import html, party_parts
from patnav.dashboard.html import Column, Markup
from patnav.dashboard.i18n import Words
from patnav.dashboard.state import State
from patnav.ingest.terms.propose import Proposal
from patnav.ledger import Decision

__all__ = ["about", "concept_table", "decision_list", "evidence", "queue_table"]

Row = Mapping[str, Any]
_NEXT = re.compile(r"; (?=…)")  # each sentence of an evidence begins so
_PATENT = re.compile(r"(.*) \((\w+)\)", re.DOTALL)


def queue_table(pairs: Sequence[Proposal], at: State, words: Words) -> Markup:
    """Pairs that wait for a decision: what they may be, how sure that is, and what says so."""
    counts = [
        html.text(f"{words.number(one.patents)} / {words.number(one.other_patents)}")
        for one in pairs
    ]
    columns = [
        Column(words("term.pair"), [_pair(one, at, words) for one in pairs], "name"),
        Column(words.column("relation"), [html.text(_sort(one, words)) for one in pairs], "short"),
        Column(words("term.patents"), counts, "number", [one.patents for one in pairs]),
        html.wide_column("basis", [one.evidence for one in pairs], words),
    ]
    here = [(one.term, one.other) for one in pairs]
    chosen = (at.term, at.other)
    return html.table(columns, words("term.pairs"), here.index(chosen) if chosen in here else -1)


def _pair(one: Proposal, at: State, words: Words) -> Markup:
    address = _here(at, term=one.term, other=one.other)
    second = html.text(words("party.versus", name=one.other))
    return html.joined([html.link(address, one.term), second], " ")


def _here(at: State, **changes: str) -> str:
    """Address of the page with what was chosen on it before."""
    kept = {name: getattr(at, name) for name in ("view", "relation", "dimension", "asked")}
    return at.href("terms", **(kept | changes))


def _sort(one: Proposal, words: Words) -> str:
    basis = words(f"term.basis.{one.basis}")
    return f"{words(f'term.relation.{one.relation}')} {words.number(one.confidence, 2)} · {basis}"


def evidence(one: Proposal, at: State, words: Words) -> Markup:
    """What speaks for a pair: score, counts and sentences with their patents."""
    together = words(
        "term.together", count=words.number(one.together), like=words.number(one.likeness, 2)
    )
    said = [_sentence(text, at) for text in _NEXT.split(one.evidence) if text]
    title = html.strong(_sort(one, words))
    return html.joined([html.entry(title, [together]), *(html.entry(each, []) for each in said)])


def _sentence(text: str, at: State) -> Markup:
    """A sentence, its patent as a link to the card."""
    found = _PATENT.fullmatch(text)
    if found is None:
        return html.text(text)
    words, patent = found.groups()
    return html.joined([html.text(words), html.link(at.href("card", patent=patent), patent)], " ")


def concept_table(rows: Sequence[Row], dimension: str, at: State, words: Words) -> Markup:
    """Concepts with how many patents name them; beside a chosen one each may be compared."""
    links = [html.link(_here(at, term=row["term"], other=""), row["term"]) for row in rows]
    columns = [
        Column(words.column("term"), links, "name"),
        html.number_column("patents", rows, words),
        html.number_column("mentions", rows, words),
        Column(words.column("also"), [html.text(_listed(row["also"], words)) for row in rows]),
    ]
    if dimension == "means":
        kinds = [html.text(_kind(row, words)) for row in rows]
        above = [html.text(_listed(row["broader"], words)) for row in rows]
        columns.insert(1, Column(words.column("type"), kinds, "short"))
        columns.append(Column(words.column("broader"), above))
    if at.term:
        columns.append(Column(words("term.compare"), [_compare(row, at, words) for row in rows]))
    here = [row["term"] for row in rows]
    return html.table(
        columns, words("term.concepts"), here.index(at.term) if at.term in here else -1
    )


def _compare(row: Row, at: State, words: Words) -> Markup:
    if row["term"] == at.term:
        return Markup("")
    return html.link(_here(at, other=row["term"], term=at.term), words("party.decide"))


def _kind(row: Row, words: Words) -> str:
    return words(f"term.type.{row['type']}") if row["type"] else ""


def _listed(names: Sequence[str] | None, words: Words) -> str:
    return words("join").join(names or ())


def about(term: str, row: Row | None, words: Words) -> Markup:
    """A term and the concept that it names in the last build; its name alone without one."""
    if row is None:
        return html.joined([html.lead(term), html.note(words("term.unknown"))])
    pairs = [
        ("term", row["term"] if row["term"] != term else ""),
        ("type", _kind(row, words)),
        ("patents", words.number(row["patents"])),
        ("mentions", words.number(row["mentions"])),
        ("also", _listed(row["also"], words)),
        ("broader", _listed(row["broader"], words)),
    ]
    facts = html.facts((words.column(name), html.text(value)) for name, value in pairs)
    return html.joined([html.lead(term), facts])


def decision_list(decisions: Sequence[Decision], words: Words) -> Markup:
    """Decisions in force, the latest first: what, when, who and why."""
    named = [
        item._replace(other=words(f"term.type.{item.other}")) if item.value == "type" else item
        for item in decisions
    ]
    return party_parts.decision_list(named, words, "term.told")
