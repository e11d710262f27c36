"""Mappings of the user's own: YAML files in the folder `dialects` of a project, beside ours."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from patnav.errors import InputError, ProjectError
from patnav.ingest.read.dialects import FIELDS, Dialect, load_dialects
from patnav.own_yaml import read_own_yaml

__all__ = ["chosen_dialects", "load_mapping", "load_mappings"]

_REMEDY = "mend the key named; docs/reading.md and data/dialects/incopat.yaml explain the keys"


def load_mappings(folder: Path) -> tuple[Dialect, ...]:
    """Load the mappings of a folder in the order of their file names; none when there is no folder.

    Raises ProjectError that names file and key for a mapping that is none, or a name used twice.
    """
    found: dict[str, Path] = {}
    mappings = []
    for path in sorted(folder.glob("*.yaml")):
        mapping = load_mapping(path)
        if mapping.name in found:
            raise ProjectError(
                f"name = {mapping.name!r} is that of {found[mapping.name].name} too",
                where=str(path),
                remedy="give each mapping a name of its own",
            )
        found[mapping.name] = path
        mappings.append(mapping)
    return tuple(mappings)


def load_mapping(path: Path) -> Dialect:
    """Load one mapping; raises ProjectError that names file and key when it is none."""
    try:
        content = read_own_yaml(path)
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise ProjectError(what, where=str(path), remedy="look at the path") from None
    if fault := content.fault:
        where = f"{path}, line {fault.line}"
        raise ProjectError(fault.what, where=where, remedy=fault.remedy)
    try:
        return Dialect.model_validate(content.values)
    except ValidationError as error:
        what = "; ".join(map(_sentence, error.errors()))
        raise ProjectError(what, where=str(path), remedy=_REMEDY) from None


def _sentence(item: ErrorDetails) -> str:
    key = ".".join(str(part) for part in item["loc"] if part != "[key]") or "the file"
    if item["type"] == "literal_error" and item["loc"][:1] == ("columns",):
        return f"{key}: no such field; fields: {', '.join(FIELDS)}"
    if item["type"] == "extra_forbidden":
        return f"{key}: no such key; keys: {', '.join(Dialect.model_fields)}"
    if item["type"] == "missing":
        return f"{key}: is missing"
    return f"{key}: {item['msg']}"


def chosen_dialects(name: str, own: Iterable[Dialect] = ()) -> tuple[Dialect, ...]:
    """All dialects, or the one of a name; one of the user's own takes the place of ours.

    Who names a dialect vouches for it: its marks need not be there, a number must. Raises
    InputError when there is none of that name.
    """
    every = {dialect.name: dialect for dialect in (*load_dialects(), *own)}
    if not name:
        return tuple(every.values())
    if name not in every:
        raise InputError(f"there is no dialect {name!r}", remedy="one of: " + ", ".join(every))
    return (every[name].model_copy(update={"marks_needed": 0, "essential": ()}),)
