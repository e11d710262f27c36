"""Make `data/wording.npz`, the space in which the wording of patents is compared.

    python -m teachers.wording --exports EXPORTS --titles titles_zh.tsv titles_en.tsv \
        --jars bge-small-zh-v15.jar bge-small-en-v15.jar --without dev.docs.jsonl

An encoder for each language places titles and abstracts of exports and the titles of classes. The
Chinese space is cut to its first directions (principal components); English texts come into it by a
ridge regression on texts that exist in both languages: of a publication, of a symbol. Then grams
(character pairs, word stems) learn directions whose sum, weighed by rarity, points to where the
encoder puts the whole text. What is written are grams and numbers, no text.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
import torch
from numpy.typing import NDArray

from patnav.errors import PatnavError
from patnav.gold import read_documents
from patnav.ingest.annotate.text import script
from patnav.ingest.grams import grams
from patnav.ingest.read import read
from patnav.model import Publication
from teachers.bge import BgeFile
from teachers.corpus import files
from teachers.meanings import meanings

__all__ = ["Texts", "learn", "main", "targets"]

_DIRECTIONS, _RIDGE = 256, 10.0
_CHARACTERS = 1200  # of a text that count
_LONG = 100  # a longer text is an abstract
_LEAST = {True: 3, False: 4}  # texts that must hold a gram, by whether it is English
_PASSES, _SIZE, _STEP, _SHRINK = 14, 512, 0.004, 2e-4
_ASIDE = re.compile(r"（[^）]*）")  # notes in titles of classes

Floats = NDArray[np.float32]


class Texts(NamedTuple):
    """Texts by language, each once, and pairs that say the same in Chinese and English."""

    zh: list[str]
    en: list[str]
    pairs: list[tuple[str, str]]


def main() -> int:
    """Read the command line; 2 when an input cannot be used."""
    parser = argparse.ArgumentParser(prog="teachers.wording", description=__doc__)
    parser.add_argument("--exports", nargs="+", required=True, type=Path, help="files or folders")
    parser.add_argument("--titles", nargs=2, required=True, type=Path, metavar=("ZH", "EN"))
    parser.add_argument("--jars", nargs=2, required=True, type=Path, metavar=("ZH", "EN"))
    parser.add_argument("--without", nargs="*", default=[], type=Path, metavar="DOCS")
    parser.add_argument("--most", type=int, default=3000, help="abstracts of a language")
    parser.add_argument("-o", "--output", type=Path, default=Path("data/wording.npz"))
    given = parser.parse_args()
    torch.use_deterministic_algorithms(mode=True)
    try:
        texts = _texts(given)
        encoders = [BgeFile(jar) for jar in given.jars]
    except PatnavError as error:
        _say(str(error))
        return 2
    _say(f"{len(texts.zh):,} Chinese, {len(texts.en):,} English, {len(texts.pairs):,} pairs")
    places = [meanings(*one) for one in zip(encoders, (texts.zh, texts.en), strict=True)]
    _write(given.output, *learn([*texts.zh, *texts.en], targets(texts, *places)))
    return 0


def _texts(given: argparse.Namespace) -> Texts:
    left_out = {
        str(one.record.get(name, ""))
        for path in given.without
        for one in read_documents(path).values()
        for name in ("title", "abstract", "text")
    }
    pairs = [*_classes(*given.titles)]
    alone: list[str] = []
    for path in files(given.exports):
        for publication in _publications(path):
            for section in ("title", "abstract"):
                found = {
                    script(one.text): one.text
                    for one in reversed(publication.texts)
                    if one.section == section and one.text not in left_out
                }
                alone += found.values()
                if {"zh", "en"} <= found.keys():
                    pairs.append((found["zh"], found["en"]))
    pairs = list(dict.fromkeys(pairs))
    kept = {lang: _kept(_of(lang, alone, pairs), given.most) for lang in ("zh", "en")}
    both = [one for one in pairs if one[0] in kept["zh"] and one[1] in kept["en"]]
    return Texts(list(kept["zh"]), list(kept["en"]), both)


def _of(lang: str, alone: Iterable[str], pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from (pair[lang == "en"] for pair in pairs)
    yield from (text for text in alone if script(text) == lang)


def _kept(texts: Iterable[str], most: int) -> dict[str, None]:
    """Each text once: short ones all, of long ones `most`, drawn by a hash of their words."""
    each = list(dict.fromkeys(texts))
    long = sorted((one for one in each if len(one) > _LONG), key=lambda one: crc32(one.encode()))
    dropped = set(long[most:])
    return dict.fromkeys(one for one in each if one not in dropped)


def _classes(zh: Path, en: Path) -> Iterator[tuple[str, str]]:
    """Titles of symbols that both lists have; `A01B1` of one is `A01B1/00` of the other."""
    chinese = {symbol: _ASIDE.sub("", title) for symbol, title in _rows(zh)}
    for symbol, title in _rows(en):
        known = chinese.get(symbol) or chinese.get(f"{symbol}/00")
        if known and title:
            yield known, title


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) > 1:
                yield row[0].replace(" ", ""), row[1]


def _publications(path: Path) -> Iterator[Publication]:
    try:
        yield from (one for one in read(path) if isinstance(one, Publication))
    except PatnavError as error:
        _say(f"{path.name}: left out: {error}")


def targets(texts: Texts, chinese: Floats, english: Floats) -> Floats:
    """Where grams shall point: rows of `texts.zh`, then of `texts.en`, of length 1 (n, 256).

    An English text that has a Chinese twin stands where the twin stands.
    """
    middle = chinese.mean(axis=0)
    _, _, axes = np.linalg.svd(chinese - middle, full_matrices=False)
    of_zh = _unit((chinese - middle) @ axes[:_DIRECTIONS].T)
    row_zh, row_en = ({text: row for row, text in enumerate(some)} for some in (texts.zh, texts.en))
    rows = np.array([(row_zh[one], row_en[other]) for one, other in texts.pairs])
    given, wanted = english - english.mean(axis=0), of_zh[rows[:, 0]]
    known = given[rows[:, 1]]
    across = np.linalg.solve(known.T @ known + _RIDGE * np.eye(known.shape[1]), known.T @ wanted)
    of_en = _unit(given @ across)
    of_en[rows[:, 1]] = wanted
    return np.concatenate([of_zh, of_en]).astype(np.float32)


def _unit(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def learn(
    texts: Sequence[str], wanted: Floats, passes: int = _PASSES
) -> tuple[list[str], NDArray[np.float64], Floats]:
    """Grams, their rarity, and their directions: cosine loss, Adam (Kingma & Ba 2015)."""
    torch.manual_seed(0)
    bags = [Counter(grams(text[:_CHARACTERS])) for text in texts]
    rarity = _rarity(bags)
    names = sorted(rarity)
    row = {name: number for number, name in enumerate(names)}
    values = np.array([rarity[name] for name in names])
    lessons = [
        (known, _weights(bag, known, values, names), aim)
        for bag, aim in zip(bags, torch.from_numpy(wanted), strict=True)
        if (known := [row[gram] for gram in bag if gram in row])
    ]
    table = torch.nn.EmbeddingBag(len(names), wanted.shape[1], mode="sum")
    torch.nn.init.normal_(table.weight, std=0.02)
    adam = torch.optim.Adam(table.parameters(), lr=_STEP)
    total = passes * -(-len(lessons) // _SIZE)
    pace = torch.optim.lr_scheduler.LambdaLR(adam, lambda step: max(0.02, 1 - step / total))
    rng = np.random.default_rng(0)
    for number in range(1, passes + 1):
        order = rng.permutation(len(lessons))
        losses = []
        for first in range(0, len(order), _SIZE):
            loss = _loss(table, [lessons[at] for at in order[first : first + _SIZE]])
            adam.zero_grad()
            loss.backward()
            adam.step()
            pace.step()
            losses.append(loss.item())
        _say(f"pass {number} of {passes}: loss {np.mean(losses):.3f}")
    return names, values, table.weight.detach().numpy()


def _rarity(bags: Sequence[Counter[str]]) -> dict[str, float]:
    """Minus the logarithm of the share of texts of its language that hold a gram, to a tenth."""
    having = Counter(gram for bag in bags for gram in bag)
    texts = {
        ascii_: sum(any(gram.isascii() == ascii_ for gram in bag) for bag in bags)
        for ascii_ in (True, False)
    }
    return {
        gram: round(math.log(texts[gram.isascii()] / n), 1)
        for gram, n in having.items()
        if n >= _LEAST[gram.isascii()]
    }


def _weights(
    bag: Counter[str], known: Sequence[int], values: NDArray[np.float64], names: Sequence[str]
) -> NDArray[np.float64]:
    worth = np.sqrt([bag[names[row]] for row in known]) * values[known]
    return np.asarray(worth / (np.linalg.norm(worth) or 1.0))


Lesson = tuple[list[int], NDArray[np.float64], torch.Tensor]


def _loss(table: torch.nn.EmbeddingBag, lessons: Sequence[Lesson]) -> torch.Tensor:
    """One minus the mean cosine, and a little for the length of the directions."""
    rows = torch.tensor([row for known, _, _ in lessons for row in known])
    starts = np.cumsum([0, *(len(known) for known, _, _ in lessons[:-1])])
    weights = torch.tensor(np.concatenate([worth for _, worth, _ in lessons]), dtype=torch.float32)
    made = table(rows, torch.from_numpy(starts), per_sample_weights=weights)
    cosines = torch.nn.functional.cosine_similarity(made, torch.stack([aim for *_, aim in lessons]))
    return 1 - cosines.mean() + _SHRINK * (table.weight[rows.unique()] ** 2).sum(1).mean()


def _write(
    path: Path, names: Sequence[str], rarity: NDArray[np.float64], directions: Floats
) -> None:
    scale = np.abs(directions).max(axis=0)
    np.savez_compressed(
        path,
        grams=np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
        rarity=np.rint(rarity * 10).astype(np.uint8),
        scale=scale.astype(np.float32),
        directions=np.rint(directions / scale * 127).astype(np.int8),
    )
    _say(f"{len(names):,} grams → {path}")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
