"""The parts of a patent card: facts, nodes with their reason, claim chart, texts with evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from patnav.analysis import Card, CardText
from patnav.dashboard import html
from patnav.dashboard.html import Column, Markup
from patnav.dashboard.i18n import Words
from patnav.dashboard.marks import INLINE, Span, mark_text
from patnav.dashboard.source import rows_of
from patnav.dashboard.state import State
from patnav.error_words import in_words

__all__ = ["assignments", "bibliography", "claim_charts", "judgements", "text_parts"]

Row = Mapping[Any, Any]
DAYS = ("application_date", "publication_date", "grant_date", "priority_date")
COUNTS = ("cited_by", "family_size", "claim_count")


def bibliography(card: Card, at: State, words: Words) -> Markup:
    """Who filed what and when, and in which row of which file it stands."""
    head = rows_of(card.bibliography.to_frame().T)[0]
    people = words("join").join(card.inventors["name"])
    symbols = dict.fromkeys(card.classes["symbol"])
    pairs = [
        *((name, html.text(head[name])) for name in ("publication", "patent")),
        *((name, html.text(words.day(head[name]))) for name in DAYS),
        ("patent_type", html.text(words.value(head["patent_type"]))),
        ("status", html.text(words.value(head["status"]))),
        ("applicants", _applicants(rows_of(card.applicants), words)),
        ("inventors", html.text(people)),
        ("ipc", html.text(" ".join(symbols))),
        *((name, html.text(head[name])) for name in COUNTS),
        ("family", _family(card, at)),
    ]
    source = words("card.source", name=head["file_name"], row=head["row"])
    facts = html.facts((words.column(name), value) for name, value in pairs)
    return html.joined([facts, html.note(source)])


def _applicants(rows: Sequence[Row], words: Words) -> Markup:
    return html.text(words("join").join(_applicant(row, words) for row in rows))


def _applicant(row: Row, words: Words) -> str:
    """Name and place, and the place at the filing date where it was another one."""
    places = [words.name(row, "place")]
    if row["place_then"]:
        then = {"name": row["place_then_name"], "code": row["place_then"]}
        places.append(words("card.place_then", **then, year=row["place_then_until"]))
    told = words("join").join(filter(None, places))
    return f"{row['name']} ({told})" if told else str(row["name"])


def _family(card: Card, at: State) -> Markup:
    """The other patents of the family."""
    others = [row for row in rows_of(card.family) if row["patent"] != card.patent]
    return html.joined(
        (html.link(at.href("card", patent=row["patent"]), row["publication"]) for row in others),
        " ",
    )


def assignments(card: Card, at: State, words: Words) -> Markup:
    """The nodes of the patent, each with its weight and reason."""
    rows = rows_of(card.assignments)
    if not rows:
        return html.note(words("card.no_node"))
    return html.joined(_assignment(row, at, words) for row in rows)


def _assignment(row: Row, at: State, words: Words) -> Markup:
    weight = words(
        "card.weight",
        weight=words.percent(row["weight"], 0),
        confidence=words.number(row["confidence"], 2),
    )
    title = [html.link(at.href("node", node=row["node"]), words.name(row)), html.text(weight)]
    return html.entry(html.joined(title, " "), [in_words(row["reason"], words.lang)])


def judgements(card: Card, words: Words) -> Markup:
    """Maturity and outlook: band and confidence, and the facts behind them."""
    return html.joined(_judgement(row, card, words) for row in rows_of(card.judgements))


def _judgement(row: Row, card: Card, words: Words) -> Markup:
    dimension = str(row["dimension"])
    band, basis = _computed(row, card, words)
    opinion = card.opinions[dimension]
    said = opinion.zh if words.lang == "zh" else opinion.en
    title = f"{words.value(dimension)}{words('colon')}{words.value(opinion.band or band)}"
    return html.entry(html.text(title), [*said, *basis])


def _computed(row: Row, card: Card, words: Words) -> tuple[str, list[str]]:
    if row["dimension"] == "maturity" and len(card.maturity):
        found = card.maturity.iloc[0]
        return str(found["computed"]), list(found[f"basis_{words.lang}"])
    said = row["basis"] if row["basis"] is not None else ()
    basis = [in_words(each, words.lang) for each in said]
    if len(card.outlook) and row["dimension"] == "outlook":
        more = card.outlook_zh if words.lang == "zh" else card.outlook_en
        return str(card.outlook["computed"].iloc[0]), [*basis, *more]
    return str(row["band"]), basis


def claim_charts(chart: pd.DataFrame, words: Words) -> list[Markup]:
    """One chart per independent claim and language, what depends on it beneath, in their order."""
    rows = rows_of(chart)
    groups: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        own = row["claim"] if row["claim_kind"] != "dependent" else _root(row, rows)
        groups.setdefault((row["lang"], own), []).append(row)
    return [_claim_chart(group, words) for group in groups.values()]


def _root(row: Row, rows: Sequence[Row]) -> int:
    """The independent claim that a dependent one goes back to, by the first claim it names."""
    claims = {each["claim"]: each for each in rows if each["lang"] == row["lang"]}
    number, seen = row["claim"], set[int]()
    while number not in seen and number in claims:
        seen.add(number)
        each = claims[number]
        if each["claim_kind"] != "dependent" or not len(each["parents"]):
            return int(number)
        number = int(each["parents"][0])
    return int(row["claim"])


def _claim_chart(rows: Sequence[Row], words: Words) -> Markup:
    columns = [
        Column(words.column("claim"), [_numbered(row, words) for row in rows]),
        html.number_column("no", rows, words),
        html.value_column("part", rows, words),
        html.wide_column("quote", [row["quote"] for row in rows], words),
        html.wide_column("signs", [words("join").join(row["signs"]) for row in rows], words),
        Column(words.column("depends_on"), [_refines(row, words) for row in rows]),
        Column(words.column("node"), [html.text(row["node_name"]) for row in rows]),
    ]
    return html.table(columns, words("card.claims"))


def _numbered(row: Row, words: Words) -> Markup:
    """The number of a claim, and of those that it names."""
    named = words("join").join(row["parents"]) if row["parents"] is not None else ""
    return html.text(f"{row['claim']} ← {named}" if named else row["claim"])


def _refines(row: Row, words: Words) -> Markup:
    return html.text(words("card.refines", no=row["depends_on"]) if row["depends_on"] else "")


def text_parts(card: Card, at: State, words: Words) -> Iterable[Markup]:
    """Texts with their evidence marked, the reader's language first; the cell asked for is lit."""
    for text in sorted(card.texts, key=lambda text: text.lang != words.lang):
        title = f"{words.value(text.section)} ({text.lang})"
        yield html.note(title, "section")
        if text.unread:
            yield html.note(words("card.unread", reason=text.unread))
        yield mark_text(text.text, list(_spans(text, at, words)), words)


def _spans(text: CardText, at: State, words: Words) -> Iterable[Span]:
    for row in rows_of(text.mentions):
        if row["dimension"] in INLINE:
            yield Span(row["start"], row["end"], row["dimension"], _hint(row, words), _lit(row, at))


def _hint(row: Row, words: Words) -> str:
    value = row["effect_class"] if row["dimension"] == "effect" else row["value"]
    hint = words(
        "card.hint",
        dimension=words.value(row["dimension"]),
        value=words.value(value),
        confidence=words.number(row["confidence"], 2),
        method=row["method"],
    )
    return hint if row["dimension"] != "effect" else f"{hint}{_effect_hint(row, words)}"


def _effect_hint(row: Row, words: Words) -> str:
    """Attribute and direction of an effect, its amount and condition where stated."""
    way = words(f"hint.way_{row['direction']}") if row["direction"] else ""
    told = [f"{row['attribute']} {way}"] if way else []
    told += [
        words(f"hint.{name}", value=row[name]) for name in ("magnitude", "condition") if row[name]
    ]
    return "".join(f" · {each}" for each in told)


def _lit(row: Row, at: State) -> bool:
    if row["dimension"] == "means":
        return bool(row["value"] == at.means)
    return row["dimension"] == "effect" and bool(row["effect_class"] == at.effect)
