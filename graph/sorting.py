"""What ORDER BY may name after DISTINCT or an aggregate: what the projection yields, and no more.

Neo4j refuses other names, because one row then stands for several; the embedded engine sorts by the
value of any of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from patnav.errors import QueryError
from patnav.graph.cypher import Token

__all__ = [
    "Projection",
    "aggregates",
    "check_sorting",
    "projections",
    "repeated_keys",
    "unseen_aggregate",
]

_AGGREGATES = frozenset(
    {"count", "sum", "avg", "min", "max", "collect", "stdev", "stdevp"}
    | {"percentilecont", "percentiledisc"}
)
_END = {"MATCH", "OPTIONAL", "WHERE", "RETURN", "WITH", "UNWIND", "CALL", "UNION", "ORDER"} | {
    *("SKIP", "LIMIT", "OFFSET")
}


class Projection(NamedTuple):
    """The items of a WITH or RETURN, those of its ORDER BY, and whether rows are merged."""

    at: int  # place of the word among the tokens
    items: list[list[Token]]
    sort: list[list[Token]]
    merges: bool


def projections(tokens: Sequence[Token]) -> Iterator[Projection]:
    """Yield each WITH and RETURN, in subqueries too."""
    for at, item in enumerate(tokens):
        if item.upper not in {"WITH", "RETURN"} or item.role != "keyword":
            continue
        if at and tokens[at - 1].upper in {"STARTS", "ENDS"}:
            continue
        distinct = tokens[at + 1 : at + 2] and tokens[at + 1].upper == "DISTINCT"
        start = at + 2 if distinct else at + 1
        end = _end(tokens, start, item.depth)
        sorts = [part.upper for part in tokens[end : end + 2]] == ["ORDER", "BY"]
        sort = tokens[end + 2 : _end(tokens, end + 2, item.depth)] if sorts else ()
        merges = bool(distinct) or any(map(aggregates, tokens[start:end]))
        items, keys = _split(tokens[start:end], item.depth), _split(sort, item.depth)
        yield Projection(at, items, [_without_direction(key) for key in keys], merges)


def check_sorting(tokens: Sequence[Token]) -> None:
    """Refuse to sort merged rows by what they do not show; raises QueryError."""
    for _, items, sort, merges in projections(tokens):
        if not merges or any(item[0].text == "*" for item in items if item):
            continue
        shown = {item[-1].name for item in items if len(item) == 1 or _aliased(item)}
        written = {_words(item[:-2] if _aliased(item) else item) for item in items}
        for key in sort:
            _check_key(key, shown, written)


def repeated_keys(projection: Projection) -> Iterator[tuple[list[Token], list[Token]]]:
    """Yield the keys of ORDER BY that repeat the expression of an item, with that item."""
    names = {item[-1].name for item in projection.items if _aliased(item)}
    for key in projection.sort:
        named = len(key) == 1 and key[0].name in names
        for item in projection.items:
            shown = item[:-2] if _aliased(item) else item
            if len(item) > 1 and not named and _words(key) == _words(shown):
                yield key, item
                break


def unseen_aggregate(tokens: Sequence[Token]) -> bool:
    """Whether rows are sorted by an aggregate that is not returned as it stands."""
    for projection in projections(tokens):
        repeated = [key for key, _ in repeated_keys(projection)]
        if any(any(map(aggregates, key)) for key in projection.sort if key not in repeated):
            return True
    return False


def _check_key(key: Sequence[Token], shown: set[str], written: set[str]) -> None:
    if _words(key) in written:
        return
    for at, item in enumerate(key):
        owner = item.role == "variable" and (at == 0 or key[at - 1].text != ".")
        within = any(_words(key[at : at + size]) in written for size in (3, 6))
        if owner and item.name not in shown and not within and not _local(key):
            raise QueryError(
                f"rows are merged by DISTINCT or an aggregate, and `{item.name}` is not among "
                "what they show",
                remedy="sort by what is returned, or return it too",
            )


def _local(key: Sequence[Token]) -> bool:
    """Whether the key has variables of its own (a list comprehension, a subquery)."""
    return any(item.inside in {"[", "query"} or item.upper == "IN" for item in key)


def aggregates(item: Token) -> bool:
    """Whether a token is the name of an aggregate that is called."""
    return item.role == "function" and item.name.lower() in _AGGREGATES


def _aliased(item: Sequence[Token]) -> bool:
    return len(item) > 2 and item[-2].upper == "AS"


def _without_direction(key: list[Token]) -> list[Token]:
    words = {"ASC", "DESC", "ASCENDING", "DESCENDING"}
    return key[:-1] if key and key[-1].upper in words else key


def _words(tokens: Sequence[Token]) -> str:
    return " ".join(item.name if item.kind == "quoted" else item.text for item in tokens)


def _end(tokens: Sequence[Token], start: int, depth: int) -> int:
    for at in range(start, len(tokens)):
        item = tokens[at]
        ends = item.role == "keyword" and item.upper in _END and item.depth == depth
        compares = item.upper == "WITH" and tokens[at - 1].upper in {"STARTS", "ENDS"}
        if (ends and not compares) or item.depth < depth or item.text == ";":
            return at
    return len(tokens)


def _split(tokens: Sequence[Token], depth: int) -> list[list[Token]]:
    items: list[list[Token]] = [[]]
    for item in tokens:
        if item.text == "," and item.depth == depth:
            items.append([])
        else:
            items[-1].append(item)
    return items if items[0] else []
