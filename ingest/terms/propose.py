"""Proposals: terms that may be one concept, or one above the other, each with its evidence.

Candidates come from glosses in the texts, synonyms, ends, sounds, compounds and patents that carry
two languages. How often two terms stand in one patent, and how alike the patents are that use them
(nodes, classes, effects; cosine of positive PMI), raises or lowers them. METHOD.md §2.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from patnav.ingest.terms.decisions import Terms
from patnav.ingest.terms.generic import generic_terms
from patnav.ingest.terms.glosses import GLOSSED, Gloss, abbreviations, find_glosses
from patnav.ingest.terms.lexicon import lexicon
from patnav.ingest.terms.loose import by_end, by_sound, by_synonym, is_slip
from patnav.ingest.terms.queries import QUERIES
from patnav.ingest.wording import has_east_asian

__all__ = ["Proposal", "propose", "undecided"]

_AT_ONCE = 50_000  # rows that Python sees at a time


class Proposal(NamedTuple):
    """A pair of terms and what they may be to each other: same, or `term` narrower than `other`.

    `basis` is what proposes it, `together` the number of patents that name both, `likeness` 0 to 1
    how alike the patents are that name them; null when too little is known.
    """

    term: str
    other: str
    relation: str
    basis: str
    confidence: float
    patents: int
    other_patents: int
    together: int
    likeness: float | None
    evidence: str


def propose(
    database: duckdb.DuckDBPyConnection,
    terms: Terms,
    *,
    relation: str = "",
    most: int = 2000,
    least: int = 2,
) -> list[Proposal]:
    """Propose for the means of a snapshot, the surest and most used first.

    `database` has the tables of the snapshot as views (`Snapshot.connect`). `relation` is same or
    narrower, both when empty. `least` patents must
    name at least one of two terms that may be the same, and the narrower of two that may not. What
    was decided is not proposed again.
    """
    database.execute(QUERIES["vocabulary"])
    glosses = list(find_glosses(database.execute(QUERIES["glosses"], [GLOSSED]).fetchall()))
    _register(database, "gloss", [gloss._asdict() for gloss in glosses] or [_NO_GLOSS._asdict()])
    _key(database, abbreviations(glosses))
    _register(database, "generic", [{"term": term} for term in sorted(generic_terms())])
    modifiers = lexicon("synonyms")["modifiers"].split()
    database.execute(QUERIES["candidates"], {"least": least, "modifiers": modifiers})
    for query in ("together", "features", "likeness"):
        database.execute(QUERIES[query])
    found = (
        one for one in undecided(_proposals(database), terms) if relation in ("", one.relation)
    )
    ranked = sorted(found, key=lambda one: (-one.confidence, -one.patents, one.term, one.other))
    return _with_evidence(database, ranked[:most])


def undecided(proposals: Iterable[Proposal], terms: Terms) -> Iterator[Proposal]:
    """The proposals that the decisions leave open, in their order."""
    told = {tuple(sorted(pair)) for pair in terms.told() if len(pair) == 2}
    for one in proposals:
        pair = terms.concept(one.term), terms.concept(one.other)
        if pair[0] != pair[1] and tuple(sorted(pair)) not in told:
            yield one


_NO_GLOSS = Gloss("", "", "", "", 0)


def _register(database: duckdb.DuckDBPyConnection, name: str, rows: list[dict[str, Any]]) -> None:
    database.register("given", pa.Table.from_pylist(rows))
    database.execute(f"CREATE TABLE {name} AS SELECT * FROM given")  # noqa: S608 -- our own names
    database.unregister("given")


def _key(database: duckdb.DuckDBPyConnection, short: Mapping[str, str]) -> None:
    """Make the table `keyed`: each term with its looser keys."""
    database.execute(
        "CREATE TABLE keyed (term TEXT, chinese BOOL, synonym TEXT, ending TEXT, sound TEXT)"
    )
    cursor = database.cursor().execute("SELECT term FROM vocabulary ORDER BY term")
    while rows := cursor.fetchmany(_AT_ONCE):
        keyed = [
            {
                "term": term,
                "chinese": has_east_asian(term),
                "synonym": by_synonym(term, short),
                "ending": by_end(term, short),
                "sound": by_sound(term),
            }
            for (term,) in rows
        ]
        database.register("given", pa.Table.from_pylist(keyed))
        database.execute("INSERT INTO keyed SELECT * FROM given")
        database.unregister("given")


def _proposals(database: duckdb.DuckDBPyConnection) -> Iterator[Proposal]:
    cursor = database.cursor().execute(QUERIES["weighed"])
    while rows := cursor.fetchmany(_AT_ONCE):
        for row in rows:
            basis, weight, patents, others, together, likeness = row[3:9]
            sure = _confidence(basis, weight, patents, others, together, likeness)
            one = Proposal._make((*row[:4], sure, *row[5:10]))
            if one.basis != "sound" or is_slip(one.term, one.other):
                yield one


def _confidence(
    basis: str, weight: float, patents: int, other: int, together: int, likeness: float | None
) -> float:
    """The weight of the basis, lowered when one patent names both and by unlike patents."""
    found = weight
    if basis not in ("compound", "gloss", "languages") and together:
        found *= 1 - min(1.0, 2 * together / min(patents, other))
    if likeness is not None and basis != "compound":
        found *= 0.7 + 0.3 * likeness
    return round(found, 2)


def _with_evidence(
    database: duckdb.DuckDBPyConnection, proposals: list[Proposal]
) -> list[Proposal]:
    """Add to each proposal one sentence of the texts per term, where no gloss speaks for it."""
    wanted = sorted({term for one in proposals for term in (one.term, one.other)})
    if not wanted:
        return []
    _register(database, "wanted", [{"term": term} for term in wanted])
    said = {term: f"…{text}… ({patent})" for term, text, patent in _sentences(database)}
    return [
        one._replace(
            evidence="; ".join(
                filter(None, (one.evidence, said.get(one.term), said.get(one.other)))
            )
        )
        for one in proposals
    ]


def _sentences(database: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    found = database.execute(QUERIES["sentences"]).fetchall()
    return [(str(term), str(text), str(patent)) for term, text, patent in found]
