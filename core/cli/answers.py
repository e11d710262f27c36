"""How `patnav query` gives out its rows: table, JSON, CSV or Parquet, to stdout or a file."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patnav.cli.output import print_json, print_table, say
from patnav.errors import InputError, QueryError

if TYPE_CHECKING:
    from patnav.graph.store import Answer

__all__ = ["FORMATS", "format_of", "give_answer"]

FORMATS = ("table", "json", "csv", "parquet")


def format_of(said: str | None, as_json: bool, output: Path | None) -> str:
    """Decide the format: what is said, else the ending of the file, else a table.

    Raises QueryError when the ending says nothing, or --json and --format disagree.
    """
    if as_json and said not in {None, "json"}:
        raise QueryError(f"--json and --format {said} disagree", remedy="say one of them")
    if said or as_json:
        return said or "json"
    if output is None:
        return "table"
    ending = output.suffix.lower().removeprefix(".")
    if ending not in FORMATS[1:]:
        raise QueryError(
            f"{output}: no format has this ending", remedy="name it .json, .csv or .parquet"
        )
    return ending


def give_answer(answer: Answer, form: str, output: Path | None) -> None:
    """Print the rows or write them to a file.

    Raises InputError when it cannot be written, QueryError when JSON cannot hold them.
    """
    from patnav.graph.answers import check_json

    if form == "json":
        check_json(answer)
    if output is None and form == "table":
        print_table(answer.rows, answer.columns, heads={})
    elif output is None and form == "json":
        print_json(answer.rows)
    elif output is None:
        click.echo(_bytes(answer, form), nl=False)
    else:
        _write(output, _bytes(answer, form))
        say(f"wrote {output}: {len(answer.rows)} rows")


def _bytes(answer: Answer, form: str) -> bytes:
    from patnav.graph.answers import answer_table, json_text

    if form == "parquet":
        import pyarrow.parquet as pq

        sink = io.BytesIO()
        pq.write_table(answer_table(answer), sink, compression="zstd", store_schema=False)
        return sink.getvalue()
    if form == "csv":
        return _csv(answer).encode("utf-8-sig")
    if form == "json":
        return (json_text(answer.rows) + "\n").encode()
    raise QueryError("a table is for the screen", remedy="write .json, .csv or .parquet")


def _csv(answer: Answer) -> str:
    """CSV with a byte order mark to come, as spreadsheets need it; formulas are disarmed by '."""
    from patnav.book import disarmed

    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow([disarmed(name) for name in answer.columns])
    for row in answer.rows:
        writer.writerow([disarmed(_cell(value)) for value in row.values()])
    return sink.getvalue()


def _cell(value: object) -> object:
    from patnav.graph.answers import json_text

    return json_text(value) if isinstance(value, bool | list | dict) else value


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror})", where=str(path), remedy="name another file"
        ) from None
