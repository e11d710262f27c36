"""Division on the embedded engine: a divisor of zero ends the query instead of giving null.

`a / b` becomes `a / (b + 0 * size(range(0, 1, toInteger(coalesce(sign(b), 1)))))`: b itself, null
where b is null, and an error of the engine (a step of zero) where b is zero, which Neo4j answers
with Infinity, NaN or an error. It may stand around aggregates, where the engine takes no CASE.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from patnav.graph.cypher import Query, Token, closing

__all__ = ["divisors", "guarded"]

_VALUES = {"word", "quoted", "number", "parameter"}


def divisors(query: Query) -> Iterator[tuple[int, int] | None]:
    """Yield where each divisor that may be zero begins and ends; None where that is not seen."""
    tokens = query.tokens
    for at, item in enumerate(tokens):
        if item.text == "/" and item.kind == "symbol" and not _constant(tokens, at + 1):
            yield _divisor(tokens, at + 1)


def guarded(text: str) -> str:
    """Write a divisor so that zero is an error."""
    return f"({text} + 0 * size(range(0, 1, toInteger(coalesce(sign({text}), 1)))))"


def _constant(tokens: Sequence[Token], at: int) -> bool:
    """Whether the divisor is a number other than zero."""
    at += at < len(tokens) and tokens[at].text == "-"
    number = at < len(tokens) and tokens[at].kind == "number"
    power = at + 1 < len(tokens) and tokens[at + 1].text == "^"
    return number and any(sign in "123456789" for sign in tokens[at].text) and not power


def _divisor(tokens: Sequence[Token], start: int) -> tuple[int, int] | None:
    """Places in the text of an operand: a value, a call or brackets, then .name and [index]."""
    at = start + 1 if start < len(tokens) and tokens[start].text == "-" else start
    if at >= len(tokens) or (tokens[at].text != "(" and tokens[at].kind not in _VALUES):
        return None
    if tokens[at].role == "keyword" or [item.text for item in tokens[at + 1 : at + 2]] == ["{"]:
        return None
    at = at if tokens[at].text == "(" else at + 1
    while at < len(tokens) and tokens[at].text in {"(", "[", "."}:
        at = at + 2 if tokens[at].text == "." else closing(tokens, at) + 1
    whole = tokens[start:at]
    if any(item.text == "/" for item in whole) or (at < len(tokens) and tokens[at].text == "^"):
        return None
    return whole[0].start, whole[-1].end
