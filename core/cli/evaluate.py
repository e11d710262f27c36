"""`patnav evaluate`: how good annotations and chain nodes are, against labelled documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypedDict, Unpack

import click

from patnav.cli.options import json_option, project_option
from patnav.cli.output import print_json, say
from patnav.errors import InputError, ProjectError
from patnav.gold import (
    Fold,
    GoldDocument,
    GoldSet,
    Labels,
    NodeLabels,
    Problem,
    labels_of,
    read_answers,
    read_gold,
)
from patnav.project import Project, find_project

if TYPE_CHECKING:
    from patnav.analysis.agreement import Difference, Evaluation

__all__ = ["evaluate_command"]

FILE = click.Path(path_type=Path)
FOLDER = "gold"  # of a project: its own sets
_PROBLEMS_SHOWN = 5


class _Options(TypedDict):
    docs: Path | None
    predictions: tuple[Path, ...]
    other: Path | None
    fold: str
    runs: int
    examples: int
    brief: bool
    as_json: bool
    folder: Path


class _Judged(NamedTuple):
    """A gold set, its answers, and with --compare the other answers."""

    gold: GoldSet
    answers: GoldSet
    other: GoldSet | None


@click.command()
@click.argument("gold", nargs=-1, type=FILE)
@click.option("--docs", type=FILE, help="The texts, where they do not stand beside GOLD.")
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
    labels are told apart by their fields; several sets are shown apart and together. The formats
    and every figure are in docs/annotation.md.
    """
    sets = _sets(gold, options)
    judged = [
        _judge(one, path, options)
        for one, path in zip(sets, _files(options["predictions"], len(sets)), strict=True)
    ]
    _tell([*judged, *_joined(judged)], options)


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
            found.append(_Judged(gold, answers, other))
    return found


def _sets(paths: Sequence[Path], options: _Options) -> list[GoldSet]:
    """Read the sets that are named, or those of the project, and keep the fold."""
    chain = ""
    if not paths:
        project = find_project(options["folder"])
        paths, chain = _in_folder(project.folder / FOLDER), _chain_of(project)
    files = [file for path in paths for file in (_in_folder(path) if path.is_dir() else [path])]
    sets = [_of_chain(read_gold(file, options["docs"]), chain) for file in files]
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


def _chain_of(project: Project) -> str:
    own = project.folder / project.settings.chain
    return str(own) if own.is_file() else project.settings.chain


def _in_folder(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.gold.jsonl"))
    if not found:
        remedy = "name x.gold.jsonl, with x.docs.jsonl beside it; docs/annotation.md has the form"
        raise ProjectError("no gold set (*.gold.jsonl)", where=str(folder), remedy=remedy)
    return found


def _of_chain(gold: GoldSet, chain: str) -> GoldSet:
    """Give the project's chain to documents that name none."""
    if not chain or not gold.nodes:
        return gold
    documents = {
        key: GoldDocument({"chain": chain, **one.record}) for key, one in gold.documents.items()
    }
    return replace(gold, documents=documents)


def _files(given: Sequence[Path], sets: int) -> list[Path | None]:
    """Say which predictions belong to each set: none, one file for all, or one for each."""
    if len(given) not in (0, 1, sets):
        what = f"{len(given)} files of predictions for {sets} gold sets"
        raise InputError(what, where="--predictions", remedy="give one for all, or one for each")
    return [*given] if len(given) == sets else [given[0] if given else None] * sets


def _judge(gold: GoldSet, predictions: Path | None, options: _Options) -> _Judged:
    answers = _answers(predictions, gold) if predictions else _own_answers(gold)
    other = _answers(options["other"], gold) if options["other"] else None
    return _Judged(gold, answers, other)


def _answers(path: Path, gold: GoldSet) -> GoldSet:
    answers = read_answers(path, gold.documents)
    _tell_problems(answers.problems)
    if not (answers.nodes if gold.nodes else answers.labels):
        what = f"no answer of its kind to a document of {gold.name}"
        remedy = "answers have the ids and the fields of the labels"
        raise InputError(what, where=str(path), remedy=remedy)
    return answers


def _own_answers(gold: GoldSet) -> GoldSet:
    """Annotate or assign the documents with patnav itself, confidences included."""
    from patnav.ingest.annotate.documents import Document, annotate_documents
    from patnav.ingest.assign import assign_record

    if gold.nodes:
        rows = (assign_record(one.record, f"document {key}") for key, one in _items(gold))
        return _answer_set(gold, [labels_of(row, str(row["id"])) for row in rows])
    documents = (
        Document(one.id, one.text, one.title, one.kind, one.lang) for _, one in _items(gold)
    )
    answers = annotate_documents(documents, confidences=True)
    return _answer_set(gold, [labels_of(row, str(row["id"])) for row in answers])


def _items(gold: GoldSet) -> Iterable[tuple[str, GoldDocument]]:
    return gold.documents.items()


def _answer_set(gold: GoldSet, given: Sequence[Labels | NodeLabels]) -> GoldSet:
    labels = {one.id: one for one in given if isinstance(one, Labels)}
    nodes = {one.id: one for one in given if isinstance(one, NodeLabels)}
    return GoldSet("patnav", gold.documents, labels, nodes)


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

    show_headline(evaluation, one.answers.name)
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
    for one in problems[:_PROBLEMS_SHOWN]:
        say(f'{one.where}: field "{one.field}": {one.what}; left out — {one.remedy}')
    if len(problems) > _PROBLEMS_SHOWN:
        say(f"… and {len(problems) - _PROBLEMS_SHOWN} more (--json lists all)")
