"""Constructs that are seen by how the words of a query stand together.

`engines.yaml` words their refusals. Each finder yields a name, or nothing to be named, where it
finds one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise

from patnav.graph import rewrite
from patnav.graph.cypher import Query, Token, closing
from patnav.graph.division import divisors
from patnav.graph.numbers import mixes_numbers
from patnav.graph.regular import read_pattern
from patnav.graph.schema import SCHEMA
from patnav.graph.sorting import unseen_aggregate

__all__ = ["STRUCTURES"]

_DEEPEST = 100  # brackets in one another
_TESTS = {"WHERE", "AND", "OR", "XOR", "NOT", "WHEN"}


def _nesting(query: Query) -> Iterator[str]:
    words = [item.upper if item.role == "keyword" else "" for item in query.tokens]
    cases = accumulate((word == "CASE") - (word == "END") for word in words)
    levels = (item.depth + case for item, case in zip(query.tokens, cases, strict=True))
    return ("" for level in levels if level > _DEEPEST)


def _hidden_divisors(query: Query) -> Iterator[str]:
    return ("" for place in divisors(query) if place is None)


def _mixed_numbers(query: Query) -> Iterator[str]:
    if mixes_numbers(query.tokens):
        yield ""


def _unseen_aggregates(query: Query) -> Iterator[str]:
    if unseen_aggregate(query.tokens):
        yield ""


def _all_beside_walks(query: Query) -> Iterator[str]:
    shows_all = any(not item or item[0].text == "*" for item in query.returned)
    return ("" for _ in rewrite.walks_to_name(query.tokens) if shows_all)


def _pattern_values(query: Query) -> Iterator[str]:
    for at, _ in rewrite.pattern_tests(query):
        if not _tested(query.tokens, at):
            yield ""


def _pattern_walks(query: Query) -> Iterator[str]:
    return ("" for _, hops in rewrite.pattern_tests(query) if hops > 1)


def _tested(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether the pattern at `at` stands where a truth value is asked for."""
    before = at - 1
    while before > 0 and tokens[before].text == "(" and tokens[before - 1].role != "function":
        before -= 1
    return tokens[before].upper in _TESTS or tokens[before - 1].upper == "EXISTS"


def _unnamed_projections(query: Query) -> Iterator[str]:
    """Yield the variables of map projections that are not, or not only, nodes of a pattern."""
    places = _triples(query)
    named = _nodes(places)
    given = {item.name for _, sign, item in places if sign.upper == "AS"}
    given |= {item.name for item, sign, _ in places if sign.upper == "IN"}
    for owner, brace, dot in places:
        projects = owner.role == "variable" and brace.text == "{" and dot.text == "."
        if projects and (owner.name not in named or owner.name in given):
            yield owner.name


def _computed_properties(query: Query) -> Iterator[str]:
    """Yield the nodes, relationships and other names of them whose property a variable names."""
    places = _triples(query)
    things = _nodes(places) | set(_links(places))
    for one, sign, other in places:
        if sign.upper == "AS" and one.role == "variable" and one.name in things:
            things.add(other.name)
    for owner, bracket, key in places:
        taken = bracket.text == "[" and key.role == "variable"
        if taken and owner.role == "variable" and owner.name in things:
            yield owner.name


def _joined_lists(query: Query) -> Iterator[str]:
    """Yield each stored list that a `+` stands before or after."""
    tokens = query.tokens
    for at, item in enumerate(tokens):
        if item.role == "property" and SCHEMA.type_of(item.name) == "strings":
            after = tokens[at + 1].text if at + 1 < len(tokens) else ""
            before = tokens[at - 3].text if at > 2 else ""
            if after == "+" or (before == "+" and after != "["):
                yield item.name


def _lists_and_elements(query: Query) -> Iterator[str]:
    """Find a `+` with a written list on one side and an index, `x[0]`, on the other."""
    tokens = query.tokens
    for at in range(1, len(tokens) - 1):
        if tokens[at].text == "+" and tokens[at - 1].text == "]" and tokens[at + 1].text == "[":
            opening = next(i for i in range(at, -1, -1) if _opens(tokens, i, tokens[at - 1].depth))
            after = tokens[closing(tokens, at + 1) + 1 :][:1]
            indexes = bool(after) and after[0].text == "["
            if _holds_value(tokens[opening - 1]) != indexes:
                yield ""


def _opens(tokens: tuple[Token, ...], at: int, depth: int) -> bool:
    return tokens[at].text == "[" and tokens[at].depth == depth


def _holds_value(item: Token) -> bool:
    """Whether a bracket behind this token is an index."""
    return item.role in {"variable", "property"} or item.text in {"]", ")"}


def _shadowing(query: Query) -> Iterator[str]:
    """Yield the variables of comprehensions in COUNT { } and EXISTS { } that are known outside."""
    tokens = query.tokens
    for at, (sign, item, word) in enumerate(zip(tokens, tokens[1:], tokens[2:], strict=False)):
        if sign.text in {"[", "("} and item.role == "variable" and word.upper == "IN":
            braces = (
                place
                for place in range(at)
                if tokens[place].text == "{"
                and tokens[place + 1].inside == "query"
                and tokens[place].depth < item.depth
                and all(inner.depth > tokens[place].depth for inner in tokens[place + 1 : at])
                and tokens[place - 1].upper in {"COUNT", "EXISTS"}
            )
            outside = tokens[: next(braces, 0)]
            if any(other.role == "variable" and other.name == item.name for other in outside):
                yield item.name


def _repeated_links(query: Query) -> Iterator[str]:
    """Yield the names of relationships that stand in several patterns."""
    if not any(item.upper == "UNION" for item in query.tokens):
        links = _links(_triples(query))
        yield from (name for at, name in enumerate(links) if name in links[:at])


def _strange_patterns(query: Query) -> Iterator[str]:
    """Yield the part of each regular expression that the engine reads differently."""
    for sign, item in pairwise(query.tokens):
        if sign.text == "=~" and item.kind == "string":
            strange = read_pattern(item.value).strange
            yield from (strange,) if strange else ()


def _triples(query: Query) -> list[tuple[Token, Token, Token]]:
    """Each three tokens that follow one another."""
    return list(zip(query.tokens, query.tokens[1:], query.tokens[2:], strict=False))


def _nodes(places: list[tuple[Token, Token, Token]]) -> set[str]:
    """Variables in round brackets that are no call: `(p`."""
    return {
        item.name
        for before, sign, item in places
        if sign.text == "(" and item.role == "variable" and before.role != "function"
    }


def _links(places: list[tuple[Token, Token, Token]]) -> list[str]:
    """Variables of relationships, `-[r`, each as often as it stands."""
    return [
        item.name
        for before, sign, item in places
        if sign.text == "[" and item.role == "variable" and before.text == "-"
    ]


STRUCTURES: dict[str, Callable[[Query], Iterator[str]]] = {
    "nesting": _nesting,
    "pattern_value": _pattern_values,
    "pattern_walk": _pattern_walks,
    "divisor": _hidden_divisors,
    "mixed_numbers": _mixed_numbers,
    "stored_list": _joined_lists,
    "list_and_element": _lists_and_elements,
    "projection": _unnamed_projections,
    "computed_property": _computed_properties,
    "shadowing": _shadowing,
    "unseen_aggregate": _unseen_aggregates,
    "all_beside_walk": _all_beside_walks,
    "repeated_links": _repeated_links,
    "regular_expression": _strange_patterns,
}
