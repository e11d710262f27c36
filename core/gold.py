"""Labelled documents: `x.docs.jsonl` with the texts and `x.gold.jsonl` with the labels beside it.

Two kinds of label files share the form. Five dimensions (a line of the docs has `text`): `effects`,
`means`, `market`, `maturity` for an abstract, `preamble` and `elements` for a claim; each label is
a verbatim quote, and `effects_optional` (`means_…`, `market_…`) are quotes that count neither way.
Chain nodes (a line of the labels has `nodes`): `primary`, `nodes`, `nodes_optional`. Answers of a
program or of another annotator have the same form. docs/annotation.md shows both.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from patnav.errors import InputError
from patnav.gold_labels import labels_of
from patnav.gold_spans import Span, locate
from patnav.gold_types import BANDS, SPAN_DIMENSIONS, EffectLabel, Labels, NodeLabels
from patnav.jsonlines import read_objects, write_objects

__all__ = [
    "BANDS",
    "SPAN_DIMENSIONS",
    "EffectLabel",
    "Fold",
    "GoldDocument",
    "GoldSet",
    "Labels",
    "NodeLabels",
    "Problem",
    "Span",
    "labels_of",
    "locate",
    "read_answers",
    "read_documents",
    "read_gold",
    "write_gold",
]

_DOCS, _GOLD = ".docs.jsonl", ".gold.jsonl"
_DOC_REMEDY = 'a line is {"id": …, "text": …, "title": …, "kind": "general" or "claim", "lang": …}'
_TEXTS = ("text", "title", "kind", "lang", "chain", "abstract", "ipc_main")
_KINDS = ("general", "cue", "claim")
_SYMBOL = re.compile(r"\s*([A-Ha-h])\d\d")


class Problem(NamedTuple):
    """A label that cannot be used and was left out: `file:line`, field, what is wrong, remedy."""

    where: str
    field: str
    what: str
    remedy: str

    def told(self) -> InputError:
        """The same in the form of an error, to be said without being raised."""
        what = f'field "{self.field}": {self.what}; left out'
        return InputError(what, where=self.where, remedy=self.remedy)


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One document as its file has it; `record` keeps every field, so writing loses nothing.

    `where` is the `file:line` that it is from, for what is to be said of it.
    """

    record: Mapping[str, Any]
    where: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """The name of the document, once per file."""
        return str(self.record["id"])

    @property
    def text(self) -> str:
        """The text that quotes are taken from; empty where only nodes are labelled."""
        return str(self.record.get("text") or "")

    @property
    def title(self) -> str:
        """The title: context, never quoted."""
        return str(self.record.get("title") or "")

    @property
    def kind(self) -> str:
        """Say `general` or `cue` for an abstract, `claim` for an independent claim."""
        return str(self.record.get("kind") or "general")

    @property
    def lang(self) -> str:
        """ISO 639-1 code, `und` where the file is silent."""
        return str(self.record.get("lang") or "und")

    @property
    def ipc_section(self) -> str:
        """Letter A … H of the main (else the first) IPC symbol, empty without one."""
        given = self.record.get("ipc_main") or self.record.get("ipc") or ""
        first = given[0] if isinstance(given, list) and given else given
        found = _SYMBOL.match(first) if isinstance(first, str) else None
        return found[1].upper() if found else ""


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Documents with their labels, both by id in the order of the label file.

    `labels` holds five-dimension labels or is empty; `nodes` likewise holds node labels. Quotes
    that are not in their text are left out of the labels and stand in `problems`.
    """

    name: str
    documents: Mapping[str, GoldDocument]
    labels: Mapping[str, Labels] = field(default_factory=dict)
    nodes: Mapping[str, NodeLabels] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def only(self, fold: Fold) -> GoldSet:
        """Return the documents of one fold."""
        return GoldSet(
            self.name,
            {key: one for key, one in self.documents.items() if fold.holds(key)},
            {key: one for key, one in self.labels.items() if fold.holds(key)},
            {key: one for key, one in self.nodes.items() if fold.holds(key)},
            self.problems,
        )


class Fold(NamedTuple):
    """A part of all documents that depends on nothing but their ids.

    A document is in fold k of n when the MD5 of its id (UTF-8, read as one hexadecimal number)
    leaves the remainder k, 0 ≤ k < n. `3/10` is a tenth, `3,5,7,9/10` four tenths.
    """

    remainders: frozenset[int]
    parts: int

    @classmethod
    def parse(cls, words: str) -> Fold:
        """Read `K/N` or `K,K,…/N`; raises InputError."""
        found = re.fullmatch(r"(\d{1,6}(?:,\d{1,6})*)/(\d{1,6})", words.replace(" ", ""))
        chosen = frozenset(map(int, found[1].split(","))) if found else frozenset()
        parts = int(found[2]) if found else 0
        if not chosen or max(chosen) >= parts:
            what, remedy = f"{words!r} is no fold", "say K/N with 0 ≤ K < N, as 3/10 or 3,5,7/10"
            raise InputError(what, where="--fold", remedy=remedy)
        return cls(chosen, parts)

    def holds(self, key: str) -> bool:
        """Tell whether a document of this id is in the fold."""
        digest = hashlib.md5(key.encode("utf-8", "surrogatepass"), usedforsecurity=False)
        return int(digest.hexdigest(), 16) % self.parts in self.remainders


def read_gold(path: Path, docs: Path | None = None) -> GoldSet:
    """Read labels and the documents beside them: `path` is either file of the two, or `x` alone.

    With `docs` the two are given apart and may have any name. Labels without a document and quotes
    that are not in their text are listed in `problems`; a document without labels is left out.
    Raises InputError that names file, line and field when a line is no label or no document.
    """
    docs, gold = (docs, path) if docs else _pair(path)
    documents = read_documents(docs)
    name = gold.name.removesuffix(".jsonl").removesuffix(".gold")
    return _gold_set(name, documents, gold)


def read_answers(path: Path, documents: Mapping[str, GoldDocument]) -> GoldSet:
    """Read answers in the form of labels, for documents that are known; others are left out."""
    answers = _gold_set(path.name.removesuffix(".jsonl"), documents, path)
    strange = tuple(one for one in answers.problems if one.field != "id")
    return GoldSet(answers.name, answers.documents, answers.labels, answers.nodes, strange)


def write_gold(
    stem: Path,
    documents: Iterable[GoldDocument],
    labels: Iterable[Labels | NodeLabels],
) -> tuple[Path, Path]:
    """Write `stem.docs.jsonl` and `stem.gold.jsonl`, in the order given; return both paths.

    What was read and is written again has the same fields and values. Raises InputError where the
    files cannot be written.
    """
    docs, gold = (stem.with_name(stem.name + suffix) for suffix in (_DOCS, _GOLD))
    write_objects(docs, (one.record for one in documents))
    write_objects(gold, (one.record() for one in labels))
    return docs, gold


def _pair(path: Path) -> tuple[Path, Path]:
    stem = path.name
    for suffix in (_DOCS, _GOLD):
        stem = stem.removesuffix(suffix)
    docs, gold = path.with_name(stem + _DOCS), path.with_name(stem + _GOLD)
    for one in (docs, gold):
        if not one.is_file():
            what = f"there is no {one.name} beside it" if path.exists() else f"no file {one.name}"
            remedy = "a gold set is x.docs.jsonl and x.gold.jsonl; or name the texts with --docs"
            raise InputError(what, where=str(path), remedy=remedy)
    return docs, gold


def read_documents(path: Path) -> dict[str, GoldDocument]:
    """Read texts by id; raises InputError that names file, line and field."""
    found: dict[str, GoldDocument] = {}
    for where, record in read_objects(path, _DOC_REMEDY):
        _check_document(record, where)
        if record["id"] in found:
            what = f'field "id": {record["id"]!r} is there twice'
            raise InputError(what, where=where, remedy="give each document one line")
        found[record["id"]] = GoldDocument(record, where)
    return found


def _check_document(record: dict[str, Any], where: str) -> None:
    if not isinstance(record.get("id"), str) or not record["id"]:
        raise InputError('field "id": is no text', where=where, remedy=_DOC_REMEDY)
    for name in _TEXTS:
        if not isinstance(record.get(name) or "", str):
            what = f'field "{name}": {record[name]!r} is no text'
            raise InputError(what, where=where, remedy=_DOC_REMEDY)
    if (record.get("kind") or "general") not in _KINDS:
        what = f'field "kind": {record["kind"]!r} is none of {", ".join(_KINDS)}'
        raise InputError(what, where=where, remedy=_DOC_REMEDY)


def _gold_set(name: str, documents: Mapping[str, GoldDocument], path: Path) -> GoldSet:
    labels: dict[str, Labels] = {}
    nodes: dict[str, NodeLabels] = {}
    problems: list[Problem] = []
    for where, one in _label_lines(path):
        if one.id not in documents:
            remedy = "bring the document, or take the line out"
            problems.append(Problem(where, "id", f"no document {one.id!r}", remedy))
        elif isinstance(one, NodeLabels):
            nodes[one.id] = one
        else:
            text = documents[one.id].text
            problems += _strange_quotes(one, text, where)
            labels[one.id] = one.within(text)
    if labels and nodes:
        what, remedy = "five-dimension and node labels in one file", "make a file for each kind"
        raise InputError(what, where=str(path), remedy=remedy)
    known = {key: documents[key] for key in (*labels, *nodes)}
    return GoldSet(name, known, labels, nodes, tuple(problems))


def _label_lines(path: Path) -> Iterator[tuple[str, Labels | NodeLabels]]:
    seen: set[str] = set()
    for where, record in read_objects(path, 'a line is {"id": …, "effects": […], "means": […], …}'):
        one = labels_of(record, where)
        if one.id in seen:
            what = f'field "id": {one.id!r} is there twice'
            raise InputError(what, where=where, remedy="give each document one line of labels")
        seen.add(one.id)
        yield where, one


def _strange_quotes(labels: Labels, text: str, where: str) -> Iterator[Problem]:
    for name, quote in labels.quotes():
        if quote not in text:
            what = f"“{quote[:60]}” is not in the text"
            yield Problem(where, name, what, "quote the same characters, one piece")
