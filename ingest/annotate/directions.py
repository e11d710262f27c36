"""Direction of an effect (up, down, avoid, enable) from the characters of its span; METHOD.md §2.2.

A multinomial logistic regression over readable traits: character n-grams with their place in
Chinese, words and pairs of words in English. Its weights are a data file that
`patnav.ingest.learn.directions` makes from labelled documents; texts do not stand in it.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from operator import add

from patnav.data import resource

__all__ = ["DIRECTIONS", "FILE", "SCALE", "agreed", "core_of", "direction", "traits"]

DIRECTIONS = ("up", "down", "avoid", "enable")
FILE = "lexicons/annotate/directions.csv.gz"
SCALE = 1000  # weights are written as whole thousandths
Weights = Mapping[str, tuple[int, ...]]

_LEADS = re.compile(
    r"(?:(?:从而|因此|因而|进而|并且|而且|并|且|同时|还|又|也|以|来|更加?|很好地?|较好地?|十分|非常|极大地?|大大地?的?|大幅度?地?|显著地?"
    r"|明显地?|有效地?的?|进一步地?|充分地?|彻底|完全|全面|切实|能够|可以|能|可|会|均|都|便|就|将|使得?|确实|尽可能地?|最大限度地?"
    r"|及时|快速|迅速|不仅|不但|真正|根本上|很|较|极|其|达到了?|起到了?|具有|实现了?|具备|得到|做到)(?=.))+"
)
_TAILS = re.compile(
    r"(?:的?(?:作用|目的|效果|功能|功效|问题|现象|发生|产生|影响|困扰|情况|缺陷|缺点|不足|特点|优点))+$"
)
_ASIDE = re.compile(r"\([^)]*\)")
_NUMBER = re.compile(r"\d[\d.]*")
_WORD = re.compile(r"[a-z]+|\d+")
_ENDING = re.compile(r"(?:ing|ed|es|s)$")


def direction(quote: str, lang: str) -> tuple[str, float]:
    """Direction of a folded quote and its probability by the model (0.25 … 1, not calibrated)."""
    logs = _logs(quote, lang)
    return _likeliest(logs), math.exp(max(logs))


def agreed(quote: str, lang: str, heard: Sequence[float]) -> str:
    """Direction on which this model and another agree most: the sum of their log chances.

    `heard` are those of the other, in the order of DIRECTIONS; both count the same.
    """
    return _likeliest([*map(add, _logs(quote, lang), heard)])


def _likeliest(logs: Sequence[float]) -> str:
    return DIRECTIONS[logs.index(max(logs))]


@lru_cache(maxsize=65536)  # 结构简单 stands in every second document
def _logs(quote: str, lang: str) -> tuple[float, ...]:
    """Logarithms of the chances of the directions."""
    weights, bias = _model(lang)
    found = [trait for trait in traits(quote, lang) if trait in weights]
    unit = SCALE * math.sqrt(max(len(found), 1))
    added = [sum(column) for column in zip(*map(weights.__getitem__, found), strict=True)]
    sums = [
        base / SCALE + one / unit for base, one in zip(bias, added or [0] * len(bias), strict=True)
    ]
    top = max(sums)
    whole = top + math.log(sum(math.exp(one - top) for one in sums))
    return tuple(one - whole for one in sums)


def traits(quote: str, lang: str) -> list[str]:
    """Readable traits of a folded quote, sorted; each counts once."""
    lower = quote.lower()
    return sorted(set(_english(lower) if lang == "en" else _chinese(lower)))


def core_of(quote: str) -> str:
    """A Chinese quote without the connectives, modals and adverbs that lead to what it says."""
    lead = _LEADS.match(quote)
    return quote[lead.end() :] if lead else quote


def _grams(text: str, sizes: Iterable[int], mark: str = "") -> list[str]:
    return [mark + text[at : at + n] for n in sizes for at in range(len(text) - n + 1)]


def _chinese(quote: str) -> list[str]:
    text = _NUMBER.sub("0", _ASIDE.sub("", quote))
    whole = f"^{text}$"
    core = core_of(text)
    bare = _TAILS.sub("", core)
    return [
        *_grams(whole, (1, 2, 3, 4)),
        *_grams(whole[:8], (1, 2, 3), "h:"),
        *_grams(whole[-7:], (1, 2, 3), "t:"),
        *(f"c:{core[:n]}" for n in (1, 2, 3, 4)),
        *(f"b:{bare[-n:]}" for n in (1, 2, 3)),
        f"l:{min(len(core) // 4, 6)}",
    ]


def _english(quote: str) -> list[str]:
    stems = [_ENDING.sub("", one) if len(one) > 4 else one for one in _WORD.findall(quote)]
    line = ["^", *stems, "$"]
    pairs = [f"{one} {two}" for one, two in pairwise(line)]
    return [*line, *pairs, *(f"c:{one[:5]}" for one in stems), f"1:{line[1]}"]


@cache
def _model(lang: str) -> tuple[Weights, tuple[int, ...]]:
    """Weights per trait and the constants, as thousandths."""
    with gzip.open(resource(FILE), "rt", encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.reader(lines) if row[0] == lang]
    table = {row[1]: tuple(map(int, row[2:])) for row in rows}
    bias = table.pop("", (0,) * len(DIRECTIONS))
    return table, bias
