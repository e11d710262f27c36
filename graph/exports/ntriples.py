"""N-Triples (W3C): IRIs from the keys of the schema, typed literals, tagged languages.

    node            <BASE project/Kind/id>            schema#Kind is its class
    property        <BASE schema#name>                title is rdfs:label
    relationship    <BASE schema#TYPE>                and, where it has properties, a statement
    statement       <BASE project/TYPE/from/to/…>     rdf:subject, rdf:predicate, rdf:object

What is no letter of a path stands as %HH; `id` and `project` keep the plain text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from patnav.errors import QueryError
from patnav.graph.build import FROM, TO, Graph
from patnav.graph.schema import SCHEMA, Property, RelationshipKind

__all__ = ["BASE", "write_ntriples"]

BASE = "urn:patnav:"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_TYPE = f"<{_RDF}type>"
_TYPES = {"int": "integer", "float": "double", "bool": "boolean", "date": "date"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
# Letters of a path as they are: unreserved ASCII, then ucschar of RFC 3987 without blanks
_NO_LETTER = re.compile(
    "[^A-Za-z0-9._~\\-\u00a1-\u1fff\u2070-\u2fff\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    "\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd]"
)
_ESCAPED = re.compile('[\x00-\x1f"\\\\\x7f]')
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_SCRIPTS = (("ja", "[\u3041-\u30ff]"), ("ko", "[\uac00-\ud7a3]"), ("zh", "[\u3400-\u9fff]"))
_KEYS = {"id", "project"}  # the same in every language
_LANGUAGE = re.compile("[a-z]{2,3}")
_BATCH = 5000


def write_ntriples(graph: Graph, path: Path, base: str = BASE) -> None:
    """Write nodes and relationships as N-Triples, UTF-8; `base` is an absolute IRI.

    Raises QueryError when the base is no IRI.
    """
    if not _ABSOLUTE.fullmatch(base):
        raise QueryError(f"{base!r} is no IRI", remedy="write it like https://example.org/graph/")
    iris = _Iris(base, graph.project)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for label in graph.nodes:
            for row in _rows(graph, label):
                out.writelines(_node(iris, label, row))
        for label in graph.relationships:
            link = SCHEMA.relationships[label]
            for row in _rows(graph, label):
                out.writelines(_relationship(iris, link, row))


class _Iris:
    """IRIs of one project."""

    def __init__(self, base: str, project: str) -> None:
        self._terms = f"{base}schema#"
        self._things = f"{base}{_path(project or 'graph')}/"

    def thing(self, *parts: object) -> str:
        """Name a node or a statement."""
        return f"<{self._things}{'/'.join(_path(str(part)) for part in parts)}>"

    def term(self, name: str) -> str:
        """Name a class, a property or a relationship type."""
        return _LABEL if name == "title" else f"<{self._terms}{name}>"

    def values(
        self, subject: str, properties: Mapping[str, Property], row: Mapping[str, Any]
    ) -> Iterator[str]:
        """Yield a line per value; a list gives one per entry."""
        for name, item in properties.items():
            value = row[name]
            for single in value if isinstance(value, list) else [value]:
                if single is not None and single not in {math.inf, -math.inf}:
                    made = _literal(single, item, row.get("lang"))
                    yield f"{subject} {self.term(name)} {made} .\n"


def _rows(graph: Graph, label: str) -> Iterator[dict[str, Any]]:
    for batch in graph.batches(label, _BATCH):
        yield from batch


def _node(iris: _Iris, label: str, row: Mapping[str, Any]) -> Iterator[str]:
    subject = iris.thing(label, row["id"])
    yield f"{subject} {_TYPE} {iris.term(label)} .\n"
    yield from iris.values(subject, SCHEMA.nodes[label].properties, row)


def _relationship(iris: _Iris, link: RelationshipKind, row: Mapping[str, Any]) -> Iterator[str]:
    start, end = iris.thing(link.source, row[FROM]), iris.thing(link.target, row[TO])
    kind = iris.term(link.label)
    yield f"{start} {kind} {end} .\n"
    if link.properties:
        told = ("" if row[name] is None else row[name] for name in link.key)
        statement = iris.thing(link.label, row[FROM], row[TO], *told)
        yield f"{statement} {_TYPE} <{_RDF}Statement> .\n"
        for part, value in (("subject", start), ("predicate", kind), ("object", end)):
            yield f"{statement} <{_RDF}{part}> {value} .\n"
        yield from iris.values(statement, link.properties, row)


def _path(text: str) -> str:
    return _NO_LETTER.sub(lambda found: quote(found[0], safe=""), text)


def _literal(value: object, item: Property, lang: object) -> str:
    if isinstance(value, bool):
        value = str(value).lower()
    kind = _TYPES.get(item.type, "")
    if item.type == "date" and not _DAY.fullmatch(str(value)):
        kind = ""
    quoted = '"' + _ESCAPED.sub(_escape, str(value)) + '"'
    if kind:
        return f"{quoted}^^<{_XSD}{kind}>"
    tag = "" if item.name in _KEYS or item.type == "date" else _language(str(value), item, lang)
    return f"{quoted}@{tag}" if tag else quoted


def _escape(found: re.Match[str]) -> str:
    return _SHORT.get(found[0], f"\\u{ord(found[0]):04X}")


def _language(text: str, item: Property, lang: object) -> str:
    """Tag of a text: what its row says of a quote, what a property is for, else its script."""
    if item.name == "quote" and isinstance(lang, str) and _LANGUAGE.fullmatch(lang):
        return lang
    if item.name.endswith(("_zh", "_en")):
        return item.name[-2:]
    return next((tag for tag, letters in _SCRIPTS if re.search(letters, text)), "")
