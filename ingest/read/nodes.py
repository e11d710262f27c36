"""Records of XML, SGML and JSON as small trees: what the parsers build and the paths walk."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from patnav.errors import InputError

__all__ = ["Builder", "Found", "Node", "text_of"]

_FOLD = 100  # levels of a record; what lies deeper is text of its ancestor
_DEEPEST = 5_000  # levels of a document; real ones have about twenty
_MAX_CHARACTERS = 64_000_000  # of one record without its description
_MAX_NODES = 2_000_000
_WRAPPED = re.compile(r"[ ]*[\t\r\n]\s*")
_LANGUAGE = re.compile(r"^[a-z]{2}$")
_NO_LANGUAGE = frozenset({"ol", "xx"})  # OPS: "original language", which it does not name


@dataclass(slots=True)
class Node:
    """An element: its name without namespace, its attributes, its texts and children in order.

    `lang` is the ISO 639-1 code that the element or one around it states; empty when none does.
    """

    name: str
    attributes: Mapping[str, str]
    lang: str = ""
    parts: list[Node | str] = field(default_factory=list)

    @property
    def children(self) -> Iterator[Node]:
        """The elements directly below."""
        return (part for part in self.parts if isinstance(part, Node))

    def below(self) -> Iterator[Node]:
        """All elements below, in the order of the document."""
        for child in self.children:
            yield child
            yield from child.below()


class Found(NamedTuple):
    """A record, or what stands where one should be and the reason why it could not be read."""

    node: Node | None
    sample: str = ""
    problem: str = ""


def text_of(node: Node, blocks: Collection[str]) -> str:
    """Text of an element with all below it; elements named in `blocks` stand on lines of their own.

    Line breaks of the file itself are blanks: they only wrap its lines.
    """
    return "".join(_pieces(node, blocks)).strip()


def _pieces(node: Node, blocks: Collection[str]) -> Iterator[str]:
    for part in node.parts:
        if isinstance(part, str):
            yield _WRAPPED.sub(" ", part)
        elif part.name in blocks:
            yield "\n"
            yield from _pieces(part, blocks)
            yield "\n"
        else:
            yield from _pieces(part, blocks)


class Builder:
    """Takes the events of a parser and cuts records out of them, one tree each.

    `roots` are the documents in which records stand; any other document is a rejection. `records`
    are paths of element names from the end (`search-result/publication-reference`), `skip` are
    elements that are not kept. Only the open record is held in memory; finished ones wait in
    `done` to be taken.
    """

    def __init__(
        self, roots: Collection[str], records: Collection[str], skip: Collection[str]
    ) -> None:
        self.done: list[Found] = []
        self._roots = frozenset(roots)
        self.root = self.first = ""
        self._records = {name.rpartition("/")[2]: name.split("/") for name in records}
        self._skip = frozenset(skip)
        self._names: list[str] = []
        self._open: list[tuple[int, Node]] = []
        self._skipped_at = 0
        self._characters = self._nodes = 0

    @property
    def depth(self) -> int:
        """How many elements are open."""
        return len(self._names)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins; raises InputError when the nesting cannot be that of a document."""
        self._names.append(name)
        if len(self._names) > _DEEPEST:
            raise InputError(
                f"nests elements more than {_DEEPEST:,} deep",
                remedy="no office writes such a file; ask where it comes from",
            )
        if self._skipped_at:
            return
        if len(self._names) == 1:
            self._begin_document(name)
        if self._open:
            self._start_inside(name, attributes)
        elif self._is_record():
            self._characters = self._nodes = 0
            self._open.append((len(self._names), Node(name, attributes, _language(attributes))))

    def _begin_document(self, name: str) -> None:
        self.root, self.first = name, self.first or name
        if name not in self._roots:
            self.done.append(Found(None, name, "is a document of another kind: it is not read"))

    def _is_record(self) -> bool:
        wanted = self._records.get(self._names[-1])
        return wanted is not None and self._names[-len(wanted) :] == wanted

    def _start_inside(self, name: str, attributes: Mapping[str, str]) -> None:
        self._nodes += 1
        if name in self._skip or self._too_large():
            self._skipped_at = len(self._names)
        elif len(self._open) < _FOLD:
            parent = self._open[-1][1]
            node = Node(name, attributes, _language(attributes) or parent.lang)
            parent.parts.append(node)
            self._open.append((len(self._names), node))

    def end(self) -> None:
        """The element that began last ends."""
        depth = len(self._names)
        self._names.pop()
        if self._skipped_at:
            self._skipped_at = 0 if self._skipped_at == depth else self._skipped_at
        elif self._open and self._open[-1][0] == depth:
            node = self._open.pop()[1]
            if not self._open:
                self._finish(node)

    def text(self, data: str) -> None:
        """Text of the element that began last."""
        if self._open and not self._skipped_at:
            self._characters += len(data)
            if not self._too_large():
                self._open[-1][1].parts.append(data)

    def abandon(self, reason: str) -> None:
        """The document breaks off or cannot be read on: give up the open record, say why."""
        sample = self._open[0][1].name if self._open else self.root
        self.done.append(Found(None, sample, reason))
        self._open.clear()
        self._names.clear()
        self._skipped_at = 0

    def take(self) -> Sequence[Found]:
        """The records finished since this was last asked."""
        done, self.done = self.done, []
        return done

    def _too_large(self) -> bool:
        return self._characters > _MAX_CHARACTERS or self._nodes > _MAX_NODES

    def _finish(self, node: Node) -> None:
        if self._too_large():
            words = f"is larger than {_MAX_CHARACTERS // 1_000_000} MB or {_MAX_NODES:,} elements"
            self.done.append(Found(None, node.name, f"the record {words}: no document is"))
        else:
            self.done.append(Found(node))


def _language(attributes: Mapping[str, str]) -> str:
    stated = (attributes.get("lang") or attributes.get("xml:lang") or "").lower()
    return stated if _LANGUAGE.match(stated) and stated not in _NO_LANGUAGE else ""
