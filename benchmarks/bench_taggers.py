"""Models of spans side by side: trained on one part of labelled abstracts, judged on the rest.

    PYTHONPATH=benchmarks python benchmarks/bench_taggers.py train.gold.jsonl dev.gold.jsonl

The first file is split by ids (MD5 mod 10: 7 and 9 judge); further files only judge. Chinese
abstracts. Needs benchmarks/teachers/requirements.txt. Prints F1 by patnav's own statistics with
seconds of training and documents per second (wall clock), and says so when no file is given.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from patnav.analysis.agreement import Tally, figures
from patnav.gold import GoldSet, read_gold
from patnav.gold_types import EffectLabel, Labels
from patnav.ingest.annotate.network import Network
from patnav.ingest.annotate.tagger import Passage, Tagger
from patnav.ingest.learn.lessons import passage
from patnav.ingest.learn.network import Plan
from patnav.ingest.learn.tagger import JUDGED, TAUGHT, fit

_MEASURES = ("effects overlap", "effects strict", "means overlap", "means strict", "market overlap")
_NAMES = ("rules", "linear", "boosting", "spacy_ner", "crf_alone", "crf", "network")


def chinese(gold: GoldSet) -> GoldSet:
    """Chinese abstracts of a set."""
    keys = {
        key
        for key, one in gold.documents.items()
        if one.lang == "zh" and one.kind != "claim" and key in gold.labels
    }
    documents = {key: one for key, one in gold.documents.items() if key in keys}
    return GoldSet(gold.name, documents, {key: gold.labels[key] for key in documents})


def network(taught: GoldSet) -> Callable[[Passage], dict[str, list[tuple[int, int]]]]:
    """Patnav's kind of network from these labels alone, three passes."""
    made = fit([taught], [], Plan(passes=3), lambda _: None)
    tagger = Tagger({lang: Network(arrays) for lang, arrays in made.items()})

    def find(read: Passage) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = {}
        for tag in tagger.tag([read])[0]:
            found.setdefault(tag.dimension, []).append((tag.start, tag.end))
        return found

    return find


def made(name: str, taught: GoldSet) -> Callable[[Passage], dict[str, list[tuple[int, int]]]]:
    """Train the model of a name."""
    if name == "network":
        return network(taught)
    import tagger_peers  # noqa: PLC0415 - needs packages that patnav does not

    lessons = [
        tagger_peers.Lesson(taught.documents[key], passage(taught.documents[key]), labels)
        for key, labels in taught.labels.items()
    ]
    peer: Callable[[Passage], dict[str, list[tuple[int, int]]]]
    peer = getattr(tagger_peers, name)(lessons)
    return peer


def answers(
    find: Callable[[Passage], dict[str, list[tuple[int, int]]]], gold: GoldSet
) -> tuple[dict[str, Labels], float]:
    """Answers by id, and documents per second of wall clock."""
    begin = time.perf_counter()
    found = {}
    for key, document in gold.documents.items():
        text = document.text
        spans = {
            name: [text[a:b] for a, b in some] for name, some in find(passage(document)).items()
        }
        found[key] = Labels(
            id=key,
            effects=tuple(map(EffectLabel, spans.get("effect", ()))),
            means=tuple(spans.get("means", ())),
            market=tuple(spans.get("outlook", ())),
        )
    return found, len(found) / (time.perf_counter() - begin)


def bench(name: str, taught: GoldSet, judging: Sequence[GoldSet]) -> None:
    """Train one model and print a line per set that judges."""
    begin = time.perf_counter()
    find = made(name, taught)
    seconds = time.perf_counter() - begin
    for gold in judging:
        given, rate = answers(find, gold)
        f1 = {one.measure: one.f1 for one in figures(Tally.of(gold, given), runs=10)}
        shown = " ".join(f"{f1.get(measure, 0):14.3f}" for measure in _MEASURES)
        print(f"{name:10s} {gold.name:8s} {shown} {seconds:9.0f} {rate:9.0f}", flush=True)


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", nargs="*", type=Path)
    parser.add_argument("--only", nargs="+", choices=_NAMES, default=_NAMES)
    given = parser.parse_args()
    if not given.gold:
        print("models of spans: give labelled files (docs/annotation.md), nothing was measured")
        return
    first, *others = [chinese(read_gold(path)) for path in given.gold]
    judging = [first.only(JUDGED), *others]
    print(f"{'model':10s} {'judged':8s} {' '.join(f'{one:>14s}' for one in _MEASURES)}", end=" ")
    print(f"{'seconds':>9s} {'docs/s':>9s}   judged on {[len(one.labels) for one in judging]}")
    for name in given.only:
        bench(name, first.only(TAUGHT), judging)


if __name__ == "__main__":
    main()
