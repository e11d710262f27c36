"""The shape of XML, SGML or JSON under a dialect: where records are and what makes columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from pydantic import BaseModel, ConfigDict, field_validator

from patnav.ingest.read.nodes import Node
from patnav.ingest.read.paths import Expression, Place, Words, compile_expression

__all__ = ["Shape"]

Alternatives = tuple[tuple[str, ...], ...]


class Shape(BaseModel):
    """The `shape` of a dialect; its keys are explained at the head of `uspto_xml.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    roots: tuple[str, ...]
    records: Mapping[str, str]
    skip: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    void: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    paths: Mapping[str, Alternatives]

    @field_validator("paths", mode="before")
    @classmethod
    def _alternatives(cls, given: Mapping[str, object]) -> dict[str, Alternatives]:
        return {
            name: tuple(_together(each) for each in _listed(value)) for name, value in given.items()
        }

    @field_validator("paths")
    @classmethod
    def _compiled(cls, given: Mapping[str, Alternatives]) -> Mapping[str, Alternatives]:
        for alternatives in given.values():
            for together in alternatives:
                for text in together:
                    compile_expression(text)
        return given

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The columns that the paths make."""
        return tuple(self.paths)

    @cached_property
    def _expressions(self) -> tuple[tuple[tuple[Expression, ...], ...], ...]:
        return tuple(
            tuple(tuple(map(compile_expression, together)) for together in alternatives)
            for alternatives in self.paths.values()
        )

    @cached_property
    def _words(self) -> Words:
        return Words(frozenset(self.blocks), frozenset(self.nothing))

    def rows(self, record: Node) -> Iterator[list[object]]:
        """The cells of each row that a record gives: one, or one for each element of `records`."""
        for place in self._places(record):
            yield [self._cell(alternatives, place) for alternatives in self._expressions]

    def _places(self, record: Node) -> Iterator[Place]:
        each = next(
            (path for name, path in self.records.items() if name.split("/")[-1] == record.name), ""
        )
        around = Place(record, record)
        nodes = compile_expression(each).path.nodes(around) if each else ()
        if not nodes:
            yield around
        for number, node in enumerate(nodes, start=1):
            yield Place(node, record, number)

    def _cell(self, alternatives: Sequence[tuple[Expression, ...]], place: Place) -> object:
        """Items of the first alternative that gives any; an empty string when none does.

        Within it empty items stay, so that columns made of the same elements run in parallel.
        """
        for together in alternatives:
            items = [
                item for expression in together for item in expression.items(place, self._words)
            ]
            if any(item.text for item in items):
                return items
        return ""


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _together(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)
