"""Families over several sources: simple and extended, and contradictions that are listed."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_assemble import File

from patnav.ingest.assemble import assemble
from patnav.model import FamilyRule, Publication, Source
from patnav.tables import Tables

A, B, C = "a" * 64, "b" * 64, "c" * 64
EP, JP, US, KR = "EP3000001A1", "JP2020000001A", "US20200000001A1", "KR20200000001A"


def row(number: str, file: str = A, at: int = 2, **values: Any) -> Publication:  # noqa: ANN401
    return Publication(source=Source(file, at), number=number, country=number[:2], **values)


def made(*rows: Publication, rule: FamilyRule = "simple") -> Tables:
    files = sorted({row.source.file for row in rows})
    return assemble(
        [File([row for row in rows if row.source.file == file], file=file) for file in files],
        rule=rule,
    )


def divided(tables: Tables) -> set[tuple[str, frozenset[str]]]:
    told = tables["families"].select(["family", "basis"]).to_pydict().values()
    basis = dict(zip(*told, strict=True))
    basis = dict(
        zip(*tables["families"].select(["family", "basis"]).to_pydict().values(), strict=True)
    )
    members: dict[str, set[str]] = {}
    for each in tables["patents"].to_pylist():
        members.setdefault(each["family"], set()).add(each["country"])
    return {(basis[family], frozenset(countries)) for family, countries in members.items()}


def test_extended_families_join_simple_ones_by_id_and_by_list() -> None:
    rows = (
        row(EP, family="v:1", extended_family="v:9"),
        row(JP, at=3, family="v:1"),
        row(US, at=4, family="v:2", extended_family="v:9", extended_members=(KR,)),
        row(KR, at=5, family="v:3"),
    )
    apart = {
        ("vendor", frozenset({"EP", "JP"})),
        ("vendor", frozenset({"US"})),
        ("vendor", frozenset({"KR"})),
    }
    assert divided(made(*rows)) == apart
    together = {("extended", frozenset({"EP", "JP", "US", "KR"}))}
    assert divided(made(*rows, rule="extended")) == together


def test_an_extended_family_of_one_simple_family_is_told_by_what_joined_that() -> None:
    rows = (row(EP, family="v:1", extended_family="v:9"), row(JP, at=3, family="v:1"))
    assert divided(made(*rows, rule="extended")) == {("vendor", frozenset({"EP", "JP"}))}
    alone = made(row(EP, extended_family="v:9"), rule="extended")
    assert divided(alone) == {("single", frozenset({"EP"}))}


def test_one_id_of_docdb_is_one_family_whoever_gives_it() -> None:
    rows = (row(EP, family="docdb:7"), row(JP, B, family="docdb:7"))
    assert divided(made(*rows)) == {("vendor", frozenset({"EP", "JP"}))}
    other = (row(EP, family="espacenet:7"), row(JP, B, family="lens:7"))
    assert len(divided(made(*other))) == 2


def test_what_one_vendor_joins_and_another_tells_apart_is_a_conflict() -> None:
    tables = made(
        row(EP, A, family="one:1"),
        row(JP, A, 3, family="one:1"),
        row(EP, B, family="two:5"),
        row(JP, B, 3, family="two:6"),
        row(US, B, 4, family="two:8"),
    )
    joined = ("vendor", frozenset({"EP", "JP"}))
    assert divided(tables) == {joined, ("vendor", frozenset({"US"}))}
    told = [
        (each["publication"], each["value"], each["file"], each["row"], each["kept"])
        for each in tables["conflicts"].to_pylist()
        if each["field"] == "family"
    ]
    assert told == [
        (EP, "one:1", A, 2, True),
        (EP, "two:5", B, 2, False),
        (JP, "one:1", A, 3, True),
        (JP, "two:6", B, 3, False),
    ]


def test_a_list_of_members_that_contradicts_ids_is_shown_with_them() -> None:
    many = tuple(f"DE{number}A1" for number in range(102020000001, 102020000015))
    tables = made(
        row(EP, A, members=(JP, *many)), row(EP, B, family="two:5"), row(JP, B, 3, family="two:6")
    )
    told = [
        (each["field"], each["value"], each["kept"]) for each in tables["conflicts"].to_pylist()
    ]
    listed = "; ".join((JP, *many[:9])) + "; and 5 more"
    assert told == [
        ("family", "two:5", False),
        ("members", listed, True),
        ("family", "two:6", False),
    ]


def test_vendors_that_agree_make_no_conflict() -> None:
    tables = made(
        row(EP, A, family="one:1"),
        row(JP, A, 3, family="one:1"),
        row(EP, B, family="two:5", members=(EP, JP)),
        row(JP, B, 3, family="two:5"),
    )
    assert len(tables["conflicts"]) == 0


IDS = st.sampled_from(["", "one:1", "one:2", "two:1", "two:2"])
ROWS = st.lists(
    st.builds(
        lambda number, file, family, extended, claim: (number, file, family, extended, claim),
        st.sampled_from([EP, JP, US, KR]),
        st.sampled_from([A, B, C]),
        IDS,
        st.sampled_from(["", "one:8", "two:9"]),
        st.sampled_from([(), ("JP2019000001",), ("JP2019000002",)]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_extended_families_are_unions_of_simple_ones_in_any_order(
    drawn: list[tuple[str, str, str, str, tuple[str, ...]]], dice: Random
) -> None:
    rows = [
        row(number, file, at, family=family, extended_family=extended, priorities=claim)
        for at, (number, file, family, extended, claim) in enumerate(drawn, 2)
    ]
    simple, extended = made(*rows), made(*rows, rule="extended")
    pairs = set(
        zip(
            simple["patents"]["family"].to_pylist(),
            extended["patents"]["family"].to_pylist(),
            strict=True,
        )
    )
    assert len({one for one, _ in pairs}) == len(pairs)  # no simple family is cut
    assert sum(extended["families"]["size"].to_pylist()) == len(extended["patents"])
    dice.shuffle(rows)
    for name, rule in (("families", "simple"), ("conflicts", "simple"), ("families", "extended")):
        again = made(*rows, rule=rule)  # type: ignore[arg-type]
        assert again[name].equals((simple if rule == "simple" else extended)[name])


@pytest.mark.parametrize("rule", ["simple", "extended"])
def test_no_rows_make_no_families(rule: FamilyRule) -> None:
    assert len(made(rule=rule)["families"]) == 0
