"""Words that name no technology by themselves, and are in no list of technologies."""

from __future__ import annotations

import pytest

from patnav.ingest.terms.generic import generic_terms


@pytest.mark.parametrize(
    "term", ["装置", "判定部", "检测单元", "信息获取部", "通知装置", "controller"]
)
def test_what_any_patent_may_have_is_generic(term: str) -> None:
    assert term in generic_terms()


@pytest.mark.parametrize("term", ["转向装置", "制动单元", "触摸面板", "显示装置", "激光雷达", "部"])
def test_what_says_which_is_not(term: str) -> None:
    assert term not in generic_terms()
