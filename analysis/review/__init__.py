"""Review of labels: the queue, sheets out and in, disputes, accuracy (docs/review.md)."""

from __future__ import annotations

from patnav.analysis.review.accuracy import Accuracy, accuracy
from patnav.analysis.review.answers import Outcome, Reviewer, import_review
from patnav.analysis.review.between import MACHINE, Agreed, agreement
from patnav.analysis.review.gold import export_gold
from patnav.analysis.review.judging import enter, judge_band, judge_label, judge_nodes
from patnav.analysis.review.material import Material
from patnav.analysis.review.queue import KINDS, PLACES, PlaceKind, Wanted, queue
from patnav.analysis.review.rulebook import asked, decided, ruled, spoken
from patnav.analysis.review.sheet import write_review
from patnav.analysis.review.told import Teller

__all__ = [
    "KINDS",
    "MACHINE",
    "PLACES",
    "Accuracy",
    "Agreed",
    "Material",
    "Outcome",
    "PlaceKind",
    "Reviewer",
    "Teller",
    "Wanted",
    "accuracy",
    "agreement",
    "asked",
    "decided",
    "enter",
    "export_gold",
    "import_review",
    "judge_band",
    "judge_label",
    "judge_nodes",
    "queue",
    "ruled",
    "spoken",
    "write_review",
]
