"""Terms: the words of the texts in one form, and the concepts that people make of them."""

from __future__ import annotations

from patnav.ingest.terms.concepts import conceptualise
from patnav.ingest.terms.decisions import NO_DECISIONS, TERM, Terms
from patnav.ingest.terms.kinds import KINDS
from patnav.ingest.terms.normal import normalise

__all__ = ["KINDS", "NO_DECISIONS", "TERM", "Terms", "conceptualise", "normalise"]
