"""Review of labels: what people decided about labels and chain nodes, applied to the tables."""

from __future__ import annotations

from patnav.ingest.review.apply import apply_reviews
from patnav.ingest.review.bands import (
    ADJUDICATED,
    MATURITY,
    band_ruling,
    band_votes,
    ruled_bands,
    with_bands,
)
from patnav.ingest.review.labels import (
    ADDED,
    DIMENSIONS,
    LABEL,
    NODE,
    VERDICTS,
    Address,
    LabelDecision,
    NodeDecision,
    address_of,
    completed,
    locate,
    overlap,
    places,
)
from patnav.ingest.review.near import still_near
from patnav.ingest.review.rulings import Ruling, reviewer_error, rulings

__all__ = [
    "ADDED",
    "ADJUDICATED",
    "DIMENSIONS",
    "LABEL",
    "MATURITY",
    "NODE",
    "VERDICTS",
    "Address",
    "LabelDecision",
    "NodeDecision",
    "Ruling",
    "address_of",
    "apply_reviews",
    "band_ruling",
    "band_votes",
    "completed",
    "locate",
    "overlap",
    "places",
    "reviewer_error",
    "ruled_bands",
    "rulings",
    "still_near",
    "with_bands",
]
