"""Events, owners through time, links and citations: out of the rows of several files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_assemble import File, application, grant

from patnav.ingest.assemble import assemble
from patnav.ingest.assemble.links import ALIKE, alike
from patnav.model import Event, Party, Publication, Text
from patnav.ownership import owners_at
from patnav.tables import Tables

A, B, C = "a" * 64, "b" * 64, "c" * 64
KITE, STRING, TAIL = "苏州纸鸢有限公司", "南京风筝线有限公司", "无锡尾巴大学"


def made(*rows: Publication) -> Tables:
    files = sorted({row.source.file for row in rows})
    return assemble([File([r for r in rows if r.source.file == f], file=f) for f in files])


def rows(tables: Tables, name: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in tables[name].to_pylist()]


def parties(*names: str) -> tuple[Party, ...]:
    return tuple(map(Party, names))


def transfer(day: date | None, givers: Sequence[str], takers: Sequence[str]) -> Event:
    return Event("transfer", day, "转让", tuple(givers), tuple(takers))


# --- events --------------------------------------------------------------------------------------


def test_what_two_files_tell_is_one_event_with_both_sources() -> None:
    day = date(2021, 5, 6)
    tables = made(
        application(events=(transfer(day, [KITE], [STRING]),)),
        application(at=(B, 7), events=(Event("transfer", day, "专利权的转移"),)),
    )
    assert rows(tables, "events", "kind", "date", "givers", "takers", "file", "row", "also") == [
        ("transfer", day, [KITE], [STRING], A, 2, [f"{B}:7"])
    ]


def test_files_that_disagree_on_the_day_are_both_listed() -> None:
    tables = made(
        application(events=(transfer(date(2021, 5, 6), [KITE], [STRING]),)),
        application(at=(B, 7), events=(transfer(date(2021, 5, 16), [KITE], [STRING]),)),
    )
    assert rows(tables, "events", "date", "file") == [
        (date(2021, 5, 6), A),
        (date(2021, 5, 16), B),
    ]


def test_an_undated_event_is_that_of_the_file_that_knows_the_day() -> None:
    suit = Event("litigation", None, "侵权", (KITE,), (STRING,))
    tables = made(
        application(events=(suit,)),
        application(at=(B, 7), events=(suit._replace(date=date(2021, 5, 6)),)),
    )
    assert rows(tables, "events", "date", "also") == [(date(2021, 5, 6), [f"{A}:2"])]


def test_the_grant_is_an_event_told_once() -> None:
    day = date(2022, 3, 4)
    tables = made(application(grant_date=day), grant(events=(Event("grant", day, "授权"),)))
    assert rows(tables, "events", "kind", "date", "text", "also") == [
        ("grant", day, "授权", [f"{A}:2"])
    ]


# --- ownership -----------------------------------------------------------------------------------

MOVED = date(2021, 5, 6)
SOLD = transfer(MOVED, [KITE], [STRING])


def test_applicants_own_from_filing_and_a_transfer_moves_the_right() -> None:
    tables = made(application(events=(SOLD,)))
    columns = ("name", "valid_from", "valid_to", "known_from", "basis")
    assert rows(tables, "ownership", *columns) == [
        (KITE, date(2020, 1, 2), MOVED, MOVED, "applicant"),
        (STRING, MOVED, None, MOVED, "transfer"),
    ]
    assert STRING in tables["organisations"]["name"].to_pylist()


def test_who_owned_when_and_who_knew_it_when() -> None:
    tables = made(
        application(),
        application(at=(B, 9), number="CN222222222A", application="CN202010000002",
                    publication_date=date(2023, 1, 1)),
        application(at=(B, 2), events=(SOLD,)),
    )  # fmt: skip

    def owners(day: date, known: date | None = None) -> list[str]:
        found = owners_at(tables["ownership"], day, known).to_pylist()
        return [row["name"] for row in found if row["patent"] == "CN202010000001"]

    assert owners(date(2021, 5, 5)) == [KITE]
    assert owners(MOVED) == [STRING]
    assert owners(date(2030, 1, 1)) == [STRING]
    assert owners(date(2019, 1, 1)) == []
    assert owners(date(2030, 1, 1), known=date(2022, 1, 1)) == [KITE]
    assert owners(date(2030, 1, 1), known=date(2023, 1, 1)) == [STRING]
    assert owners(date(2030, 1, 1), known=date(2020, 1, 1)) == []


def test_a_partner_stays_when_another_gives_its_part() -> None:
    tables = made(application(applicants=parties(KITE, TAIL), events=(SOLD,)))
    found = rows(tables, "ownership", "name", "valid_to")
    assert sorted(found) == sorted([(KITE, MOVED), (TAIL, None), (STRING, None)])


def test_two_transfers_of_one_day_are_a_chain_in_any_order() -> None:
    second = transfer(MOVED, [STRING], [TAIL])
    for events in ((SOLD, second), (second, SOLD)):
        tables = made(application(events=events))
        assert rows(tables, "ownership", "name", "valid_to") == [(KITE, MOVED), (TAIL, None)]
        assert len(tables["conflicts"]) == 0


def test_the_current_owner_holds_from_the_day_of_the_export() -> None:
    tables = made(application(owners=parties(STRING)))
    assert rows(tables, "ownership", "name", "valid_from", "valid_to", "basis") == [
        (KITE, date(2020, 1, 2), date(2020, 7, 3), "applicant"),
        (STRING, date(2020, 7, 3), None, "owner"),
    ]


def test_the_current_owner_confirms_a_transfer() -> None:
    tables = made(application(events=(SOLD,), owners=parties(STRING)))
    assert rows(tables, "ownership", "name", "basis") == [(KITE, "applicant"), (STRING, "transfer")]
    assert len(tables["conflicts"]) == 0


def test_who_gives_without_holding_is_a_contradiction_and_overwrites_nothing() -> None:
    tables = made(application(events=(transfer(MOVED, [TAIL], [STRING]),)))
    assert rows(tables, "ownership", "name", "valid_to") == [(KITE, None), (STRING, None)]
    assert set(rows(tables, "conflicts", "field", "value", "kept")) == {
        ("owners", f"2021-05-06: {TAIL} → {STRING}", False),
        ("owners", KITE, True),
    }


def test_an_export_whose_owner_its_own_transfers_do_not_reach_is_listed() -> None:
    tables = made(application(events=(SOLD,), owners=parties(TAIL)))
    listed = {value for _, value in rows(tables, "conflicts", "field", "value")}
    assert TAIL in listed


def test_inventors_who_assign_to_the_applicant_change_nothing() -> None:
    tables = made(application(events=(transfer(date(2019, 12, 1), ["张三"], [KITE]),)))
    assert rows(tables, "ownership", "name", "valid_from", "valid_to") == [
        (KITE, date(2020, 1, 2), None)
    ]


def test_a_translated_name_is_no_other_owner() -> None:
    tables = made(application(owners=parties("Suzhou Kite Co., Ltd.")))
    assert rows(tables, "ownership", "name") == [(KITE,)]


organisations = st.lists(st.sampled_from([KITE, STRING, TAIL]), max_size=2, unique=True)
days = st.sampled_from([date(2019, 5, 6), date(2021, 5, 6), date(2022, 5, 6)])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.builds(transfer, st.none() | days, organisations, organisations), max_size=4),
    organisations,
    st.permutations([A, B]),
)
def test_any_transfers_leave_spans_in_order_and_never_lose_the_applicant(
    events: list[Event], owners: list[str], files: list[str]
) -> None:
    tables = made(
        application(at=(files[0], 2), events=tuple(events[:2])),
        application(at=(files[1], 2), events=tuple(events[2:]), owners=parties(*owners)),
    )
    spans = tables["ownership"].to_pylist()
    assert all(s["valid_to"] is None or s["valid_from"] < s["valid_to"] for s in spans)
    per_age: dict[tuple[Any, str, Any], int] = {}
    for span in spans:
        key = (span["known_from"], span["organisation"], span["valid_from"])
        per_age[key] = per_age.get(key, 0) + 1
    assert set(per_age.values()) == {1}
    filed = date(2020, 1, 2)
    if not any(event.date and event.date < filed for event in events):
        assert [row["name"] for row in owners_at(tables["ownership"], filed).to_pylist()] == [KITE]


# --- links and citations -------------------------------------------------------------------------


def model(**values: object) -> Publication:
    usual: dict[str, Any] = {
        "at": (A, 9),
        "number": "CN211111111U",
        "application": "CN202020000009",
        "kind_code": "U",
        "patent_type": "utility_model",
        "stage": "grant",
    }
    return application(**usual | values)


def title(text: str) -> tuple[Text, ...]:
    return (Text("title", "zh", text),)


PAIR = ("CN202020000009", "CN202010000001", "same_day")


def test_invention_and_utility_model_of_one_day_are_paired_by_rule() -> None:
    tables = made(application(texts=title("一种风筝及其制备方法")), model(texts=title("一种风筝")))
    assert rows(tables, "links", "patent", "other", "relation") == [PAIR]
    assert rows(tables, "links", "basis") == [
        ("same applicants and filing date, titles alike 1.00",)
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"application_date": date(2020, 1, 3)},
        {"applicants": parties(KITE, TAIL)},
        {"texts": title("一种风筝线轴")},
        {"patent_type": "design"},
    ],
)
def test_no_pair_where_day_applicants_title_or_kind_differ(change: dict[str, Any]) -> None:
    assert len(made(application(), model(**change))["links"]) == 0


def test_equal_titles_of_several_pair_nothing() -> None:
    other = model(at=(A, 10), number="CN211111112U", application="CN202020000010")
    assert len(made(application(), model(), other)["links"]) == 0


def test_a_column_pairs_whatever_the_title_and_from_either_side() -> None:
    one = made(application(twins=("CN202020000009",)), model(texts=title("别的东西")))
    other = made(application(), model(texts=title("别的东西"), twins=("CN111111111A",)))
    for tables in (one, other):
        assert rows(tables, "links", "patent", "other", "relation", "basis") == [(*PAIR, "column")]


def test_a_divisional_is_linked_to_its_parent_in_the_files_or_not() -> None:
    tables = made(
        application(parents=("CN201910000003", "CN222222222A")),
        application(at=(A, 5), number="CN222222222A", application="CN201810000002"),
    )
    assert rows(tables, "links", "patent", "other", "relation", "basis") == [
        ("CN202010000001", "CN201810000002", "divisional", "column"),
        ("CN202010000001", "CN201910000003", "divisional", "column"),
    ]


def test_citations_have_keys_where_the_files_hold_the_document() -> None:
    tables = made(
        application(cites=("CN222222222B", "US10000001B2"), cited_in=("CN333333333A",)),
        application(at=(A, 5), number="CN222222222A", application="CN201810000002",
                    cited_in=("CN111111111B",)),
    )  # fmt: skip
    assert rows(tables, "citations", "citing", "cited", "row") == [
        ("CN202010000001", "CN201810000002", 2),
        ("CN202010000001", "US10000001B2", 2),
        ("CN333333333A", "CN202010000001", 2),
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("一种风筝", "一种风筝", True),
        ("风筝线轴装置", "一种风筝线轴方法及装置", True),
        ("带有固定装置的风筝线轴", "带有固定装置的软性风筝线轴", True),
        ("一种玻璃纤维包芯绳", "一种碳纤维包芯绳", False),
        ("落地式智能按压器", "微电脑智能按压器", False),
    ],
)
def test_titles_alike(one: str, other: str, same: bool) -> None:
    assert (alike(one, other) >= ALIKE) == same
