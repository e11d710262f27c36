"""An answer as a table: pandas for notebooks, Arrow for Parquet.

A column of whole numbers stays whole where values are missing, numbers of both kinds become
decimals, a list of text stays a list. What has no column type of its own (nodes, paths, maps, a
mixture) is a Python value in pandas and its JSON text in Arrow.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from patnav.errors import QueryError
from patnav.graph.store import Answer, Plain

__all__ = ["answer_frame", "answer_table", "check_json", "flat_frame", "json_text"]

_EXACT = {bool: (pa.bool_(), "boolean"), int: (pa.int64(), "Int64"), str: (pa.string(), "str")}


def answer_frame(answer: Answer) -> pd.DataFrame:
    """Rows as a DataFrame with the columns of the answer, also when there are no rows."""
    columns = {name: _series([row[name] for row in answer.rows]) for name in answer.columns}
    return pd.DataFrame(columns, columns=list(answer.columns))


def flat_frame(answer: Answer) -> pd.DataFrame:
    """Rows as a DataFrame for files of text: nodes, lists and maps are their JSON text."""
    return answer_frame(answer).map(
        lambda value: json_text(value) if isinstance(value, list | dict) else value
    )


def answer_table(answer: Answer) -> pa.Table:
    """Rows as an Arrow table with the columns of the answer."""
    arrays = [_array([row[name] for row in answer.rows]) for name in answer.columns]
    return pa.table(dict(zip(answer.columns, arrays, strict=True)))


def check_json(answer: Answer) -> None:
    """Refuse numbers that JSON does not have; null would say that there is no value."""
    try:
        json.dumps(answer.rows, allow_nan=False)
    except ValueError:
        raise QueryError(
            "the answer holds Infinity or NaN, for which JSON has no word",
            remedy="write .csv or .parquet, or leave such rows out",
        ) from None


def json_text(value: object) -> str:
    """A value as compact JSON; Chinese stays as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _series(values: Sequence[Plain]) -> pd.Series:
    kinds = _kinds(values)
    if len(kinds) == 1 and (exact := next(iter(kinds))) in _EXACT:
        whole = exact is not str and None not in values
        return pd.Series(values, dtype=exact.__name__ if whole else _EXACT[exact][1])
    return pd.Series(values, dtype="float64" if _numbers(kinds) else "object")


def _array(values: Sequence[Plain]) -> pa.Array:
    kinds = _kinds(values)
    if len(kinds) == 1 and (exact := next(iter(kinds))) in _EXACT:
        return pa.array(values, _EXACT[exact][0])
    if _numbers(kinds):
        return pa.array([None if value is None else float(value) for value in values])  # type: ignore[arg-type]
    lists = [value for value in values if isinstance(value, list)]
    if kinds == {list} and all(isinstance(item, str) for value in lists for item in value):
        return pa.array(values, pa.list_(pa.string()))
    texts = [None if value is None else json_text(value) for value in values]
    return pa.array(texts, pa.string())


def _kinds(values: Sequence[Plain]) -> set[type]:
    return {type(value) for value in values if value is not None}


def _numbers(kinds: set[type]) -> bool:
    return float in kinds and kinds <= {int, float}
