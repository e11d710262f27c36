"""XML, read as a stream by expat, and SGML by a tolerant tokenizer; both only feed a Builder.

A file may hold many documents one after the other, as weekly files of offices do. A document that
breaks off or is not well-formed costs its open record; reading goes on with the next document. No
entity is ever expanded but characters: a file that declares any is refused, a DTD named in it is
never fetched.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from html.entities import html5
from html.parser import HTMLParser
from typing import Any
from xml.parsers import expat

from patnav.data import load_yaml, resource
from patnav.errors import InputError
from patnav.ingest.read.nodes import Builder, Found

__all__ = ["sgml_records", "xml_records"]

_NEXT_DOCUMENT = re.compile(rb"<\?xml\s|<!DOCTYPE\s")
_SPACE = b" \t\r\n"
_LONGEST_TAG = 8_000_000
_KEPT = 1 << 20  # bytes behind the point of reading, in which the end of a document is looked for


def xml_records(pieces: Iterator[str], builder: Builder) -> Iterator[Found]:
    """Records of one or more XML documents, as they are finished.

    Raises InputError for a document that declares entities or is nested beyond reason.
    """
    stream = _Stream(builder)
    for piece in pieces:
        stream.feed(piece.encode("utf-8"))
        yield from builder.take()
    stream.close()
    yield from builder.take()


class _Stream:
    """Bytes in, one expat parser for each document."""

    def __init__(self, builder: Builder) -> None:
        self._builder, self._line, self._lost = builder, 1, False
        self._begin()

    def _begin(self) -> None:
        self._handlers = _Handlers(self._builder)
        self._parser = self._handlers.parser()
        self._behind, self._fed = b"", 0

    def feed(self, data: bytes) -> None:
        """Parse on; starts a new parser where a document ends or where one begins after damage."""
        while data:
            if self._lost:
                data = self._find_next(self._behind + data)
                continue
            if self._untouched():
                data = self._without_space(data)
            try:
                self._parser.Parse(data, False)
            except expat.ExpatError as error:
                data = self._after(error, data)
            else:
                self._fed += len(data)
                self._behind = (self._behind + data)[-_KEPT:]
                data = b""

    def close(self) -> None:
        """The file ends; an open document is cut off."""
        if self._lost or self._untouched():
            return
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            line = self._line + error.lineno - 1
            words = expat.ErrorString(error.code)
            self._builder.abandon(f"the file is cut off in it: {words} in line {line}")

    def _untouched(self) -> bool:
        return not self._fed

    def _without_space(self, data: bytes) -> bytes:
        rest = data.lstrip(_SPACE)
        self._line += data[: len(data) - len(rest)].count(b"\n")
        return rest

    def _after(self, error: expat.ExpatError, data: bytes) -> bytes:
        """What is left to parse once a document has ended or broken."""
        at_hand = self._behind + data
        begin = max(0, self._parser.ErrorByteIndex - self._fed + len(self._behind))
        ended, moved = self._handlers.ended, begin > 0 or self._fed > 0
        self._line += error.lineno - 1
        if not ended or not moved:
            words = expat.ErrorString(error.code)
            self._builder.abandon(f"is no well-formed XML: {words} in line {self._line}")
        self._begin()
        rest = at_hand[begin:]
        return rest if ended and moved else self._find_next(rest, after=1)

    def _find_next(self, data: bytes, after: int = 0) -> bytes:
        """The bytes from where the next document begins; none of them when it is not there yet."""
        match = _NEXT_DOCUMENT.search(data, after)
        self._lost = match is None
        end = match.start() if match else max(after, len(data) - 16)
        self._line += data[:end].count(b"\n")
        self._behind = b"" if match else data[end:]
        return data[end:] if match else b""


class _Handlers:
    """What expat calls; it does not know its parser, so that neither outlives the document."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self.ended = False

    def parser(self) -> expat.XMLParserType:
        """A parser of one document, set up so that nothing outside it is ever read."""
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._builder.text
        parser.EntityDeclHandler = _refuse_entity
        parser.SkippedEntityHandler = self._skipped
        # A DTD that is named but not read lets expat pass entities on instead of giving up.
        parser.UseForeignDTD(True)
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE)
        parser.ExternalEntityRefHandler = _read_nothing
        return parser

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._builder.start(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        del name
        self._builder.end()
        self.ended = self._builder.depth == 0

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._builder.text(_character(name))


def _read_nothing(*names: object) -> int:
    del names
    return 1


def _refuse_entity(name: str, *rest: Any) -> None:  # noqa: ANN401 -- expat's own signature
    notation = rest[-1]
    if notation is None:  # with a notation it is the name of a picture
        raise InputError(
            f"declares the entity {name[:40]!r}: a file that does may blow up or read other files",
            remedy="replace the entities by their text, or ask the office for a file without them",
        )


def _character(name: str) -> str:
    """What a named character of the offices' DTDs is; the reference itself when nobody knows."""
    return html5.get(f"{name};") or _own_characters().get(name) or f"&{name};"


@lru_cache(maxsize=1)
def _own_characters() -> Mapping[str, str]:
    characters: dict[str, str] = load_yaml(resource("lexicons/read/sgml_characters.yaml"))
    return characters


def sgml_records(pieces: Iterator[str], builder: Builder, void: Collection[str]) -> Iterator[Found]:
    """Records of SGML, in which tags may be left open; `void` are elements that never have an end.

    Names of elements and attributes are upper case, whatever the file writes.
    """
    tokens = _Tokens(builder, void)
    for piece in pieces:
        tokens.feed(piece)
        if len(tokens.rawdata) > _LONGEST_TAG:
            raise InputError(
                f"has a tag of more than {_LONGEST_TAG // 1_000_000} MB",
                remedy="no office writes such a file; ask where it comes from",
            )
        yield from builder.take()
    tokens.close()
    if builder.depth:
        builder.abandon("the file is cut off in it")
    yield from builder.take()


class _Tokens(HTMLParser):
    """The tokenizer of HTML, which takes any tags, in the service of SGML."""

    def __init__(self, builder: Builder, void: Collection[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.CDATA_CONTENT_ELEMENTS = ()  # type: ignore[misc]  # SGML of offices has no scripts
        self._builder, self._void = builder, frozenset(void)
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins; one like the first of the document begins the next document."""
        name = tag.upper()
        if self._open and name == self._open[0]:
            self._builder.abandon("the next document begins before it ends")
            self._open.clear()
        self._builder.start(name, {key.upper(): value or "" for key, value in attrs})
        if name in self._void:
            self._builder.end()
        else:
            self._open.append(name)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that is empty."""
        self.handle_starttag(tag, attrs)
        if tag.upper() not in self._void:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and with it all that were left open in it."""
        name = tag.upper()
        if name not in self._open:
            return
        while self._open:
            self._builder.end()
            if self._open.pop() == name:
                return

    def handle_data(self, data: str) -> None:
        """Text."""
        self._builder.text(data)

    def handle_entityref(self, name: str) -> None:
        """A named character."""
        self._builder.text(_character(name))

    def handle_charref(self, name: str) -> None:
        """A character by its number; one that is none is left out."""
        digits = name[1:] if name[:1] in "xX" else name
        number = int(digits, 16 if digits != name else 10)
        if 31 < number < 0x110000 and not 0xD800 <= number < 0xE000:
            self._builder.text(chr(number))
