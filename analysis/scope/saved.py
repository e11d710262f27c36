"""The last report of a snapshot's cut, kept in the project folder for the dashboard.

It can be made again at any time from the snapshot and the ledger (`patnav scope report`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from patnav.analysis.scope.report import Report
from patnav.snapshot import Snapshot

__all__ = ["save_report", "saved_report"]


def save_report(snapshot: Snapshot, report: Report) -> None:
    """Keep a report as `scope/<snapshot>.json` below the project folder."""
    target = _path(snapshot)
    target.parent.mkdir(exist_ok=True)
    aside = target.with_suffix(".tmp")
    text = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
    aside.write_text(text + "\n", encoding="utf-8")
    aside.replace(target)


def saved_report(snapshot: Snapshot) -> dict[str, Any] | None:
    """The report kept for a snapshot, as `Report.as_json` gives it; None when there is none."""
    target = _path(snapshot)
    if not target.is_file():
        return None
    report: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return report


def _path(snapshot: Snapshot) -> Path:
    return snapshot.project.folder / "scope" / f"{snapshot.id}.json"
