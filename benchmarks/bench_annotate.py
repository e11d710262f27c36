"""Annotation of Chinese abstracts against the pipeline people write first.

Peer: spaCy's blank("zh") with its own character tokenizer and a `Matcher` of three token patterns
(提高, 降低, 避免 + what follows), called per document. It finds a part of one dimension; patnav
finds all five. The texts are written by this file. Prints documents per CPU second and the ratio.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import spacy
from spacy.matcher import Matcher

from patnav.ingest.annotate import annotate_texts
from patnav.model import Text

_TEMPLATE = (
    "本发明公开了一种{thing}，包括壳体(1)、驱动电机(2)和{part}(3)，驱动电机(2)的输出轴上设有{part}(3)，"
    "{part}(3)与控制器(4)连接。传统的{thing}结构复杂，容易损坏。与现有技术相比，本发明结构简单、"
    "操作方便，通过{part}提高了{value}，降低了生产成本，避免了{harm}，具有广阔的市场前景。"
)
_THINGS = ("育苗机", "循环泵", "折叠支架", "除尘器", "分拣装置", "烘干箱")
_PARTS = ("螺旋叶片", "导流环", "弹性卡爪", "压力传感器", "蜗轮")
_VALUES = ("传动效率", "密封性能", "定位精度", "使用寿命")
_HARMS = ("漏液", "卡滞", "粉尘外溢")


def abstracts(count: int) -> list[str]:
    """Fictional abstracts of about 150 characters."""
    return [
        _TEMPLATE.format(
            thing=_THINGS[number % 6],
            part=_PARTS[number % 5],
            value=_VALUES[number % 4],
            harm=_HARMS[number % 3],
        )
        for number in range(count)
    ]


def peer(texts: Sequence[str]) -> int:
    """What people write first: one nlp() call and one Matcher per document."""
    nlp = spacy.blank("zh")
    matcher = Matcher(nlp.vocab)
    not_mark = {"IS_PUNCT": False, "OP": "+"}
    for word in ("提高", "降低", "避免"):
        matcher.add(word, [[{"ORTH": word[0]}, {"ORTH": word[1]}, not_mark]], greedy="LONGEST")
    return sum(len(matcher(nlp(text))) for text in texts)


def ours(texts: Sequence[str]) -> int:
    """All five dimensions through the streaming interface."""
    stream = ((number, Text("abstract", "zh", text)) for number, text in enumerate(texts))
    return sum(1 for _ in annotate_texts(stream))


def main() -> None:
    """Print both rates and their ratio."""
    texts = abstracts(3000)
    ours(texts[:100])
    rates: dict[str, float] = {}
    for name, run in (("spaCy Matcher per document", peer), ("patnav, five dimensions", ours)):
        begin = time.process_time()
        found = run(texts)
        rates[name] = len(texts) / (time.process_time() - begin)
        print(f"{name:28s} {rates[name]:7.0f} documents/s/core   {found} spans")
    first, second = rates.values()
    print(f"ratio patnav / peer          {second / first:7.2f}")


if __name__ == "__main__":
    main()
