"""Disagreements of files: all that were planted are listed, none is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from test_assemble import File, application

from patnav.ingest.assemble import assemble
from patnav.ingest.assemble.conflicts import FIELDS
from patnav.model import Party, Publication, Source, Text

FILES = tuple(letter * 64 for letter in "abc")


def texts(*pieces: tuple[str, str, str]) -> tuple[Text, ...]:
    return tuple(Text(*piece) for piece in pieces)  # type: ignore[arg-type]


# field → (silent value, values that differ), as a reader would give them
PLANTED: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "patent_type": ("other", ("invention", "design")),
    "stage": ("other", ("application", "grant")),
    "application_date": (None, (date(2020, 1, 2), date(2020, 1, 3))),
    "publication_date": (None, (date(2020, 7, 3), date(2020, 7, 4), date(2021, 7, 3))),
    "grant_date": (None, (date(2022, 1, 1), date(2022, 1, 2))),
    "priority_date": (None, (date(2019, 1, 1), date(2019, 2, 1))),
    "ipc_main": ("", ("A63H27/08", "A63H27/00")),
    "status": ("unknown", ("pending", "in_force", "lapsed")),
    "status_text": ("", ("实质审查", "授权")),
    "cited_by": (None, (0, 1, 2)),
    "family_size": (None, (1, 2)),
    "claim_count": (None, (9, 10)),
    "country": ("", ("CN", "TW")),
    "kind_code": ("", ("A", "A8")),
    "family": ("", ("incopat:1", "incopat:2")),
    "applicants": ((), ((Party("苏州纸鸢有限公司"),), (Party("南京大学"),))),
    "inventors": ((), (("张三",), ("张三", "李四"))),
}
NAMES = {"family": "family incopat"}


def written(field: str, value: Any) -> str:  # noqa: ANN401 -- a value of any field
    if field == "applicants":
        return "; ".join(party.name for party in value)
    return "; ".join(value) if field == "inventors" else str(value)


@st.composite
def plantings(draw: st.DrawFn) -> list[dict[str, Any]]:
    """For each file a value for each field; any may be silent."""
    return [
        {
            field: draw(st.sampled_from((silent, *values)))
            for field, (silent, values) in PLANTED.items()
        }
        for _ in FILES
    ]


@settings(max_examples=150, deadline=None)
@given(plantings())
def test_every_planted_disagreement_is_listed_and_no_other(planted: list[dict[str, Any]]) -> None:
    rows = [
        replace(application(), source=Source(file, 2), texts=(), **values)
        for file, values in zip(FILES, planted, strict=True)
    ]
    made = assemble([File([row], file=row.source.file) for row in rows])
    found: dict[str, set[tuple[str, str]]] = {}
    kept: dict[str, set[str]] = {}
    for row in made["conflicts"].to_pylist():
        found.setdefault(row["field"], set()).add((row["value"], row["file"]))
        if row["kept"]:
            kept.setdefault(row["field"], set()).add(row["value"])
    expected: dict[str, set[tuple[str, str]]] = {}
    for field, (silent, _) in PLANTED.items():
        pairs = zip(planted, FILES, strict=True)
        told = {(written(field, row[field]), f) for row, f in pairs if row[field] != silent}
        if len({value for value, _ in told}) > 1:
            expected[NAMES.get(field, field)] = told
    assert found == expected
    assert {field: len(values) for field, values in kept.items()} == dict.fromkeys(expected, 1)


def test_every_field_of_one_value_is_planted() -> None:
    assert {*FIELDS} - {*PLANTED} == {"application"}  # its own test: it joins rows


def listed(one: Publication, other: Publication) -> list[tuple[str, str]]:
    made = assemble([File([row], file=row.source.file) for row in (one, other)])
    return [(row["field"], row["value"]) for row in made["conflicts"].to_pylist()]


def at_b(**values: Any) -> Publication:  # noqa: ANN401
    return application(at=(FILES[1], 2), **values)


def test_two_applications_of_one_publication_are_listed() -> None:
    assert listed(application(), at_b(application="CN202010000009")) == [
        ("application", "CN202010000001"),
        ("application", "CN202010000009"),
    ]


def test_own_titles_that_differ_are_listed_but_not_signs_and_not_translations() -> None:
    title = texts(("title", "zh", "一种风筝"), ("title", "en", "Kite"))
    assert listed(application(texts=title), at_b(texts=texts(("title", "zh", "一种风筝线轴")))) == [
        ("title zh", "一种风筝"),
        ("title zh", "一种风筝线轴"),
    ]
    same = texts(("title", "zh", "一种 风筝。"), ("title", "en", "A paper kite"))
    assert listed(application(texts=title), at_b(texts=same)) == []


def test_spellings_and_translations_of_a_name_are_no_conflict() -> None:
    for name in ("苏州纸鸢有限责任公司", "Suzhou Kite Co., Ltd."):
        assert listed(application(), at_b(applicants=(Party(name),))) == []


def test_a_row_without_publication_number_speaks_of_the_document_shown() -> None:
    assert listed(application(status="pending"), at_b(number="", status="lapsed")) == [
        ("status", "pending"),
        ("status", "lapsed"),
    ]


def test_documents_of_one_patent_with_two_families_of_one_vendor_are_a_conflict() -> None:
    grant = at_b(number="CN111111111B", family="incopat:2")
    assert listed(application(family="incopat:1"), grant) == [
        ("family incopat", "incopat:1"),
        ("family incopat", "incopat:2"),
    ]


def test_family_ids_of_two_vendors_do_not_compare() -> None:
    assert listed(application(family="incopat:1"), at_b(family="patsnap:2")) == []
