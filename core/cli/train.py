"""`patnav train`: learn the tagger anew from labelled documents."""

from __future__ import annotations

from pathlib import Path

import click

from patnav.cli.output import say

__all__ = ["train_command"]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("gold", nargs=-1, required=True, type=FILE)
@click.option(
    "--teach",
    multiple=True,
    type=FILE,
    help="Texts (x.docs.jsonl) and what a teacher thinks of them (x.shares.npz beside it).",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("models"),
    show_default=True,
    help="Folder for the model; a project uses the one in its folder models/.",
)
@click.option("--passes", type=click.IntRange(1, 100), default=8, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
def train_command(
    gold: tuple[Path, ...], teach: tuple[Path, ...], output: Path, passes: int, seed: int
) -> None:
    """Train the tagger of effects, means and market quotes on GOLD files.

    First four fifths of the documents (by their ids) train a model whose confidences are calibrated
    on the last fifth, then all of them train the model that is written: tagger.npz and
    tagger.yaml. The same files, seed and machine give the same bytes. The format of GOLD is that of
    `patnav evaluate`; `patnav review gold` writes decisions in it.
    """
    from patnav.gold import read_gold
    from patnav.ingest.learn.lessons import read_lessons
    from patnav.ingest.learn.network import Plan
    from patnav.ingest.learn.tagger import learn

    plan = Plan(passes=passes, seed=seed)
    sets = [read_gold(path) for path in gold]
    for one in sets:
        for problem in one.problems:
            say(f"{problem.where}: {problem.field}: {problem.what}; left out")
    made = learn(sets, [read_lessons(path) for path in teach], plan, say)
    made.write(output)
    say(f"model → {output / 'tagger.npz'}, confidences → {output / 'tagger.yaml'}")
