"""patnav (专利导航): patent exports in, evidence-backed industry-chain map out."""

from __future__ import annotations

from importlib.metadata import version
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from patnav.project import find_project

if TYPE_CHECKING:
    from patnav.graph.notebook import NotebookSnapshot

__all__ = ["__version__", "open"]

__version__ = version("patnav")


def open(folder: str | PathLike[str] = ".", snapshot: str = "") -> NotebookSnapshot:  # noqa: A001 -- patnav.open(...) is the notebook's first line
    """Open a project's current snapshot (or the one named) for notebooks and scripts."""
    from patnav.graph.notebook import NotebookSnapshot  # noqa: PLC0415 -- engines load when asked

    return NotebookSnapshot(find_project(Path(folder)), snapshot)
