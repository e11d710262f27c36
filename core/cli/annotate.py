"""`patnav annotate`: the five dimensions of texts given as JSON lines."""

from __future__ import annotations

import json
from pathlib import Path

import click

from patnav.cli.output import say

__all__ = ["annotate_command"]


@click.command()
@click.argument("docs", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; without it the answers go to stdout.",
)
def annotate_command(docs: Path, output: Path | None) -> None:
    """Annotate the texts of DOCS (JSON lines: id, title, text, kind, lang).

    Abstracts (kind general) get effects, means, maturity and market quotes, claims (kind claim) get
    preamble and elements; every quote is verbatim. One answer per line, in the order of DOCS. The
    format is in docs/annotation.md.
    """
    from patnav.ingest.annotate.documents import (
        annotate_documents,
        read_documents,
    )

    documents = list(read_documents(docs))
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in annotate_documents(documents)]
    if output is None:
        click.echo("".join(lines), nl=False)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    aside = output.with_name(output.name + ".tmp")
    aside.write_text("".join(lines), encoding="utf-8", newline="\n")
    aside.replace(output)
    say(f"{len(documents)} documents annotated → {output}")
