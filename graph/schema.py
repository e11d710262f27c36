"""The graph schema as typed values, read once from `schema.yaml`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from patnav.data import load_yaml

__all__ = ["SCHEMA", "SCHEMA_FILE", "NodeKind", "Property", "RelationshipKind", "Schema", "closest"]

PropertyType = Literal["string", "int", "float", "bool", "date", "strings"]


@dataclass(frozen=True, slots=True)
class Property:
    """One property; a `date` is stored as text in ISO 8601.

    `zh` and `en` are its names, `about_zh` and `about_en` what it says, `unit` is `-` where it has
    none, `dimension` a key of `Schema.dimensions`.
    """

    name: str
    type: PropertyType
    unit: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    dimension: str


@dataclass(frozen=True, slots=True)
class NodeKind:
    """One kind of node; `rows` is the SELECT that makes its rows from the snapshot's tables."""

    label: str
    zh: str
    en: str
    dimension: str
    about_zh: str
    about_en: str
    properties: Mapping[str, Property]
    rows: str


@dataclass(frozen=True, slots=True)
class RelationshipKind:
    """One kind of relationship, from `source` to `target` (labels of node kinds).

    `key` names the properties that tell several relationships between the same two nodes apart.
    """

    label: str
    source: str
    target: str
    zh: str
    en: str
    reverse_zh: str
    reverse_en: str
    dimension: str
    about_zh: str
    about_en: str
    key: tuple[str, ...]
    properties: Mapping[str, Property]
    rows: str


@dataclass(frozen=True)
class Schema:
    """All kinds by their label, and where what they say comes from: code to words (zh, en)."""

    dimensions: Mapping[str, Mapping[str, str]]
    nodes: Mapping[str, NodeKind]
    relationships: Mapping[str, RelationshipKind]

    @cached_property
    def property_names(self) -> frozenset[str]:
        """Names of all properties of all kinds."""
        return frozenset(name for kind in self._properties() for name in kind)

    def kind(self, label: str) -> NodeKind | RelationshipKind:
        """The kind of nodes or of relationships with this label."""
        return self.nodes[label] if label in self.nodes else self.relationships[label]

    def type_of(self, name: str) -> PropertyType | None:
        """Type of a property, the same in every kind that has it; None when no kind has it."""
        return next((kind[name].type for kind in self._properties() if name in kind), None)

    def _properties(self) -> list[Mapping[str, Property]]:
        nodes = [kind.properties for kind in self.nodes.values()]
        return nodes + [kind.properties for kind in self.relationships.values()]


def closest(name: str, known: Iterable[str]) -> str:
    """Name the known word that looks most like `name`, or an empty string."""
    found = difflib.get_close_matches(name.lower(), [word.lower() for word in known], 1, 0.6)
    return next((word for word in known if found and word.lower() == found[0]), "")


def _properties(spec: Mapping[str, Any], dimension: str) -> dict[str, Property]:
    """Properties of a kind; one that names no dimension has that of its kind."""
    return {
        name: Property(name, *values, *([] if values[6:] else [dimension]))
        for name, values in spec.items()
    }


def _load(path: Path) -> Schema:
    file: dict[str, Any] = load_yaml(path)
    every: dict[str, Any] = file["every"]
    nodes = {
        label: NodeKind(
            label=label,
            **{
                **spec,
                "properties": _properties(every | spec["properties"], spec["dimension"]),
            },
        )
        for label, spec in file["nodes"].items()
    }
    relationships = {
        label: RelationshipKind(
            label=label,
            **{
                **spec,
                "key": tuple(spec.get("key", ())),
                "properties": _properties(spec["properties"], spec["dimension"]),
            },
        )
        for label, spec in file["relationships"].items()
    }
    return Schema(file["dimensions"], nodes, relationships)


SCHEMA_FILE = Path(__file__).with_name("schema.yaml")
SCHEMA = _load(SCHEMA_FILE)
