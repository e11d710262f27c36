"""The graph's data dictionary for the reader, all of it from `graph/schema.yaml`."""

from __future__ import annotations

import streamlit as st

from patnav.dashboard import html, shell
from patnav.dashboard.html import Column, Markup
from patnav.dashboard.i18n import Lang, Words
from patnav.graph.schema import SCHEMA, Property, RelationshipKind

__all__ = ["about", "draw_dictionary", "kind_titles", "property_table"]


def draw_dictionary(words: Words) -> None:
    """Draw what may be asked for: the kinds of the schema, one at a time."""
    with st.expander(words("cypher.schema")):
        titles = kind_titles(words.lang)
        label = st.selectbox(words("cypher.kind"), list(titles), format_func=titles.__getitem__)
        count = words("cypher.properties", count=len(SCHEMA.kind(label).properties))
        shell.draw(html.note(f"{about(label, words.lang)} {count}"))
        shell.draw(property_table(label, words))


def kind_titles(lang: Lang) -> dict[str, str]:
    """Titles of all kinds by label; a relationship shows which kinds it joins."""
    nodes = {label: _titled(label, getattr(kind, lang)) for label, kind in SCHEMA.nodes.items()}
    links = {
        label: f"({link.source})-[:{label}]->({link.target}) · {getattr(link, lang)}"
        for label, link in SCHEMA.relationships.items()
    }
    return nodes | links


def _unit(item: Property, words: Words) -> str:
    return "" if item.unit == "-" else words(f"unit.{item.unit}")


def _titled(label: str, name: str) -> str:
    return label if label == name else f"{label} · {name}"


def about(label: str, lang: Lang) -> str:
    """What a kind is, and how a relationship reads backwards."""
    kind = SCHEMA.kind(label)
    told = str(getattr(kind, f"about_{lang}"))
    if isinstance(kind, RelationshipKind):
        told += f" ← {getattr(kind, f'reverse_{lang}')}"
    return f"{told} [{SCHEMA.dimensions[kind.dimension][lang]}]"


def property_table(label: str, words: Words) -> Markup:
    """Properties of a kind with type, unit, meaning and dimension."""
    rows = [*SCHEMA.kind(label).properties.values()]
    if not rows:
        return Markup("")
    lang = words.lang
    cells: dict[str, list[str]] = {
        "cypher.property": [item.name for item in rows],
        "cypher.type": [words(f"type.{item.type}") for item in rows],
        "cypher.unit": [_unit(item, words) for item in rows],
        "cypher.meaning": [
            f"{getattr(item, lang)}{words('colon')}{getattr(item, f'about_{lang}')}"
            for item in rows
        ],
        "cypher.dimension": [SCHEMA.dimensions[item.dimension][lang] for item in rows],
    }
    columns = [
        Column(words(name), [html.text(each) for each in texts]) for name, texts in cells.items()
    ]
    return html.table(columns, label)
