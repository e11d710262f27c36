"""Texts of hundreds of thousands of characters: the work grows with the length, not its square."""

from __future__ import annotations

import cProfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patnav.ingest.annotate.claims import find_elements
from patnav.ingest.annotate.documents import Document, annotate_documents
from patnav.ingest.annotate.means import find_means
from patnav.ingest.annotate.text import fold
from patnav.ingest.annotate.units import Hint

ABSTRACT = "本发明公开了一种循环泵，包括磁悬浮转子（2）、叶轮（3）和壳体，从而降低了能耗。"
CLAIM = "其特征在于，包括叶轮、壳体，所述叶轮设置在壳体内；"
SENTENCES = {"abstract": ABSTRACT, "list": "叶轮、", "no mark": "循环泵提高效率", "brackets": "（"}


def calls(work: Callable[[], object]) -> int:
    """How many functions are called: the same on every machine."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return sum(one.callcount for one in profile.getstats())


def test_means_of_a_long_text_cost_what_its_length_costs() -> None:
    def work(times: int) -> int:
        folded = fold(ABSTRACT * times)
        step = len(ABSTRACT)
        effects = [Hint("effect", (n + 1) * step - 6, (n + 1) * step - 1) for n in range(times)]
        return calls(lambda: find_means(folded, "", effects))

    find_means(fold(ABSTRACT))
    assert work(400) < 3 * work(200)


@pytest.mark.parametrize("kind", ["general", "claim"])
@pytest.mark.parametrize("name", SENTENCES)
def test_a_very_long_text_is_annotated_verbatim(name: str, kind: str) -> None:
    one = CLAIM if (name, kind) == ("abstract", "claim") else SENTENCES[name]
    text = one * (60_000 // len(one))
    (answer,) = annotate_documents([Document("a", text, "一种循环泵", kind, "zh")])
    quotes = answer["elements"] if kind == "claim" else answer["means"]
    assert all(quote in text for quote in quotes)
    if one is CLAIM:
        assert len(quotes) > 1000


@given(st.lists(st.text("叶轮壳体", max_size=3), max_size=8))
def test_a_feature_depends_on_an_earlier_one(heads: list[str]) -> None:
    text = "一种泵，其特征在于，包括：" + "；".join(f"{head}件{n}" for n, head in enumerate(heads))
    for mark in find_elements(fold(text), "zh"):
        assert mark.depends_on < max(mark.no, 1)
