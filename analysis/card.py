"""The patent card: everything that the files and the annotation say about one patent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from patnav.analysis.life import Life, life_of
from patnav.analysis.opinions import Opinion, maturity_of, outlook_of
from patnav.analysis.outlook import outlook_sentences
from patnav.analysis.patent_numbers import number_finder
from patnav.ingest.annotate.language import unread
from patnav.model import Text
from patnav.snapshot import Snapshot

__all__ = ["Card", "CardText", "card"]

_PARTS = {
    "applicants": """
SELECT position, applicants.name, organisation, o.name AS organisation_name, kind, share,
  applicants.place, coalesce(name_zh, '') AS place_zh, coalesce(name_en, '') AS place_en,
  applicants.place_rule, place_then, place_then_name, place_then_until
FROM applicants LEFT JOIN organisations o USING (organisation)
LEFT JOIN places ON places.place = applicants.place WHERE patent = $patent ORDER BY position
""",
    "inventors": "SELECT position, name, person, share FROM inventors WHERE patent = $patent "
    "ORDER BY position",
    "classes": "SELECT scheme, symbol, main FROM classifications WHERE patent = $patent "
    "ORDER BY scheme, position",
    "publications": """
SELECT publication, stage, publication_date, coalesce(sources.name, p.file) AS file_name, row
FROM publications p LEFT JOIN sources USING (file) WHERE patent = $patent
ORDER BY publication_date, publication, file_name, row
""",
    "family": """
SELECT other.patent, other.publication, other.title, other.country, other.status
FROM patents JOIN patents other USING (family) WHERE patents.patent = $patent ORDER BY other.patent
""",
    "assignments": """
SELECT a.node, name_zh, name_en, weight, main, confidence, rule, reason, evidence, section, lang,
  start, "end"
FROM assignments a LEFT JOIN nodes USING (node) WHERE patent = $patent ORDER BY weight DESC, a.node
""",
    "judgements": "SELECT dimension, band, score, confidence, basis FROM judgements "
    "WHERE patent = $patent ORDER BY dimension",
    "product": 'SELECT product, category, section, lang, start, "end", quote FROM products '
    "WHERE patent = $patent",
    "mentions": "SELECT * EXCLUDE (patent) FROM mentions WHERE patent = $patent "
    'ORDER BY section, lang, start, "end", dimension, value',
    "outlook": "SELECT * FROM outlook WHERE patent = $patent",
    "maturity": "SELECT * FROM maturity WHERE patent = $patent",
}
_HEAD = """
SELECT patents.*, coalesce(sources.name, patents.file) AS file_name
FROM patents LEFT JOIN sources USING (file) WHERE patent = $patent
"""
_TEXTS = """
SELECT section, lang, text, coalesce(sources.name, texts.file) AS file_name, row
FROM texts LEFT JOIN sources USING (file) WHERE patent = $patent
ORDER BY list_position(['title', 'abstract', 'claim', 'novelty', 'use', 'advantage'], section), lang
"""


@dataclass(frozen=True)
class CardText:
    """One text of the patent with the mentions that lie in it (rows of `mentions`, by start).

    `unread` says why no rules read it (`language: de`, `no text`); empty when they did.
    """

    section: str
    lang: str
    text: str
    file_name: str
    row: int
    unread: str
    mentions: pd.DataFrame


@dataclass(frozen=True)
class Card:
    """All there is on one patent.

    `bibliography` is its row of `patents` with `file_name`; the frames hold the rows of their table
    for this patent, with names beside keys. `assignments` carry the reason of each node, `outlook`
    is empty or one row; the sentences say how its score came about. `maturity` is its row of that
    table. `opinions` are what people say over it, by dimension (maturity, outlook). `life` is what
    happened to the patent, with its owners at the data cut-off.
    """

    patent: str
    bibliography: pd.Series
    texts: tuple[CardText, ...]
    applicants: pd.DataFrame
    inventors: pd.DataFrame
    classes: pd.DataFrame
    publications: pd.DataFrame
    family: pd.DataFrame
    assignments: pd.DataFrame
    judgements: pd.DataFrame
    product: pd.DataFrame
    mentions: pd.DataFrame
    outlook: pd.DataFrame
    outlook_zh: tuple[str, ...]
    outlook_en: tuple[str, ...]
    maturity: pd.DataFrame
    opinions: Mapping[str, Opinion]
    life: Life


def card(snapshot: Snapshot, patent: str) -> Card:
    """Make the card of the patent that a number names (see `find_patents`).

    Raises ProjectError for a number that names none or several.
    """
    key = number_finder(snapshot)(patent)
    with snapshot.connect() as database:
        parts = {name: _rows(database, query, key) for name, query in _PARTS.items()}
        head = _rows(database, _HEAD, key).iloc[0]
        texts = _rows(database, _TEXTS, key)
        life = life_of(database, key, snapshot.project.settings.cutoff)
    outlook = _named(parts["outlook"])[0] if len(parts["outlook"]) else {}
    project = snapshot.project
    bands = {
        name: str(parts[name]["computed"].iloc[0]) if len(parts[name]) else "unknown"
        for name in ("maturity", "outlook")
    }
    return Card(
        patent=key,
        bibliography=head,
        texts=_texts(texts, parts["mentions"]),
        outlook_zh=tuple(outlook_sentences(outlook, "zh")) if outlook else (),
        outlook_en=tuple(outlook_sentences(outlook, "en")) if outlook else (),
        opinions={
            "maturity": maturity_of(project, key, bands["maturity"]),
            "outlook": outlook_of(project, key, bands["outlook"]),
        },
        life=life,
        **parts,
    )


def _named(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def _rows(database: duckdb.DuckDBPyConnection, query: str, key: str) -> pd.DataFrame:
    rows: pd.DataFrame = database.execute(query, {"patent": key}).df()
    return rows


def _texts(texts: pd.DataFrame, mentions: pd.DataFrame) -> tuple[CardText, ...]:
    return tuple(
        CardText(
            **row,
            unread=unread(Text(row["section"], row["lang"], row["text"] or "")),
            mentions=mentions[
                (mentions["section"] == row["section"]) & (mentions["lang"] == row["lang"])
            ].reset_index(drop=True),
        )
        for row in _named(texts)
    )
