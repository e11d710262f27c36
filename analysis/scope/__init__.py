"""The cut of the chain and its measured quality: strata, review sample, precision, recall."""

from __future__ import annotations

from patnav.analysis.scope.answers import read_review, snapshot_of
from patnav.analysis.scope.estimates import Estimate
from patnav.analysis.scope.frame import Frame, scope_frame
from patnav.analysis.scope.report import Line, Report, record_answers, scope_report
from patnav.analysis.scope.sample import Plan, draw
from patnav.analysis.scope.saved import save_report, saved_report
from patnav.analysis.scope.sheet import write_review
from patnav.analysis.scope.show import scope_counts
from patnav.analysis.scope.words import use_words

__all__ = [
    "Estimate",
    "Frame",
    "Line",
    "Plan",
    "Report",
    "draw",
    "read_review",
    "record_answers",
    "save_report",
    "saved_report",
    "scope_counts",
    "scope_frame",
    "scope_report",
    "snapshot_of",
    "use_words",
    "write_review",
]
