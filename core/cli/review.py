"""`patnav review`: labels and chain nodes judged by people; queue, sheets, disputes, agreement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patnav.cli.decisions import add_undo
from patnav.cli.options import FILE, REBUILD, as_person, json_option, project_option, who_option
from patnav.cli.output import print_json, print_table, say
from patnav.error_words import in_words, machine_language
from patnav.ledger import Ledger
from patnav.project import find_project
from patnav.snapshot import Snapshot, open_snapshot

if TYPE_CHECKING:
    from patnav.analysis.review.lines import Outcome

__all__ = ["review_command"]

_KINDS = ("node", "means", "effect", "element", "maturity", "outlook")
_SHOWN = ("place", "patent", "dimension", "quote", "value", "confidence", "change", "reason")
_lang = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)


def _queue_options(command: Any) -> Any:  # noqa: ANN401 -- a command as click has it
    for option in (
        click.option("--top", type=click.IntRange(min=0), default=50, show_default=True,
                     help="Places of the queue; 0 = all."),
        click.option("--dimension", type=click.Choice(_KINDS), default=None),
        click.option("--kind", type=click.Choice(["given", "missing"]), default=None,
                     help="Only what is there, or only what may be missing."),
        click.option("--node", default="", help="Only patents of this node."),
        click.option("--for", "who", default="", callback=as_person,
                     help="Leave out just what this person judged."),
        click.option("--second", is_flag=True, help="Only what somebody else has judged already."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.group()
def review_command() -> None:
    """Judge labels and chain nodes: the queue, sheets out and in, disputes, agreement, gold."""


@review_command.command("queue")
@_queue_options
@click.option("--xlsx", "path", type=FILE, help="Write the list as XLSX.")
@_lang
@json_option
@project_option
def queue_command(
    path: Path | None,
    lang: str,
    as_json: bool,
    folder: Path,
    **wanted: Any,  # noqa: ANN401
) -> None:
    """List what to judge next: by what a correction would change in the published lists.

    A share of the places (setting review.random_share) is drawn by lot, to estimate accuracy.
    """
    from patnav.analysis.export import write_rows
    from patnav.analysis.review import Teller, spoken

    snapshot = open_snapshot(find_project(folder))
    told = spoken(_queue(snapshot, wanted), Teller(snapshot, lang))
    rows = [{str(name): value for name, value in row.items()} for row in told.to_dict("records")]
    if path:
        day = snapshot.project.settings.cutoff
        write_rows(told, path, "queue", lang, day)
        say(f"{len(told)} labels written → {path}")
    elif as_json:
        print_json(rows)
    else:
        print_table(rows, _SHOWN)


def _queue(snapshot: Snapshot, wanted: dict[str, Any]) -> Any:  # noqa: ANN401 -- a frame
    from patnav.analysis.review import Wanted, queue

    chosen = wanted | {name: wanted[name] or "" for name in ("dimension", "kind")}
    return queue(snapshot, Ledger(snapshot.project.folder).decisions(), Wanted(**chosen))


@review_command.command("export")
@click.argument("file", type=FILE)
@_queue_options
@click.option("--blind", is_flag=True, help="Hide what the machine proposes.")
@_lang
@project_option
def export_command(file: Path, blind: bool, lang: str, folder: Path, **wanted: Any) -> None:  # noqa: ANN401
    """Write a review sheet to FILE (XLSX): text with the quote marked, choices to pick from."""
    from patnav.analysis.review import write_review

    snapshot = open_snapshot(find_project(folder))
    count = write_review(snapshot, _queue(snapshot, wanted), file, lang, blind=blind)
    say(f"{count} rows → {file}; fill it, then: patnav review import {file} --who NAME")


@review_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@who_option
@click.option("--why", default="review sheet", help="Reason of rows that give none.")
@click.option("--adjudicate", is_flag=True, help="These decisions settle disputes.")
@json_option
@_lang
@project_option
def import_command(file: Path, as_json: bool, lang: str, folder: Path, **by: Any) -> None:  # noqa: ANN401
    """Record the filled rows of a review sheet; each row is taken, unchanged, empty or refused."""
    from collections import Counter

    from patnav.analysis.review import Reviewer, import_review

    project = find_project(folder)
    snapshot, ledger = open_snapshot(project), Ledger(project.folder)
    found = import_review(snapshot, ledger, file, Reviewer(by["who"], by["why"], by["adjudicate"]))
    count = Counter(one.outcome for one in found)
    names = ("taken", "unchanged", "empty", "refused")
    say(f"{len(found)} rows = " + " + ".join(f"{count[name]} {name}" for name in names))
    refused = [_said(one, lang) for one in found if one.outcome == "refused"]
    if as_json:
        print_json([one._asdict() for one in found])
    elif refused:
        print_table(refused, ("sheet", "row", "field", "reason", "remedy"))
    if count["taken"]:
        say(REBUILD)


def _said(row: Outcome, lang: str) -> dict[str, Any]:
    """A row that was refused, with reason and remedy in the reader's language."""
    words = {name: in_words(getattr(row, name), lang) for name in ("reason", "remedy")}
    return row._asdict() | words


@review_command.command("decide")
@click.argument("address")
@click.option("--accept", "verdict", flag_value="accept", help="The label is right.")
@click.option("--reject", "verdict", flag_value="reject", help="It is none; not in this chain.")
@click.option("--correct", "verdict", flag_value="correct", help="Say below what is right.")
@click.option(
    "--add",
    "verdict",
    flag_value="add",
    help="A label that may be missing, or a new one in the text of ADDRESS.",
)
@click.option("--quote", default="", help="The right words, verbatim.")
@click.option("--attribute", default="", help="What changes (effect).")
@click.option("--direction", default="", help="up, down, avoid, enable")
@click.option("--value", default="", help="Term (means); 低, 中, 高 or 未知 (maturity).")
@click.option("--node", "nodes", multiple=True, help="Right nodes of a patent, the main one first.")
@click.option("--why", "reason", required=True, help="What the decision rests on.")
@click.option("--adjudicate", is_flag=True, help="This decision settles a dispute.")
@who_option
@project_option
def decide_command(address: str, reason: str, who: str, folder: Path, **said: Any) -> None:  # noqa: ANN401
    """Judge one label by its ADDRESS (see the queue), or the nodes of a patent by its key.

    An ADDRESS is PATENT/DIMENSION/SECTION/LANG/START..END; PATENT/maturity///-1..-1 is its band.
    """
    from patnav.analysis.review import decided, enter

    project = find_project(folder)
    ledger = Ledger(project.folder)
    judged = decided(open_snapshot(project), ledger.decisions(), address, said)
    if enter(ledger, [judged], who=who, why=reason):
        say(f"decision {ledger.decisions()[-1].id}: {address}: {judged.verdict}; {REBUILD}")
    else:
        say("you decided so before")


add_undo(review_command, "label", "node")


@review_command.command("disputes")
@click.option("--all", "everything", is_flag=True, help="All rulings, not only disputes.")
@json_option
@project_option
def disputes_command(everything: bool, as_json: bool, folder: Path) -> None:
    """List labels on which people differ, and decisions whose text or node is gone (orphaned).

    An adjudicator settles a dispute: patnav review decide ADDRESS … --adjudicate.
    """
    from patnav.analysis.review import ruled

    snapshot = open_snapshot(find_project(folder))
    lang = "en" if as_json else machine_language()
    rows = ruled(snapshot, Ledger(snapshot.project.folder).decisions(), lang, everything=everything)
    if as_json:
        print_json(rows)
        return
    shown = ("decisions", "subject", "quote", "verdict", "reviewers", "against", "state", "said")
    print_table(rows, shown)


@review_command.command("accuracy")
@json_option
@project_option
def accuracy_command(as_json: bool, folder: Path) -> None:
    """Estimate how many published labels are right, from those that were drawn by lot."""
    from patnav.analysis.review import accuracy

    snapshot = open_snapshot(find_project(folder))
    found = accuracy(snapshot, Ledger(snapshot.project.folder).decisions())
    rows = [one._asdict() for one in found]
    print_json(rows) if as_json else print_table(rows)


@review_command.command("agreement")
@json_option
@project_option
def agreement_command(as_json: bool, folder: Path) -> None:
    """Compare reviewers with one another and the machine with each, with 95 % intervals.

    The machine cannot be called good above what people reach among themselves (METHOD.md § 2.6).
    """
    from patnav.analysis.review import agreement

    snapshot = open_snapshot(find_project(folder))
    found = agreement(snapshot, Ledger(snapshot.project.folder).decisions())
    rows = [one._asdict() for one in found]
    print_json(rows) if as_json else print_table(rows)


@review_command.command("gold")
@click.argument("out", type=FILE)
@project_option
def gold_command(out: Path, folder: Path) -> None:
    """Write the decisions as gold files OUT.docs.jsonl and OUT.gold.jsonl, nodes beside them.

    They are for patnav evaluate and for training; labels that nobody judged are optional in them.
    """
    from patnav.analysis.review import export_gold

    snapshot = open_snapshot(find_project(folder))
    written = export_gold(snapshot, Ledger(snapshot.project.folder).decisions(), out)
    for name, (count, path) in written.items():
        say(f"{name}: {count} documents → {path}")
    if not written:
        say("nothing is decided yet: no file is written")
