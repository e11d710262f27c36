"""Aggregates where Neo4j takes none, and beside what is not grouped: errors there, rows elsewhere.

`RETURN a.x, a.x + a.y + count(*)` leaves open which `a.y` is meant: Neo4j refuses it, the embedded
engine takes that of any row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from patnav.errors import QueryError
from patnav.graph.cypher import Token, closing
from patnav.graph.sorting import aggregates, projections

__all__ = ["check_grouping"]

_PLACES = {"WITH", "RETURN", "WHERE", "UNWIND", "MATCH", "CALL", "ORDER"}
_NOWHERE = {"WHERE", "UNWIND", "MATCH"}
_LISTS = {"any", "all", "none", "single", "reduce"}
_SUBQUERIES = {"COUNT", "EXISTS", "COLLECT"}


def check_grouping(tokens: Sequence[Token]) -> None:
    """Refuse aggregates that Neo4j refuses; raises QueryError."""
    for at, item in enumerate(tokens):
        if aggregates(item):
            _check_place(tokens, at)
    for one in projections(tokens):
        earlier = {item.name for item in tokens[: one.at] if item.role == "variable"}
        named = [_unnamed(item) for item in one.items if item]
        if tokens[one.at].upper == "WITH":
            _check_names(one.items)
        if not any(item[0].text == "*" for item in named):
            _check_items(named, earlier)


def _check_place(tokens: Sequence[Token], at: int) -> None:
    name = f"{tokens[at].name}()"
    if [item.text.upper() for item in tokens[at + 1 : at + 4]] == ["(", "DISTINCT", "*"]:
        raise QueryError(f"{name} of DISTINCT * counts nothing", remedy="say count(DISTINCT x)")
    place = _place(tokens, at)
    if place in _NOWHERE:
        raise QueryError(
            f"{name} stands in {place}, where there are no groups yet",
            remedy="name it in a WITH before, and ask for the name: WITH count(*) AS n WHERE n > 1",
        )


def _place(tokens: Sequence[Token], at: int) -> str:
    """The clause that a token stands in; a WHERE in brackets is that of a list."""
    depth = tokens[at].depth
    for place in range(at - 1, -1, -1):
        item = tokens[place]
        depth = min(depth, item.depth)
        compares = item.upper == "WITH" and tokens[place - 1].upper in {"STARTS", "ENDS"}
        clause = item.role == "keyword" and item.upper in _PLACES and item.depth == depth
        if clause and not compares and item.inside in {"", "query"}:
            return item.upper
    return ""


def _check_names(items: Sequence[Sequence[Token]]) -> None:
    for item in items:
        bare = len(item) == 1 and (item[0].role == "variable" or item[0].text == "*")
        if not bare and [one.upper for one in item[-2:-1]] != ["AS"]:
            raise QueryError(
                f"`{_words(item)}` in WITH has no name", remedy="give it one: WITH … AS x"
            )


def _check_items(items: Sequence[Sequence[Token]], earlier: set[str]) -> None:
    """Each name beside an aggregate must be an item of its own, itself or as the same property."""
    keys = {_words(item) for item in items if len(item) == 1 or _is_property(item)}
    for item in filter(_aggregating, items):
        local = set(_local(item))
        for at in _beside(item):
            name, whole = item[at].name, item[at : at + 3]
            grouped = name in keys or (_is_property(whole) and _words(whole) in keys)
            if name in earlier - local and not grouped:
                raise QueryError(
                    f"`{name}` stands beside an aggregate, and rows are not grouped by it",
                    remedy="return it too as it stands, or name the parts in a WITH before",
                )


def _is_property(item: Sequence[Token]) -> bool:
    return len(item) == 3 and item[0].role == "variable" and item[1].text == "."


def _local(item: Sequence[Token]) -> Iterator[str]:
    """Variables of comprehensions, any(), reduce() …"""
    for at, one in enumerate(item):
        first = item[at + 1 : at + 3]
        listed = len(first) == 2 and first[1].upper == "IN"
        if one.text == "[" and listed:
            yield first[0].name
        elif one.role == "function" and one.name.lower() in _LISTS:
            inside = item[at + 2 : closing(item, at + 1)]
            yield inside[0].name  # the accumulator of reduce()
            words = pairwise(inside)
            yield from (name.name for name, word in words if word.upper == "IN")


def _aggregating(item: Sequence[Token]) -> bool:
    return any(aggregates(item[at]) for at in _outer(item))


def _outer(item: Sequence[Token]) -> Iterator[int]:
    """Places outside of subqueries, which group for themselves."""
    at = 0
    while at < len(item):
        yield at
        subquery = item[at].upper in _SUBQUERIES and item[at + 1 : at + 2]
        at = closing(item, at + 1) if subquery and item[at + 1].text == "{" else at + 1


def _beside(item: Sequence[Token]) -> Iterator[int]:
    """Places of variables outside of the aggregates."""
    at = 0
    while at < len(item):
        if aggregates(item[at]):
            at = closing(item, at + 1)
        elif item[at].role == "variable":
            yield at
        at += 1


def _unnamed(item: Sequence[Token]) -> Sequence[Token]:
    return item[:-2] if len(item) > 2 and item[-2].upper == "AS" else item


def _words(item: Sequence[Token]) -> str:
    return "".join(one.name for one in item)
