"""Rounding on the embedded engine, which takes halves away from zero; Neo4j takes them up.

`round(x)` becomes `floor(x) + h + 0 * size(range(0, 1, s))`, where h is 1 when the rest is a half
or more, else 0, and s is 0, an error of the engine, when x lies beyond what Neo4j rounds (64 bits).
Only `sign` is used, for it may stand around aggregates, where the engine takes no CASE.
"""

from __future__ import annotations

from collections.abc import Sequence

from patnav.graph.cypher import Token, closing, parse

__all__ = ["alone", "rounded"]

_MOST = "9.2e18"


def rounded(text: str) -> str:
    """Write each round(x) of a query so that halves go up."""
    tokens = parse(text).tokens
    for at in reversed([at for at in range(len(tokens)) if _rounds(tokens, at)]):
        end = closing(tokens, at + 1)
        value = text[tokens[at + 1].end : tokens[end].start].strip()
        text = text[: tokens[at].start] + _written(value) + text[tokens[end].end :]
    return text


def alone(tokens: Sequence[Token], at: int) -> bool:
    """Whether the round() at `at` has one argument and no other round() in it.

    The argument is written five times, so that rounding within rounding would grow without end.
    """
    inside = range(at + 2, closing(tokens, at + 1))
    depth = tokens[at + 1].depth + 1
    several = any(tokens[place].text == "," and tokens[place].depth == depth for place in inside)
    return bool(inside) and not several and not any(_rounds(tokens, place) for place in inside)


def _written(value: str) -> str:
    half = f"sign(sign(({value}) - floor({value}) - 0.5) + 1)"
    within = f"sign(sign({_MOST} - abs(coalesce({value}, 0.0))) + 1)"
    return f"(floor({value}) + {half} + 0 * size(range(0, 1, {within})))"


def _rounds(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].role == "function" and tokens[at].name.lower() == "round"
