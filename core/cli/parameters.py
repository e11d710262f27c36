"""`--param NAME=VALUE`: the parameters of a Cypher query as they are typed on a command line."""

from __future__ import annotations

import json
import math

import click

from patnav.errors import QueryError

__all__ = ["param_option", "parameters"]

_INT64 = 1 << 63

param_option = click.option(
    "--param", "params", multiple=True, metavar="NAME=VALUE", help="JSON value, or text"
)


def parameters(params: tuple[str, ...], named: str = "") -> dict[str, object]:
    """Read NAME=VALUE pairs: a JSON value where it is one, text where the query wants text.

    Raises QueryError for what is no pair, a name said twice and a number that no engine stores.
    """
    from patnav.graph.named import load_query

    texts = load_query(named).texts if named else frozenset()
    values: dict[str, object] = {}
    for item in params:
        name, sign, value = item.partition("=")
        name = name.removeprefix("$")
        if not sign or not name:
            raise QueryError(f"--param {item}: no NAME=VALUE", remedy="write --param node=SW-01")
        if name in values:
            raise QueryError(f"--param {name} is said twice", remedy='a list is one: ["a","b"]')
        values[name] = value if name in texts else _value(value, name)
    return values


def _value(text: str, name: str) -> object:
    try:
        value: object = json.loads(text, parse_constant=str)  # NaN and Infinity are no JSON
    except (json.JSONDecodeError, RecursionError):
        return text
    if isinstance(value, int) and not -_INT64 <= value < _INT64:
        raise QueryError(
            f"--param {name}: {text} has more than 64 bits", remedy=f"as text: {name}='\"{text}\"'"
        )
    if isinstance(value, float) and math.isinf(value):
        raise QueryError(f"--param {name}: {text} is too large for a decimal")
    return value
