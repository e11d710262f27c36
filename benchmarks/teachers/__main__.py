"""Train the teachers and write what they think of exports, for `patnav train --teach`.

What a teacher thinks is kept in the folder of the output (`characters.zh.npz`, `encoder.en.npz` …);
a second run reads again only with teachers whose file is missing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch

from patnav.errors import PatnavError
from patnav.gold import GoldDocument, Labels, read_documents, read_gold
from patnav.ingest.learn.lessons import language, passage
from patnav.ingest.learn.tagger import TAUGHT
from patnav.jsonlines import write_objects
from teachers import characters, encoder
from teachers.bge import BgeFile
from teachers.corpus import corpus
from teachers.labels import FIELDS, abstracts, labelled, places
from teachers.mix import CHARACTERS, ENCODER, Shares, mixed, write_shares

_AT_ONCE = 600  # texts
Pairs = Sequence[tuple[GoldDocument, Labels]]
Think = Callable[[Sequence[GoldDocument]], Iterator[Shares]]


def say(words: str) -> None:
    """Tell how far it is."""
    print(words, file=sys.stderr, flush=True)


def main() -> int:
    """Read the command line; 2 when an input cannot be used."""
    parser = argparse.ArgumentParser(prog="teachers", description=__doc__)
    parser.add_argument("gold", nargs="*", type=Path, help="labelled documents (x.gold.jsonl)")
    parser.add_argument("--judge", nargs="+", default=[], type=Path, metavar="GOLD")
    parser.add_argument("--exports", nargs="+", required=True, type=Path, help="files or folders")
    parser.add_argument("--jars", nargs=2, required=True, type=Path, metavar=("ZH", "EN"))
    parser.add_argument("--without", nargs="*", default=[], type=Path, metavar="DOCS")
    parser.add_argument("--output", required=True, type=Path, help="folder for corpus.*")
    parser.add_argument("--epochs", type=int, default=4, help="of the encoders")
    given = parser.parse_args()
    try:
        teach(given)
    except PatnavError as error:
        say(str(error))
        return 2
    return 0


def teach(given: argparse.Namespace) -> None:
    """Write corpus.docs.jsonl and corpus.shares.npz.

    Nobody learns from the texts of `without` and from the fifth that judges.
    """
    torch.use_deterministic_algorithms(mode=True)
    output: Path = given.output
    output.mkdir(parents=True, exist_ok=True)
    judges = [read_gold(path) for path in given.judge]
    sets = [*(one.only(TAUGHT) for one in judges), *map(read_gold, given.gold)]
    pairs = [pair for one in sets for pair in abstracts(one)]
    kept = {one.text for path in given.without for one in read_documents(path).values()}
    kept |= {document.text for one in judges for document in one.documents.values()}
    texts = list(corpus(given.exports, kept | {one.text for one, _ in pairs}, say))
    say(f"{len(pairs):,} labelled abstracts, {len(texts):,} to read")
    opinions: dict[str, dict[str, Path]] = {}
    for lang, jar in zip(("zh", "en"), given.jars, strict=True):
        course = encoder.Course(epochs=given.epochs)
        teachers = {ENCODER: partial(_encoder, jar=jar, course=course)}
        if lang == "zh":
            teachers[CHARACTERS] = partial(_characters, folder=output)
        known = [pair for pair in pairs if language(pair[0]) == lang]
        unread = [one for one in texts if language(one) == lang]
        opinions[lang] = {
            name: _asked(output / f"{name}.{lang}.npz", make, known, unread)
            for name, make in teachers.items()
        }
    write_objects(output / "corpus.docs.jsonl", (one.record for one in texts))
    write_shares(output / "corpus.shares.npz", _mixed(opinions))


def _asked(
    path: Path, make: Callable[[Pairs], Think], known: Pairs, unread: Sequence[GoldDocument]
) -> Path:
    """Train a teacher and keep what it thinks, unless it is kept already."""
    if not path.exists():
        say(f"{path.stem}: learns from {len(known):,}")
        think = make(known)
        write_shares(path, _read(think, unread, path.stem))
    return path


def _read(think: Think, unread: Sequence[GoldDocument], name: str) -> Iterator[tuple[str, Shares]]:
    for first in range(0, len(unread), _AT_ONCE):
        some = unread[first : first + _AT_ONCE]
        yield from zip((one.id for one in some), think(some), strict=True)
        say(f"{name}: read {first + len(some):,} of {len(unread):,}")


def _encoder(known: Pairs, jar: Path, course: encoder.Course) -> Think:
    file = BgeFile(jar)
    teacher = encoder.train(known, file, course, say)
    return lambda some: iter(encoder.think(teacher, [passage(one) for one in some], file))


def _characters(known: Pairs, folder: Path) -> Think:
    given = [characters.features(passage(document)) for document, _ in known]
    for dimension in FIELDS:
        wanted = [places(len(one[0].text), labelled(*one)[dimension]) for one in known]
        characters.train(zip(given, wanted, strict=True), folder / f"{dimension}.crf")
        say(f"characters: {dimension}")
    crf = characters.Crf(folder)
    return lambda some: (crf.shares(characters.features(passage(one))) for one in some)


def _mixed(opinions: Mapping[str, Mapping[str, Path]]) -> Iterator[tuple[str, Shares]]:
    for kept in opinions.values():
        files = {name: np.load(path) for name, path in kept.items()}
        for key in files[ENCODER].files:
            thought = {name: one[key].astype(np.float32) for name, one in files.items()}
            yield key, mixed(thought)


if __name__ == "__main__":
    sys.exit(main())
