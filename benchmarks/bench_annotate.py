"""Annotation against the pipeline people write first, cost growth and memory.

    .venv/bin/python -m pip install jieba scikit-learn      # the peer's: group bench of pyproject
    .venv/bin/python benchmarks/bench_annotate.py [--rounds 5] [--growth 1000,10000,40000]

A document is an abstract and a first claim. The texts are Chinese ones of the founders' shared
material (PATNAV_SHARED), over and over, when it is there; else this file writes them.

Peer: spaCy's blank("zh") with its jieba segmenter, a `Matcher` of effect patterns, a
`PhraseMatcher` of 2,000 terms, and scikit-learn's TF-IDF with logistic regressions for maturity,
outlook and chain node, each called per document: five things per document as patnav finds five
dimensions. It runs in one process, as people write it; patnav through `annotate_texts` in as many
as it uses by default. Both run in turn; medians are printed, and both ratios: of the clock, and of
processor time over all processes, which other load on the machine disturbs less.

Then the same stream of 1,000, 10,000 and 40,000 documents, each in a Python of its own: seconds,
and the peak of resident memory of the process that asks and of the largest worker.

A general hint: where the environment names a processor type or cache size for OpenBLAS
(OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE), numpy may run far below what the machine can do; unset both.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import NamedTuple

from patnav.ingest.annotate import annotate_texts
from patnav.ingest.read import read
from patnav.model import Rejection, Text
from patnav.workers import processes

SHARED = Path(os.environ.get("PATNAV_SHARED", Path(__file__).resolve().parents[2] / "shared"))
EXPORTS = (
    "cnipr/cnipr_100.xlsx",
    "incopat/openai_72.xlsx",
    "incopat/toyota_autonomous_driving_5048.xlsx",
    "city-portfolio/taian_1985-2014_part1.xlsx",
)
PEER_DOCUMENTS, OUR_DOCUMENTS = 200, 8_000
A_MILLION = 1_000_000

_ABSTRACT = (
    "本发明公开了一种{thing}，包括壳体(1)、驱动电机(2)和{part}(3)，驱动电机(2)的输出轴上设有{part}(3)，"
    "{part}(3)与控制器(4)连接。传统的{thing}结构复杂，容易损坏。与现有技术相比，本发明结构简单、"
    "操作方便，通过{part}提高了{value}，降低了生产成本，避免了{harm}，具有广阔的市场前景。"
)
_CLAIM = (
    "1.一种{thing}，包括壳体、驱动电机和控制器，其特征在于：所述驱动电机的输出轴上固定连接有{part}，"
    "所述{part}的一侧设置有限位块，所述限位块与壳体滑动连接；所述控制器与驱动电机电性连接，"
    "所述壳体的内壁上开设有与限位块相配合的滑槽，滑槽内安装有弹簧。"
)
_THINGS = ("育苗机", "循环泵", "折叠支架", "除尘器", "分拣装置", "烘干箱")
_PARTS = ("螺旋叶片", "导流环", "弹性卡爪", "压力传感器", "蜗轮")
_VALUES = ("传动效率", "密封性能", "定位精度", "使用寿命")
_HARMS = ("漏液", "卡滞", "粉尘外溢")


class Document(NamedTuple):
    """What is annotated of a patent."""

    abstract: str
    claim: str


class Cost(NamedTuple):
    """Documents per second of the clock, and per second of processor time of all processes."""

    clock: float
    processor: float


def written(count: int) -> list[Document]:
    """Fictional documents of about 300 characters."""
    found = []
    for number in range(count):
        words = {
            "thing": _THINGS[number % 6],
            "part": _PARTS[number % 5],
            "value": _VALUES[number % 4],
            "harm": _HARMS[number % 3],
        }
        found.append(Document(_ABSTRACT.format(**words), _CLAIM.format(**words)))
    return found


def documents() -> tuple[list[Document], str]:
    """Real Chinese documents with what they are, else written ones."""
    found = []
    for name in EXPORTS:
        path = SHARED / "data" / name
        for patent in read(path) if path.exists() else ():
            if isinstance(patent, Rejection):
                continue
            texts = {one.section: one.text for one in patent.texts if one.lang == "zh"}
            if texts.get("abstract"):
                found.append(Document(texts["abstract"], texts.get("claim", "")))
    claims = cycle([one.claim for one in found if one.claim] or [one.claim for one in written(60)])
    if not found:
        return written(60), "written by this file"
    real = [one._replace(claim=one.claim or next(claims)) for one in found]
    return real, f"{len(real):,} real ones, claims of others where the export has none"


def stream(given: Sequence[Document], count: int) -> Iterator[tuple[int, Text]]:
    """So many documents, over and over, as the texts that patnav reads."""
    for number, one in enumerate(islice(cycle(given), count)):
        yield number, Text("abstract", "zh", one.abstract)
        yield number, Text("claim", "zh", one.claim)


def ours(given: Sequence[Document], count: int) -> int:
    """All five dimensions through the public stream."""
    return sum(1 for _ in annotate_texts(stream(given, count)))


def make_peer(given: Sequence[Document]) -> Callable[[Sequence[Document], int], int]:
    """What people write first, trained and ready: per document two texts, three classifiers."""
    import jieba  # noqa: PLC0415 -- the peer's packages are needed for the comparison only
    import spacy  # noqa: PLC0415
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from spacy.matcher import Matcher, PhraseMatcher  # noqa: PLC0415

    jieba.setLogLevel("ERROR")
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    matcher, phrases = Matcher(nlp.vocab), PhraseMatcher(nlp.vocab)
    rest = {"IS_PUNCT": False, "OP": "+"}
    for word in ("提高", "降低", "避免", "增强", "减少", "延长", "改善", "便于", "实现", "防止"):
        matcher.add(word, [[{"ORTH": word}, {"ORTH": "了", "OP": "?"}, rest]], greedy="LONGEST")
    terms = sorted({token for one in given for token in jieba.cut(one.claim) if len(token) > 1})
    phrases.add("means", [nlp.make_doc(term) for term in terms[:2000]])
    sample = [one.abstract for one in given[:1000]]
    models = []
    for cue in ("批量", "市场", "车"):
        # labels are of no matter for speed: whether a word occurs, else every other text
        labels = [cue in text for text in sample]
        labels = labels if len(set(labels)) > 1 else [n % 2 == 0 for n in range(len(sample))]
        vectors = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None)
        models.append((vectors, LogisticRegression().fit(vectors.fit_transform(sample), labels)))

    def peer(chosen: Sequence[Document], count: int) -> int:
        found = 0
        for one in islice(cycle(chosen), count):
            abstract, claim = nlp(one.abstract), nlp(one.claim)
            found += len(matcher(abstract)) + len(phrases(abstract)) + len(phrases(claim))
            for vectors, model in models:
                found += int(model.predict(vectors.transform([one.abstract]))[0])
        return found

    return peer


def spent() -> float:
    """Processor seconds of this process and of the workers that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def cost(run: Callable[[Sequence[Document], int], int], given: list[Document], count: int) -> Cost:
    """Take the time of a run, the start of workers included."""
    clock, processor = time.perf_counter(), spent()
    run(given, count)
    return Cost(count / (time.perf_counter() - clock), count / (spent() - processor))


def compare(given: list[Document], rounds: int) -> None:
    """Run both in turn and print medians and ratios."""
    peer = make_peer(given)
    peer(given, 20)
    ours(given, 100)
    runs = [
        (cost(peer, given, PEER_DOCUMENTS), cost(ours, given, OUR_DOCUMENTS)) for _ in range(rounds)
    ]
    print(f"{'documents per second, median':34}{'of the clock':>14}{'per processor':>15}")
    medians = []
    for place, name in enumerate(
        ("spaCy + jieba + scikit-learn", f"patnav, {processes()} workers")
    ):
        rates = Cost(*(median(run[place][kind] for run in runs) for kind in (0, 1)))
        medians.append(rates)
        print(f"{name:34}{rates.clock:14,.0f}{rates.processor:15,.0f}")
    ratios = [second / first for first, second in zip(*medians, strict=True)]
    print(f"{'ratio patnav / peer':34}{ratios[0]:14.1f}{ratios[1]:15.1f}")
    print(f"1 M patents at this rate: {A_MILLION / medians[1].clock / 60:.1f} min of the clock, "
          f"{A_MILLION / medians[1].processor / 60:.1f} min of one processor")  # fmt: skip


def grow(sizes: Sequence[int]) -> None:
    """Run each size in a Python of its own and print time and memory."""
    print("documents   seconds  processor s   peak MB here   peak MB of a worker")
    for size in sizes:
        done = subprocess.run(
            [sys.executable, __file__, "--once", str(size)], stdout=subprocess.PIPE, check=True
        )
        print("{:9,}{:10.1f}{:13.1f}{:15.0f}{:22.0f}".format(size, *json.loads(done.stdout)))


def once(size: int) -> None:
    """Annotate so many documents; print seconds, processor seconds and two peaks of memory."""
    given, _ = documents()
    clock, processor = time.perf_counter(), spent()
    ours(given, size)
    peaks = [
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    print(json.dumps([time.perf_counter() - clock, spent() - processor, *peaks]))


def main() -> None:
    """Compare, then grow."""
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--growth", default="1000,10000,40000")
    options.add_argument("--once", type=int)
    chosen = options.parse_args()
    if chosen.once:
        once(chosen.once)
        return
    given, what = documents()
    characters = sum(len(one.abstract) + len(one.claim) for one in given) / len(given)
    print(f"documents: {what}; {characters:.0f} characters each on average")
    compare(given, chosen.rounds)
    grow([int(size) for size in chosen.growth.split(",") if size])


if __name__ == "__main__":
    main()
