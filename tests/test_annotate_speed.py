"""What makes the rules fast changes nothing: alternations written anew find what the words find."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patnav.ingest.annotate import effects
from patnav.ingest.annotate.heads import alternatives, any_of, union
from patnav.ingest.annotate.lexicon import lexicon, words
from patnav.ingest.annotate.models import MODEL
from patnav.ingest.annotate.network import Network
from patnav.ingest.annotate.units import units

_LISTS = [
    (name, key)
    for name in ("clauses", "effects_zh", "means_zh", "outlook")
    for key in (
        f"{key}.{part}" if isinstance(found, dict) else key
        for key, found in lexicon(name).items()
        for part in (found if isinstance(found, dict) else [""])
    )
]
_LETTERS = st.text(
    "提高升降低了能使的一种与现有技术相比加快不易有对称设置用于是在时,、(1)%", max_size=30
)


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("提高", ["提高"]),
        ("(?<!加)快", ["快(?<!加快)"]),
        ("(?:很|较)多", ["很多", "较多"]),
        ("需?要", ["需要", "要"]),
        ("[一两]?个", ["一个", "两个", "个"]),
        ("一端|另端", ["一端", "另端"]),
        (".{2}率", [".{2}率"]),
        ("(?:很)+多", ["(?:很)+多"]),
    ],
)
def test_a_word_is_written_out_until_a_letter_begins_it(word: str, expected: list[str]) -> None:
    assert alternatives(word) == expected


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(_LISTS), min_size=1, max_size=3), st.data())
def test_lists_of_words_find_what_they_found_one_by_one(
    lists: list[tuple[str, str]], data: st.DataObject
) -> None:
    for name, key in lists:
        listed = words(name, key)
        plain = re.compile("(?:" + "|".join(listed) + ")", re.IGNORECASE)
        bare = [re.sub(r"\(\?[^()]*\)|[^\u3400-\u9fff]", "", word) for word in listed]
        pieces = st.lists(st.one_of(st.sampled_from(bare), _LETTERS), max_size=6)
        text = "".join(data.draw(pieces))
        assert _spans(re.compile(union(listed), re.IGNORECASE), text) == _spans(plain, text)
        said = any(find(text) for find in any_of(listed, re.IGNORECASE))
        assert said == bool(plain.search(text))


@settings(deadline=None, max_examples=60)
@given(_LETTERS)
def test_what_is_passed_over_is_what_no_rule_matches(text: str) -> None:
    for name, quick in (("predicate", effects._predicate), ("moved", effects._moved)):
        match, found = effects._rule(name).fullmatch(text), quick(text, 0, len(text))
        assert (match and match.groupdict()) == (found and found.groupdict())


def test_every_adjective_at_the_end_of_a_clause_ends_in_a_letter() -> None:
    ways = lexicon("effects_zh")["predicate"]
    listed = [word for way in ways for word in words("effects_zh", f"predicate.{way}")]
    assert all("\u3400" <= word[-1] <= "\u9fff" for word in listed)


def test_scores_hang_neither_on_the_company_of_a_text_nor_on_its_place() -> None:
    with np.load(MODEL / "tagger.npz") as arrays:
        network = Network({name: arrays[name] for name in arrays.files})
    texts = ["泵降低了能耗。" * count for count in (1, 40, 0, 300, 3)]
    batch = [units(text, "", "zh") for text in texts]
    for one, together in zip(batch, network.scores(batch), strict=True):
        assert (network.scores([one])[0] == together).all()
        assert together.shape == (len(one.starts), 13)
