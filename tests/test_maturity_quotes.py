"""The quote of a maturity mark has what is proved in it; other plants are no evidence."""

from __future__ import annotations

import pytest

from patnav.ingest.annotate.maturity import find_maturity


def quotes(text: str, lang: str = "zh") -> list[tuple[str, str]]:
    return [(text[mark.start : mark.end], mark.value) for mark in find_maturity(text, lang)]


@pytest.mark.parametrize(
    ("text", "quote", "band"),
    [
        ("本机结构简单。实践证明,该机运转平稳,省油。", "实践证明,该机运转平稳", "high"),
        ("经实验证明:该药膏见效快。", "经实验证明:该药膏见效快", "mid"),
        ("试验结果表明,耗电比传统的低。", "试验结果表明,耗电比传统的低", "mid"),
        ("实践证明。", "实践证明", "high"),
        ("经试用,效果良好。", "经试用", "mid"),
    ],
)
def test_a_quote_that_ends_in_proof_takes_what_is_proved(text: str, quote: str, band: str) -> None:
    assert quotes(text) == [(quote, band)]


def test_plants_that_are_not_transgenic_are_no_evidence() -> None:
    assert quotes("转基因水稻能耐旱生长。") != []
    assert quotes("而非转基因水稻则不能耐旱生长。") == []
