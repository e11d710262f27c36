"""Node labels kept apart from their texts: a CSV of numbers, joined with exports into one file.

    python -m teachers.numbers tests/gold/node_labels.csv --exports EXPORTS \\
        --chains emerging_digital intelligent_vehicles -o build/nodes.jsonl
    python -m patnav.ingest.assign.make_model build/nodes.jsonl

A row names its file and the number that it prints, of publication or application. Files of
labelled documents (`x.docs.jsonl`) count as exports whose numbers are ids, and so do the tables of
the public CPC multi-label samples (`publication_number`, `text`, `labels`). Rows whose file is not
there are counted and left out.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from patnav.errors import PatnavError
from patnav.ingest.read import read
from patnav.jsonlines import read_objects, write_objects
from patnav.model import Publication
from teachers.corpus import files
from teachers.offsets import rows_of

__all__ = ["joined", "records_of"]

Record = Mapping[str, Any]
_SAMPLE = ["publication_number", "text", "labels"]
_TITLED = re.compile(r"Title: (?P<title>.*?)\n.*?Abstract: (?P<abstract>.*)", re.DOTALL)
_NOT_PRINTED = re.compile(r"[^A-Z0-9]")


def joined(rows: Iterable[Mapping[str, str]], records: Iterable[Record]) -> Iterator[Record]:
    """Bring labels and records of `patnav assign` together, in the order of the labels."""
    known: dict[tuple[str, str], Record] = {}
    for record in records:
        for number in filter(None, (record["id"], record["application"])):
            known.setdefault((record["export"], _key(number)), record)
    for row in rows:
        found = known.get((row["export"], _key(row["number"])))
        if found is not None:
            unread = dict.fromkeys(("abstract", "claim"), "") if row["read"] == "title" else {}
            told = {"primary": row["primary"] or None, "nodes": row["nodes"].split()}
            yield {**found, **unread, **told, "id": row["number"], "chain": row["chain"]}


def records_of(path: Path) -> Iterator[Record]:
    """Yield what a file says of its patents; raises InputError for a file that is no export."""
    if path.name.endswith(".docs.jsonl"):
        for _, document in read_objects(path, "a line is a labelled document"):
            part = "claim" if document["kind"] == "claim" else "abstract"
            texts = {"title": document["title"], part: document["text"]}
            yield _record(path, document["id"], texts, source=document["src"])
    elif (samples := _samples(path)) is not None:
        for sample in samples:
            yield _sampled(path, sample)
    else:
        for found in read(path):
            if isinstance(found, Publication):
                yield _published(path, found)


def _record(path: Path, number: str, texts: Mapping[str, str], **more: str) -> Record:
    plain = dict.fromkeys(("abstract", "claim", "ipc", "ipc_main", "cpc", "applicant"), "")
    named = {"export": path.name, "source": path.name, "id": number, "application": ""}
    return plain | named | dict(texts) | more


def _published(path: Path, found: Publication) -> Record:
    chinese_first = sorted(found.texts, key=lambda text: text.lang != "zh")
    texts = {text.section: text.text for text in reversed(chinese_first)}
    return _record(
        path,
        found.number or found.application,
        {name: texts.get(name, "") for name in ("title", "abstract", "claim")},
        application=found.application,
        ipc="; ".join(found.ipc),
        ipc_main=found.ipc_main,
        cpc="; ".join(found.cpc),
        applicant="; ".join(party.name for party in found.applicants),
    )


def _samples(path: Path) -> Sequence[Mapping[str, str]] | None:
    if path.suffix != ".csv":
        return None
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        reader = csv.DictReader(lines)
        if (reader.fieldnames or [])[: len(_SAMPLE)] != _SAMPLE:
            return None
        return [row for row in reader if row["publication_number"]]


def _sampled(path: Path, row: Mapping[str, str]) -> Record:
    parts = [part.strip() for part in row["text"].split("[SEP]")]
    titled = _TITLED.match(row["text"])
    texts = titled.groupdict() if titled else {"title": parts[0], "abstract": parts[-1]}
    symbols = "; ".join(json.loads(row["labels"]))
    return _record(path, row["publication_number"], texts, ipc=symbols, cpc=symbols)


def _key(number: str) -> str:
    return _NOT_PRINTED.sub("", number.upper())


def main() -> int:
    """Read the command line; 2 when an input cannot be used."""
    parser = argparse.ArgumentParser(prog="teachers.numbers", description=__doc__)
    parser.add_argument("labels", type=Path, help="the CSV of numbers")
    parser.add_argument("--exports", nargs="+", required=True, type=Path, help="files or folders")
    parser.add_argument("--chains", nargs="*", default=[], help="only these trees")
    parser.add_argument("-o", "--output", required=True, type=Path, help="lines of records")
    given = parser.parse_args()

    def say(words: str) -> None:
        print(words, file=sys.stderr)

    try:
        rows = rows_of(given.labels)
    except (OSError, csv.Error) as error:
        say(str(error))
        return 2
    rows = [row for row in rows if not given.chains or row["chain"] in given.chains]
    wanted = {row["export"] for row in rows}
    records: list[Record] = []
    for path in files(given.exports):
        if path.name in wanted:
            try:
                records += records_of(path)
            except PatnavError as error:
                say(f"{path.name}: left out: {error}")
    made = list(joined(rows, records))
    given.output.parent.mkdir(parents=True, exist_ok=True)
    write_objects(given.output, made)
    say(f"{len(made):,} of {len(rows):,} labelled patents are in the exports → {given.output}")
    return 0 if made else 2


if __name__ == "__main__":
    sys.exit(main())
