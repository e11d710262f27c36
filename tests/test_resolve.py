"""`patnav resolve`: labelled pairs, the machine interface, what an answer may depend on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from party_scores import outcomes, scores

from patnav.cli import cli
from patnav.errors import InputError
from patnav.ingest.parties.known import aliases, head_of
from patnav.ingest.parties.profile import profile
from patnav.ingest.parties.resolve import Query, read_queries, resolve


def answers(*names: str) -> list[dict[str, Any]]:
    return list(resolve([Query(number, name) for number, name in enumerate(names)]))


@pytest.mark.parametrize(
    ("half", "recall", "f1"), [("dev", 0.65, 0.95), ("held-out", 0.62, 0.93), ("blind", 0.48, 0.83)]
)
def test_labelled_pairs_are_resolved(half: str, recall: float, f1: float) -> None:
    reached = scores(outcomes(half))
    assert reached.automatic_precision >= 0.99
    assert reached.automatic_recall >= recall
    assert reached.precision >= 0.97
    assert reached.f1 >= f1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("丰田自动车株式会社", "TOYOTA JIDOSHA KABUSHIKI KAISHA"),
        ("トヨタ自動車株式会社", "Toyota Motor Corporation"),
        ("삼성전자주식회사", "三星电子株式会社"),
        ("松下電器産業株式会社", "パナソニックホールディングス株式会社"),
        ("UNIV TSINGHUA", "清华大学"),
        ("纸鸢现实(深圳)科技有限公司", "纸鸢现实深圳科技有限公司"),
        ("日商紙鳶工業股份有限公司", "纸鸢工业株式会社"),
        ("南韓商紙鳶工業股份有限公司", "纸鸢工业株式会社"),
        ("纸鸢株-C", "纸鸢株式会社"),
        ("Kabushiki Kaisha Tako", "TAKO KK"),
        ("KITEFLYING PREC IND SHENZHEN CO LTD", "Kiteflying Precision Industry (Shenzhen) Co Ltd"),
        ("INT KITE MACHINES CORP <IKM>", "International Kite Machines Corporation"),
        ("Kite Institut für Technologie (KIT)", "Kite Institut fur Technologie"),
        ("国立研究開発法人紙鳶研究所", "独立行政法人紙鳶研究所"),
        ("紙鳶株式会社Tako Corporation", "紙鳶株式会社"),
    ],
)
def test_one_legal_person_has_one_key(one: str, other: str) -> None:
    first, second = answers(one, other)
    assert first["organisation"] == second["organisation"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("纸鸢科技有限公司", "纸鸢科技股份有限公司"),
        ("深圳市纸鸢科技有限公司", "深圳纸鸢科技有限公司"),
        ("福州纸鸢电子有限公司", "纸鸢电子有限公司"),
        ("国网纸鸢省电力公司", "国网纸鸢省电力有限公司"),
        ("纸鸢地质研究所", "纸鸢地质研究院"),
        ("纸鸢股份有限公司齐鲁分公司", "纸鸢股份有限公司"),
        ("南京纸鸢新能源汽车有限公司", "Nanjing Zhiyuan New Energy Automobile Co., Ltd."),
        ("カイトメディカル株式会社", "Kaito Medical Corporation"),
        ("腾讯纸鸢科技(北京)有限公司", "TENCENT ZHIYUAN TECH BEIJING CO LTD"),
        ("株式会社荏谷製作所", "EGAYA CORP"),
        ("纸鸢国际-C", "纸鸢国际产业株式会社"),
        ("美商紙鳶光學有限公司", "纸鸢光学有限公司"),
        ("INST KITES CAS", "Institute of Kites, Chinese Academy of Sciences"),
        ("KITEFLYING SHEZHEN CO LTD", "KITEFLYING SHENZHEN CO LTD"),
        ("KITFLYING OPTICS INC", "KITEFLYING OPTICS INC"),
        ("KITE FLYING OPTICS INC", "KITEFLYING OPTICS INC"),
        ("Kiteflying Optics Inc", "KITEFLYING OPTICS"),
    ],
)  # fmt: skip
def test_probable_likeness_is_proposed_with_its_reason(one: str, other: str) -> None:
    first, second = answers(one, other)
    assert first["organisation"] != second["organisation"]
    [proposal] = first["suggestions"]
    assert (proposal["id"], proposal["organisation"]) == (1, second["organisation"])
    assert all(proposal["evidence"])
    assert 0.5 <= proposal["confidence"] < 1
    assert [back["id"] for back in second["suggestions"]] == [0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("纸鸢智能(上海)有限公司", "纸鸢智能(北京)有限公司"),
        ("纸鸢大学", "纸鸢大学附属医院"),
        ("纸鸢大学", "纸鸢大学资产经营有限公司"),
        ("一汽-大众汽车有限公司", "大众汽车股份公司"),
        ("Samsung Electronics Co., Ltd.", "Samsung SDI Co., Ltd."),
        ("University of Washington", "Washington University"),
        ("HANGZHOU MINSHENG CO LTD", "HANGZHOU BENSHENG CO LTD"),
        ("Kiteflying GmbH", "Kiteflying Inc"),
        ("纸鸢第二研究所", "纸鸢第三研究所"),
        ("东北大学", "国立大学法人東北大学"),
        ("纸鸢科技有限公司", "纸鸢技术有限公司"),
    ],
)
def test_two_legal_persons_are_neither_merged_nor_proposed(one: str, other: str) -> None:
    first, second = answers(one, other)
    assert first["organisation"] != second["organisation"]
    assert second["organisation"] not in [each["organisation"] for each in first["suggestions"]]


def test_a_slip_in_a_known_name_is_proposed_without_the_name_in_the_file() -> None:
    [answer] = answers("HUAWEI TECNOLOGIES CO LTD")
    assert [each["organisation"] for each in answer["suggestions"]] == ["O:华为技术有限公司"]
    assert "id" not in answer["suggestions"][0]


def test_group_and_type_are_told() -> None:
    member, head, alone = answers("Samsung SDI Co., Ltd.", "삼성전자주식회사", "纸鸢研究院")
    assert member["group"] == head["group"] == head["organisation"]
    assert (alone["group"], alone["type"]) == (None, "institute")


def test_names_in_two_countries_are_not_proposed() -> None:
    one, other = Query(1, "Kiteflying Inc", "US"), Query(2, "Kiteflying Corp", "JP")
    assert not any(answer["suggestions"] for answer in resolve([one, other]))


_NAMES = [
    *[alias.name for alias in aliases()][::80],
    *("纸鸢科技有限公司", "纸鸢科技股份有限公司", "KITFLYING OPTICS", "KITEFLYING OPTICS INC"),
]


@settings(max_examples=6, deadline=None)
@given(st.permutations(_NAMES), st.integers(2, len(_NAMES)))
def test_an_answer_depends_on_its_own_name_and_those_alike(order: list[str], length: int) -> None:
    whole = {answer["name"]: answer for answer in resolve([Query(n, n) for n in sorted(_NAMES)])}
    part = order[:length]
    for answer in resolve([Query(n, n) for n in part]):
        told = whole[answer["name"]]
        assert {**answer, "suggestions": 0} == {**told, "suggestions": 0}
        ours = [each for each in told["suggestions"] if each.get("id") in part]
        assert [each for each in answer["suggestions"] if "id" in each] == ours


def test_known_names_lead_to_known_organisations_and_heads() -> None:
    organisations = {alias.organisation for alias in aliases() if not alias.relation}
    assert {alias.organisation for alias in aliases()} == organisations
    heads = {head_of(key) for key in organisations} - {""}
    assert heads <= organisations


def test_every_known_name_is_known_under_its_own_organisation() -> None:
    for alias in aliases():
        assert profile(alias.name).organisation == alias.organisation


def test_the_command_answers_every_line_in_order(tmp_path: Path) -> None:
    source, target = tmp_path / "names.jsonl", tmp_path / "out.jsonl"
    names = [{"id": "b", "name": "清华大学", "extra": 1}, {"id": 7, "name": "UNIV TSINGHUA"}]
    source.write_text("\n".join(json.dumps(row) for row in names) + "\n\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["resolve", str(source), "-o", str(target)])
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["b", 7]
    assert {row["organisation"] for row in rows} == {"O:清华大学"}
    keys = {"id", "name", "organisation", "group", "type", "suggestions", "evidence"}
    assert all(set(row) == keys for row in rows)


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"id": 1}', '{"name": "x"}', '{"id": true, "name": ""}', '{"id": 1, "name": 2}'],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "names.jsonl"
    path.write_text('{"id": 1, "name": "x"}\n' + line, encoding="utf-8")
    with pytest.raises(InputError, match=r"names\.jsonl:2"):
        read_queries(path)
