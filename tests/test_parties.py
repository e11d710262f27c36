"""Names of parties: what is one key, what stays two, and what a name tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patnav.ingest.parties.canonical import rewrite
from patnav.ingest.parties.identity import identify, is_placeholder, normalise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("丰田自动车株式会社", "豐田自動車株式會社"),
        ("住友电气工业株式会社", "住友電気工業株式会社"),
        ("开放智能机器(上海)有限公司", "开放智能机器（上海）有限公司"),
        ("纸鸢科技有限责任公司", "纸鸢科技有限公司"),
        ("纸鸢科技股份公司", " 纸鸢科技 股份有限公司"),
        ("ＴＤＫ株式会社", "tdk株式会社"),
        ("湖北万▲潤▼新材料有限公司", "湖北万润新材料有限公司"),
        ("纸鸢大学（CN）", "纸鸢大学"),
        ("㈱デンソー", "株式会社デンソー"),
        ("Kite Motor Co., Ltd.", "KITE MOTOR COMPANY LIMITED"),
        ("Kite Inc.", "Kite, Incorporated"),
        ("Université de Montréal", "Universite de Montreal"),
        ("Kite GmbH & Co. KG", "KITE GMBH AND CO KG"),
        ("주식회사 연", "주식회사연"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("开放智能机器(上海)有限公司", "开放智能机器(北京)有限公司"),
        ("开放智能机器(上海)有限公司", "开放智能机器有限公司"),
        ("纸鸢科技股份有限公司", "纸鸢科技有限公司"),
        ("纸鸢一厂", "纸鸢二厂"),
        ("株式会社东芝", "东芝株式会社"),
        ("Kite Inc", "Kite LLC"),
        ("李芸", "李艺"),
    ],
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text(min_size=1, max_size=20))
def test_a_key_is_its_own_key(name: str) -> None:
    key = normalise(name)
    assert normalise(key) == key


@pytest.mark.parametrize(
    "name",
    ["不公告发明人", "请求不公布姓名", "Not disclosed", "-", "", "***", "Limited.", "有限公司"],
)
def test_placeholders_are_nobody(name: str) -> None:
    assert is_placeholder(name)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("纸鸢科技有限公司", "enterprise"),
        ("泰安市轴承厂", "enterprise"),
        ("某大学科技园有限公司", "enterprise"),
        ("丰田自动车株式会社", "enterprise"),
        ("Kite Motor Corp.", "enterprise"),
        ("山东农业大学", "university"),
        ("中国石油大学(华东)", "university"),
        ("Univ Nanjing", "university"),
        ("부산대학교 산학협력단", "university"),
        ("中国科学院金属研究所", "institute"),
        ("Fraunhofer Gesellschaft", "institute"),
        ("泰安市中心医院", "hospital"),
        ("某某市公安局", "government"),
        ("王小明", "individual"),
        ("欧阳小明", "individual"),
        ("约翰·史密斯", "individual"),
        ("김철수", "individual"),
        ("Kite, John A.", "individual"),
        ("三星", "unknown"),
        ("Kite", "unknown"),
    ],
)
def test_the_name_tells_the_kind(name: str, kind: str) -> None:
    assert identify(name).kind == kind


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("丰田自动车株式会社", "JP"),
        ("三星電子株式会社", "KR"),
        ("丰田汽车(中国)投资有限公司", "CN"),
        ("罗伯特·博世有限公司", "DE"),
        ("纸鸢科技有限公司", "CN"),
        ("紙鳶科技股份有限公司", ""),  # traditional characters: it may be from Taiwan or Hong Kong
        ("艾克索尔布兰德有限公司", ""),  # transliterated: the form is the translator's
        ("比亚迪股份有限公司", "CN"),
        ("香港科技大学", "HK"),
        ("日商纸鸢股份有限公司", "JP"),
        ("Kite GmbH", "DE"),
        ("Kite Inc.", ""),
        ("Toyota Motor Corp", "JP"),
        ("Hon Hai Precision Industry Co., Ltd.", "TW"),
        ("Toyota Motor North America, Inc.", "US"),
        ("Toyota Motor Europe", ""),
        ("Northwestern Polytechnical University", "CN"),
        ("Northwestern University", "US"),
        ("주식회사 연", "KR"),
        ("연 가부시키가이샤", "JP"),
        ("연 리미티드", ""),  # hangul spells foreign names too
        ("王小明", ""),
    ],
)
def test_the_name_tells_the_country_or_nothing(name: str, country: str) -> None:
    assert identify(name).country == country


@pytest.mark.parametrize(
    ("name", "key", "place"),
    [
        ("纸鸢大学 [CN/CN]", "纸鸢大学", "CN"),
        ("日商纸鸢股份有限公司 (日本)", "日商纸鸢股份有限公司", "JP"),
        ("紙鳶股份有限公司 臺北市某區某路9號4樓 (中華民國)", "纸鸢股份有限公司", "710000"),
        ("Kite Foundation [KR/KR]", "kite foundation", "KR"),
        ("王小明 (日本)", "王小明", "JP"),
    ],
)
def test_what_exports_hang_on_behind_a_name_goes(name: str, key: str, place: str) -> None:
    told = identify(name)
    assert told.key == key
    assert told.place is not None
    assert told.place.code == place


def test_a_blank_for_the_apostrophe_of_pinyin_is_one_place() -> None:
    assert rewrite("UNIV XI AN JIAOTONG").key == "university xian jiaotong"
    assert rewrite("XI'AN TEXTILE CO LTD").key == rewrite("XI AN TEXTILE CO LTD").key
    assert rewrite("AN ELEVATOR CO LTD").key == "an elevator co ltd"
