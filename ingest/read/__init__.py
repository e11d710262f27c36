"""Export files in, `Publication | Rejection` out: formats, dialects, numbers, dates, classes."""

from __future__ import annotations

from patnav.ingest.read.explaining import Explanation, explain
from patnav.ingest.read.mappings import load_mapping, load_mappings
from patnav.ingest.read.reader import Damage, Reading, read, read_many

__all__ = [
    "Damage",
    "Explanation",
    "Reading",
    "explain",
    "load_mapping",
    "load_mappings",
    "read",
    "read_many",
]
