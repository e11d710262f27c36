"""Labels kept apart from their texts: a CSV of offsets, joined with exports into gold files.

    python -m teachers.offsets tests/gold/abstract_labels.csv --exports EXPORTS -o build/more

writes `build/more.docs.jsonl` and `build/more.gold.jsonl`. A row names its text by the first 16
digits of the SHA-256 of its UTF-8 form; spans are `start-end` in characters, of effects with the
direction behind (`12-20-up`), and behind it the span of what changes where that was labelled
(`12-20-up-15-18`). A column that the file does not have was not labelled.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import dropwhile
from pathlib import Path

from patnav.errors import InputError, PatnavError
from patnav.gold import EffectLabel, GoldDocument, Labels, locate
from patnav.jsonlines import write_objects
from teachers.corpus import corpus

__all__ = ["COLUMNS", "digest", "joined", "row_of", "rows_of"]

COLUMNS = ("text", "effects", "means", "market", "band", "evidence")
_FIELDS = {"effects": "effects", "means": "means", "market": "market", "band": "maturity"}
_DIGITS = 16


def digest(text: str) -> str:
    """Name a text: 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def row_of(document: GoldDocument, labels: Labels) -> dict[str, str]:
    """Return the row of a labelled abstract; quotes that are not in the text are left out."""
    text = document.text
    effects = zip(_spans(text, labels.spans_of("effects")), labels.effects, strict=True)
    return {
        "text": digest(text),
        "effects": " ".join(_effect(text, span, one) for span, one in effects if span),
        "means": " ".join(filter(None, _spans(text, labels.means))),
        "market": " ".join(filter(None, _spans(text, labels.market))),
        "band": labels.band,
        "evidence": " ".join(filter(None, _spans(text, filter(None, [labels.band_quote])))),
    }


def _effect(text: str, span: str, label: EffectLabel) -> str:
    """An effect as it stands in the CSV; an attribute that is no part of it is left out."""
    start, end = map(int, span.split("-"))
    at = text.find(label.attribute, start, end) if label.attribute else -1
    changed = f"-{at}-{at + len(label.attribute)}" if at >= 0 else ""
    return f"{span}-{label.direction}{changed}"


def _spans(text: str, quotes: Iterable[str]) -> list[str]:
    return ["-".join(map(str, span)) if span else "" for span in locate(text, quotes)]


def joined(
    rows: Iterable[Mapping[str, str]], texts: Iterable[GoldDocument], where: str
) -> Iterator[tuple[GoldDocument, Labels]]:
    """Bring rows and texts together, in the order of the texts; raises InputError."""
    known = {row["text"]: row for row in rows}
    for document in texts:
        row = known.get(digest(document.text))
        if row is not None:
            try:
                yield document, _labels(document, row)
            except ValueError as error:
                remedy = "spans are start-end, of effects start-end-direction[-start-end]"
                raise InputError(f"{row['text']}: {error}", where=where, remedy=remedy) from error


def _labels(document: GoldDocument, row: Mapping[str, str]) -> Labels:
    def quote(span: str) -> str:
        start, end = span.split("-")
        return document.text[int(start) : int(end)]

    def effect(said: str) -> EffectLabel:
        start, end, direction, *changed = said.split("-")
        attribute = quote("-".join(changed)) if changed else ""
        return EffectLabel(quote(f"{start}-{end}"), attribute, direction)

    spans = {column: row.get(column, "").split() for column in COLUMNS}
    return Labels(
        id=document.id,
        effects=tuple(map(effect, spans["effects"])),
        means=tuple(map(quote, spans["means"])),
        market=tuple(map(quote, spans["market"])),
        band=row.get("band", "unknown"),
        band_quote=next(map(quote, spans["evidence"]), None),
        labelled=frozenset(field for column, field in _FIELDS.items() if column in row),
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a CSV of labels, whose head may be lines of comment."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(dropwhile(lambda line: line.startswith("#"), lines)))


def main() -> int:
    """Read the command line; 2 when an input cannot be used."""
    parser = argparse.ArgumentParser(prog="teachers.offsets", description=__doc__)
    parser.add_argument("labels", type=Path, help="the CSV of offsets")
    parser.add_argument("--exports", nargs="+", required=True, type=Path, help="files or folders")
    parser.add_argument("-o", "--output", required=True, type=Path, help="without its ending")
    given = parser.parse_args()

    def say(words: str) -> None:
        print(words, file=sys.stderr)

    try:
        rows = rows_of(given.labels)
        pairs = list(joined(rows, corpus(given.exports, (), say), str(given.labels)))
    except PatnavError as error:
        say(str(error))
        return 2
    given.output.parent.mkdir(parents=True, exist_ok=True)
    write_objects(Path(f"{given.output}.docs.jsonl"), (one.record for one, _ in pairs))
    write_objects(Path(f"{given.output}.gold.jsonl"), (labels.record() for _, labels in pairs))
    say(f"{len(pairs):,} of {len(rows):,} labelled abstracts are in the exports")
    return 0


if __name__ == "__main__":
    sys.exit(main())
