"""Weights of small models as compressed CSV."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable
from pathlib import Path

__all__ = ["write_weights"]


def write_weights(rows: Iterable[tuple[str | int, ...]], path: Path) -> None:
    """Write rows of names and whole numbers, sorted; the same rows give the same bytes."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(sorted(rows))
    path.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))
