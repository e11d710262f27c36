"""Fit the weights by which patents are assigned to chain nodes, and tell how well they do.

    python -m patnav.ingest.assign.make_model LABELS.jsonl [MORE.jsonl …]

Each file holds labelled patents (labelled.py), with `applicant`, and `source` for the file that
they are from. Every patent counts three times: in full, without its texts, with its title alone.
What is shipped was made of the labels of vehicles and digital (docs/chains.md says why).
Run at the root of the repository; writes `data/assign_model.yaml`, and into `data/models` a part of
its own for each tree that is better with it. The same labels give the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from patnav.chain import load_chain
from patnav.ingest.assign.labelled import GIVEN, labelled, samples
from patnav.ingest.assign.learn import Chances, Sample, choice, fit
from patnav.ingest.assign.learn_tree import learn_part
from patnav.ingest.assign.tree_part import part_file

__all__ = ["main"]

_HEAD = """\
# The weights by which patents are assigned to the nodes of any tree (ingest/assign/model.py).
# Made by ingest/assign/make_model.py; what is measured: pairs.py and features.py there.
# pair: of a patent and a node; none: for its being in no node; further: of a second node.
"""
_FILE, _PARTS = Path("data/assign_model.yaml"), Path("data/models")

Records = Sequence[Mapping[str, Any]]


def main(paths: Sequence[Path]) -> None:
    """Fit, tell how sources and trees that were left out came out, and write the files."""
    records = [record for path in paths for record in labelled(path)]
    made = list(samples(records))
    model, left_out = fit(made)
    _FILE.write_text(_HEAD + yaml.safe_dump(model.written(), sort_keys=False), encoding="utf-8")
    _tell("the model alone", records, made, left_out)
    of = [record["chain"] for record in records for _ in GIVEN]
    for chain in sorted(set(of)):
        rows = [row for row, name in enumerate(of) if name == chain]
        _part(chain, [made[row] for row in rows], [left_out[row] for row in rows])
        _strange(
            chain, [made[row] for row in rows], [made[r] for r in range(len(of)) if of[r] != chain]
        )
    _say(f"{len(records)} patents → {_FILE}")


def _part(chain: str, made: Sequence[Sample], left_out: Sequence[Chances]) -> None:
    """Learn the part of a tree; write it where it helps, else take an old one away."""
    tree = load_chain(chain)
    part, mixed = learn_part(tree, made, left_out)
    path = part_file(tree, _PARTS)
    if part.share:
        part.write(path)
    else:
        path.unlink(missing_ok=True)
    _say(f"part of {chain}: share {part.share}")
    for number, name in enumerate(GIVEN):
        _count(f"with the part, {name}, {chain}", _right(made, mixed)[number :: len(GIVEN)])


def _strange(chain: str, made: Sequence[Sample], others: Sequence[Sample]) -> None:
    """Tell how a tree comes out under a model that saw none of its labels."""
    model = choice(others)
    right = _right(made, [model.chances(sample.facts) for sample in made])
    _count(f"without its labels, in full, {chain}", right[:: len(GIVEN)])


def _tell(what: str, records: Records, made: Sequence[Sample], chances: Sequence[Chances]) -> None:
    right = _right(made, chances)
    for number, name in enumerate(GIVEN):
        told = right[number :: len(GIVEN)]
        for chain in ("", *sorted({record["chain"] for record in records})):
            of = [ok for ok, r in zip(told, records, strict=True) if chain in ("", r["chain"])]
            _count(f"{what}, {name}, {chain or 'all'}", of)


def _right(made: Sequence[Sample], chances: Sequence[Chances]) -> list[bool]:
    mains = [sample.nodes[0] if sample.nodes else len(sample.facts.pair) for sample in made]
    return [int(c.argmax()) == main for c, main in zip(chances, mains, strict=True)]


def _count(what: str, right: Sequence[bool]) -> None:
    _say(f"{what}: {sum(right)} of {len(right)} main nodes right")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main([Path(path) for path in sys.argv[1:]])
