"""Where the learned parts of the annotation lie: those of patnav, and those of a project."""

from __future__ import annotations

from pathlib import Path

from patnav.data import resource
from patnav.errors import InputError

__all__ = [
    "BORDERS_FILE",
    "CONFIDENCES_FILE",
    "FILES",
    "MEANS_FILE",
    "MODEL",
    "TAGGER_FILES",
    "home_of",
]

MODEL = resource("models")
"""Folder of the models that come with patnav."""
TAGGER_FILES = {"zh": "tagger.npz", "en": "tagger.en.npz"}
"""The network that reads each language."""
CONFIDENCES_FILE = "tagger.yaml"
MEANS_FILE, BORDERS_FILE = "means.yaml", "claims.yaml"
FILES = (*TAGGER_FILES.values(), CONFIDENCES_FILE, MEANS_FILE, BORDERS_FILE)
"""The files of a folder of models; what a project's own folder lacks is patnav's."""


def home_of(name: str, folder: Path) -> Path:
    """The folder whose file `name` counts: the one given, or that of patnav where it lacks it.

    Raises InputError when the folder given holds no model at all.
    """
    if (folder / name).is_file():
        return folder
    if not any((folder / file).is_file() for file in FILES):
        raise InputError(
            f"no model of the annotation: none of {', '.join(FILES)} is there",
            where=str(folder),
            remedy="let patnav train write a model, or name its folder",
        )
    return MODEL
