"""Fit the weights by which patents are assigned to chain nodes, and tell how well they do.

    python -m patnav.ingest.assign.make_model LABELS.jsonl [MORE.jsonl …]

Each line holds a record of `patnav assign` (docs/chains.md) with what people decided: `primary`
(null = in no node) and `nodes` (primary first), and who it is from: `applicant`, and `source` for
the file. Every patent counts three times: in full, without its texts, with its title alone. Run
at the root of the repository; writes `data/assign_model.yaml`, from the same labels the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from patnav.ingest.assign import measure_record
from patnav.ingest.assign.learn import Sample, fit

__all__ = ["main", "samples"]

_HEAD = """\
# The weights by which patents are assigned to the nodes of any tree (ingest/assign/model.py).
# Made by ingest/assign/make_model.py; what is measured: pairs.py and features.py there.
# pair: of a patent and a node; none: for its being in no node; further: of a second node.
"""
_TEXTS, _CLASSES = ("abstract", "claim"), ("ipc", "ipc_main", "cpc")
_GIVEN = {"in full": (), "title and classes": _TEXTS, "title alone": _TEXTS + _CLASSES}
_FILE = Path("data/assign_model.yaml")


def main(paths: Sequence[Path]) -> None:
    """Fit, tell how sources that were left out came out, and write the file."""
    lines = [line for path in paths for line in path.open(encoding="utf-8") if line.strip()]
    records = [json.loads(line) for line in lines]
    made = list(samples(records))
    model, left_out = fit(made)
    right = [_right(int(c.argmax()), s) for c, s in zip(left_out, made, strict=True)]
    for number, name in enumerate(_GIVEN):
        for chain in ("", *sorted({record["chain"] for record in records})):
            told = [
                ok
                for ok, r in zip(right[number :: len(_GIVEN)], records, strict=True)
                if chain in ("", r["chain"])
            ]
            _say(f"{name}, {chain or 'all'}: {sum(told)} of {len(told)} main nodes right")
    _FILE.write_text(_HEAD + yaml.safe_dump(model.written(), sort_keys=False), encoding="utf-8")
    _say(f"{len(records)} patents → {_FILE}")


def samples(records: Sequence[Mapping[str, Any]]) -> Iterator[Sample]:
    """Yield each labelled record as samples: in full, without its texts, with its title alone."""
    for record in records:
        for without in _GIVEN.values():
            given = {**record, **dict.fromkeys(without, "")}
            tree, facts = measure_record(given)
            rows = {node.id: number for number, node in enumerate(tree.nodes)}
            nodes = tuple(rows[node] for node in record["nodes"])
            first = str(record.get("applicant") or "").split(";")[0]
            yield Sample(facts, nodes, f"{record.get('source', '')}|{first}")


def _right(row: int, sample: Sample) -> bool:
    main = sample.nodes[0] if sample.nodes else len(sample.facts.pair)
    return row == main


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main([Path(path) for path in sys.argv[1:]])
