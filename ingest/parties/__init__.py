"""Parties: what a name tells of organisation and person, and which names are the same."""

from __future__ import annotations

from patnav.ingest.parties.identity import Identity, identify, normalise

__all__ = ["Identity", "identify", "normalise"]
