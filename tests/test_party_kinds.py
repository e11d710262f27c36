"""What is no enterprise by the form of its name, or by its inventors, is on no list of them."""

from __future__ import annotations

import pytest
from test_assemble import application, tables

from patnav.ingest.parties.identity import identify
from patnav.model import Party

FORMS = {
    "university": [
        "国立大学法人東海国立大学機構",
        "学校法人慶應義塾",
        "학교법인 한양학원",
        "河海大学常州校区",
        "THE BOARD OF REGENTS OF THE NEVADA SYSTEM",
        "재단법인서울대학교산학협력재단",
    ],
    "institute": [
        "財団法人癌研究会",
        "社団法人日本",
        "俄亥俄州国家创新基金会",
        "사회복지법인 삼성생명공익재단",
        "中国科学院文献情报中心",
        "弗劳恩霍夫应用研究促进协会",
    ],
    "hospital": ["中国人民解放军总医院第一医学中心", "医疗法人伊万医疗财团", "无锡市精神卫生中心"],
    "government": [
        "The United States Of America",
        "대한민국(보건복지부장관)",
        "中国人民解放军陆军工程大学训练基地",
        "United States of America, as represented by the Director, National Institute",
    ],
    "individual": ["J 肯尼", "R·图利", "乔丹·S·卡瓦纳"],
    "enterprise": ["United States Steel Corp", "深圳财团科技有限公司", "A 公司"],
    "unknown": ["DS全球", "维萨国际服务协会"],
}


@pytest.mark.parametrize(("kind", "name"), [(kind, one) for kind in FORMS for one in FORMS[kind]])
def test_the_form_of_a_name_tells_what_is_no_enterprise(kind: str, name: str) -> None:
    assert identify(name).kind == kind


@pytest.mark.parametrize(
    "inventor", ["John B. Goodenough", "Goodenough John B", "GOODENOUGH, John B."]
)
def test_who_invents_under_any_order_of_the_name_is_a_person(inventor: str) -> None:
    made = tables(application(applicants=(Party("Goodenough John B"),), inventors=(inventor,)))
    assert [row["kind"] for row in made["organisations"].to_pylist()] == ["individual"]
