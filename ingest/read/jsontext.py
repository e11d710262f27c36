"""Records of JSON answers, read as a stream: the objects of one list, each made a tree of nodes.

A key is an element, a list is its element repeated, null is nothing. The list is found by its key;
when several answers stand in one file, one after the other or a line each, all are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator

from patnav.ingest.read.nodes import Found, Node

__all__ = ["json_list", "json_records"]

_MAX_CHARACTERS = 16_000_000  # of one record; the longest file history has 0.2 million
_DEEPEST = 100  # levels of a record; real ones have six
_TAIL = 200  # characters in which a key may be cut by the end of a piece
_SHOWN = 60
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


def json_list(text: str, keys: Collection[str]) -> str:
    """The first of some keys under which a list of objects begins in a text; empty when none."""
    match = _list_of(keys).search(text)
    return match[1] if match else ""


def json_records(pieces: Iterator[str], keys: Collection[str]) -> Iterator[Found]:
    """Objects of the lists under the keys, in the order of the file."""
    lists = _Lists(keys)
    for piece in pieces:
        yield from lists.feed(piece)
        if lists.broken:
            return
    yield from lists.close()


def _list_of(keys: Collection[str]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(keys)))
    return re.compile(rf'"({names})"\s*:\s*\[(?=\s*[{{\]])')


class _Lists:
    """Text in, one record out for each object of the lists."""

    def __init__(self, keys: Collection[str]) -> None:
        self.broken = False
        self._begin = _list_of(keys)
        self._text = self._name = self._trouble = ""

    def feed(self, piece: str) -> Iterator[Found]:
        """Read on."""
        self._text += piece
        while self._inside():
            yield from self._objects()
            if self._name:
                break
        if len(self._text) > _MAX_CHARACTERS:
            yield from self.close()

    def close(self) -> Iterator[Found]:
        """The file ends, or cannot be read on; a list that is still open is broken there."""
        self.broken = True
        if self._name:
            reason = f"the list breaks off here: {self._trouble or 'it has no end'}"
            yield Found(None, self._text[:_SHOWN] or self._name, reason)

    def _inside(self) -> bool:
        if self._name:
            return True
        match = self._begin.search(self._text)
        if match is None:
            self._text = self._text[-_TAIL:]
            return False
        self._name, self._text = match[1], self._text[match.end() :]
        return True

    def _objects(self) -> Iterator[Found]:
        """Records as far as they are there; the name of the list goes when it ends."""
        position, text, name = 0, self._text, self._name
        while (position := _BETWEEN.match(text, position).end()) < len(text):  # type: ignore[union-attr]
            if text[position] == "]":
                self._name, position = "", position + 1
                break
            try:
                value, end = _DECODER.raw_decode(text, position)
                yield _record(name, value, text[position : position + _SHOWN])
            except json.JSONDecodeError as error:
                self._trouble = error.msg
                break
            except RecursionError:
                self._trouble = "nests too deep"
                self.broken = True
                break
            position = end
        self._text = text[position:]
        if self.broken:
            yield from self.close()


def _record(name: str, value: object, sample: str) -> Found:
    if not isinstance(value, dict):
        return Found(None, sample, "is no JSON object")
    try:
        return Found(_node(name, value, 1))
    except RecursionError:
        return Found(None, sample, f"nests more than {_DEEPEST} deep: no record does")


def _node(name: str, value: object, depth: int) -> Node:
    if depth > _DEEPEST:
        raise RecursionError
    node = Node(name, {})
    if isinstance(value, dict):
        for key, below in value.items():
            for each in below if isinstance(below, list) else [below]:
                if each is not None:
                    node.parts.append(_node(key, each, depth + 1))
    elif isinstance(value, list):
        below = [each for each in value if each is not None]
        node.parts.extend(_node("item", each, depth + 1) for each in below)
    else:
        node.parts.append(str(value).lower() if isinstance(value, bool) else str(value))
    return node
