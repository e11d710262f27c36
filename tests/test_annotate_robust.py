"""Texts as bad days bring them: no failure, and every quote stands where it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patnav.errors import InputError
from patnav.ingest.annotate import annotate_texts
from patnav.ingest.annotate.sections import stretches
from patnav.ingest.read import read
from patnav.model import Publication, Section, Text

ABSTRACT = "本发明公开了一种循环泵，包括弹性叶轮(2)和导流环，结构简单，提高了密封性能３０％以上。"
CLAIM = "一种循环泵，其特征在于：包括壳体，所述壳体内设有弹性叶轮；所述叶轮的一侧设有导流环。"
ENGLISH = "The pump has a rotor (2) mounted in a housing. The noise of the pump is reduced by 30%. "
ODD = {
    "astral": "𠮷🙂👩‍🔬",
    "control": "\x00\x01\x07\x1b\x7f\x85",
    "surrogate": "\ud800\udfff",
    "right to left": "שלום\u202eabc\u202c\u200f",
    "zero width": "\u200b\u200d\ufeff\u2060",
    "combining": "e\u0301a\u0308\u20dd",
    "html": "<sub>2</sub><br/>&lt;p&gt;<![CDATA[x]]><a href='",
    "brackets": "【】[Solution]［课题］(((",
    "lines": "\r\n\u2028\u2029\v\f",
}
SECTIONS: tuple[Section, ...] = ("abstract", "claim", "novelty", "use", "advantage", "title")


def verbatim(texts: Iterable[tuple[int, Text]]) -> int:
    """Check every mention against its text; return how many there are."""
    known: dict[int, Text] = {}

    def kept() -> Iterator[tuple[int, Text]]:
        for key, text in texts:
            known[key] = text
            yield key, text

    count = 0
    for key, one in annotate_texts(kept()):
        assert known[key].text[one.start : one.end] == one.quote != ""
        count += 1
    return count


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("section", SECTIONS)
def test_odd_characters_move_no_offset(odd: str, section: Section) -> None:
    base = CLAIM if section == "claim" else ABSTRACT
    places = range(0, len(base) + 1, 3)
    texts = [Text(section, "zh", base[:at] + odd + base[at:]) for at in places]
    texts += [Text(section, "en", odd + ENGLISH + odd), Text(section, "und", odd)]
    found = verbatim(enumerate(texts))
    assert (found > 0) == (section not in ("title", "use"))


def test_a_claim_of_nine_thousand_characters_and_three_hundred_claims() -> None:
    body = "；".join(f"所述第{n}叶轮的一侧设有导流环{n}" for n in range(500))
    long = f"一种循环泵，其特征在于：包括壳体；{body}。"
    many = "".join(
        f"{n}.{CLAIM if n % 10 == 1 else f'根据权利要求{n - 1}所述的泵。'}\n" for n in range(1, 301)
    )
    assert len(long) > 9_000
    assert verbatim([(0, Text("claim", "zh", long))]) > 400
    assert verbatim([(0, Text("claim", "zh", many))]) > 60


@pytest.mark.parametrize("text", ["", " ", "\n\t", "。", "<br>", "1.", "【课题】", "SOLUTION:"])
@pytest.mark.parametrize("section", SECTIONS)
def test_texts_without_content_give_nothing(text: str, section: Section) -> None:
    texts = [Text(section, lang, text) for lang in ("zh", "en", "", "und", "de")]
    assert section == "claim" or verbatim(enumerate(texts)) == 0


@given(
    st.lists(st.sampled_from([ABSTRACT, CLAIM, ENGLISH, *ODD.values()]) | st.text(max_size=6)),
    st.sampled_from(SECTIONS),
)
@settings(max_examples=150, deadline=None)
def test_any_mixture_is_verbatim(pieces: list[str], section: Section) -> None:
    verbatim([(0, Text(section, "zh", "".join(pieces))), (1, Text(section, "en", "".join(pieces)))])


@given(
    st.lists(st.sampled_from(["【课题】", "[Solution]", "PURPOSE: ", "提供泵。", "To go. ", "😀"]))
)
@settings(deadline=None)
def test_stretches_lie_one_behind_the_other(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = stretches(Text("abstract", "", text))
    ends = [0, *(one.end for one in found)]
    assert all(end <= one.start <= one.end for end, one in zip(ends, found, strict=False))
    assert ends[-1] <= len(text)


def real_texts(folder: Path, each: int | None) -> Iterator[tuple[int, Text]]:
    """Texts of all exports that can be read, of each file at most so many."""
    number = 0
    for path in sorted(folder.rglob("*.*")):
        try:
            records = read(path)
        except InputError:
            continue  # no patents: taxonomies, legal code lists, notes
        texts = (t for one in records if isinstance(one, Publication) for t in one.texts)
        for text in islice(texts, each):
            yield number, text
            number += 1


@pytest.mark.shared
def test_quotes_of_real_exports_are_verbatim(shared: Path) -> None:
    assert verbatim(real_texts(shared / "data", 150)) > 2_000
