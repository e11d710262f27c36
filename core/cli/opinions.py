"""`patnav maturity` and `patnav outlook`: what people say over what is computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from patnav.cli.decisions import add_undo
from patnav.cli.options import FILE, json_option, project_option, who_option
from patnav.cli.output import print_json, print_table, say
from patnav.ledger import Entry, Ledger
from patnav.project import Project, find_project
from patnav.snapshot import open_snapshot

__all__ = ["maturity_command", "outlook_command"]


class _Spoken(click.Choice[str]):
    """Codes that may be said in Chinese, too; `read` gives the code of a word, "" for another."""

    def __init__(self, codes: Sequence[str], read: Callable[[str], str]) -> None:
        super().__init__(codes)
        self._read = read

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the code."""
        return super().convert(self._read(value) or value, param, ctx)


def _band(word: str) -> str:
    from patnav.analysis.review.words import band_of

    return band_of(word)


def _grade(word: str) -> str:
    from patnav.analysis.feedback_file import grade_of

    return grade_of(word)


_BAND = _Spoken(["low", "mid", "high", "unknown"], _band)
_GRADE = _Spoken(["high", "mid", "low"], _grade)


def _finder(project: Project) -> Callable[[str], str]:
    from patnav.analysis import number_finder

    return number_finder(open_snapshot(project))


@click.group()
def maturity_command() -> None:
    """Confirm or correct maturity bands as an expert."""


@maturity_command.command("confirm")
@click.argument("patent")
@click.argument("band", type=_BAND)
@click.option("--why", required=True, help="What the band rests on.")
@click.option("--adjudicate", is_flag=True, help="This decision settles a dispute.")
@who_option
@project_option
def confirm(patent: str, band: str, why: str, adjudicate: bool, who: str, folder: Path) -> None:
    """Record that the maturity of PATENT is BAND; it overrides what is computed.

    BAND may be said in Chinese: 低, 中, 高, 未知.
    Of several people, and of bands given in a review, the rule of reviews decides.
    """
    from patnav.ingest.review import ADJUDICATED, MATURITY

    project = find_project(folder)
    key = _finder(project)(patent)
    entry = Entry(key, ADJUDICATED if adjudicate else "", band, why)
    number = Ledger(project.folder).record(MATURITY, entry, who=who)
    say(f"decision {number}: maturity of {key} is {band}")


@maturity_command.command("list")
@json_option
@project_option
def list_confirmed(as_json: bool, folder: Path) -> None:
    """List the confirmations in force."""
    from patnav.analysis.opinions import MATURITY

    rows = [one._asdict() for one in Ledger(find_project(folder).folder).decisions(MATURITY)]
    print_json(rows) if as_json else print_table(
        rows, ("id", "at", "subject", "value", "who", "why")
    )


add_undo(maturity_command, "maturity")


@click.group()
def outlook_command() -> None:
    """Record what enterprises say about the market outlook of patents."""


@outlook_command.group("feedback")
def feedback() -> None:
    """Add, list, import and undo feedback: 产业化前景, 技术改进需求, 产学研合作意愿."""


@feedback.command("add")
@click.argument("patent")
@click.option("--enterprise", required=True, help="Who answers.")
@click.option(
    "--prospect",
    type=_GRADE,
    help="产业化前景; overrides the computed band; or 高, 中, 低.",
)
@click.option("--need", type=_GRADE, help="技术改进需求.")
@click.option("--cooperation", type=_GRADE, help="产学研合作意愿.")
@click.option("--words", default="", help="In their words.")
@click.option("--side", type=click.Choice(["firm", "owner"]), default="firm", show_default=True)
@click.option("--day", default="", help="Day of the answer, 2025-03-01; by default today.")
@who_option
@project_option
def add(patent: str, enterprise: str, who: str, folder: Path, **given: Any) -> None:  # noqa: ANN401
    """Record one answer on PATENT."""
    from patnav.analysis.feedback_file import feedback_of
    from patnav.analysis.opinions import FEEDBACK

    project = find_project(folder)
    row = {name: text or "" for name, text in given.items()} | {"patent": patent, "who": enterprise}
    one = feedback_of(row, _finder(project), _today(), "feedback")
    entry = Entry(one.patent, one.who, one.value(), one.words)
    number = Ledger(project.folder).record(FEEDBACK, entry, who=who)
    say(f"decision {number}: {one.who} on {one.patent}")


def _today() -> str:
    return date.today().isoformat()  # noqa: DTZ011 -- the user's own calendar day


@feedback.command("import")
@click.argument("file", type=FILE)
@who_option
@project_option
def import_file(file: Path, who: str, folder: Path) -> None:
    """Record every row of FILE (.xlsx or .csv) once, or none when a row is wrong."""
    from patnav.analysis.feedback_file import read_feedback
    from patnav.analysis.opinions import FEEDBACK

    project = find_project(folder)
    found = read_feedback(file, _finder(project), _today())
    why = f"imported from {file.name}"
    rows = [(one.patent, one.who, one.value(), why) for one in found]
    new = Ledger(project.folder).record_new(FEEDBACK, rows, lambda _: None, who=who)
    say(f"{new} of {len(rows)} answers from {file.name} are new")


@feedback.command("list")
@click.argument("patent", default="")
@json_option
@project_option
def list_feedback(patent: str, as_json: bool, folder: Path) -> None:
    """List the answers in force, of one PATENT or all."""
    from dataclasses import asdict

    from patnav.analysis.opinions import feedbacks

    project = find_project(folder)
    key = _finder(project)(patent) if patent else ""
    rows = [{"id": one.id, **asdict(said)} for one, said in feedbacks(project, key)]
    print_json(rows) if as_json else print_table(rows)


add_undo(feedback, "feedback")
