"""Say of a source what was not read of it, so that nobody has to ask to learn of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import pyarrow as pa

from patnav.ingest.parts import Part

__all__ = ["say_refused"]


def say_refused(parts: Iterable[Part], say: Callable[[str], None]) -> None:
    """Say how many rows were rejected and how many warnings there are, with the reason most given.

    Says nothing of files of which all was read.
    """
    told = False
    for part in parts:
        rejections, warnings = part.refused("rejections"), part.refused("damages")
        if rejections.num_rows:
            (_, reason), count = _most_given(rejections)
            say(
                f"rejected of {part.name}: {rejections.num_rows:,} rows, "
                f"most often ({count:,}): {reason}"
            )
        if warnings.num_rows:
            (field, reason), count = _most_given(warnings)
            say(
                f"warnings of {part.name}: {warnings.num_rows:,}, "
                f"most often ({count:,}) in {field}: {reason}"
            )
        told = told or bool(rejections.num_rows or warnings.num_rows)
    if told:
        say("all of them, with row and value: patnav read FILE --rejects refused.csv")


def _most_given(refused: pa.Table) -> tuple[tuple[str, str], int]:
    """The most frequent field and reason of a table that has rows, and how often they are given."""
    rows = refused.select(["field", "reason"]).to_pylist()
    return Counter((row["field"], row["reason"]) for row in rows).most_common(1)[0]
