"""Terms: the words of the texts in one form."""

from __future__ import annotations

from patnav.ingest.terms.normal import normalise

__all__ = ["normalise"]
