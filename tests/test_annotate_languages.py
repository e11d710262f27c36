"""Structured abstracts of Japan and Korea, and languages that have no rules."""

from __future__ import annotations

import pandas as pd
import pytest

from patnav.analysis.card import _texts
from patnav.ingest.annotate import annotate_texts
from patnav.ingest.annotate.documents import Document, annotate_documents
from patnav.ingest.annotate.language import language_of, rules_language
from patnav.ingest.annotate.sections import stretches
from patnav.model import Mention, Text

TRANSLATED = (
    "【课题】以往的循环泵噪音大，降低了可靠性。提供一种能够降低漏液量的循环泵。"
    "【解决手段】循环泵包括弹性叶轮和导流环，导流环固定在壳体上。"
    "【效果】提高了密封性能。【选择图】图1提高了"
)
CAPITALS = (
    "PROBLEM TO BE SOLVED: Conventional pumps are noisy, which reduces reliability. "
    "SOLUTION: The pump includes an elastic impeller and a guide ring. "
    "EFFECT: The sealing performance is improved. COPYRIGHT: (C)2010, improves"
)


def mentions(text: str, lang: str) -> list[Mention]:
    found = [one for _, one in annotate_texts([(0, Text("abstract", lang, text))])]
    assert all(text[one.start : one.end] == one.quote for one in found)
    return found


def quotes(text: str, lang: str, dimension: str) -> str:
    return " | ".join(one.quote for one in mentions(text, lang) if one.dimension == dimension)


def test_a_problem_has_no_effects_a_solution_means_and_an_effect_section_effects() -> None:
    effects, means = (quotes(TRANSLATED, "zh", dimension) for dimension in ("effect", "means"))
    assert "提高了密封性能" in effects
    assert "可靠性" not in effects
    assert "噪音" not in effects
    assert "弹性叶轮" in means
    assert "导流环" in means


def test_headings_in_capitals_are_known() -> None:
    effects, means = (quotes(CAPITALS, "en", dimension) for dimension in ("effect", "means"))
    assert "sealing performance is improved" in effects
    assert "reliability" not in effects
    assert "improves" not in effects
    assert "elastic impeller" in means
    assert "Conventional" not in means


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (TRANSLATED, ["提供一种能够降低漏液量的循环泵。", "循环泵包括", "提高了密封性能。"]),
        ("[Problem] Pumps leak. [Solution] A pump with a ring.", ["A pump with a ring."]),
        (
            "【课题】水泵漏液。本发明之目的在于, 提供一种水泵。它能减少漏液。维护也简单。"
            "【解决手段】泵有环。环为陶瓷。【效果】结构简单。寿命长。",
            [
                "本发明之目的在于, 提供一种水泵。它能减少漏液。维护也简单。",
                "泵有环。环为陶瓷。",
                "结构简单。寿命长。",
            ],
        ),
        (
            "[Object] Pumps leak. A pump is provided to end it. It is light. [Structure] Rings.",
            ["A pump is provided to end it. It is light.", "Rings."],
        ),
        ("［課題］漏れる。［解決手段］環を設ける。", ["環を設ける。"]),
        ("PURPOSE: To cut noise. CONSTITUTION: A ring is used.", ["To cut noise.", "A ring is"]),
        (
            "A pump [1] with a ring <b>2</b>. [Effect] Less noise.",
            ["A pump [1] with", "Less noise."],
        ),
        ("一种泵，【】包括转子。", ["一种泵，【】包括转子。"]),
    ],
)
def test_what_is_kept_of_a_structured_abstract(text: str, kept: list[str]) -> None:
    found = [text[one.start : one.end].strip() for one in stretches(Text("abstract", "", text))]
    assert len(found) == len(kept)
    assert all(part.startswith(start) for part, start in zip(found, kept, strict=True))


def test_a_claim_is_never_cut_at_headings() -> None:
    text = "1. A pump, [Problem] comprising [Solution] a rotor."
    assert stretches(Text("claim", "en", text))[0][:2] == (0, len(text))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "de",
            "Die Erfindung betrifft eine Pumpe mit einem Rotor, der in dem Gehäuse gelagert ist.",
        ),
        ("fr", "Une pompe est reliée à un rotor dans le boîtier, et les aubes sont en acier."),
        ("es", "La bomba comprende un rotor y una carcasa, en la que el rotor se apoya."),
        ("it", "Il rotore della pompa gira nel corpo con una guarnizione che la chiude."),
        ("pt", "A bomba compreende um rotor e uma carcaça para que o rotor gire na carcaça."),
        ("ja", "回転子を備えたポンプを提供する。"),
        ("ko", "회전자를 포함하는 펌프를 제공한다."),
        ("ru", "Насос содержит корпус и ротор."),
        ("en", "The pump comprises a rotor which is supported in the housing."),
        ("en", "Pump, e.g. feed pump, such as gear pump i.e. machine with rotor."),
        ("zh", "本发明公开了一种泵，包括ABC转子。"),
        ("", "12345 ①②③ …"),
        ("und", "H2O NaCl"),
    ],
)
@pytest.mark.parametrize("said", ["", "en", "und"])
def test_a_language_is_told_from_the_text(language: str, text: str, said: str) -> None:
    found = language_of(text, said)
    assert found == language or (language == "und" and found in ("und", said))
    assert rules_language(Text("abstract", said, text)) == (found if found in ("zh", "en") else "")


def test_an_answer_says_why_a_text_was_not_read() -> None:
    documents = [
        Document(
            "a", "Die Pumpe ist mit einem Rotor verbunden und verbessert die Dichtung.", lang="en"
        ),
        Document("b", " "),
        Document("c", "本发明降低了成本。"),
        Document("d", "ポンプを提供する。", kind="claim"),
    ]
    said = [answer.get("unread") for answer in annotate_documents(documents)]
    assert said == ["language: de", "no text", None, "language: ja"]


def test_the_card_says_why_a_text_was_not_read() -> None:
    row = {"lang": "de", "file_name": "a.csv", "row": 2, "section": "abstract"}
    german = (
        "Die Pumpe ist mit einem Gehäuse und der Welle verbunden, die von dem Motor bewegt wird."
    )
    texts = pd.DataFrame([row | {"text": german}, row | {"lang": "zh", "text": "泵结构简单。"}])
    found = _texts(texts, pd.DataFrame({"section": [], "lang": []}))
    assert [one.unread for one in found] == ["language: de", ""]
