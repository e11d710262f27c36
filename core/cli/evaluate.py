"""`patnav evaluate`: how good annotations and chain nodes are, against labelled documents."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypedDict, Unpack

import click

from patnav.cli.options import json_option, project_option
from patnav.cli.output import print_json, say_warnings
from patnav.cli.own_answers import InUse, Used, in_use, of_known_nodes, own_answers, with_chain
from patnav.errors import InputError, ProjectError
from patnav.gold import Fold, GoldSet, Problem, read_answers, read_gold
from patnav.project import Project, find_project, project_around

if TYPE_CHECKING:
    from patnav.analysis.agreement import Difference, Evaluation

__all__ = ["evaluate_command"]

FILE = click.Path(path_type=Path)
FOLDER = "gold"  # of a project: its own sets


class _Options(TypedDict):
    docs: Path | None
    model: Path | None
    predictions: tuple[Path, ...]
    other: Path | None
    fold: str
    runs: int
    examples: int
    brief: bool
    as_json: bool
    folder: Path


class _Judged(NamedTuple):
    """A gold set, its answers, with --compare the other answers, and whose models answered."""

    gold: GoldSet
    answers: GoldSet
    other: GoldSet | None
    used: Used | None = None  # None where the answers are somebody else's


@click.command()
@click.argument("gold", nargs=-1, type=FILE)
@click.option("--docs", type=FILE, help="The texts, where they do not stand beside GOLD.")
@click.option(
    "--model",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of models; without it those that the project uses, or those of patnav.",
)
@click.option(
    "--predictions",
    type=FILE,
    multiple=True,
    help="Evaluate these answers (or another annotator's labels) instead of patnav's own; one "
    "file for all sets, or one for each in their order.",
)
@click.option(
    "--compare", "other", type=FILE, help="Other answers: paired difference with its interval."
)
@click.option(
    "--fold",
    default="",
    metavar="K/N",
    help="Only documents whose MD5 of the id leaves remainder K of N; several: 3,5,7,9/10.",
)
@click.option(
    "--runs",
    type=click.IntRange(10, 100_000),
    default=1000,
    show_default=True,
    help="Bootstrap draws of documents.",
)
@click.option(
    "--examples",
    type=click.IntRange(0),
    default=2,
    show_default=True,
    help="Errors to quote per dimension and kind.",
)
@click.option("--brief", is_flag=True, help="Only the table of the first screen.")
@json_option
@project_option
def evaluate_command(gold: tuple[Path, ...], **options: Unpack[_Options]) -> None:
    """Evaluate against GOLD: precision, recall, F1 with 95 % intervals, errors, calibration.

    GOLD is x.gold.jsonl or x.docs.jsonl (the other stands beside it), a folder of such pairs, or
    nothing: then the folder gold/ of the project is taken. Five-dimension labels and chain-node
    labels are told apart by their fields; several sets are shown apart and together. In a project
    the answers are those of its own models, and the output says so. The formats and every figure
    are in docs/annotation.md.
    """
    project = _project(gold, options)
    sets = _sets(gold or _in_folder(_folder(project)), project, options)
    models = in_use(project, options["model"])
    judged = [
        _judge(one, path, models, options)
        for one, path in zip(sets, _files(options["predictions"], len(sets)), strict=True)
    ]
    _tell([*judged, *_joined(judged)], options)


def _project(gold: Sequence[Path], options: _Options) -> Project | None:
    """The project whose sets or models are asked for; sets that are named need none around them."""
    if gold and options["folder"] == Path():
        return None if options["predictions"] else project_around(options["folder"])
    return find_project(options["folder"])


def _folder(project: Project | None) -> Path:
    return (project.folder if project else Path()) / FOLDER


def _joined(judged: Sequence[_Judged]) -> list[_Judged]:
    """Join the sets of each kind, where there are several of it."""
    from patnav.analysis.agreement import together

    kinds = [[one for one in judged if bool(one.gold.nodes) is kind] for kind in (False, True)]
    found = []
    for some in kinds:
        names = [f"{number}:{one.gold.name}" for number, one in enumerate(some, 1)]
        others = [one.other for one in some if one.other]
        if len(some) > 1:
            gold = together([one.gold for one in some], names)
            answers = together([one.answers for one in some], names)
            other = together(others, names) if others else None
            found.append(_Judged(gold, answers, other, _used(some)))
    return found


def _used(some: Sequence[_Judged]) -> Used | None:
    """The models of several sets; None where somebody else answered one of them."""
    given = [one.used for one in some if one.used is not None]
    return dict(ChainMap(*map(dict, given))) if len(given) == len(some) else None


def _sets(paths: Sequence[Path], project: Project | None, options: _Options) -> list[GoldSet]:
    """Read the sets that are named, or those of the project, and keep the fold."""
    files = [file for path in paths for file in (_in_folder(path) if path.is_dir() else [path])]
    sets = [with_chain(read_gold(file, options["docs"]), project) for file in files]
    if not options["predictions"]:
        sets = [of_known_nodes(one) for one in sets]
    if options["fold"]:
        fold = Fold.parse(options["fold"])
        sets = [one.only(fold) for one in sets]
    for file, one in zip(files, sets, strict=True):
        _tell_problems(one.problems)
        if not one.documents:
            remedy = "give labels for documents that are there" + " or another fold" * bool(
                options["fold"]
            )
            raise InputError("no labelled document", where=str(file), remedy=remedy)
    return sets


def _in_folder(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.gold.jsonl"))
    if not found:
        remedy = "name x.gold.jsonl, with x.docs.jsonl beside it; docs/annotation.md has the form"
        raise ProjectError("no gold set (*.gold.jsonl)", where=str(folder), remedy=remedy)
    return found


def _files(given: Sequence[Path], sets: int) -> list[Path | None]:
    """Say which predictions belong to each set: none, one file for all, or one for each."""
    if len(given) not in (0, 1, sets):
        what = f"{len(given)} files of predictions for {sets} gold sets"
        raise InputError(what, where="--predictions", remedy="give one for all, or one for each")
    return [*given] if len(given) == sets else [given[0] if given else None] * sets


def _judge(gold: GoldSet, predictions: Path | None, models: InUse, options: _Options) -> _Judged:
    other = _answers(options["other"], gold) if options["other"] else None
    if predictions:
        return _Judged(gold, _answers(predictions, gold), other)
    answers, used = own_answers(gold, models)
    return _Judged(gold, answers, other, used)


def _answers(path: Path, gold: GoldSet) -> GoldSet:
    answers = read_answers(path, gold.documents)
    _tell_problems(answers.problems)
    if not (answers.nodes if gold.nodes else answers.labels):
        what = f"no answer of its kind to a document of {gold.name}"
        remedy = "answers have the ids and the fields of the labels"
        raise InputError(what, where=str(path), remedy=remedy)
    return answers


def _tell(judged: Sequence[_Judged], options: _Options) -> None:
    from patnav.analysis.agreement import differences, evaluate

    runs, each = options["runs"], options["examples"]
    found = [evaluate(one.gold, one.answers, runs, each) for one in judged]
    compared = [
        differences(one.gold, one.answers, one.other, runs) if one.other else [] for one in judged
    ]
    if options["as_json"]:
        print_json(_json(judged, found, compared))
        return
    for number, (one, evaluation) in enumerate(zip(judged, found, strict=True)):
        if number:
            click.echo("\n" + "=" * 72)
        _show(one, evaluation, compared[number], brief=options["brief"])


def _show(
    one: _Judged, evaluation: Evaluation, compared: Sequence[Difference], *, brief: bool
) -> None:
    from patnav.cli.scoreboard import show_differences, show_evaluation, show_headline

    show_headline(evaluation, one.answers.name, one.used)
    if one.other:
        show_differences(compared, (one.answers.name, one.other.name))
    if not brief:
        show_evaluation(evaluation)


def _json(
    judged: Sequence[_Judged],
    found: Sequence[Evaluation],
    compared: Sequence[Sequence[Difference]],
) -> list[dict[str, object]]:
    return [
        {
            **{item.name: _plain(getattr(evaluation, item.name)) for item in fields(evaluation)},
            "answers": one.answers.name,
            "models": one.used,
            "problems": _plain((*one.gold.problems, *one.answers.problems)),
            "compared_with": one.other.name if one.other else None,
            "differences": _plain(tuple(differences)),
        }
        for one, evaluation, differences in zip(judged, found, compared, strict=True)
    ]


def _plain(value: object) -> object:
    """Turn named tuples into objects, all the way down."""
    if hasattr(value, "_asdict"):
        return {name: _plain(item) for name, item in value._asdict().items()}
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _tell_problems(problems: Sequence[Problem]) -> None:
    say_warnings([one.told() for one in problems], in_json=True)
