"""Rewriting a query so that an engine gives the rows that the words mean on Neo4j.

For the embedded engine: names that it cannot read get others, comments go, `*` gets a bound. For a
Neo4j server that holds several projects: each pattern is tied to the project of the view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from patnav.graph.cutting import cut_within
from patnav.graph.cypher import Query, Token, closing, parse, quoted
from patnav.graph.division import divisors, guarded
from patnav.graph.regular import read_pattern
from patnav.graph.rounding import rounded
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
WALK = "patnav_z"
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
# What may stand before the first node of a path: MATCH SHORTEST 2 PATHS (a) …
_SELECTORS = {"MATCH", "ANY", "ALL", "SHORTEST", "PATH", "PATHS", "GROUP", "GROUPS"} | {
    *("WALK", "TRAIL", "ACYCLIC", "SIMPLE", "ELEMENTS", "BINDINGS", "RELATIONSHIPS"),
}
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
    edits += _unescaped(query.tokens)
    edits += _bounded(query.tokens)
    edits += _aliased(query)
    edits += _counted(query.tokens)
    edits += _bracketed(query.tokens)
    edits += [Edit(place, place, f"{WALK}{place} = ") for place in walks_to_name(query.tokens)]
    edits = _sorted_by_name(query, edits)
    text = cut_within(_apply(query.text, edits))
    return _divided(rounded(text) if "round" in text.lower() else text)


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
    return _apply(query.text, [_tie(query.tokens, at) for at in _path_starts(query.tokens)])


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


def _unescaped(tokens: Sequence[Token]) -> Iterator[Edit]:
    """Write patterns in the engine's dialect, and text without escapes that it does not know."""
    for at, item in enumerate(tokens):
        if item.kind != "string":
            continue
        pattern = read_pattern(item.value) if at and tokens[at - 1].text == "=~" else None
        if pattern and not pattern.strange:
            yield Edit(item.start, item.end, quoted(pattern.text))
        elif "\\" in item.text:
            yield Edit(item.start, item.end, quoted(item.value))


def _plain(item: Token) -> bool:
    if item.kind == "parameter":
        return bool(_PLAIN.fullmatch(item.text[1:]))
    reserved = item.role in {"property", "key"} and item.upper in _RESERVED
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


def walks_to_name(tokens: Sequence[Token]) -> Iterator[int]:
    """Yield the places in the text of paths that need a name: `(a)<-[r*]-(b)`.

    The engine may walk from either end, and `r` is then in the order of its walk. In a path that
    has a name it is in the order of the pattern.
    """
    for at in _first_nodes(tokens):
        end = _path_end(tokens, at)
        listed = any(
            item.text == "*" and item.inside == "[" and _link_name(tokens, at + place)
            for place, item in enumerate(tokens[at:end])
        )
        if listed and tokens[at - 1].text not in {"=", "("} and not _counts(tokens, at):
            yield tokens[at].start


def _counts(tokens: Sequence[Token], at: int) -> bool:
    """Whether a pattern stands in COUNT { } or EXISTS { }, which walk in its order."""
    opening = next((i for i in range(at, -1, -1) if tokens[i].depth < tokens[at].depth), 0)
    return tokens[opening - 1].upper in {"COUNT", "EXISTS"} and tokens[opening].text == "{"


def _path_end(tokens: Sequence[Token], start: int) -> int:
    """The place after a path pattern."""
    depth = tokens[start].depth
    for at in range(start, len(tokens)):
        item = tokens[at]
        ends = item.depth == depth and (item.text in {",", ";"} or item.role == "keyword")
        if ends or item.depth < depth:
            return at
    return len(tokens)


def _link_name(tokens: Sequence[Token], star: int) -> bool:
    """Whether the relationship of variable length has a name: `[r:T*]`."""
    opening = next(at for at in range(star, -1, -1) if tokens[at].depth < tokens[star].depth)
    return tokens[opening + 1].role == "variable"


def _counted(tokens: Sequence[Token]) -> Iterator[Edit]:
    """Write EXISTS { … } as 0 < COUNT { … }.

    The engine takes the first walk it finds and then sees that it uses a relationship twice: false,
    although others would do. It counts them right.
    """
    for item, after in pairwise(tokens):
        if item.upper == "EXISTS" and after.text == "{":
            yield Edit(item.start, item.end, "0 < COUNT")


def _bracketed(tokens: Sequence[Token]) -> Iterator[Edit]:
    """Put brackets around a list after IN that is computed: the engine reads constants only."""
    for at, (item, after) in enumerate(pairwise(tokens)):
        if item.upper != "IN" or after.text != "[":
            continue
        end = closing(tokens, at + 1)
        inside = tokens[at + 2 : end]
        computed = any(token.text == "|" or token.upper in {"IN", "WHERE"} for token in inside)
        while end + 1 < len(tokens) and tokens[end + 1].text == "[":
            end, computed = closing(tokens, end + 1), True
        if computed:
            yield Edit(after.start, after.end, "([")
            yield Edit(tokens[end].start, tokens[end].end, "])")


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


def _path_starts(tokens: Sequence[Token]) -> set[int]:
    """Places of the opening brackets of the first node of each path pattern, matched or not."""
    walks = {
        at
        for at, item in enumerate(tokens)
        if item.text == "(" and _leaves_node(tokens, at) and tokens[at - 1].text not in {"-", ">"}
    }
    return walks | set(_first_nodes(tokens))


def _first_nodes(tokens: Sequence[Token]) -> Iterator[int]:
    """Yield the places of the opening brackets of the first node of each pattern of a MATCH."""
    depths: list[int] = []  # of the MATCHes that we are in
    for at, item in enumerate(tokens):
        while depths and item.depth < depths[-1]:
            depths.pop()
        if item.role == "keyword" and depths and item.depth == depths[-1]:
            depths.pop()
        if item.role == "keyword" and item.upper == "MATCH":
            depths.append(item.depth)
        elif item.text == "{" and _opens_pattern(tokens, at):
            depths.append(item.depth + 1)
        elif item.text == "(" and depths and _starts_path(tokens, at, depths[-1]):
            inner = tokens[at + 1].text == "("  # ((a)-->(b)){1,3}
            yield at + 1 if inner else at


def _opens_pattern(tokens: Sequence[Token], at: int) -> bool:
    """Whether a brace opens a subquery that begins with its pattern, without MATCH."""
    after = tokens[at + 1 : at + 2]
    return bool(after) and after[0].inside == "query" and after[0].role != "keyword"


def _leaves_node(tokens: Sequence[Token], at: int) -> bool:
    """Whether the bracket at `at` is a node from which a relationship goes: `(a)--`, `(a)<-[`."""
    inside = [item.upper or item.text for item in tokens[at + 1 : at + 3]]
    named = tokens[at + 1].role == "variable"
    node = inside[-1 if named else 0] in {")", ":", "{", "IS", "WHERE"}
    if not node or (at and tokens[at - 1].role == "function"):
        return False
    after = "".join(item.text for item in tokens[closing(tokens, at) + 1 :][:3])
    return after.removeprefix("<").startswith(("--", "-["))


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
        last = closing(tokens, end)
        after = last + 1
        while after < len(tokens) and tokens[after].text in {"<", "-", ">"}:
            after += 1
        if after < len(tokens) and tokens[after].text == "[" and after > last + 1:
            closes = closing(tokens, after)
            hops += any(item.text == "*" for item in tokens[after:closes])
            after = closes + 1
            while after < len(tokens) and tokens[after].text in {"<", "-", ">"}:
                after += 1
        elif after < last + 3:
            return hops, last
        if after >= len(tokens) or tokens[after].text != "(":
            return hops, last
        hops, end = hops + 1, after
    return hops, end


def _starts_path(tokens: Sequence[Token], at: int, depth: int) -> bool:
    before = tokens[at - 1]
    if before.role == "function" and before.upper not in _SELECTORS:
        return False
    if tokens[at].depth == depth:
        selects = before.upper in _SELECTORS or before.kind == "number"
        return selects or before.text in {",", "=", "{"}
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
