"""Addresses as files hold them: divisions of their day, left-out names, English, abroad."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patnav.ingest.places.addresses import ADDRESS_RULES, division_then, find_address
from patnav.ingest.places.divisions import divisions
from patnav.ingest.places.gazetteer import gazetteer


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("北京市宣武区某街", "110102"),  # 2010
        ("上海市南汇区惠南镇", "310115"),  # 2009
        ("江苏省苏州市金阊区某路", "320508"),  # 2012
        ("江苏省吴江市盛泽镇", "320509"),
        ("江苏省吴县市郭巷镇", "320506"),  # the county was divided; the town tells
        ("四川省万县市", "500101"),  # now in another province
        ("山东省莱芜市莱城区", "370116"),  # 2019
        ("安徽省巢湖市无为县", "340281"),  # 2011, divided between three cities
        ("吉林省四平市公主岭市", "220184"),  # 2020
        ("杭州市江干区某路", "330102"),  # 2021
        ("重庆市渝北区大湾镇", "500109"),  # 2025, the town went another way than the rest
        ("山东省即墨市某路", "370215"),
        ("湖北省襄樊市樊城区", "420606"),
    ],
)
def test_a_division_of_former_days_leads_to_todays(address: str, code: str) -> None:
    assert find_address(address).code == code


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("南京市北京东路1号", "320100"),
        ("上海市南京西路1号", "310000"),
        ("青岛市香港中路1号", "370200"),
        ("广州天河北路1号", "440100"),
        ("大连市中山区人民路", "210202"),
        ("海南省海口市海南大学", "460100"),
        ("内蒙古自治区乌海市海南区", "150303"),
    ],
)
def test_a_street_is_no_city(address: str, code: str) -> None:
    assert find_address(address).code == code


@pytest.mark.parametrize(
    ("address", "code", "rule"),
    [
        ("苏州吴中区郭巷镇", "320506", "address"),
        ("某某大学 北京市海淀区某路1号", "110108", "address"),
        ("深圳市某某有限公司 江苏省苏州市吴江区", "320509", "address"),
        ("地址：江蘇省蘇州市 吳中區", "320506", "address"),
        ("１００１９０　北京市　海淀区", "110108", "address"),
        ("徐州市徐州经济开发区某路", "320300", "address"),
        ("贵州省黔南州都匀市", "522701", "address"),
        ("河北省雄安新区容城县", "130629", "address"),
        ("北京朝阳", "110105", "address"),
        ("青岛市北区某路", "370203", "address"),
        ("青岛市市南区香港西路", "370202", "address"),
        ("江苏省苏州市工业园区某街", "320500", "address"),
        ("湖南省长沙市经济技术开发区", "430121", "address"),
        ("江苏省苏州市郭巷街道", "320506", "address+town"),
        ("北京市100084信箱清华大学", "110108", "address+organisation"),
        ("100020 朝阳区某路", "110105", "address+postcode"),
        ("130012 朝阳区某路", "220104", "address+postcode"),
        ("215123 某街1号", "320500", "postcode"),
        ("清华大学", "110108", "organisation"),
        ("鼓楼区某路", "CN", "country"),
        ("中国", "CN", "country"),
        ("某路1号", "", ""),
    ],
)
def test_words_postcode_town_and_institute_help_each_other(
    address: str, code: str, rule: str
) -> None:
    assert find_address(address)[:2] == (code, rule)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("No. 1 Some Road, Haidian District, Beijing 100080, CN", "110108"),
        ("Shenzhen, Guangdong", "440300"),
        ("Pudong New Area, Shanghai", "310115"),
        ("Nanjing West Road, Shanghai 200040", "310000"),
        ("Kunshan, Jiangsu", "320583"),
        ("Hohhot, Inner Mongolia", "150100"),
        ("Taizhou 317000, China", "331000"),
        ("Longgang District, Shenzhen, Guangdong 518129, P.R. China", "440307"),
    ],
)
def test_english_and_pinyin(address: str, code: str) -> None:
    assert find_address(address).code == code


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("東京都港区芝五丁目", "JP"),
        ("神奈川県横浜市", "JP"),
        ("美国加利福尼亚州", "US"),
        ("德国慕尼黑", "DE"),
        ("韓國京畿道水原市", "KR"),
        ("경기도 수원시 영통구", "KR"),
        ("D-80333 München", "DE"),
        ("Cambridge CB2 1TN", "GB"),
        ("Toyota-shi, Aichi-ken", "JP"),
        ("Mountain View, CA 94043", "US"),
        ("中国香港九龙", "810000"),
        ("Hsinchu, Taiwan", "710000"),
    ],
)
def test_abroad_ends_at_the_country(address: str, code: str) -> None:
    assert find_address(address).code == code


@pytest.mark.parametrize(
    ("address", "year", "then"),
    [
        ("江苏省海门市", 2015, "320684"),
        ("江苏省海门市", 0, "320684"),
        ("江苏省南通市海门区", 2015, "320684"),
        ("江苏省南通市海门区", 2024, None),
        ("湖北省襄阳市襄城区", 2005, "420600"),  # the city had another name
        ("江苏省苏州市姑苏区", 2005, None),  # one of three: unknown
        ("江苏省苏州市平江区", 2005, "320503"),
        ("北京市海淀区", 2005, None),
    ],
)
def test_the_division_at_the_filing_date_is_kept(address: str, year: int, then: str | None) -> None:
    found = find_address(address, year).then
    assert (found.code if found else None) == then


def test_a_place_without_address_has_its_past_too() -> None:
    before, after = division_then("370116", 2010), division_then("370116", 2020)
    assert before is not None
    assert (before.code, before.name, before.until) == ("371202", "莱城区", 2019)
    assert after is None
    assert division_then("JP", 2010) is None


def test_every_former_division_leads_to_one_of_today() -> None:
    places = gazetteer().places
    former = [division for group in divisions().former.values() for division in group]
    assert len(former) > 3000
    assert all(division.now in places for division in former)
    assert all(division.since < division.until <= 2025 for division in former)


def test_postcodes_and_towns_lead_to_places_of_today() -> None:
    places = gazetteer().places
    assert set(divisions().postcodes.values()) <= set(places)
    assert {code for towns in divisions().towns.values() for code in towns.values()} <= set(places)


@given(st.text(max_size=60), st.sampled_from([0, 1990, 2012]))
def test_any_text_is_answered_with_a_place_and_a_rule_or_with_neither(text: str, year: int) -> None:
    found = find_address(text, year)
    assert bool(found.code) == bool(found.rule)
    assert not found.code or found.code in gazetteer().places
    assert found.rule in ("", *ADDRESS_RULES)
