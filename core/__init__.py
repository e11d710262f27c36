"""patnav (专利导航): patent exports in, evidence-backed industry-chain map out."""

from __future__ import annotations

from importlib.metadata import version
from os import PathLike
from pathlib import Path

from patnav.project import find_project
from patnav.snapshot import Snapshot, open_snapshot

__all__ = ["__version__", "open"]

__version__ = version("patnav")


def open(folder: str | PathLike[str] = ".", snapshot: str = "") -> Snapshot:  # noqa: A001 -- patnav.open(...) is the notebook's first line
    """Open a project's current snapshot (or the one named) for notebooks and scripts."""
    return open_snapshot(find_project(Path(folder)), snapshot)
