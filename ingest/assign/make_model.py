"""Fit the weights by which patents are assigned to chain nodes, and tell how well they do.

    python -m patnav.ingest.assign.make_model LABELS.jsonl [MORE.jsonl …]

Each file holds labelled patents (labelled.py), with `applicant`, and `source` for the file that
they are from. Every patent counts three times: in full, without its texts, with its title alone.
What is shipped was made of the labels of vehicles and digital (docs/chains.md says why).
Run at the root of the repository; writes `data/assign_model.yaml`, and into `data/models` a part of
its own for each tree that is better with it. The same labels give the same bytes. Labels, and what
models say that saw nothing of a patent's applicant and parts that saw nothing of its export, go to
`build/nodes`, where `patnav evaluate` takes all figures with their intervals.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from patnav.chain import load_chain
from patnav.gold import GoldDocument, NodeLabels, write_gold
from patnav.ingest.assign.labelled import GIVEN, labelled, samples
from patnav.ingest.assign.learn import Chances, Sample, fit, folds, weights, with_meant
from patnav.ingest.assign.learn_tree import learn_part
from patnav.ingest.assign.model import Model
from patnav.ingest.assign.tree_part import part_file
from patnav.jsonlines import write_objects

__all__ = ["main"]

_HEAD = """\
# The weights by which patents are assigned to the nodes of any tree (ingest/assign/model.py).
# Made by ingest/assign/make_model.py; what is measured: pairs.py and features.py there.
# pair: of a patent and a node; none: for its being in no node; further: of a second node.
"""
_FILE, _PARTS = Path("data/assign_model.yaml"), Path("data/models")
_JUDGED = Path("build/nodes")

Records = Sequence[Mapping[str, Any]]


def main(paths: Sequence[Path]) -> None:
    """Fit, tell how sources and trees that were left out came out, and write the files."""
    read = [labelled(path) for path in paths]
    for error in (error for one in read for error in one.left_out):
        _say(str(error))
    records = [record for one in read for record in one.records]
    made = list(samples(records))
    fitted = fit(made)
    rows: dict[str, list[int]] = {}
    for row, record in enumerate(record for record in records for _ in GIVEN):
        rows.setdefault(record["chain"], []).append(row)
    mixed: dict[int, Chances] = {}
    for chain, of in sorted(rows.items()):
        models, mine = [fitted.left_out[row] for row in of], [made[row] for row in of]
        alone = [model.chances(one.facts) for model, one in zip(models, mine, strict=True)]
        _keep("alone", _of(chain, records), _sets(chain, models, mine, alone))
        mixed |= dict(zip(of, _part(chain, mine, alone), strict=True))
    told = [mixed[row] for row in range(len(made))]
    meant, nested = with_meant(fitted.left_out, made, told, folds(made))
    model = replace(fitted.model, meant=meant)
    _FILE.write_text(_HEAD + yaml.safe_dump(model.written(), sort_keys=False), "utf-8")
    for chain, of in sorted(rows.items()):
        models, mine = [nested[row] for row in of], [made[row] for row in of]
        _keep("part", _of(chain, records), _sets(chain, models, mine, [mixed[row] for row in of]))
        own = set(of)
        stranger = weights([one for row, one in enumerate(made) if row not in own])
        strange = [stranger.chances(one.facts) for one in mine]
        _keep("strange", _of(chain, records), _sets(chain, [stranger] * len(mine), mine, strange))
    _say(f"{len(records)} patents → {_FILE}")


def _of(chain: str, records: Records) -> Records:
    return [record for record in records if record["chain"] == chain]


def _part(chain: str, made: Sequence[Sample], left_out: Sequence[Chances]) -> list[Chances]:
    """Learn the part of a tree; write it where it helps, else take an old one away."""
    tree = load_chain(chain)
    part, mixed = learn_part(tree, made, left_out, folds(made, _export))
    path = part_file(tree, _PARTS)
    if part.share:
        part.write(path)
    else:
        path.unlink(missing_ok=True)
    _say(f"part of {chain}: share {part.share}")
    return mixed


def _export(one: Sample) -> str:
    """The file of a patent: others will use the part on other exports."""
    return one.source.split("|")[0]


def _sets(
    chain: str, models: Sequence[Model], made: Sequence[Sample], chances: Sequence[Chances]
) -> list[list[str]]:
    """The nodes that each sample is given, main one first."""
    nodes = [node.id for node in load_chain(chain).nodes]
    rows = map(Model.given, models, [sample.facts for sample in made], chances)
    return [[nodes[row] for row in given] for given in rows]


def _keep(what: str, records: Records, sets: Sequence[Sequence[str]]) -> None:
    """Write labels and answers by what was given of the patents, and tell the main nodes."""
    _JUDGED.mkdir(parents=True, exist_ok=True)
    for number, (given, without) in enumerate(GIVEN.items()):
        stem = _JUDGED / f"{records[0]['chain']}.{given.replace(' ', '_')}"
        shown = [{**record, **dict.fromkeys(without, "")} for record in records]
        answers = [
            _labels(r["id"], nodes)
            for r, nodes in zip(records, sets[number :: len(GIVEN)], strict=True)
        ]
        told = [_labels(record["id"], record["nodes"]) for record in records]
        write_gold(stem, map(GoldDocument, shown), told)
        write_objects(
            stem.with_name(f"{stem.name}.{what}.jsonl"), (one.record() for one in answers)
        )
        right = sum(one.primary == other.primary for one, other in zip(told, answers, strict=True))
        _say(f"{stem.name}, {what}: {right} of {len(records)} main nodes right")


def _labels(key: str, nodes: Sequence[str]) -> NodeLabels:
    return NodeLabels(id=str(key), primary=nodes[0] if nodes else None, nodes=tuple(nodes))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main([Path(path) for path in sys.argv[1:]])
