"""`patnav terms`: the vocabulary of means, what is proposed for it, and what people decide."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patnav.cli.decisions import Book, add_table_commands
from patnav.cli.options import FILE, REBUILD, json_option, project_option, who_option
from patnav.cli.output import print_json, print_table, say
from patnav.ledger import Ledger
from patnav.project import find_project
from patnav.snapshot import open_snapshot

if TYPE_CHECKING:
    from patnav.analysis.vocabulary import Vocabulary

__all__ = ["terms_command"]

_SHOWN = ("term", "other", "relation", "basis", "confidence", "patents", "other_patents")


@click.group()
def terms_command() -> None:
    """Tell, propose and decide which terms name one technical means."""


@terms_command.command("list")
@click.option("--dimension", type=click.Choice(["means", "effect", "product"]), default="means")
@click.option("--word", default="", help="Only concepts with a term that holds this.")
@click.option("--most", type=click.IntRange(1), default=50, show_default=True)
@click.option("--decisions", is_flag=True, help="The decisions in force instead, with numbers.")
@json_option
@project_option
def list_(
    dimension: Vocabulary, word: str, most: int, decisions: bool, as_json: bool, folder: Path
) -> None:
    """List the concepts of the last build, the most mentioned first: type, other forms, broader."""
    from patnav.analysis.vocabulary import find_concepts

    project = find_project(folder)
    if decisions:
        rows = _decisions(Ledger(project.folder))
    else:
        rows = find_concepts(open_snapshot(project), dimension, word, most)
    if as_json:
        print_json(rows)
    else:
        print_table([{name: _flat(value) for name, value in row.items()} for row in rows])


def _decisions(ledger: Ledger) -> list[dict[str, Any]]:
    from patnav.ingest.terms import TERM

    return [
        {"number": item.id, "term": item.subject, "other": item.other, "decision": item.value}
        | {"why": item.why, "who": item.who, "at": item.at}
        for item in ledger.decisions(TERM)
    ]


def _flat(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


@terms_command.command("suggest")
@click.option("-o", "--output", type=FILE, help="CSV or XLSX file for review; else to stdout.")
@click.option("--most", type=click.IntRange(1), default=2000, show_default=True)
@click.option(
    "--least", type=click.IntRange(1), default=2, show_default=True,
    help="Patents that must name one of two equals, and the narrower of two others.",
)  # fmt: skip
@click.option("--relation", type=click.Choice(["same", "narrower"]), help="Only these.")
@json_option
@project_option
def suggest(
    output: Path | None, most: int, least: int, relation: str | None, as_json: bool, folder: Path
) -> None:
    """List the pairs of means that are probably one, or one a kind of the other.

    Fill in the column decision (same, narrower, different, preferred, type) and give the file to
    patnav terms import.
    """
    from patnav.ingest.terms import TERM, Terms
    from patnav.ingest.terms.propose import propose
    from patnav.term_book import queue_rows, write_queue

    project = find_project(folder)
    terms = Terms(Ledger(project.folder).decisions(TERM))
    with open_snapshot(project).connect() as database:
        found = propose(database, terms, relation=relation or "", most=most, least=least)
    if output:
        write_queue(found, output)
        say(f"{len(found)} proposals → {output}")
    elif as_json:
        print_json(queue_rows(found))
    else:
        print_table(queue_rows(found), _SHOWN)


@terms_command.command("decide")
@click.argument("term")
@click.argument("other", default="")
@click.option("--same", "decision", flag_value="same", help="TERM and OTHER are one concept.")
@click.option("--different", "decision", flag_value="different", help="They are two.")
@click.option("--narrower", "decision", flag_value="narrower", help="TERM is a kind of OTHER.")
@click.option("--preferred", "decision", flag_value="preferred", help="TERM names its concept.")
@click.option("--type", "decision", flag_value="type", help="OTHER is the type of TERM.")
@click.option("--why", required=True, help="What the decision rests on.")
@who_option
@project_option
def decide(term: str, other: str, decision: str | None, why: str, who: str, folder: Path) -> None:
    """Decide about one or two terms; the decision is dated, explained and can be undone.

    Types are structure, material, process, control, algorithm and arrangement.
    """
    from patnav.term_book import Entry, check, enter

    if decision is None:
        raise click.UsageError("say --same, --different, --narrower, --preferred or --type")
    ledger = Ledger(find_project(folder).folder)
    entry = check(Entry(term, other, decision, why), "the command")
    if not enter(ledger, [entry], who=who):
        say("that was decided before")
        return
    about = " and ".join(filter(None, entry[:2]))
    say(f"decision {ledger.decisions()[-1].id}: {about}: {decision}; {REBUILD}")


def _enter(ledger: Ledger, file: Path, who: str) -> tuple[int, int]:
    from patnav.term_book import enter, read_entries

    entries = read_entries(file)
    return enter(ledger, entries, who=who), len(entries)


add_table_commands(
    terms_command,
    Book("term", "a term table", ("term", "other", "decision", "why"), _enter),
)
