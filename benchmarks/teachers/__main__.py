"""Train both teachers and write what they think of exports, for `patnav train --teach`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from patnav.errors import PatnavError
from patnav.gold import GoldDocument, Labels, read_documents, read_gold
from patnav.ingest.annotate.tagger import Passage
from patnav.ingest.learn.lessons import passage
from patnav.ingest.learn.tagger import TAUGHT
from patnav.jsonlines import write_objects
from teachers import characters, encoder
from teachers.corpus import corpus
from teachers.e5 import E5File, packaged
from teachers.labels import FIELDS, abstracts, labelled, places
from teachers.mix import Shares, mixed, write_shares

_AT_ONCE = 600  # texts
Pairs = list[tuple[GoldDocument, Labels]]


def say(words: str) -> None:
    """Tell how far it is."""
    print(words, file=sys.stderr, flush=True)


def main() -> int:
    """Read the command line; 2 when an input cannot be used."""
    parser = argparse.ArgumentParser(prog="teachers", description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path, help="labelled documents (x.gold.jsonl)")
    parser.add_argument("--exports", nargs="+", required=True, type=Path, help="files or folders")
    parser.add_argument("--without", nargs="*", default=[], type=Path, metavar="DOCS")
    parser.add_argument("--output", required=True, type=Path, help="folder for corpus.*")
    parser.add_argument("--epochs", type=int, default=4, help="of the transformer")
    given = parser.parse_args()
    try:
        teach(given.gold, given.exports, given.without, given.output, given.epochs)
    except PatnavError as error:
        say(str(error))
        return 2
    return 0


def teach(
    gold: Sequence[Path],
    exports: Sequence[Path],
    without: Sequence[Path],
    output: Path,
    epochs: int,
) -> None:
    """Write corpus.docs.jsonl and corpus.shares.npz; `without` names texts that nobody learns."""
    torch.use_deterministic_algorithms(mode=True)
    output.mkdir(parents=True, exist_ok=True)
    pairs = [pair for path in gold for pair in abstracts(read_gold(path).only(TAUGHT))]
    kept = {one.text for path in without for one in read_documents(path).values()}
    texts = list(corpus(exports, kept, say))
    say(f"{len(pairs):,} labelled abstracts, {len(texts):,} to read")
    crf = _characters([pair for pair in pairs if passage(pair[0]).lang == "zh"], output)
    file = E5File(packaged())
    teacher = encoder.train(pairs, file, encoder.Course(epochs=epochs), say)
    write_objects(output / "corpus.docs.jsonl", (one.record for one in texts))
    write_shares(output / "corpus.shares.npz", _shares(texts, teacher, crf, file))


def _characters(pairs: Pairs, output: Path) -> characters.Crf:
    given = [characters.features(passage(document)) for document, _ in pairs]
    for dimension in FIELDS:
        wanted = [places(len(one[0].text), labelled(*one)[dimension]) for one in pairs]
        characters.train(zip(given, wanted, strict=True), output / f"{dimension}.crf")
        say(f"characters: {dimension}")
    return characters.Crf(output)


def _shares(
    texts: Sequence[GoldDocument],
    teacher: encoder.Teacher,
    crf: characters.Crf,
    file: E5File,
) -> Iterator[tuple[str, Shares]]:
    for first in range(0, len(texts), _AT_ONCE):
        some = texts[first : first + _AT_ONCE]
        passages = [passage(one) for one in some]
        thought = encoder.think(teacher, passages, file)
        for document, read, shares in zip(some, passages, thought, strict=True):
            yield document.id, mixed(shares, _opinion(read, crf))
        say(f"read {first + len(some):,} of {len(texts):,}")


def _opinion(read: Passage, crf: characters.Crf) -> Shares | None:
    return crf.shares(characters.features(read)) if read.lang == "zh" else None


if __name__ == "__main__":
    sys.exit(main())
