"""Cypher as far as the guard needs it: tokens, what each name stands for, and the result columns.

The tokenizer sees text, comments, backticks, parameters and Chinese names right. Beyond that no
grammar is known but the brackets: which of them hold a map, and which a subquery.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Literal, get_args

from patnav.errors import QueryError

__all__ = ["Query", "Role", "Token", "closing", "parse", "quoted"]

Kind = Literal["word", "quoted", "string", "number", "parameter", "symbol", "comment"]
Role = Literal["", "keyword", "variable", "function", "property", "key", "label"]
Inside = Literal["", "(", "[", "map", "query"]

# Order matters: comments before symbols, numbers before dots. `1..3` is number, symbol, number.
_PATTERN = re.compile(
    r"""
    (?P<comment>//[^\r\n]* | /\*.*?\*/)
  | (?P<string>'(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*")
  | (?P<quoted>`(?:[^`]|``)*`)
  | (?P<parameter>\$(?:`(?:[^`]|``)*`|\w+))
  | (?P<number>0[xX][0-9a-fA-F_]+ | 0[oO][0-7_]+
      | (?:\d[\d_]*)?\.\d[\d_]*(?:[eE][+-]?\d+)? | \d[\d_]*(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<symbol><=|>=|<>|=~|\+=|\|\||::|\.\.|/(?!\*)|[-+*%^=<>()\[\]{},.:;|&!?$])
    """,
    re.VERBOSE | re.DOTALL,
)
_SPACE = re.compile(r"\s*")
# Neo4j resolves \uXXXX before it reads the query: an escaped quote would end the text.
_HIDDEN = re.compile(r"\\u+00(?:22|27|5[cC]|60|[01][0-9a-fA-F])")
_ESCAPE = re.compile(r"((?:\\u[0-9a-fA-F]{4})+)|\\(.)", re.DOTALL)
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"} | {
    sign: sign for sign in "\\'\""
}
_OPEN, _CLOSE = "([{", ")]}"
_QUERY_BRACE = {"EXISTS", "COUNT", "COLLECT", "CALL"}
_KEYWORDS = {
    *("MATCH", "OPTIONAL", "WHERE", "RETURN", "WITH", "UNWIND", "AS", "CALL", "YIELD", "UNION"),
    *("ORDER", "BY", "ASC", "DESC", "ASCENDING", "DESCENDING", "SKIP", "LIMIT", "OFFSET"),
    *("DISTINCT", "AND", "OR", "XOR", "NOT", "IN", "STARTS", "ENDS", "CONTAINS", "IS", "NULL"),
    *("TRUE", "FALSE", "CASE", "WHEN", "THEN", "ELSE", "END", "ON"),
}
_AFTER_RETURN = {"ORDER", "SKIP", "LIMIT", "OFFSET", "UNION"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token with its place, its bracket depth, the bracket around it and its role."""

    kind: Kind
    text: str
    start: int
    depth: int
    inside: Inside
    role: Role = ""

    @property
    def upper(self) -> str:
        """The bare word in capitals, else the empty string."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def name(self) -> str:
        """The identifier that a word, a backticked word or a parameter stands for."""
        bare = self.text.removeprefix("$")
        return bare[1:-1].replace("``", "`") if bare.startswith("`") else bare

    @property
    def value(self) -> str:
        """The text that a string stands for; what is no escape stays as it is, as on Neo4j."""
        return _ESCAPE.sub(_meant, self.text[1:-1])

    @property
    def end(self) -> int:
        """Place after the last character."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Query:
    """A parsed query: its words, its tokens without comments, and the comments."""

    text: str
    tokens: tuple[Token, ...]
    comments: tuple[Token, ...]

    @cached_property
    def shape(self) -> str:
        """The normal form that patterns over constructs are written for.

        One space between tokens, bare words in capitals, text as `''`, backticked names as a
        backtick.
        """
        short = {"string": "''", "quoted": "`"}
        return " ".join(short.get(item.kind) or item.upper or item.text for item in self.tokens)

    @cached_property
    def parameters(self) -> frozenset[str]:
        """Names of the parameters."""
        return frozenset(item.name for item in self.tokens if item.kind == "parameter")

    @property
    def returns_all(self) -> bool:
        """Whether the query returns `*` and nothing else: Neo4j then sorts the columns by name."""
        return any(len(item) == 1 and item[0].text == "*" for item in self.returned[:1])

    @cached_property
    def returned(self) -> list[list[Token]]:
        """The tokens of each item of the first RETURN outside of subqueries."""
        outer = [
            at for at, item in enumerate(self.tokens) if item.upper == "RETURN" and not item.depth
        ]
        return _split(self.tokens[outer[0] + 1 :]) if outer else []

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns as Neo4j gives them: the alias, else the expression as it stands.

        Empty when the query returns `*` or nothing.
        """
        if any(not item or item[0].text == "*" for item in self.returned):
            return ()
        return tuple(_column(self.text, item) for item in self.returned)


def parse(text: str) -> Query:
    """Read a query; raises QueryError at what is no Cypher (an open quote, say)."""
    if _HIDDEN.search(text):
        raise QueryError("quotes and control characters may not be written as \\u escapes")
    raw = _tokens(text)
    tokens = _with_depth([item for item in raw if item.kind != "comment"])
    comments = tuple(item for item in raw if item.kind == "comment")
    roles: list[Token] = []
    for at, item in enumerate(tokens):
        roles.append(_with_role(item, tokens, at, roles))
    return Query(text, tuple(roles), comments)


def quoted(value: str) -> str:
    """Write text as a string of a query."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def closing(tokens: Sequence[Token], opening: int) -> int:
    """Place of the bracket that closes the one at `opening`; the end where none is."""
    depth = tokens[opening].depth
    found = (at for at in range(opening + 1, len(tokens)) if tokens[at].depth == depth)
    return next(found, len(tokens))


def _meant(escape: re.Match[str]) -> str:
    if escape[1]:
        return bytes.fromhex(escape[1].replace("\\u", "")).decode("utf-16-be", "replace")
    return _ESCAPES.get(escape[2], escape[0])


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = _SPACE.match(text).end()  # type: ignore[union-attr]
    while at < len(text):
        found = _PATTERN.match(text, at)
        if found is None:
            raise _stray(text, at)
        kind = next(name for name in get_args(Kind) if name == found.lastgroup)
        if kind == "number" and text[found.end() : found.end() + 1].isidentifier():
            raise QueryError(
                f"{found.group()} runs into the next word", remedy="put a space between them"
            )
        tokens.append(Token(kind, found.group(), at, 0, ""))
        at = _SPACE.match(text, found.end()).end()  # type: ignore[union-attr]
    return tokens


def _with_depth(tokens: Sequence[Token]) -> list[Token]:
    placed: list[Token] = []
    stack: list[tuple[str, Inside]] = []
    for at, item in enumerate(tokens):
        if item.kind == "symbol" and item.text in _CLOSE:
            _close(stack, item.text)
        around: Inside = stack[-1][1] if stack else ""
        placed.append(Token(item.kind, item.text, item.start, len(stack), around))
        if item.kind == "symbol" and item.text in _OPEN:
            stack.append((item.text, _opens(tokens, at)))
    if stack:
        raise QueryError(f"a {stack[-1][0]} is never closed", remedy="match the brackets")
    return placed


def _close(stack: list[tuple[str, Inside]], bracket: str) -> None:
    if not stack or _OPEN.index(stack.pop()[0]) != _CLOSE.index(bracket):
        raise QueryError(f"a {bracket} closes nothing", remedy="match the brackets")


def _opens(tokens: Sequence[Token], at: int) -> Inside:
    text = tokens[at].text
    if text == "{":
        before = tokens[at - 1] if at else None
        subquery = before is not None and (before.upper in _QUERY_BRACE or before.text == ")")
        return "query" if subquery else "map"
    return "(" if text == "(" else "["


def _with_role(item: Token, tokens: Sequence[Token], at: int, done: Sequence[Token]) -> Token:
    if item.kind not in {"word", "quoted"}:
        return item
    before = done[at - 1] if at else None
    after = tokens[at + 1].text if at + 1 < len(tokens) else ""
    role = _role(item, before, done[at - 2] if at > 1 else None, after)
    if role == "label" and before is not None and before.text == "|" and _yields(tokens, at):
        role = "function" if after == "(" else "variable"
    return Token(item.kind, item.text, item.start, item.depth, item.inside, role)


def _role(item: Token, before: Token | None, second: Token | None, after: str) -> Role:
    sign = before.text if before is not None and before.kind == "symbol" else ""
    if sign == "." or (sign == "{" and after == "."):
        return "function" if after == "(" else "property"
    if after == ":" and item.inside == "map" and sign in {"{", ","}:
        return "key"
    if sign == ":" and (second is None or second.role != "key"):
        return "label"
    if sign in {"|", "&", "!"} and second is not None and second.role == "label":
        return "label"
    if item.upper in _KEYWORDS:
        return "keyword"
    return "function" if after == "(" else "variable"


def _yields(tokens: Sequence[Token], at: int) -> bool:
    """Whether the `|` before a word is that of a comprehension: the last one of its bracket."""
    depth = tokens[at].depth
    opening = next((index for index in range(at, -1, -1) if tokens[index].depth < depth), 0)
    if tokens[opening].text != "[" or tokens[opening - 1].text == "-":
        return False
    inner = (item for item in tokens[at:] if item.depth <= depth)
    rest = takewhile(lambda item: item.depth == depth and item.text != "]", inner)
    return all(item.text != "|" for item in rest)


def _split(tokens: Sequence[Token]) -> list[list[Token]]:
    items: list[list[Token]] = [[]]
    for at, item in enumerate(tokens):
        if not item.depth and (item.upper in _AFTER_RETURN or item.text == ";"):
            break
        if at == 0 and item.upper == "DISTINCT":
            continue
        if item.text == "," and not item.depth:
            items.append([])
        else:
            items[-1].append(item)
    return items


def _column(text: str, item: Sequence[Token]) -> str:
    if len(item) > 2 and item[-2].upper == "AS" and not item[-2].depth:
        return item[-1].name
    return item[0].name if len(item) == 1 else text[item[0].start : item[-1].end]


def _stray(text: str, at: int) -> QueryError:
    line = text.count("\n", 0, at) + 1
    what = {"'": "text", '"': "text", "`": "name", "/": "comment"}.get(text[at])
    if what:
        return QueryError(f"line {line}: a {what} is opened by {text[at]} but never closed")
    return QueryError(f"line {line}: {text[at]!r} is no Cypher", remedy="take it out")
