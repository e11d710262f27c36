"""Documents of the `patnav annotate` interface, JSON lines in and out; docs/annotation.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from patnav.errors import InputError
from patnav.ingest.annotate.language import unread
from patnav.ingest.annotate.models import MODEL
from patnav.ingest.annotate.stream import annotate_texts
from patnav.jsonlines import read_objects
from patnav.model import Mention, Section, Text

__all__ = [
    "KINDS",
    "Document",
    "annotate_documents",
    "answer_of",
    "confidences_of",
    "read_documents",
]

KINDS = ("general", "cue", "claim")
_REMEDY = 'a line is {"id": …, "title": …, "text": …, "kind": "general" or "claim", "lang": …}'
_FIELDS = ("id", "title", "text", "kind", "lang")
_FIELD_OF = {"effects": "effect", "means": "means", "market": "outlook", "maturity": "maturity"}


@dataclass(frozen=True, slots=True)
class Document:
    """One text to annotate: an abstract (`kind` general or cue) or an independent claim (claim)."""

    id: str
    text: str
    title: str = ""
    kind: str = "general"
    lang: str = "und"


def read_documents(path: Path) -> Iterator[Document]:
    """Read documents from a JSON-lines file in UTF-8; empty lines are left out.

    Raises InputError that names file, line and field: no JSON object, a field that is missing or of
    a wrong type, an unknown kind, an id that was there before.
    """
    seen: dict[str, str] = {}
    for where, record in read_objects(path, _REMEDY):
        document = _document(record, where)
        if document.id in seen:
            line = seen[document.id].rpartition(":")[2]
            raise _bad(f'field "id": {document.id!r} is also in line {line}', where)
        seen[document.id] = where
        yield document


def _bad(what: str, where: str) -> InputError:
    return InputError(what, where=where, remedy=_REMEDY)


def _document(record: dict[str, Any], where: str) -> Document:
    given = {name: record[name] for name in _FIELDS if record.get(name) is not None}
    for name in ("id", "text"):
        if name not in given:
            raise _bad(f'field "{name}": is missing', where)
    for name, value in given.items():
        if not isinstance(value, str):
            raise _bad(f'field "{name}": {value!r} is not a string', where)
    if given.get("kind", "general") not in KINDS:
        raise _bad(f'field "kind": {given["kind"]!r} is none of {", ".join(KINDS)}', where)
    return Document(**given)


def annotate_documents(
    documents: Iterable[Document], *, confidences: bool = False, model: Path = MODEL
) -> Iterator[dict[str, Any]]:
    """Annotate documents in their order; each answer has the form that docs/annotation.md shows.

    With `confidences` each answer holds them too, from the same run: one number per quote. `model`
    is the folder of models.
    """
    listed = list(documents)
    texts = ((number, _text(one)) for number, one in enumerate(listed))
    titles = {number: one.title for number, one in enumerate(listed)}
    found = groupby(annotate_texts(texts, titles, model), key=lambda pair: pair[0])
    current = next(found, None)
    for number, one in enumerate(listed):
        mentions: list[Mention] = []
        if current is not None and current[0] == number:
            mentions = [mention for _, mention in current[1]]
            current = next(found, None)
        answer = answer_of(one, mentions)
        yield answer | {"confidences": confidences_of(one, mentions)} if confidences else answer


def answer_of(document: Document, mentions: list[Mention]) -> dict[str, Any]:
    """Return the answer for a document whose mentions are known, as docs/annotation.md shows it.

    A text that no rules read has the reason in `unread`; an answer without that key was read.
    """
    answer = (_claim if document.kind == "claim" else _abstract)(document, mentions)
    reason = unread(_text(document))
    return answer | {"unread": reason} if reason else answer


def _text(document: Document) -> Text:
    section: Section = "claim" if document.kind == "claim" else "abstract"
    return Text(section, document.lang, document.text)


def confidences_of(document: Document, mentions: list[Mention]) -> dict[str, list[float]]:
    """Return one number in 0..1 per quote of the answer, by its fields and in its order.

    A maturity that is unknown for lack of evidence has none.
    """
    if document.kind == "claim":
        return {"elements": [one.confidence for one in _first(mentions) if one.no > 0]}
    found = {
        field: [one.confidence for one in mentions if one.dimension == dimension]
        for field, dimension in _FIELD_OF.items()
    }
    return {field: given[:1] if field == "maturity" else given for field, given in found.items()}


def _first(mentions: list[Mention]) -> list[Mention]:
    """Mentions of the first claim, which need not be number 1 (“17. (Original) A method …”)."""
    return [one for one in mentions if one.claim == mentions[0].claim]


def _claim(document: Document, mentions: list[Mention]) -> dict[str, Any]:
    first = _first(mentions)
    return {
        "id": document.id,
        "preamble": next((one.quote for one in first if one.no == 0), None),
        "elements": [one.quote for one in first if one.no > 0],
    }


def _abstract(document: Document, mentions: list[Mention]) -> dict[str, Any]:
    by_dimension: dict[str, list[Mention]] = {}
    for one in mentions:
        by_dimension.setdefault(one.dimension, []).append(one)
    mature = next(iter(by_dimension.get("maturity", [])), None)
    return {
        "id": document.id,
        "effects": [
            {"quote": one.quote, "attribute": one.attribute, "direction": one.direction}
            for one in by_dimension.get("effect", [])
        ],
        "means": [one.quote for one in by_dimension.get("means", [])],
        "maturity": {
            "band": mature.value if mature else "unknown",
            "quote": mature.quote if mature else None,
        },
        "market": [one.quote for one in by_dimension.get("outlook", [])],
    }
