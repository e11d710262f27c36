"""From rows to the collected tables: one patent per application, every value with its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patnav.errors import ProjectError
from patnav.ingest.assemble import assemble
from patnav.ingest.read import read
from patnav.model import Damage, Party, Publication, Rejection, Source, Text
from patnav.tables import COLLECTED, Tables

A, B = "a" * 64, "b" * 64


@dataclass(frozen=True)
class File:
    """A reading whose rows a test wrote."""

    items: Sequence[Publication | Rejection]
    file: str = A
    name: str = "rows.xlsx"
    dialect: str = "incopat"
    warnings: Sequence[Damage] = ()

    def __iter__(self) -> Iterator[Publication | Rejection]:
        return iter(self.items)


def row(number: str = "", *, at: tuple[str, int] = (A, 2), **values: object) -> Publication:
    return Publication(source=Source(*at), number=number, **values)


def application(**values: object) -> Publication:
    """A Chinese application as published, with made-up content."""
    usual: dict[str, Any] = {
        "at": (A, 2),
        "number": "CN111111111A",
        "application": "CN202010000001",
        "country": "CN",
        "kind_code": "A",
        "patent_type": "invention",
        "stage": "application",
        "application_date": date(2020, 1, 2),
        "publication_date": date(2020, 7, 3),
        "texts": (Text("title", "zh", "一种风筝"), Text("abstract", "zh", "公开的摘要")),
        "applicants": (Party("苏州纸鸢有限公司"),),
        "inventors": ("张三", "李四"),
    }
    return row(**usual | values)


def grant(**values: object) -> Publication:
    """The grant of the same application."""
    usual: dict[str, Any] = {
        "at": (A, 3),
        "number": "CN111111111B",
        "kind_code": "B",
        "stage": "grant",
        "publication_date": date(2022, 3, 4),
        "texts": (Text("abstract", "zh", "授权的摘要"),),
    }
    return application(**usual | values)


def tables(*items: Publication | Rejection) -> Tables:
    files = sorted({item.source.file for item in items})
    return assemble([File([i for i in items if i.source.file == f], file=f) for f in files])


def only(rows: pa.Table) -> dict[str, Any]:
    (row,) = rows.to_pylist()
    found: dict[str, Any] = row
    return found


def test_no_files_give_all_tables_without_rows() -> None:
    made = assemble([])
    assert set(made) == set(COLLECTED)
    assert not any(len(rows) for rows in made.values())


def test_application_and_grant_are_one_patent_that_shows_the_grant() -> None:
    made = tables(application(), grant())
    patent = only(made["patents"])
    assert patent["patent"] == "CN202010000001"
    assert patent["publication"] == "CN111111111B"
    assert patent["granted"] is True
    assert patent["publication_date"] == date(2020, 7, 3)
    assert patent["grant_date"] == date(2022, 3, 4)
    assert len(made["publications"]) == 2


def test_texts_come_from_the_grant_and_from_the_application_where_the_grant_is_silent() -> None:
    made = tables(application(), grant())["texts"].to_pylist()
    assert {(text["section"], text["text"], text["row"]) for text in made} == {
        ("title", "一种风筝", 2),
        ("abstract", "授权的摘要", 3),
    }


def test_a_row_without_application_number_joins_through_the_publication() -> None:
    google = row("CN111111111B", at=(B, 9), country="CN", kind_code="B", stage="grant")
    made = tables(application(), google)
    assert made["patents"]["patent"].to_pylist() == ["CN202010000001"]


def test_an_application_number_is_told_only_where_a_row_gives_it() -> None:
    google = row("CN222222222A", at=(B, 9), country="CN", kind_code="A")
    same = row("AU2010332402A1", at=(B, 10), application="AU2010332402", kind_code="A1")
    patents = tables(application(), google, same)["patents"].to_pylist()
    assert {each["patent"]: each["application"] for each in patents} == {
        "CN202010000001": "CN202010000001",
        "CN222222222": "",
        "AU2010332402": "AU2010332402",
    }


def test_us_application_and_grant_stay_two_without_a_family() -> None:
    made = tables(row("US20200000001A1"), row("US10000001B2", at=(A, 3)))
    assert made["patents"]["patent"].to_pylist() == ["US10000001", "US20200000001"]


def test_a_serial_that_an_office_gave_twice_joins_nothing() -> None:
    made = tables(row("JPH0812345A"), row("JPH0812345B2", at=(A, 3)), row("JPH0812345U", at=(A, 4)))
    assert len(made["patents"]) == 3


def test_an_application_serial_never_meets_a_grant_with_the_same_digits() -> None:
    made = tables(row("US11012345B2"), row("", at=(A, 3), application="US11012345"))
    assert made["patents"]["patent"].to_pylist() == ["US11012345", "US11012345B2"]


def test_two_files_that_disagree_keep_both_values_and_the_newest_is_shown() -> None:
    old = application(status="pending", cited_by=1)
    later = application(
        at=(B, 5), number="CN222222222A", application="CN202010000002",
        publication_date=date(2023, 1, 1),
    )  # fmt: skip
    new = application(at=(B, 4), status="in_force", cited_by=3)
    made = tables(old, new, later)
    seen = [
        (row["field"], row["value"], row["file"], row["row"], row["kept"])
        for row in made["conflicts"].to_pylist()
    ]
    assert seen == [
        ("cited_by", "1", A, 2, False),
        ("cited_by", "3", B, 4, True),
        ("status", "pending", A, 2, False),
        ("status", "in_force", B, 4, True),
    ]
    assert made["patents"].to_pylist()[0]["status"] == "in_force"


def test_a_silent_file_is_no_conflict() -> None:
    made = tables(application(status="in_force"), application(at=(B, 2), ipc_main="A63H27/08"))
    assert len(made["conflicts"]) == 0
    assert only(made["patents"])["ipc_main"] == "A63H27/08"


def test_priority_date_is_the_earliest_priority_else_filing_never_publication() -> None:
    rows = tables(
        application(priority_date=date(2019, 1, 1)),
        application(at=(A, 3), number="CN222222222A", application="CN202010000002"),
        row("CN333333333A", at=(A, 4), publication_date=date(2021, 1, 1)),
    )["patents"]
    assert rows["priority_date"].to_pylist() == [date(2019, 1, 1), date(2020, 1, 2), None]


def test_classifications_keep_their_order_and_name_the_main_one() -> None:
    made = tables(
        application(ipc_main="A63H27/08", ipc=("B64C31/06", "A63H27/08"), cpc=("Y02T1/0",))
    )
    assert [tuple(row.values())[1:5] for row in made["classifications"].to_pylist()] == [
        ("cpc", "Y02T1/0", 1, False),
        ("ipc", "B64C31/06", 1, False),
        ("ipc", "A63H27/08", 2, True),
    ]


def test_a_dropped_symbol_stays_and_says_where_its_matter_is_now() -> None:
    made = tables(application(ipc_main="H01L31/042", ipc=("H01L31/042", "H10F10/10"), cpc=()))
    dropped, stands = made["classifications"].to_pylist()
    assert (dropped["symbol"], dropped["edition"]) == ("H01L31/042", "2025.01")
    assert "H10F19/00" in dropped["today"]
    assert (stands["symbol"], stands["today"], stands["edition"]) == ("H10F10/10", [], "")


def test_sources_and_rejections_account_for_every_row() -> None:
    made = tables(application(), Rejection(Source(A, 3), "申请号", "x" * 300, "no number"))
    source = only(made["sources"])
    assert (source["rows"], source["publications"], source["rejections"]) == (2, 1, 1)
    assert len(only(made["rejections"])["value"]) == 200


def test_the_same_rows_give_the_same_bytes() -> None:
    def written(rows: pa.Table) -> bytes:
        sink = pa.BufferOutputStream()
        pq.write_table(rows, sink, compression="zstd", store_schema=False)
        content: bytes = sink.getvalue().to_pybytes()
        return content

    files = [File([application(), grant()]), File([application(at=(B, 2), cited_by=4)], file=B)]
    one, other = assemble(files), assemble(reversed(files))
    assert all(written(one[name]) == written(other[name]) for name in COLLECTED)


def test_a_file_that_comes_twice_counts_once() -> None:
    file = File([application()])
    assert len(assemble([file, file])["publications"]) == 1


# --- places of applicants ------------------------------------------------------------------------


def places(*items: Publication) -> list[tuple[str, str]]:
    rows = tables(*items)["applicants"].to_pylist()
    return [(row["place"], row["place_rule"]) for row in rows]


def test_an_address_is_stronger_than_a_declared_region_and_that_than_a_name() -> None:
    firm = "山东纸鸢有限公司"
    assert places(application(applicants=(Party(firm),))) == [("370000", "name")]
    assert places(application(applicants=(Party(firm),), region="370900")) == [
        ("370900", "declared")
    ]
    addressed = Party(firm, address="江苏省苏州市某路1号")
    assert places(application(applicants=(addressed,), region="370900")) == [("320500", "address")]


def test_a_partner_from_elsewhere_does_not_move_to_the_declared_region() -> None:
    partners = (Party("泰安市纸鸢厂"), Party("北京纸鸢有限公司"), Party("王小明"))
    assert places(application(applicants=partners, region="370900")) == [
        ("370900", "name"),
        ("110000", "name"),
        ("370900", "declared"),
    ]


def test_the_country_column_is_stronger_than_a_legal_form_alone() -> None:
    told = application(applicants=(Party("纸鸢有限公司", country="KY"),))
    silent = application(
        at=(A, 9),
        number="CN222222222A",
        application="CN202010000002",
        applicants=(Party("纸鸢有限公司"),),
    )
    assert places(told, silent) == [("KY", "country"), ("KY", "country")]


def test_the_division_at_the_filing_date_stands_beside_todays() -> None:
    firm = Party("某某公司", address="江苏省海门市某路")
    [then] = tables(application(applicants=(firm,)))["applicants"].to_pylist()
    assert then["place"] == "320614"
    names = ("place_then", "place_then_name", "place_then_until")
    assert [then[name] for name in names] == ["320684", "海门市", 2020]
    later = application(applicants=(firm,), application_date=date(2021, 5, 1))
    [now] = tables(later)["applicants"].to_pylist()
    assert [now[name] for name in names] == ["", "", None]


def test_a_patent_without_address_borrows_the_place_of_its_organisation_but_no_namesakes() -> None:
    other = {"at": (A, 9), "number": "CN222222222A", "application": "CN202010000002"}
    for name, lent in (("纸鸢科技有限公司", ("320500", "address")), ("王小明", ("", ""))):
        here = application(applicants=(Party(name, address="江苏省苏州市"),))
        there = application(applicants=(Party(name),), **other)
        assert places(here, there) == [("320500", "address"), lent]


def test_an_unknown_region_is_refused_with_a_remedy() -> None:
    with pytest.raises(ProjectError, match="six digits"):
        tables(application(region="999999"))


def test_a_japanese_row_with_both_scripts_counts_each_party_once() -> None:
    made = tables(
        row(
            "JP2020000001A",
            country="JP",
            applicants=(Party("凧株式会社"), Party("Kite Corp")),
            inventors=("凧 太郎", "Taro Tako"),
        )
    )
    assert only(made["applicants"])["name"] == "Kite Corp"
    assert only(made["inventors"])["share"] == 1.0


def test_withheld_inventors_are_nobody_and_namesakes_in_two_firms_are_two() -> None:
    made = tables(
        application(inventors=("不公告发明人", "张三")),
        application(
            at=(A, 9), number="CN222222222A", application="CN202010000002",
            applicants=(Party("南京大学"),), inventors=("张三",),
        ),
    )  # fmt: skip
    assert made["persons"]["person"].to_pylist() == ["P:张三@南京大学", "P:张三@苏州纸鸢有限公司"]


# --- families ------------------------------------------------------------------------------------


def families(*items: Publication) -> list[tuple[str, str, int, list[str]]]:
    rows = tables(*items)["families"].to_pylist()
    return [(row["family"], row["basis"], row["size"], row["countries"]) for row in rows]


def test_vendor_members_join_patents_also_through_one_that_is_not_in_the_files() -> None:
    cn = application(members=("CN111111111A", "EP3000001A1"))
    us = row("US20200000001A1", at=(A, 3), country="US", members=("EP3000001A1",))
    assert families(cn, us) == [("F:CN202010000001", "vendor", 2, ["CN", "EP", "US"])]


def test_one_set_of_priorities_makes_a_family_and_part_of_it_does_not() -> None:
    made = families(
        row("US20200000001A1", country="US", priorities=("JP2019000001", "JP2019000002")),
        row("EP3000001A1", at=(A, 3), country="EP", priorities=("JP2019000002", "JP2019000001")),
        row("DE102020000001A1", at=(A, 4), country="DE", priorities=("JP2019000001",)),
    )
    assert made == [
        ("F:DE102020000001", "single", 1, ["DE"]),
        ("F:EP3000001", "priority", 2, ["EP", "US"]),
    ]


def test_a_first_filing_belongs_to_those_that_claim_it_alone() -> None:
    us = row("US20210000001A1", at=(A, 3), country="US", priorities=("CN202010000001",))
    assert families(application(), us) == [("F:CN202010000001", "priority", 2, ["CN", "US"])]


def test_priorities_never_join_what_a_vendor_tells_apart() -> None:
    claims = {"priorities": ("JP2019000001",)}
    made = families(
        row("US20200000001A1", country="US", family="1", **claims),
        row("EP3000001A1", at=(A, 3), country="EP", family="2", **claims),
    )
    assert [(key, basis) for key, basis, _, _ in made] == [
        ("F:EP3000001", "vendor"),
        ("F:US20200000001", "vendor"),
    ]


# --- whatever the order --------------------------------------------------------------------------

FILES = tuple(letter * 64 for letter in "cde")
numbers = st.sampled_from(["", "CN111111111A", "CN111111111B", "CN222222222A", "US10000001B2"])
applications = st.sampled_from(["", "CN202010000001", "CN202010000002"])
dates = st.none() | st.sampled_from([date(2019, 1, 1), date(2020, 2, 2), date(2021, 3, 3)])
parties = st.lists(
    st.builds(
        Party,
        st.sampled_from(["苏州纸鸢有限公司", "蘇州紙鳶有限公司", "南京大学", "张三", "Kite Corp."]),
        address=st.sampled_from(["", "江苏省苏州市", "北京市海淀区"]),
        country=st.sampled_from(["", "CN", "US"]),
    ),
    max_size=3,
).map(tuple)


@st.composite
def publications(draw: st.DrawFn) -> list[Publication]:
    found = []
    for line in range(draw(st.integers(0, 12))):
        number, filed = draw(numbers), draw(applications)
        found.append(
            Publication(
                source=Source(draw(st.sampled_from(FILES)), line + 2),
                number=number,
                application=filed if number else filed or "CN202010000003",
                country=(number or "CN")[:2],
                stage="grant" if number.endswith("B") else "application",
                publication_date=draw(dates),
                priority_date=draw(dates),
                texts=tuple(Text("title", "zh", t) for t in draw(st.sets(st.sampled_from("甲乙")))),
                applicants=draw(parties),
                inventors=draw(st.lists(st.sampled_from(["张三", "李四"]), max_size=2).map(tuple)),
                priorities=draw(st.lists(st.sampled_from(["JP1", "JP2"]), max_size=2).map(tuple)),
                family=draw(st.sampled_from(["", "F1"])),
                members=draw(st.lists(numbers.filter(bool), max_size=2).map(tuple)),
                cited_by=draw(st.none() | st.integers(0, 2)),
                region=draw(st.sampled_from(["", "320500"])),
            )
        )
    return found


@settings(max_examples=40, deadline=None)
@given(rows=publications(), data=st.data())
def test_order_of_files_and_rows_changes_nothing_and_sums_agree(
    rows: list[Publication], data: st.DataObject
) -> None:
    def made(items: list[Publication], files: list[str]) -> Tables:
        return assemble([File([r for r in items if r.source.file == f], file=f) for f in files])

    one = made(rows, list(FILES))
    other = made(data.draw(st.permutations(rows)), data.draw(st.permutations(FILES)))
    assert all(one[name].equals(other[name]) for name in COLLECTED)
    check_sums(one, len(rows))


def check_sums(made: Tables, rows: int) -> None:
    """What must hold between the tables, whatever the files."""
    patents = made["patents"]["patent"].to_pylist()
    assert len(made["publications"]) == rows
    assert len(set(patents)) == len(patents)
    assert set(made["publications"]["patent"].to_pylist()) == set(patents)
    assert sum(made["families"]["size"].to_pylist()) == len(patents)
    assert set(made["patents"]["family"].to_pylist()) == set(made["families"]["family"].to_pylist())
    for of, key in (("applicants", "organisation"), ("inventors", "person")):
        known = set(made[f"{key}s"][key].to_pylist())
        assert set(made[of][key].to_pylist()) <= known
        owned = set(made[of]["patent"].to_pylist())
        assert abs(sum(made[of]["share"].to_pylist()) - len(owned)) < 1e-6 * max(1, len(owned))
    parties = {*made["applicants"]["organisation"].to_pylist()}
    parties |= {*made["ownership"]["organisation"].to_pylist()}
    parties |= {*made["organisations"]["group"].to_pylist()}  # heads need not have filed
    assert parties == {*made["organisations"]["organisation"].to_pylist()}
    assert {*made["inventors"]["person"].to_pylist()} == {*made["persons"]["person"].to_pylist()}
    disputes: dict[tuple[str, ...], set[tuple[str, bool]]] = {}
    for row in made["conflicts"].to_pylist():
        if row["field"] == "owners":  # claims about times: several may stand
            continue
        about = (row["patent"], row["field"])
        if row["field"] != "application_date":
            about += (row["publication"],)
        disputes.setdefault(about, set()).add((row["value"], row["kept"]))
    for about, values in disputes.items():
        kept = [value for value, is_kept in values if is_kept]
        assert len(values) > 1
        # One party may be spelled in two ways, and names of two scripts are compared apart.
        assert len(kept) == 1 or (kept and about[1] in ("applicants", "inventors"))
    places = set(made["places"]["place"].to_pylist())
    assert set(made["applicants"]["place"].to_pylist()) - {""} <= places
    assert set(made["places"]["parent"].to_pylist()) - {""} <= places


# --- real exports --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def toyota(shared: Path) -> Tables:
    return assemble([read(shared / "data/incopat/toyota_autonomous_driving_5048.xlsx")])


def test_toyota_applications_and_grants_are_joined(toyota: Tables) -> None:
    documents = Counter(toyota["publications"]["patent"].to_pylist())
    check_sums(toyota, 5048)
    assert 950 < sum(count > 1 for count in documents.values()) < 1050
    granted = toyota["patents"].to_pandas().query("granted")
    stages = toyota["publications"].to_pandas().set_index("publication").stage
    assert (stages.loc[granted.publication] == "grant").mean() > 0.99


def test_toyota_is_one_organisation_in_japan(toyota: Tables) -> None:
    owners = toyota["organisations"].to_pandas().set_index("organisation")
    assert owners.loc["O:丰田自动车株式会社", ["kind", "country"]].tolist() == ["enterprise", "JP"]
    filed = Counter(toyota["applicants"]["organisation"].to_pylist())
    assert filed.most_common(1)[0][0] == "O:丰田自动车株式会社"


def test_two_towns_of_one_house_stay_two_and_two_widths_of_bracket_are_one(shared: Path) -> None:
    made = assemble([read(shared / "data/incopat/openai_72.xlsx")])
    check_sums(made, 73)
    rows = made["organisations"].to_pylist()
    places = {row["organisation"]: row["place"] for row in rows if row["country"] == "CN"}
    assert places["O:开放智能机器上海有限公司"] == "310000"
    assert places["O:开放智能技术南京有限公司"] == "320100"


def test_a_city_portfolio_lies_in_its_city_declared_or_not(shared: Path) -> None:
    path = shared / "data/city-portfolio/taian_1985-2014_part1.xlsx"
    made, declared = assemble([read(path)]), assemble([read(path, region="370900")])
    check_sums(made, 3700)
    firms = organisations_at(made)
    assert sum(place.startswith("37") for place in firms) > 0.8 * len(firms)
    everyone = declared["applicants"]["place"].to_pylist()
    assert sum(place.startswith("3709") for place in everyone) > 0.85 * len(everyone)


def organisations_at(made: Tables) -> list[str]:
    """Places of the applicants that are not individuals."""
    kinds = {row["organisation"]: row["kind"] for row in made["organisations"].to_pylist()}
    rows = made["applicants"].to_pylist()
    return [row["place"] for row in rows if kinds[row["organisation"]] != "individual"]


def test_addresses_with_postcodes_become_cities(shared: Path) -> None:
    made = assemble([read(shared / "data/cnipr/cnipr_100.xlsx")])
    rows = made["applicants"].to_pandas()
    first = rows[rows.position == 1]
    assert (first.place_rule == "address").mean() > 0.95
    levels = {row["place"]: row["level"] for row in made["places"].to_pylist()}
    assert (
        first.place.map(levels).isin(["city", "county"]).mean() > 0.7
    )  # cities such as 上海 are provinces


def test_three_vendors_in_one_drop(shared: Path) -> None:
    names = (
        "incopat/toyota_autonomous_driving_5048.xlsx",
        "google-patents/gp-search_solid-electrolyte.csv",
        "city-portfolio/taian_1985-2014_part1.xlsx",
    )
    made = assemble([read(shared / "data" / name) for name in names])
    check_sums(made, 5048 + 4264 + 3700 - len(made["rejections"]))


def test_a_damaged_value_is_kept_with_its_place() -> None:
    told = Damage(Source(A, 2), "申请日", "2019-02-30", "is no day of the calendar")
    tables = assemble([File([application()], warnings=[told])])
    assert tables["damages"].to_pylist() == [
        {"file": A, "row": 2, "field": "申请日", "value": "2019-02-30", "reason": told.reason}
    ]
