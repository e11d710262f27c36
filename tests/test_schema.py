"""The schema as data: nothing is left unsaid in either language; no name is an engine's own."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from patnav.graph.build import needed_tables
from patnav.graph.schema import SCHEMA, NodeKind, Property, RelationshipKind
from patnav.tables import SCHEMAS

KINDS: list[NodeKind | RelationshipKind] = [*SCHEMA.nodes.values(), *SCHEMA.relationships.values()]
PROPERTIES = [(kind.label, item) for kind in KINDS for item in kind.properties.values()]
UNITS = {
    *("-", "day", "year", "documents", "claims", "patents", "percentile", "rank", "share"),
    *("probability", "characters", "magnitude_unit", "ordinal"),
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGINE_NAMES = {"name", "type", "label", "node_type", "properties", "identity", "elementId"}


def in_both_languages(zh: str, en: str) -> bool:
    return bool(zh.strip() and en.strip()) and not CHINESE.search(en)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.label)
def test_a_kind_says_in_two_languages_what_it_is_and_where_it_comes_from(
    kind: NodeKind | RelationshipKind,
) -> None:
    assert in_both_languages(kind.zh, kind.en)
    assert CHINESE.search(kind.zh)
    assert in_both_languages(kind.about_zh, kind.about_en)
    assert CHINESE.search(kind.about_zh)
    assert kind.dimension in SCHEMA.dimensions
    if isinstance(kind, RelationshipKind):
        assert in_both_languages(kind.reverse_zh, kind.reverse_en)
        assert {kind.source, kind.target} <= set(SCHEMA.nodes)
        assert set(kind.key) <= set(kind.properties)


@pytest.mark.parametrize(("label", "item"), PROPERTIES, ids=lambda one: getattr(one, "name", one))
def test_a_property_has_type_unit_names_descriptions_and_dimension(
    label: str, item: Property
) -> None:
    assert item.type in {"string", "int", "float", "bool", "date", "strings"}, label
    assert item.unit in UNITS
    assert (item.unit != "-") == (item.type in {"int", "float", "date"}) or item.type == "string"
    assert in_both_languages(item.zh, item.en)
    assert item.about_zh.strip()
    assert in_both_languages(item.about_zh, item.about_en)
    assert item.dimension in SCHEMA.dimensions


def test_a_name_has_one_type_and_no_engine_answers_to_it_by_itself() -> None:
    types: dict[str, set[str]] = defaultdict(set)
    for _, item in PROPERTIES:
        types[item.name].add(item.type)
    assert {name for name, found in types.items() if len(found) > 1} == set()
    assert not ENGINE_NAMES & set(types)


def test_every_dimension_is_used_and_named_in_both_languages() -> None:
    used = {kind.dimension for kind in KINDS} | {item.dimension for _, item in PROPERTIES}
    assert used == set(SCHEMA.dimensions)
    assert all(in_both_languages(**words) for words in SCHEMA.dimensions.values())


def test_the_rows_come_from_tables_that_there_are() -> None:
    needed = needed_tables()
    assert {"technology_fields", "claims", "terms", "patents"} <= set(needed) <= set(SCHEMAS)
