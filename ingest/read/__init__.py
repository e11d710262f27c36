"""Export files in, `Publication | Rejection` out: formats, dialects, numbers, dates, classes."""

from __future__ import annotations

from patnav.ingest.read.reader import Damage, Reading, read, read_many

__all__ = ["Damage", "Reading", "read", "read_many"]
