"""left(), right() and substring() on the embedded engine: a negative number ends the query.

Neo4j takes it for an error, the engine for 0 or for all of the text. A number `n` that is not
written in the query becomes `(n + 0 * size(range(0, 1, s)))`, where s is 0, an error of the engine,
when n is negative, and n is null where it is null.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from patnav.graph.cypher import Token, closing, parse

__all__ = ["cut_within"]

_CUTS = {"left", "right", "substring"}


def cut_within(text: str) -> str:
    """Guard the places and lengths of each call; of calls in one another the inner ones first."""
    calls = [at for at, item in enumerate(parse(text).tokens) if _cuts(item)]
    for at in reversed(calls):
        for start, end in reversed(list(_numbers(parse(text).tokens, at))):
            text = text[:start] + _guarded(text[start:end]) + text[end:]
    return text


def _cuts(item: Token) -> bool:
    return item.role == "function" and item.name.lower() in _CUTS


def _numbers(tokens: Sequence[Token], at: int) -> Iterator[tuple[int, int]]:
    """Where each argument behind the first begins and ends, unless it is a number."""
    end, depth = closing(tokens, at + 1), tokens[at + 1].depth + 1
    inside = range(at + 2, end)
    commas = [i for i in inside if tokens[i].text == "," and tokens[i].depth == depth]
    for first, last in zip(commas, [*commas[1:], end], strict=True):
        argument = tokens[first + 1 : last]
        if argument and not (len(argument) == 1 and argument[0].kind == "number"):
            yield argument[0].start, argument[-1].end


def _guarded(value: str) -> str:
    step = f"toInteger(sign(coalesce(sign({value}), 1) + 1))"
    return f"(({value}) + 0 * size(range(0, 1, {step})))"
