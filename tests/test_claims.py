"""Claims: numbers and references, elements by learned borders, charts. Sentences are our own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import yaml

from patnav.analysis import compare_charts
from patnav.errors import InputError
from patnav.ingest.annotate.claim_heads import signs_of
from patnav.ingest.annotate.claim_set import claims_of
from patnav.ingest.annotate.claim_table import claim_rows
from patnav.ingest.annotate.claims import find_elements, split_claim
from patnav.ingest.annotate.text import fold
from patnav.ingest.learn.claims import LabelledClaim, fit_claims, predict, write_weights

CHINESE = (
    "1.一种电池，包括壳体（1），其特征在于：所述壳体（1）内设有电芯（2），所述壳体（1）外装有散热片（3）。"
    "2.根据权利要求1所述的电池，其特征在于，散热片（3）为铜。"
    "3、如权利要求1-2任一项所述的电池，其特征在于，还包括盖（4）。"
    "4. 一种车辆，其特征在于，包括权利要求1至3中任意一项所述的电池。"
)
ENGLISH = (
    "1. A battery comprising: a housing (12); and a cell (21a) in the housing, wherein the cell"
    " is flat. 2. The battery of claim 1, wherein the cell is round. 3. The battery according to"
    " any of the preceding claims, further comprising a lid. 4. A vehicle comprising the battery"
    " of any one of claims 1 to 3."
)


@pytest.mark.parametrize(("text", "lang"), [(CHINESE, "zh"), (ENGLISH, "en")])
def test_claims_name_what_they_depend_on_or_take_in(text: str, lang: str) -> None:
    found = [(one.number, one.dependent, one.parents) for one in claims_of(fold(text), lang)]
    assert found == [
        (1, False, ()),
        (2, True, (1,)),
        (3, True, (1, 2)),
        (4, False, (1, 2, 3)),
    ]


def test_a_first_claim_may_lack_its_number() -> None:
    text = "一种阀，其特征在于，设有球体。2．根据权利要求1所述的阀，其特征在于球体为钢。"
    found = claims_of(fold(text), "zh")
    assert [(one.number, one.dependent, one.parents) for one in found] == [
        (1, False, ()),
        (2, True, (1,)),
    ]
    assert text[found[0].start : found[0].end].startswith("一种阀")
    measured = "一种阀，其特征在于，孔径为1.5至 2.5毫米；2.根据流量调节开度。"
    assert len(claims_of(fold(measured), "zh")) == 1


def test_numbers_of_steps_are_no_claims() -> None:
    text = "1、一种方法，其特征在于：1、切割；2、焊接。2、根据权利要求1所述的方法，焊接为激光焊接。"
    claims = claims_of(fold(text), "zh")
    assert [one.number for one in claims] == [1, 2]
    assert text[claims[1].start :].startswith("根据权利要求1")


@pytest.mark.parametrize(
    ("words", "parents"),
    [
        ("根据权利要求1或3所述的泵", (1, 3)),
        ("根据权利要求1、2和4所述的泵", (1, 2, 4)),
        ("如权利要求2至4中任一项所述的泵", (2, 3, 4)),
        ("如前述任一权利要求所述的泵", (1, 2, 3, 4)),
    ],
)
def test_a_claim_that_names_several_keeps_all(words: str, parents: tuple[int, ...]) -> None:
    before = "".join(f"{number}.一种泵，其特征在于，有阀。" for number in range(1, 5))
    last = claims_of(fold(f"{before}5.{words}，其特征在于，阀为球阀。"), "zh")[-1]
    assert (last.dependent, last.parents) == (True, parents)


def test_elements_of_all_claims_are_verbatim_and_in_order() -> None:
    marks = find_elements(fold(CHINESE), "zh")
    quotes = [(one.claim, one.no, one.part, CHINESE[one.start : one.end]) for one in marks]
    assert quotes[:3] == [
        (1, 0, "preamble", "一种电池，包括壳体（1）"),
        (1, 1, "characterising", "所述壳体（1）内设有电芯（2）"),
        (1, 2, "characterising", "所述壳体（1）外装有散热片（3）"),
    ]
    assert (2, 1, "additional", "散热片（3）为铜") in quotes
    assert all(0 < one.confidence <= 1 for one in marks)


def test_a_clause_that_defines_the_part_just_named_stays_with_it() -> None:
    text = (
        "一种支架，其特征在于：包括底座和立柱；所述底座上固定有转轴（3），转轴（3）呈圆柱形，"
        "所述立柱上设有挂钩（4）。"
    )
    claim = split_claim(fold(text), "zh")
    assert [text[one.start : one.end] for one in claim.elements][1:] == [
        "所述底座上固定有转轴（3），转轴（3）呈圆柱形",
        "所述立柱上设有挂钩（4）",
    ]


def test_each_ingredient_with_its_amount_is_an_element() -> None:
    text = "一种涂料，其特征在于，由以下重量份的原料组成：树脂30-40份、石英砂20份、水10份。"
    claim = split_claim(fold(text), "zh")
    quotes = [text[one.start : one.end] for one in claim.elements]
    assert quotes[-2:] == ["石英砂20份", "水10份"]


def test_reference_signs_have_their_names() -> None:
    assert signs_of(fold("所述壳体（1）与盖板（2a）铰接"), "zh") == ("1 壳体", "2a 盖板")
    assert signs_of("a drive shaft (12) and the cutting rotor (14)", "en") == (
        "12 drive shaft",
        "14 cutting rotor",
    )
    assert signs_of(fold("便筒2前端设有盖3"), "zh")[0] == "2 便筒"


@pytest.mark.parametrize(
    "text", ["", "。", "其特征在于", "一种", "1.", "其特征在于，。；，", "1.。2.。"]
)
def test_odd_claims_do_no_harm(text: str) -> None:
    for mark in find_elements(fold(text), "zh"):
        assert 0 <= mark.start < mark.end <= len(text)


def test_claims_of_any_length_are_cut() -> None:
    clause = "所述底座（1）上设有立柱（2），立柱（2）呈圆形，"
    text = "一种支架，其特征在于：" + clause * 400
    found = split_claim(fold(text), "zh").elements
    assert all(one.end <= two.start for one, two in pairwise(found))
    many = "1.一种泵，其特征在于，有阀。" + "".join(
        f"{number}.根据权利要求{number - 1}所述的泵，其特征在于，有第{number}个阀。"
        for number in range(2, 301)
    )
    assert len(claims_of(fold(many), "zh")) == 300


def test_the_table_tells_form_category_and_parents() -> None:
    rows = list(claim_rows([{"patent": "P", "section": "claim", "lang": "zh", "text": CHINESE}]))
    assert [(row["kind"], row["form"]) for row in rows] == [
        ("independent", "two_part"),
        ("dependent", ""),
        ("dependent", ""),
        ("independent", "two_part"),
    ]
    assert rows[0]["subject"] == "电池"
    assert rows[2]["parents"] == ["1", "2"]
    assert (
        list(claim_rows([{"patent": "P", "section": "claim", "lang": "ja", "text": "ポンプ" * 9}]))
        == []
    )


def test_a_method_of_things_is_a_method_and_media_are_cut_at_what_they_cause() -> None:
    text = "1.一种泵与阀的控制方法，其特征在于，测量压力；关闭阀。"
    row = next(claim_rows([{"patent": "P", "section": "claim", "lang": "zh", "text": text}]))
    assert row["category"] == "method"
    media = "A medium storing code that, when run, causes a processor to: read a value; sort it."
    claim = split_claim(fold(media), "en")
    assert [media[one.start : one.end] for one in claim.elements] == ["read a value", "sort it"]
    method = "A method of sorting, the method comprising: reading a value; and sorting it."
    preamble = split_claim(fold(method), "en").preamble
    assert preamble is not None
    assert method[slice(*preamble)] == "A method of sorting"


def labelled(count: int) -> list[LabelledClaim]:
    """Claims whose elements begin at 所述 and nowhere else."""
    made = []
    for number in range(count):
        part = "甲乙丙丁戊己庚辛"[number % 8]
        text = f"一种{part}机，其特征在于：所述{part}座有孔，孔为圆形，所述{part}臂有槽，槽为方形。"
        starts = [text.index(f"所述{part}座"), text.index(f"所述{part}臂")]
        made.append(
            LabelledClaim(
                f"c{number}", fold(text), ((starts[0], starts[1] - 1), (starts[1], len(text)))
            )
        )
    return made


def test_what_is_learned_is_the_same_each_time_and_right(tmp_path: Path) -> None:
    claims = labelled(40)
    one, two = (tmp_path / name for name in ("one.yaml", "two.yaml"))
    for path in (one, two):
        write_weights(fit_claims(claims), path)
    assert one.read_bytes() == two.read_bytes()
    model = yaml.safe_load(one.read_text(encoding="utf-8"))
    found = [element.start for element in predict(claims[0], model)]
    assert found == [start for start, _ in claims[0].elements]


def test_too_few_labels_are_refused() -> None:
    with pytest.raises(InputError, match="too few"):
        fit_claims(labelled(5))


def test_charts_are_paired_by_similar_words() -> None:
    def chart(*quotes: str) -> pd.DataFrame:
        rows = [
            {
                "claim": 1,
                "claim_kind": "independent",
                "no": no,
                "part": "characterising",
                "quote": quote,
            }
            for no, quote in enumerate(quotes)
        ]
        return pd.DataFrame(rows)

    pairs = compare_charts(
        chart("一种电池", "壳体内设有电芯"), chart("一种水泵", "所述壳体内装有电芯")
    )
    assert list(pairs["other_no"].fillna(-1)) == [-1, 1]
    assert pairs.loc[1, "similarity"] > 0.5
    assert "电芯" in pairs.loc[1, "shared"]


@pytest.mark.parametrize(
    "form",
    [
        "【权利要求{}】",
        "[权利要求{}]",
        "（{}）",
        "{}）",
        "权{} ",
        "权{}：",
        "权利要求{}\n",
        "{}\n",
        "{} ",
    ],
)
@pytest.mark.parametrize("between", ["", "\n"])
def test_numbers_of_claims_may_be_written_in_other_ways(form: str, between: str) -> None:
    claims = (
        "一种电池，包括：（1）壳体；（2）电芯。",
        "根据权利要求1所述的电池，壳体为铜。",
        "一种车辆，有轮。",
    )
    text = between.join(form.format(place) + claim for place, claim in enumerate(claims, start=1))
    found = claims_of(fold(text), "zh")
    assert [(one.number, one.parents) for one in found] == [(1, ()), (2, (1,)), (3, ())]
    assert [text[one.start : one.end] for one in found] == [claim.rstrip("。") for claim in claims]


@pytest.mark.parametrize(
    "text",
    [
        "一种方法，包括：（1）一种粉末；（2）一种溶剂。",
        "1.一种方法，包括：（1）一种粉末。（2）一种溶剂。2）一种盐。",
        "（1）取水。（2）加热。（3）倒出。",
        "1 一种支架，设有螺栓。2 个螺栓分别固定。",
    ],
)
def test_other_numbers_in_brackets_are_no_claims(text: str) -> None:
    assert len(claims_of(fold(text), "zh")) == 1


def test_an_english_number_may_stand_in_brackets() -> None:
    text = "(1) A battery having: (1) a lid; and (2) a cell. (2) The battery of claim 1, round."
    assert [one.parents for one in claims_of(fold(text), "en")] == [(), (1,)]
