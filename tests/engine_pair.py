"""Asking both engines, and comparing answers as far as the words of the query settle them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from patnav.errors import QueryError
from patnav.graph.store import Answer, Plain, View

__all__ = ["Free", "Verdict", "alike", "ask", "compare"]

ROWS = 4000  # more are not compared
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Free:
    """What is free in an answer: without `whole` the order of rows but for the columns `sorted_by`;
    the order within the lists of `bags`.
    """

    whole: bool = True
    sorted_by: tuple[str, ...] = ()
    bags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a query; `detail` says why it was refused or how the answers differ.

    `failed`: what the one engine said that did not take the query.
    """

    kind: Literal["same", "refused", "different", "passed over"]
    detail: str = ""
    failed: str = ""


def ask(view: View, cypher: str, params: Mapping[str, object] | None = None) -> Answer | str:
    """The answer, or the words of the refusal."""
    try:
        return view.run(cypher, params, limit=ROWS, timeout=20)
    except QueryError as error:
        return str(error)


def compare(
    views: tuple[View, View], cypher: str, params: Mapping[str, object], free: Free
) -> Verdict:
    """Ask the embedded engine, then Neo4j where the first answered."""
    embedded = ask(views[0], cypher, params)
    if isinstance(embedded, str):
        if "not on the embedded engine: " in embedded and " — " in embedded:
            return Verdict("refused", embedded.split("engine: ", 1)[1])
        if "and was ended" in embedded:
            return Verdict("passed over", embedded)
    real = ask(views[1], cypher, params)
    if isinstance(embedded, str) or isinstance(real, str):
        if embedded == real:
            return Verdict("refused", str(embedded))
        # Neo4j may divide rows that its plan drops later; one that stays is an error here too.
        ended = isinstance(real, str) and ("and was ended" in real or "/ by zero" in real)
        words = " / ".join(str(answer)[:400] for answer in (embedded, real))
        failed = real if isinstance(real, str) else str(embedded)
        return Verdict("passed over" if ended else "different", words, failed[:20])
    if embedded.truncated and real.truncated:
        return Verdict("passed over", f"more than {ROWS} rows")
    differs = _difference(embedded, real, free)
    return Verdict("different", differs) if differs else Verdict("same")


def alike(one: object, other: object) -> bool:
    """Equal, with floats equal to 12 digits: the order in which numbers are summed is free."""
    if isinstance(one, float) and isinstance(other, float):
        both_nan = math.isnan(one) and math.isnan(other)
        return both_nan or math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    return type(one) is type(other) and one == other


def _difference(embedded: Answer, real: Answer, free: Free) -> str:
    if embedded.columns != real.columns:
        return f"columns {embedded.columns} / {real.columns}"
    if len(embedded.rows) != len(real.rows):
        few = " / ".join(str(answer.rows[:3])[:300] for answer in (embedded, real))
        return f"{len(embedded.rows)} rows / {len(real.rows)} rows: {few}"
    sides = [[_settled(row, free) for row in answer.rows] for answer in (embedded, real)]
    keys = [[[row[name] for name in free.sorted_by] for row in rows] for rows in sides]
    if not alike(*keys):
        return f"order by {free.sorted_by}: {keys[0][:8]} / {keys[1][:8]}"
    if not free.whole:
        sides = [sorted(rows, key=_rank) for rows in sides]
    wrong = [(one, other) for one, other in zip(*sides, strict=True) if not alike(one, other)]
    return f"{wrong[0][0]} / {wrong[0][1]}"[:600] if wrong else ""


def _settled(row: Mapping[str, Plain], free: Free) -> dict[str, Plain]:
    return {
        name: sorted(value, key=_rank) if name in free.bags and isinstance(value, list) else value
        for name, value in row.items()
    }


def _rank(value: object) -> str:
    """Sort like with like; the last digits of floats do not count."""
    return json.dumps(_rounded(value), ensure_ascii=False, sort_keys=True)


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return {k: _rounded(v) for k, v in value.items()} if isinstance(value, dict) else value
