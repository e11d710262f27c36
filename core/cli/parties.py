"""`patnav parties`: why names are one organisation, what is proposed, and what people decide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from patnav.cli.decisions import Book, add_table_commands
from patnav.cli.options import FILE, REBUILD, json_option, project_option, who_option
from patnav.cli.output import print_json, print_table, say, spoken
from patnav.ledger import Ledger
from patnav.project import Project, find_project
from patnav.snapshot import open_snapshot

__all__ = ["parties_command"]


@click.group()
def parties_command() -> None:
    """Tell, propose and decide which names are one organisation."""


@parties_command.command("why")
@click.argument("name")
@json_option
@project_option
def why(name: str, as_json: bool, folder: Path) -> None:
    """Explain the organisation of NAME: all spellings, relations with evidence, decisions."""
    from patnav.ingest.parties import PARTY, Parties
    from patnav.ingest.parties.resolve import reasons

    project = find_project(folder)
    parties = Parties(Ledger(project.folder).decisions(PARTY))
    key = f"O:{parties.organisation(name)}"
    snapshot = open_snapshot(project)
    organisations = snapshot.table("organisations").to_pylist()
    names = [row["names"] for row in organisations if row["organisation"] == key]
    edges = snapshot.table("party_edges").to_pylist()
    about = {
        "organisation": key,
        "names": names[0] if names else [],
        "reasons": reasons(name, parties),
        "relations": [edge for edge in edges if key in (edge["organisation"], edge["other"])],
    }
    if as_json:
        print_json(about)
        return
    told = "; ".join(map(spoken, about["reasons"]))
    say(f"{name} belongs to organisation {key}: {told}")
    say(f"spellings in the files: {' | '.join(about['names']) or 'none'}")
    print_table(
        [{**edge, "basis": "; ".join(edge["basis"])} for edge in about["relations"]],
        ("organisation", "other", "relation", "state", "confidence", "basis"),
    )


@parties_command.command("suggest")
@click.option("-o", "--output", type=FILE, help="CSV or XLSX file for review; else to stdout.")
@click.option(
    "--second-stage",
    is_flag=True,
    help="Weigh names, inventors, classes and places together (needs patnav[splink]).",
)
@json_option
@project_option
def suggest(output: Path | None, second_stage: bool, as_json: bool, folder: Path) -> None:
    """List the pairs of organisations that are probably one, the surest first.

    Fill in the column decision (same, different, group) and give the file to patnav parties import.
    """
    from patnav.book import write_rows
    from patnav.party_book import QUEUE

    project = find_project(folder)
    rows = list(_weighed(project) if second_stage else _queue(project))
    if output:
        write_rows(rows, output, QUEUE)
        say(f"{len(rows)} proposals → {output}")
    elif as_json:
        print_json(rows)
    else:
        print_table(rows, ("name", "other", "relation", "confidence", "evidence"))


def _weighed(project: Project) -> Iterator[dict[str, Any]]:
    from patnav.analysis.party_links import linked_parties

    for row in linked_parties(open_snapshot(project)).to_dict("records"):
        yield {
            "name": row["name"],
            "other": row["other_name"],
            "decision": "",
            "why": "",
            "relation": "inventors in common",
            "confidence": row["probability"],
            "evidence": row["evidence"],
        }


def _queue(project: Project) -> Iterator[dict[str, Any]]:
    from patnav.analysis import party_queue
    from patnav.party_book import queue_rows

    pairs = party_queue(open_snapshot(project)).to_dict("records")
    yield from queue_rows(sorted(pairs, key=lambda pair: -float(pair["confidence"])))


@parties_command.command("decide")
@click.argument("name")
@click.argument("other")
@click.option("--same", "decision", flag_value="same", help="NAME and OTHER are one.")
@click.option("--different", "decision", flag_value="different", help="They are two.")
@click.option("--group", "decision", flag_value="group", help="OTHER heads the group of NAME.")
@click.option("--why", "reason", required=True, help="What the decision rests on.")
@who_option
@project_option
def decide(
    name: str, other: str, decision: str | None, reason: str, who: str, folder: Path
) -> None:
    """Decide about two names; the decision is dated, explained and can be undone."""
    from patnav.party_book import Entry, enter

    if decision is None:
        raise click.UsageError("say --same, --different or --group")
    ledger = Ledger(find_project(folder).folder)
    if not enter(ledger, [Entry(name, other, decision, reason)], who=who):
        say("that was decided before")
        return
    number = ledger.decisions()[-1].id
    say(f"decision {number}: {name} and {other}: {decision}; {REBUILD}")


def _enter(ledger: Ledger, file: Path, who: str) -> tuple[int, int]:
    from patnav.party_book import enter, read_entries

    entries = read_entries(file)
    return enter(ledger, entries, who=who), len(entries)


add_table_commands(
    parties_command,
    Book("party", "an alias table", ("name", "other", "decision", "why"), _enter),
)
