"""`patnav llm`: labels of a language model of the user's own choice, within caps; docs/llm.md."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

import click

from patnav.cli.llm_agreement import show_agreement
from patnav.cli.llm_queue import queued_texts
from patnav.cli.llm_report import SUMS, say_dry, tell_end
from patnav.cli.options import json_option, project_option
from patnav.cli.output import print_json, print_table, say, write_lines
from patnav.errors import InputError, ProjectError
from patnav.project import Project, find_project

if TYPE_CHECKING:
    from patnav.ingest.annotate.documents import Document
    from patnav.ingest.llm.answers import Answer
    from patnav.ingest.llm.documents import Told
    from patnav.ingest.llm.prompt import Ask, Questioner
    from patnav.ingest.llm.running import Run
    from patnav.llm_settings import LlmSettings

__all__ = ["llm_command"]


class _Desk(NamedTuple):
    """What a command works with: settings, the folder they belong to, where answers are kept."""

    settings: LlmSettings
    folder: Path
    answers: Path


class _Wish(NamedTuple):
    """What the user says of one run beside the settings."""

    report: Path | None
    dry_run: bool
    again: bool
    as_json: bool


@click.group("llm")
def llm_command() -> None:
    """Ask a language model for labels: off until patnav.toml names a server (docs/llm.md)."""


def _wishes(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of one run, and hand them to the command as one `wish`."""

    @wraps(command)
    def told(
        report: Path | None, dry_run: bool, again: bool, as_json: bool, **others: object
    ) -> None:
        command(wish=_Wish(report, dry_run, again, as_json), **others)

    path = click.Path(dir_okay=False, path_type=Path)
    for option in (
        json_option,
        click.option("--again", is_flag=True, help="Ask anew where a kept answer is of no use."),
        click.option("--dry-run", is_flag=True, help="Send nothing; say what would be asked."),
        click.option("--report", type=path, help="JSON file that tells what became of each text."),
    ):
        told = option(told)
    return told


@llm_command.command("annotate")
@click.argument("docs", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; without it, or with -, the answers go to stdout.",
)
@click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Project whose [llm] counts; by default the one you stand in, else none.",
)
@click.option("--base-url", default="", help="Server to ask, in place of the project's.")
@click.option("--model", default="", help="Model to ask for, in place of the project's.")
@click.option(
    "--answers",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File in which answers are kept, in place of the project's llm/answers.db.",
)
@_wishes
def annotate_command(
    docs: Path,
    output: Path | None,
    folder: Path | None,
    answers: Path | None,
    wish: _Wish,
    **server: str,  # base_url, model
) -> None:
    """Annotate the texts of DOCS by a language model: lines in and out as of `patnav annotate`.

    A document without a usable answer has no line; the report names it with the reason. Run the
    command again to go on where it ended: what was answered is not asked again. Exit code 1 when
    a document has no answer.
    """
    from patnav.ingest.annotate.documents import read_documents
    from patnav.ingest.llm.documents import document_asks, records, report

    desk = _desk(folder, server, answers)
    documents = list(read_documents(docs))
    questioner = _questioner(desk.settings)
    told = document_asks(documents, questioner)
    done = _run(told, questioner, desk, wish)
    if done is not None:
        rows = list(records(documents, told, done, questioner))
        write_lines(rows, output)
        say(f"{len(rows)} of {len(documents)} documents annotated → {output or 'stdout'}")
        beside = output.with_name(output.name + ".report.json") if output else None
        tell_end(report(told, done, questioner), wish.report or beside)


@llm_command.command("run")
@click.option("--sample", "size", default=50, show_default=True, help="Patents drawn by chance.")
@click.option("--all", "everything", is_flag=True, help="Every patent of the snapshot.")
@click.option("--patent", "patents", multiple=True, help="Key of a patent; repeatable.")
@click.option(
    "--listed",
    type=click.File(encoding="utf-8-sig"),
    help="File with the key of a patent per line, - for stdin.",
)
@click.option(
    "--queue",
    "places",
    type=click.IntRange(1),
    help="Only the texts behind the first so many places of the review queue.",
)
@_wishes
@project_option
def run_command(  # noqa: PLR0913, PLR0917 -- one parameter per option
    size: int,
    everything: bool,
    patents: tuple[str, ...],
    listed: TextIO | None,
    places: int | None,
    wish: _Wish,
    folder: Path,
) -> None:
    """Ask about abstracts and independent claims of the project and keep the answers.

    The answers are labels for comparison (`patnav llm agreement`); a build takes them when
    patnav.toml says `backend = "llm"` under [annotate]. A larger sample holds the smaller one.
    """
    from patnav.ingest.llm.documents import document_asks, report

    project = find_project(folder)
    desk = _desk(project.folder, {}, None)
    questioner = _questioner(desk.settings)
    named = [*patents, *(line.strip() for line in listed or () if line.strip())]
    if places and (named or everything):
        remedy = "say --queue alone, or name patents"
        raise InputError("--queue beside --all, --patent or --listed", remedy=remedy)
    queued = queued_texts(project, places) if places else None
    chosen = None if queued is not None else _chosen(project, size, everything, named)
    told = document_asks(_documents(project, chosen, queued), questioner)
    done = _run(told, questioner, desk, wish)
    if done is not None:
        sums = report(told, done, questioner)
        row = {name: sums[name] for name in SUMS}
        print_json(row) if wish.as_json else print_table([row])
        tell_end(sums, wish.report or desk.answers.with_name("report.json"))


@llm_command.command("agreement")
@click.option(
    "--runs",
    type=click.IntRange(10, 100_000),
    default=1000,
    show_default=True,
    help="Bootstrap draws of documents.",
)
@json_option
@project_option
def agreement_command(runs: int, as_json: bool, folder: Path) -> None:
    """Compare the labels of kept answers with those of the offline model, text by text.

    Strict and overlap F1 of spans, equal directions, weighted κ of the bands, each with a 95 %
    interval. It sends nothing. Agreement is no accuracy: for that there is `patnav evaluate`.
    """
    from patnav.ingest.llm.documents import document_asks

    project = find_project(folder)
    desk = _desk(project.folder, {}, None)
    questioner = _questioner(desk.settings)
    documents = _documents(project, None)
    told = document_asks(documents, questioner)
    compared = _compared(documents, told, questioner, desk)
    if not compared:
        raise ProjectError(
            f"no answer of {desk.settings.model or 'a model'} is kept that could be compared",
            where=str(desk.answers),
            remedy="run: patnav llm run",
        )
    show_agreement(compared, questioner.dimensions, runs, as_json)


# --- the parts ------------------------------------------------------------------------------------


def _desk(folder: Path | None, server: dict[str, str], answers: Path | None) -> _Desk:
    """Settings of the project, or of the options alone where there is no project."""
    from patnav.llm_settings import LlmSettings

    try:
        project = find_project(folder or Path())
        settings, home, kept = project.settings.llm, project.folder, project.llm_answers
    except ProjectError:
        if folder is not None or not server.get("base_url"):
            raise
        settings, home, kept = LlmSettings(), Path(), Path("llm-answers.db")
    said = {name: value for name, value in server.items() if value}
    return _Desk(settings.model_copy(update=said), home, answers or kept)


def _questioner(settings: LlmSettings) -> Questioner:
    from patnav.ingest.llm.prompt import Questioner

    return Questioner(settings.model, settings.dimensions)


def _chosen(
    project: Project, size: int, everything: bool, patents: Sequence[str]
) -> list[str] | None:
    """Keys of the patents to ask about, None for all; raises InputError for an unknown one."""
    from patnav.ingest.llm.tables import sample
    from patnav.snapshot import open_snapshot

    if everything:
        return None
    known = set(open_snapshot(project).table("patents")["patent"].to_pylist())
    for patent in patents:
        if patent not in known:
            raise InputError(f"there is no patent {patent}", where=str(project.folder))
    return sorted(set(patents)) if patents else sample(known, size)


def _documents(
    project: Project,
    patents: Sequence[str] | None,
    places: Collection[tuple[str, str]] | None = None,
) -> list[Document]:
    """Documents of patents (None = all), of the given patents and sections only."""
    from patnav.ingest.llm.tables import chosen_texts, documents_of
    from patnav.snapshot import open_snapshot

    snapshot = open_snapshot(project)
    rows = snapshot.table("patents").select(["patent", "title"]).to_pylist()
    titles = {row["patent"]: row["title"] or "" for row in rows}
    asked = patents if places is None else sorted({patent for patent, _ in places})
    rows = chosen_texts(snapshot.table("texts"), asked)
    if places is not None:
        rows = [row for row in rows if (row["patent"], row["section"]) in places]
    return list(documents_of(rows, titles))


def _run(told: Sequence[Told], questioner: Questioner, desk: _Desk, wish: _Wish) -> Run | None:
    """Run the questions; None when only a dry run was wanted."""
    from patnav.ingest.llm.answers import Answers
    from patnav.ingest.llm.documents import usable
    from patnav.ingest.llm.running import run
    from patnav.ingest.llm.server import connect

    asks = [ask for one in told for ask in one.asks]
    kept = Answers(desk.answers)
    if wish.dry_run:
        say_dry(asks, kept, desk.settings)
        return None

    def useless(ask: Ask, answer: Answer) -> bool:
        return wish.again and not usable(ask, answer, questioner)

    return run(asks, kept, desk.settings, lambda: connect(desk.settings, desk.folder), say, useless)


def _compared(
    documents: Sequence[Document], told: Sequence[Told], questioner: Questioner, desk: _Desk
) -> list[tuple[Document, dict[str, Any]]]:
    """Documents with a usable kept answer, and the labels of the answer."""
    from patnav.ingest.llm.answers import Answers
    from patnav.ingest.llm.documents import records
    from patnav.ingest.llm.running import Run

    kept = Answers(desk.answers).find(ask.key for one in told for ask in one.asks)
    asked = [pair for pair in zip(documents, told, strict=True) if pair[1].asks]
    chosen = [document for document, _ in asked]
    answers = records(chosen, [one for _, one in asked], Run(answers=kept), questioner)
    found = {answer["id"]: answer for answer in answers}
    return [(one, found[one.id]) for one in chosen if one.id in found]
