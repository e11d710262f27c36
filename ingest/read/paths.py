"""Paths into a record: how a dialect says which elements make a column.

    publication-reference/document-id[@document-id-type=docdb] => {country}{doc-number}{kind}

Steps are element names without namespace: `*` is any element, `//name` any below, `.` the element
itself, `^` the whole record. A last step `@name` is an attribute. Tests stand in brackets:
`[@lang=en]`, `[country=US]` (a path), `^=` for "begins with", `!=`; `[1]` is the first match of its
parent, `[#]` the one in the place that the row has among the rows of its record. After ` => `
stands a template for each element found; its fields are paths from there, several matches are
lines, words before an empty field go; ` || ` parts templates of which the first that gives anything
is taken. `count path` is how many there are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from patnav.ingest.read.nodes import Node, text_of

__all__ = ["Expression", "PathError", "Place", "Said", "Words", "compile_expression"]

_STEP = re.compile(r"(//)?([^/\[\]@]+)((?:\[[^\]]*\])*)(?:(?=//)|/|$)")
_TEST = re.compile(r"\[(?:(\d+)|(#)|(.+?)(\^=|!=|=)(.*?))\]")
_FIELD = re.compile(r"\{([^{}]+)\}")


class PathError(ValueError):
    """A path that is not written as the module's head says."""


class Place(NamedTuple):
    """Where a row stands: its element, the record around it, its place among the rows (from 1)."""

    node: Node
    record: Node
    number: int = 1


class Said(NamedTuple):
    """A text and the language that the file states for it; empty when it states none."""

    lang: str
    text: str


class Words(NamedTuple):
    """Elements whose text stands on lines of its own, and words that mean that there is nothing."""

    blocks: Collection[str]
    nothing: Collection[str]

    def text(self, node: Node) -> str:
        """Text of an element; empty when it means nothing."""
        return self.known(text_of(node, self.blocks))

    def known(self, text: str) -> str:
        """A text, or an empty one where it means nothing."""
        return "" if text in self.nothing else text


_PLAIN = Words((), ())


class _Test(NamedTuple):
    position: int  # -1 = the place of the row, 0 = none
    path: _Path | None
    operator: str = ""
    value: str = ""


class _Step(NamedTuple):
    name: str
    deep: bool
    tests: tuple[_Test, ...]


@dataclass(frozen=True, slots=True)
class _Path:
    whole: bool
    steps: tuple[_Step, ...]
    attribute: str

    def nodes(self, place: Place) -> Sequence[Node]:
        found: Sequence[Node] = [place.record if self.whole else place.node]
        for step in self.steps:
            found = [node for parent in found for node in _matches(step, parent, place)]
        return found

    def strings(self, place: Place, words: Words) -> list[str]:
        nodes = self.nodes(place)
        if self.attribute:
            return [words.known(node.attributes.get(self.attribute, "")) for node in nodes]
        return [words.text(node) for node in nodes]


@dataclass(frozen=True, slots=True)
class _Template:
    literals: tuple[str, ...]
    fields: tuple[_Path, ...]

    def fill(self, place: Place, words: Words) -> str:
        values = ["\n".join(filter(None, path.strings(place, words))) for path in self.fields]
        if not any(values):
            return ""
        written = ""
        for word, value in zip(self.literals, values, strict=False):
            # Words stand before a field: without it they go, and so do they where nothing precedes.
            if value:
                written += (word if written or word == self.literals[0] else "") + value
        return (written + self.literals[-1]).strip()


@dataclass(frozen=True, slots=True)
class Expression:
    """One compiled path with its templates."""

    path: _Path
    templates: tuple[_Template, ...]
    counted: bool

    def items(self, place: Place, words: Words) -> list[Said]:
        """What the path gives at a place, one item per element found (empty ones included)."""
        if self.counted:
            return [Said("", str(len(self.path.nodes(place))))]
        if self.path.attribute:
            return [Said("", text) for text in self.path.strings(place, words)]
        return [Said(node.lang, self._text(node, place, words)) for node in self.path.nodes(place)]

    def _text(self, node: Node, place: Place, words: Words) -> str:
        if not self.templates:
            return words.text(node)
        here = Place(node, place.record, place.number)
        filled = (template.fill(here, words) for template in self.templates)
        return next(filter(None, filled), "")


@cache
def compile_expression(text: str) -> Expression:
    """Compile a path with its templates; raises PathError when it is not well written."""
    path, _, templates = text.partition(" => ")
    counted = path.startswith("count ")
    return Expression(
        _path(path.removeprefix("count ").strip()),
        tuple(_template(template) for template in templates.split(" || ")) if templates else (),
        counted,
    )


def _template(text: str) -> _Template:
    parts = _FIELD.split(text.strip())
    return _Template(tuple(parts[::2]), tuple(_path(path) for path in parts[1::2]))


def _path(text: str) -> _Path:
    whole = text.startswith("^")
    rest = text.removeprefix("^")
    steps_text, at, attribute = _split_attribute(rest if rest[:2] == "//" else rest.lstrip("/"))
    steps, position = [], 0
    while position < len(steps_text):
        match = _STEP.match(steps_text, position)
        if match is None:
            raise PathError(f"{text!r} is no path")
        steps.append(_Step(match[2], bool(match[1]), _tests(match[3])))
        position = match.end()
    if at and not attribute:
        raise PathError(f"{text!r} names no attribute")
    return _Path(whole, tuple(steps), attribute)


def _split_attribute(text: str) -> tuple[str, str, str]:
    """Cut a last step `@name` off; an @ inside brackets belongs to a test."""
    before, at, name = text.rpartition("@")
    return (before.rstrip("/"), at, name) if at and "]" not in name else (text, "", "")


def _tests(text: str) -> tuple[_Test, ...]:
    tests = []
    for match in _TEST.finditer(text):
        position, row, path, operator, value = match.groups()
        if path:
            tests.append(_Test(0, _path(path), operator, value))
        else:
            tests.append(_Test(-1 if row else int(position), None))
    if sum(len(match[0]) for match in _TEST.finditer(text)) != len(text):
        raise PathError(f"{text!r} is no test")
    return tuple(tests)


def _matches(step: _Step, parent: Node, place: Place) -> Sequence[Node]:
    if step.name == ".":
        found = [parent]
    else:
        around = parent.below() if step.deep else parent.children
        found = [node for node in around if step.name in ("*", node.name)]
    for test in step.tests:
        found = list(_passing(test, found, place))
    return found


def _passing(test: _Test, nodes: Sequence[Node], place: Place) -> Iterator[Node]:
    if test.path is None:
        wanted = place.number if test.position < 0 else test.position
        yield from nodes[wanted - 1 : wanted]
        return
    for node in nodes:
        values = test.path.strings(Place(node, place.record, place.number), _PLAIN) or [""]
        if _holds(test, values):
            yield node


def _holds(test: _Test, values: Sequence[str]) -> bool:
    if test.operator == "^=":
        return any(value.startswith(test.value) for value in values)
    return (test.value in values) == (test.operator == "=")
