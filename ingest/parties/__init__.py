"""Parties: what a name tells of organisation and person, and which names are the same."""

from __future__ import annotations

from patnav.ingest.parties.decisions import NO_DECISIONS, PARTY, Parties
from patnav.ingest.parties.identity import Identity, identify, normalise

__all__ = ["NO_DECISIONS", "PARTY", "Identity", "Parties", "identify", "normalise"]
