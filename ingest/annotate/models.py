"""Where the learned parts of the annotation lie: those of patnav, and those of a project."""

from __future__ import annotations

from pathlib import Path

from patnav.data import resource
from patnav.errors import InputError

__all__ = ["BORDERS_FILE", "MODEL", "MODEL_FILE", "home_of"]

MODEL = resource("models")
"""Folder of the models that come with patnav."""
MODEL_FILE, BORDERS_FILE = "tagger.npz", "claims.yaml"


def home_of(name: str, folder: Path) -> Path:
    """The folder whose file `name` counts: the one given, or that of patnav where it lacks it.

    Raises InputError when the folder given holds no model at all.
    """
    if (folder / name).is_file():
        return folder
    if not any((folder / file).is_file() for file in (MODEL_FILE, BORDERS_FILE)):
        raise InputError(
            f"no model of the annotation: neither {MODEL_FILE} nor {BORDERS_FILE} is there",
            where=str(folder),
            remedy="let patnav train write a model, or name its folder",
        )
    return MODEL
