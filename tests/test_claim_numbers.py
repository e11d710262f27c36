"""Numbers of claims and the words that open their bodies, as offices write them. All invented."""

from __future__ import annotations

import pytest

from patnav.ingest.annotate.claim_set import claims_of
from patnav.ingest.annotate.claims import split_claim
from patnav.ingest.annotate.documents import Document, annotate_documents
from patnav.ingest.annotate.text import fold

AMENDED = "(Currently Amended) A pump comprising a rotor."


@pytest.mark.parametrize(
    ("text", "lang", "claims"),
    [
        (
            "17. (Original) A pump comprising oil. 18. (Original) The pump of claim 17, hot.",
            "en",
            [(17, ()), (18, (17,))],
        ),
        (f"1-3. (Canceled) 4. {AMENDED} 5. The pump of claim 4.", "en", [(4, ()), (5, (4,))]),
        (f"What is claimed is: 1. (Cancelled) 2. {AMENDED}", "en", [(2, ())]),
        ("权利要求书1.一种泵，有阀。2.如权利要求1所述的泵，有盖。", "zh", [(1, ()), (2, (1,))]),
        ("权利要求1. 一种泵，有阀。权利要求2. 如权利要求1所述的泵。", "zh", [(1, ()), (2, (1,))]),
        ("权 利 要 求 书 1、一种泵，有阀。2、如权利要求1所述的泵。", "zh", [(1, ()), (2, (1,))]),
        (
            "1.一種泵，有閥。2.如申請專利範圍第1項所述之泵。3.如請求項1或2所述之泵，有蓋。",
            "zh",
            [(1, ()), (2, (1,)), (3, (1, 2))],
        ),
    ],
)
def test_claims_count_from_their_first_number(
    text: str, lang: str, claims: list[tuple[int, tuple[int, ...]]]
) -> None:
    found = claims_of(fold(text), lang)
    assert [(one.number, one.parents) for one in found] == claims
    assert all(text[one.start] in "AT一如" for one in found)


@pytest.mark.parametrize(
    "words",
    ["其主要特征是", "其技术特征在于", "其区别特征在于", "其特徵在於", "其特征就在于", "特征在于"],
)
def test_a_transition_is_no_part_of_the_preamble(words: str) -> None:
    text = f"一种泵，{words}：设有阀。"
    claim = split_claim(fold(text), "zh")
    assert claim.preamble is not None
    assert text[slice(*claim.preamble)] == "一种泵"


def test_neither_number_nor_full_stop_is_part_of_an_element() -> None:
    text = "7.A pump comprising a rotor of glass type B."
    (answer,) = annotate_documents([Document("c", text, kind="claim", lang="en")])
    assert answer["preamble"] == "A pump"
    assert answer["elements"] == ["a rotor of glass type B"]
