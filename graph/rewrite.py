"""Rewriting a query so that an engine gives the rows that the words mean on Neo4j.

For the embedded engine: names that it cannot read get others, comments go, `*` gets a bound. For a
Neo4j server that holds several projects: each pattern is tied to the project of the view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from patnav.graph.cypher import Query, Token, parse
from patnav.graph.division import divisors, guarded
from patnav.graph.sorting import projections, repeated_keys

__all__ = [
    "PROJECT",
    "for_embedded",
    "for_project",
    "parameter_names",
    "pattern_tests",
    "variable_names",
]

PROJECT = "patnav_project"
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RESERVED = {
    "END",
    "IN",
    "AS",
    "OR",
    "AND",
    "NOT",
    "IS",
    "BY",
    "ON",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
}
_SAME = {"upper": "toUpper", "lower": "toLower"}  # two names of one function
_CLAUSES = {"MATCH", "WHERE", "RETURN", "WITH", "UNWIND", "CALL", "ORDER"}
_HOPS = 1_000_000  # more than any walk has; written because a bare `*` stops at 10 hops


class Edit(NamedTuple):
    """Replace text[start:end]."""

    start: int
    end: int
    text: str


def for_embedded(query: Query) -> str:
    """Rewrite what the embedded engine (kglite 0.20.1) reads wrongly or not at all."""
    edits = [Edit(item.start, item.end, " ") for item in query.comments]
    edits += _renamed(query)
    edits += _bounded(query.tokens)
    edits += _aliased(query)
    edits = _sorted_by_name(query, edits)
    edits += _counted(query.tokens)
    return _divided(_apply(query.text, edits))


def parameter_names(query: Query) -> dict[str, str]:
    """Names of the parameters on the embedded engine, which reads ASCII names only."""
    strange = sorted(name for name in query.parameters if not _PLAIN.fullmatch(name))
    return {name: f"patnav_p{at}" for at, name in enumerate(strange)}


def variable_names(query: Query) -> dict[str, str]:
    """Names of the variables and aliases on the embedded engine where they cannot stay."""
    strange = [item.name for item in query.tokens if item.role == "variable" and not _plain(item)]
    return {name: f"patnav_v{at}" for at, name in enumerate(dict.fromkeys(strange))}


def for_project(query: Query) -> str:
    """Tie each pattern to the project `$patnav_project`.

    Relationships never leave a project, so one node of each pattern is enough: its first.
    """
    return _apply(query.text, [_tie(query.tokens, at) for at in _first_nodes(query.tokens)])


def _apply(text: str, edits: Sequence[Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _renamed(query: Query) -> Iterator[Edit]:
    variables, parameters = variable_names(query), parameter_names(query)
    for item in query.tokens:
        if item.role == "variable" and item.name in variables:
            yield Edit(item.start, item.end, variables[item.name])
        elif item.role == "function" and item.name.lower() in _SAME:
            yield Edit(item.start, item.end, _SAME[item.name.lower()])
        elif item.role == "label" and item.kind == "quoted":
            yield Edit(item.start, item.end, item.name)
        elif item.role in {"property", "key"} and not _plain(item):
            yield Edit(item.start, item.end, f"`{item.name}`")
        elif item.kind == "parameter" and not _plain(item):
            yield Edit(item.start, item.end, f"${parameters.get(item.name, item.name)}")


def _plain(item: Token) -> bool:
    if item.kind == "parameter":
        return bool(_PLAIN.fullmatch(item.text[1:]))
    reserved = item.role == "property" and item.upper in _RESERVED
    return bool(_PLAIN.fullmatch(item.text)) and not reserved


def _bounded(tokens: Sequence[Token]) -> Iterator[Edit]:
    """Write a bound where a variable-length relationship has none: `*`, `*2..`."""
    for at, item in enumerate(tokens):
        if item.text != "*" or item.inside != "[":
            continue
        rest = [token.text for token in tokens[at + 1 : at + 4]]
        if rest[0] in {"]", "{"}:
            yield Edit(item.end, item.end, f"1..{_HOPS}")
        elif rest[0] == ".." and not rest[1].isdigit():
            yield Edit(item.start, tokens[at + 1].end, f"*1..{_HOPS}")
        elif len(rest) == 3 and rest[1] == ".." and not rest[2].isdigit():
            yield Edit(tokens[at + 2].end, tokens[at + 2].end, str(_HOPS))


def _counted(tokens: Sequence[Token]) -> Iterator[Edit]:
    """Write EXISTS { … } as 0 < COUNT { … }.

    The engine takes the first walk it finds and then sees that it uses a relationship twice: false,
    although others would do. It counts them right.
    """
    for item, after in pairwise(tokens):
        if item.upper == "EXISTS" and after.text == "{":
            yield Edit(item.start, item.end, "0 < COUNT")


def _divided(text: str) -> str:
    """Guard the divisors, in the words that are rewritten already, for they are written twice."""
    if "/" not in text:
        return text
    places = [place for place in divisors(parse(text)) if place]
    return _apply(text, [Edit(*place, guarded(text[slice(*place)])) for place in places])


def _aliased(query: Query) -> Iterator[Edit]:
    """Name unnamed columns: the engine calls any CASE `CASE` and then finds two of one name.

    Not in a UNION, whose names must agree; one inside of a subquery has names of its own.
    """
    union = any(item.upper == "UNION" and not item.depth for item in query.tokens)
    if union or not query.columns:
        return
    for at, item in enumerate(query.returned):
        if len(item) > 1 and item[-2].upper != "AS":
            yield Edit(item[-1].end, item[-1].end, f" AS patnav_c{at}")


def _sorted_by_name(query: Query, edits: list[Edit]) -> list[Edit]:
    """Sort by the name of an item instead of its repeated expression.

    ORDER BY sum(x) / count(x) sorts by something else, although the column is right.
    """
    named = variable_names(query)
    given = {edit.start: edit.text.removeprefix(" AS ") for edit in edits if " AS " in edit.text}
    for projection in projections(query.tokens):
        for key, item in repeated_keys(projection):
            alias = named.get(item[-1].name, item[-1].text)
            if len(item) < 3 or item[-2].upper != "AS":
                alias = given.get(item[-1].end, "")
            start, end = key[0].start, key[-1].end
            if alias:
                edits = [edit for edit in edits if not start <= edit.start < end]
                edits.append(Edit(start, end, alias))
    return edits


def _first_nodes(tokens: Sequence[Token]) -> Iterator[int]:
    """Yield the places of the opening brackets of the first node of each path pattern."""
    depth = -1  # depth of the MATCH we are in; -1 = none
    for at, item in enumerate(tokens):
        if item.upper == "MATCH" and item.role == "keyword":
            depth = item.depth
        elif item.role == "keyword" and item.depth <= depth:
            depth = -1
        opens_query = item.text == "{" and at + 1 < len(tokens) and tokens[at + 1].text == "("
        if opens_query and tokens[at + 1].inside == "query":
            yield at + 1
        elif item.text == "(" and depth >= 0 and _starts_path(tokens, at, depth):
            yield at


def pattern_tests(query: Query) -> Iterator[tuple[int, int]]:
    """Yield the place of each pattern that is used as a value, and its number of relationships."""
    tokens = query.tokens
    matched = set(_first_nodes(tokens))
    at = 0
    while at < len(tokens):
        hops, end = _walk(tokens, at)
        before = tokens[at - 1].text if at else ""
        listed = before == "," and not _projected(tokens, at)
        if hops and at not in matched and before not in {"{", "[", "="} and not listed:
            yield at, hops
        at = end + 1 if hops else at + 1


def _projected(tokens: Sequence[Token], at: int) -> bool:
    """Whether the place lies among the items of a RETURN or WITH."""
    words = (item for item in reversed(tokens[:at]) if item.depth == tokens[at].depth)
    last = next((item.upper for item in words if item.upper in _CLAUSES), "")
    return last in {"RETURN", "WITH"}


def _walk(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """Count the relationships of the pattern that begins at `at`, and say where it ends."""
    hops, end = 0, at
    while end < len(tokens) and tokens[end].text == "(":
        closing = _closes(tokens, end)
        after = closing + 1
        while after < len(tokens) and tokens[after].text in {"<", "-", ">"}:
            after += 1
        if after < len(tokens) and tokens[after].text == "[" and after > closing + 1:
            closes = _closes(tokens, after)
            hops += any(item.text == "*" for item in tokens[after:closes])
            after = closes + 1
            while after < len(tokens) and tokens[after].text in {"<", "-", ">"}:
                after += 1
        elif after < closing + 3:
            return hops, closing
        if after >= len(tokens) or tokens[after].text != "(":
            return hops, closing
        hops, end = hops + 1, after
    return hops, end


def _closes(tokens: Sequence[Token], opening: int) -> int:
    depth = tokens[opening].depth
    return next(at for at in range(opening + 1, len(tokens)) if tokens[at].depth == depth)


def _starts_path(tokens: Sequence[Token], at: int, depth: int) -> bool:
    before = tokens[at - 1]
    if before.role == "function":
        return False
    if tokens[at].depth == depth:
        return before.upper == "MATCH" or before.text in {",", "="}
    opener = tokens[at - 2]
    return tokens[at].depth == depth + 1 and before.text == "(" and opener.role == "function"


def _tie(tokens: Sequence[Token], at: int) -> Edit:
    """Add `project: $patnav_project` to the node pattern that opens at `at`."""
    depth, index = tokens[at].depth, at + 1
    while tokens[index].depth > depth and not (
        tokens[index].text == "{" or tokens[index].upper == "WHERE"
    ):
        index += 1
    item = tokens[index]
    if item.text == "{":
        comma = "" if tokens[index + 1].text == "}" else ", "
        return Edit(item.end, item.end, f"project: ${PROJECT}{comma}")
    return Edit(item.start, item.start, f" {{project: ${PROJECT}}} ")
