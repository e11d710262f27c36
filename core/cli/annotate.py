"""`patnav annotate`: the five dimensions of texts given as JSON lines."""

from __future__ import annotations

from pathlib import Path

import click

from patnav.cli.output import say, write_lines

__all__ = ["annotate_command"]


@click.command()
@click.argument("docs", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; without it, or with -, the answers go to stdout.",
)
@click.option("--confidences", is_flag=True, help="Add how sure each quote is, in 0..1.")
@click.option(
    "--model",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of models that patnav train wrote; without it those of patnav.",
)
def annotate_command(
    docs: Path, output: Path | None, confidences: bool, model: Path | None
) -> None:
    """Annotate the texts of DOCS (JSON lines: id, title, text, kind, lang).

    Abstracts (kind general) get effects, means, maturity and market quotes, claims (kind claim) get
    preamble and elements; every quote is verbatim. One answer per line, in the order of DOCS. The
    format is in docs/annotation.md.
    """
    from patnav.ingest.annotate import MODEL
    from patnav.ingest.annotate.documents import (
        annotate_documents,
        read_documents,
    )

    documents = list(read_documents(docs))
    answers = annotate_documents(documents, confidences=confidences, model=model or MODEL)
    write_lines(answers, output)
    say(f"{len(documents)} documents annotated → {output or 'stdout'}")
