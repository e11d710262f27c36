"""Addresses and names become places; what is ambiguous is not guessed."""

from __future__ import annotations

import pytest

from patnav.ingest.places.gazetteer import gazetteer, stem
from patnav.ingest.places.locate import Located, locate, locate_name


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("226634 江苏省南通市海安县某镇16组", "320685"),  # today 海安市
        ("200436 上海市闸北区某路272号", "310106"),  # 静安区 today
        ("271104 山东省莱芜市钢城区某街", "370117"),
        ("江苏苏州工业园区", "320500"),
        ("江蘇省蘇州市", "320500"),
        ("中国江苏省昆山市", "320583"),
        ("内蒙古包头市", "150200"),
        ("湖北省恩施土家族苗族自治州", "422800"),
        ("吉林市船营区", "220204"),
        ("吉林长春", "220100"),
        ("新疆乌鲁木齐", "650100"),
        ("重庆市万州区", "500101"),
        ("中国香港九龙", "810000"),
        ("台湾新竹", "710000"),
        ("日本爱知县", "JP"),
        ("中国", "CN"),
        ("Building 3, Wuxi, Jiangsu, P.R. China", "320200"),
        ("Suzhou, Jiangsu, China", "320500"),
        ("Taizhou, China", "CN"),  # one in Jiangsu, one in Zhejiang
        ("Taizhou, Jiangsu, China", "321200"),
        ("Xi'an 710049, CN", "610100"),
        ("San Jose, CA 95110", "US"),
        ("Toyota-shi, Aichi, JP", "JP"),
        ("Seoul, Republic of Korea", "KR"),
    ],
)
def test_an_address_ends_at_the_narrowest_place_that_is_certain(address: str, code: str) -> None:
    assert locate(address) == Located(code, "address")


@pytest.mark.parametrize(
    "address", ["", "鼓楼区某路", "朝阳区", "Main Street 5", "San Jose, CA", "某路1号"]
)
def test_what_is_ambiguous_is_not_guessed(address: str) -> None:
    assert locate(address) is None


def test_a_county_that_two_cities_have_ends_at_the_province() -> None:
    assert locate("江苏省鼓楼区某路") == Located("320000", "address")


@pytest.mark.parametrize(
    ("name", "code", "rule"),
    [
        ("某某智能(上海)有限公司", "310000", "name"),
        ("北京某某(苏州)有限公司", "320500", "name"),
        ("泰安市轴承厂", "370900", "name"),
        ("山东省泰安市某某灯泡厂", "370900", "name"),
        ("昆山某某有限公司", "320583", "name"),
        ("国网江苏省电力有限公司", "320000", "name"),
        ("中国科学院上海硅酸盐研究所", "310000", "name"),
        ("中国某某集团", "CN", "name"),
        ("南京大学", "320100", "university"),
        ("中山大学", "440100", "university"),
        ("上海交通大学医学院附属某医院", "310000", "university"),
        ("东南大学苏州研究院", "320500", "name"),
        ("哈尔滨工业大学(威海)", "371000", "name"),
        ("某某物料(瑞典)公司", "SE", "name"),
        ("Univ Jilin", "220100", "university"),
        ("Jinan University", "440100", "university"),
        ("Kite Electronics (Kunshan) Co., Ltd.", "320583", "name"),
        ("Kite Co Ltd of Zhangjiagang City", "320582", "name"),
        ("Kite Tech Xi'an Co Ltd", "610100", "name"),
        ("NANJING KITE CO LTD", "320100", "name"),
        ("China Kite Corp", "CN", "name"),
    ],
)
def test_a_name_carries_its_place(name: str, code: str, rule: str) -> None:
    assert locate_name(name) == Located(code, rule)


@pytest.mark.parametrize(
    "name", ["安康科技有限公司", "朝阳轮胎", "Taizhou Kite Ltd", "Kite Ltd", "东方某某有限公司"]
)
def test_a_brand_is_no_place(name: str) -> None:
    assert locate_name(name) is None


def test_parents_lead_to_the_country() -> None:
    assert gazetteer().parents("320583") == ["320500", "320000", "CN"]
    assert [place.code for place in gazetteer().with_parents(["320583", "JP", ""])] == [
        "320000", "320500", "320583", "CN", "JP",
    ]  # fmt: skip


def test_every_place_has_a_parent_that_exists_and_a_name() -> None:
    places = gazetteer().places
    assert all(
        place.name_zh and (not place.parent or place.parent in places) for place in places.values()
    )
    assert {place.level for place in places.values()} == {"country", "province", "city", "county"}
    assert all(p.name_en for p in places.values() if p.level != "county")


@pytest.mark.parametrize(
    ("name", "short"),
    [("江苏省", "江苏"), ("内蒙古自治区", "内蒙古"), ("广西壮族自治区", "广西"), ("忠县", "忠县"),
     ("延边朝鲜族自治州", "延边"), ("大兴安岭地区", "大兴安岭"), ("香港特别行政区", "香港")],
)  # fmt: skip
def test_stem(name: str, short: str) -> None:
    assert stem(name) == short
