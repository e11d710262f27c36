"""How a node class looks: a colour and a mark, from `classes.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from patnav.analysis import class_words
from patnav.dashboard.i18n import Lang
from patnav.data import load_yaml

__all__ = ["Look", "class_name", "look", "looks"]


class Look(NamedTuple):
    """Colour (`#RRGGBB`) and mark (one character) of a node class."""

    colour: str
    mark: str


@cache
def looks() -> dict[str, Look]:
    """All classes in the order of the legend."""
    listed = load_yaml(Path(__file__).with_name("classes.yaml"))
    return {name: Look(*pair) for name, pair in listed.items()}


def look(node_class: str | None) -> Look:
    """Look of a class; a node without a class has too little data to have one."""
    return looks().get(node_class or "", looks()["insufficient"])


def class_name(node_class: str | None, lang: Lang) -> str:
    """Name of a class for the reader, as the lists and reports call it."""
    name = class_words(lang)[node_class or "insufficient"]
    return name[:1].upper() + name[1:]
