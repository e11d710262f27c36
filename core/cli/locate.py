"""`patnav locate`: addresses given as JSON lines become divisions of China or countries."""

from __future__ import annotations

from pathlib import Path

import click

from patnav.cli.output import say, write_lines

__all__ = ["locate_command"]


@click.command()
@click.argument("addresses", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; without it, or with -, the answers go to stdout.",
)
def locate_command(addresses: Path, output: Path | None) -> None:
    """Locate the ADDRESSES (JSON lines: id, address, date, name, country).

    One answer per line, in the order of ADDRESSES: codes and names of province, city and county by
    today's divisions (GB/T 2260), the country, the rule used, and the division at the filing date
    where it had another code or name. The format is in docs/places.md.
    """
    from patnav.ingest.places.answers import locate_addresses, read_questions

    answers = list(locate_addresses(read_questions(addresses)))
    write_lines(answers, output)
    say(f"{len(answers)} addresses located → {output or 'stdout'}")
