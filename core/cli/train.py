"""`patnav train` and `patnav train-nodes`: learn models from labelled documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patnav.cli.output import say, say_warnings
from patnav.data import resource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from patnav.gold import GoldSet
    from patnav.ingest.assign.learn_tree import Learned
    from patnav.ingest.learn.sureness import Sureness

__all__ = ["train_command", "train_nodes_command"]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_output = click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("models"),
    show_default=True,
    help="Folder for what was learned; a project uses what is in its folder models/.",
)


@click.command()
@click.argument("gold", nargs=-1, type=FILE)
@click.option(
    "--teach",
    multiple=True,
    type=FILE,
    help="Texts (x.docs.jsonl) and what a teacher thinks of them (x.shares.npz beside it).",
)
@click.option(
    "--judge",
    multiple=True,
    type=FILE,
    help="More labels, of which a fifth teaches nothing and judges the tagger that is written.",
)
@click.option(
    "--start",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    is_flag=False,
    flag_value=resource("models"),
    help="Learn on from the tagger in this folder, or from patnav's own where none is named.",
)
@click.option(
    "--marks",
    multiple=True,
    nargs=2,
    type=FILE,
    help="Claims labelled by number and offsets (CSV), and the export that has their texts.",
)
@_output
@click.option(
    "--only",
    type=click.Choice(("tagger", "borders", "confidences")),
    help="Learn one of the two, or how sure the tagger of --start is and which means are key ones.",
)
@click.option("--passes", type=click.IntRange(1, 100), default=8, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
def train_command(  # noqa: PLR0913, PLR0917 -- one parameter per option
    gold: tuple[Path, ...],
    teach: tuple[Path, ...],
    judge: tuple[Path, ...],
    start: Path | None,
    marks: tuple[tuple[Path, Path], ...],
    output: Path,
    only: str | None,
    passes: int,
    seed: int,
) -> None:
    """Train the models of the annotation on GOLD files: the tagger and the borders of claims.

    Abstracts teach the tagger of effects, means and market quotes, the Chinese ones tagger.npz, the
    English ones tagger.en.npz, where there are 20 (tagger.yaml says how sure they are): first four
    fifths of them (by their ids) train a model whose confidences are calibrated on the last fifth,
    then all of them train the model that is written. With --judge one model is trained, and
    the fifth of those files calibrates it. Chinese claims, 20 at least, teach where their elements
    begin (claims.yaml). The same files, seed and machine give the same bytes. The format of GOLD
    is that of `patnav evaluate`; `patnav review gold` writes decisions in it. What a tagger says
    of those it did not learn from tells how sure it is and which means are key ones (means.yaml).
    """
    from patnav.errors import InputError
    from patnav.gold import read_gold

    sets, judges = [read_gold(path) for path in gold], [read_gold(path) for path in judge]
    for one in [*sets, *judges]:
        say_warnings([problem.told() for problem in one.problems])
    kinds = {one.documents[key].kind == "claim" for one in [*sets, *judges] for key in one.labels}
    tagger = False in kinds and only != "borders"
    borders = (True in kinds or bool(marks)) and only in {None, "borders"}
    if not tagger and not borders:
        raise InputError(
            f"no labelled document for the {only or 'models'} to learn from",
            where="GOLD",
            remedy="give gold files with some dozens of labelled abstracts or claims",
        )
    if borders:
        _learn_borders([*sets, *judges], marks, output, must=not tagger)
    if tagger and only == "confidences":
        _learn_confidences(sets, judges, start, output)
    elif tagger:
        _learn_tagger((sets, judges), teach, start, (passes, seed), output)


def _learn_tagger(
    gold: tuple[Sequence[GoldSet], Sequence[GoldSet]],
    teach: Sequence[Path],
    start: Path | None,
    plan: tuple[int, int],
    output: Path,
) -> None:
    """Train the tagger on sets and judges (`gold`), so many passes from a seed (`plan`)."""
    from patnav.ingest.annotate.models import TAGGER_FILES
    from patnav.ingest.annotate.tagger import read_arrays
    from patnav.ingest.learn.lessons import read_lessons
    from patnav.ingest.learn.network import LATER, Plan
    from patnav.ingest.learn.tagger import learn

    how = Plan(passes=plan[0], seed=plan[1])
    if start:
        networks = {lang: read_arrays(start, lang, dict) for lang in TAGGER_FILES}
        how = replace(how, step=LATER, start=networks)
    sets, judges = gold
    made = learn(sets, [read_lessons(path) for path in teach], how, say, judges, _known(judges))
    made.write(output)
    for lang in made.networks:
        say(f"{lang} → {output / TAGGER_FILES[lang]}")
    say(f"confidences → {output / 'tagger.yaml'}")


def _learn_confidences(
    sets: Sequence[GoldSet], judges: Sequence[GoldSet], start: Path | None, output: Path
) -> None:
    """Fit how sure a tagger is to labels that it did not learn from, and write that alone."""
    from patnav.ingest.annotate.models import MODEL
    from patnav.ingest.annotate.tagger import tagger
    from patnav.ingest.learn.sureness import calibrated
    from patnav.ingest.learn.tagger import JUDGED

    judged = [*sets, *(one.only(JUDGED) for one in judges)]
    calibrated(tagger(start or MODEL), judged, _known(judges)).write(output)
    say(f"confidences → {output / 'tagger.yaml'}")


def _known(judges: Sequence[GoldSet]) -> Sureness:
    """How sure patnav's tagger is; nothing where judges make what comes with patnav."""
    from patnav.ingest.learn.sureness import NOTHING, of_patnav

    return NOTHING if judges else of_patnav()


def _learn_borders(
    sets: Sequence[GoldSet], marks: Sequence[tuple[Path, Path]], output: Path, must: bool
) -> None:
    """Fit and write claims.yaml; too few claims are an error only when nothing else is learned."""
    from patnav.ingest.annotate.models import BORDERS_FILE
    from patnav.ingest.learn.claims import FEWEST, claims_in, fit_claims, write_weights
    from patnav.ingest.learn.marked import marked_claims
    from patnav.ingest.read import read

    claims = [claim for one in sets for claim in claims_in(one)]
    for file, export in marks:
        claims += marked_claims(file, read(export))
    if len(claims) < FEWEST and not must:
        say(f"{len(claims)} labelled Chinese claims: too few ({FEWEST}); borders are not learned")
        return
    weights = fit_claims(claims)
    output.mkdir(parents=True, exist_ok=True)
    write_weights(weights, output / BORDERS_FILE)
    say(f"borders of {len(claims)} claims → {output / BORDERS_FILE}")


@click.command()
@click.argument("labels", nargs=-1, required=True, type=FILE)
@click.option("--chain", default="", help="Their tree: a YAML file, where its name is not shipped.")
@_output
def train_nodes_command(labels: tuple[Path, ...], chain: str, output: Path) -> None:
    """Learn from LABELS, patents whose chain nodes people have told, what a tree does not say.

    LABELS are gold files of nodes as `patnav review gold` writes them (x.nodes.gold.jsonl, texts
    beside), or lines that have records and labels in one. For each tree nodes.CHAIN.npz is written,
    from the same labels the same bytes; how much it counts is found on left-out applicants, and
    how main nodes and node sets come out for them is printed. docs/chains.md tells more.
    """
    from patnav.errors import InputError
    from patnav.ingest.assign.labelled import labelled

    of: dict[str, list[Mapping[str, Any]]] = {}
    for path in labels:
        found = labelled(path, chain)
        say_warnings(found.left_out)
        for record in found.records:
            of.setdefault(record["chain"], []).append(record)
    if not of:
        remedy = "give labels of patents that are there, x.gold.jsonl with x.docs.jsonl beside it"
        raise InputError("no labelled patent to learn from", where="LABELS", remedy=remedy)
    output.mkdir(parents=True, exist_ok=True)
    for name, records in sorted(of.items()):
        _learn_nodes(name, records, output)


def _learn_nodes(chain: str, records: Sequence[Mapping[str, Any]], output: Path) -> None:
    from patnav.chain import load_chain
    from patnav.ingest.assign.labelled import samples
    from patnav.ingest.assign.learn_tree import learn_nodes
    from patnav.ingest.assign.tree_part import part_file

    tree = load_chain(chain)
    learned = learn_nodes(tree, list(samples(records)))
    learned.part.write(part_file(tree, output))
    _show_nodes(tree.chain, records, learned)
    say(f"{tree.chain}: it counts {learned.part.share:.0%} → {part_file(tree, output)}")


def _show_nodes(chain: str, records: Sequence[Mapping[str, Any]], learned: Learned) -> None:
    """Print how the patents come out, applicants left out, and what was learned is worth."""
    from patnav.analysis.agreement import differences, evaluate
    from patnav.cli.scoreboard import show_differences, show_headline
    from patnav.gold import GoldDocument, GoldSet, NodeLabels

    def labelled(name: str, sets: Sequence[Sequence[str]]) -> GoldSet:
        rows = [
            NodeLabels(id=key, primary=nodes[0] if nodes else None, nodes=tuple(nodes))
            for key, nodes in zip(documents, sets, strict=True)
        ]
        return GoldSet(name, documents, nodes={row.id: row for row in rows})

    documents = {str(row): GoldDocument(record) for row, record in enumerate(records, 1)}
    gold = labelled(chain, [record["nodes"] for record in records])
    without = labelled("patnav as it comes", learned.model)
    improved = labelled("models that saw nothing of the applicant", learned.improved)
    show_headline(evaluate(gold, improved), improved.name)
    show_differences(differences(gold, improved, without), ("with what was learned", "without"))
