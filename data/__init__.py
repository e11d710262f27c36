"""Knowledge as data files: chains, lexicons, taxonomies, reference tables."""

from __future__ import annotations

from pathlib import Path

__all__ = ["resource"]


def resource(name: str) -> Path:
    """Path of a data file or folder that comes with patnav."""
    return Path(__file__).resolve().parent / name
