"""`patnav read`: what patnav makes of export files, without a project."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from patnav.cli.columns import explain_files, own_dialects
from patnav.cli.output import print_json, print_table, say_error, spoken
from patnav.errors import InputError
from patnav.model import Rejection

if TYPE_CHECKING:
    from patnav.ingest.read import Damage, Reading
    from patnav.ingest.read.dialects import Dialect

__all__ = ["read_command"]

_SHOWN = 5  # of each file's rejections and kinds of warnings; --rejects writes all


class _Result(TypedDict):
    file: str
    dialect: str
    rows: int
    patents: int
    rejections: int
    warnings: int


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object per file, in a list.")
@click.option("--dialect", default="", help="Mapping to use where the content leaves doubt.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what was refused here.",
)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A mapping of your own (map-columns writes one) to read the files with.",
)
@click.option("--explain", "explains", is_flag=True, help="Tell how each column was understood.")
def read_command(
    files: Sequence[Path],
    as_json: bool,
    dialect: str,
    rejects: Path | None,
    mapping: Path | None,
    explains: bool,
) -> None:
    """Read export FILES and account for every row: dialect, rows, patents, rejections.

    In a project the mappings of its folder dialects/ are used beside those of patnav. A file that
    cannot be read does not keep the others from being read; the exit code is then 2.
    """
    own = own_dialects(mapping)
    if mapping is not None:
        dialect = own[-1].name
    if explains:
        explain_files(files, dialect, own, as_json=as_json)
        return
    results: list[_Result] = []
    refused: list[tuple[str, str, Rejection | Damage]] = []
    failures = 0
    for path in files:
        try:
            result, lines = _read_one(path, dialect, own)
        except InputError as error:
            say_error(error)
            failures += 1
            continue
        results.append(result)
        refused.extend(lines)
    if as_json:
        print_json(results)
    elif results:
        print_table(results)
    if rejects is not None:
        _write(rejects, refused)
    if failures:
        sys.exit(InputError.exit_code)


def _read_one(
    path: Path, dialect: str, own: Sequence[Dialect]
) -> tuple[_Result, list[tuple[str, str, Rejection | Damage]]]:
    from patnav.ingest.read import read

    reading = read(path, dialect=dialect, own=own)
    rejections = [record for record in reading if isinstance(record, Rejection)]
    _tell(reading, rejections)
    result = _Result(
        file=str(path),
        dialect=reading.dialect,
        rows=reading.rows,
        patents=reading.publications,
        rejections=reading.rejections,
        warnings=len(reading.warnings),
    )
    lines = [(str(path), "rejection", record) for record in rejections]
    return result, [*lines, *((str(path), "warning", damage) for damage in reading.warnings)]


def _tell(reading: Reading, rejections: Sequence[Rejection]) -> None:
    for line in (*reading.notes, *_rejected(rejections), *_damaged(reading.warnings)):
        click.echo(f"{reading.name}: {spoken(line)}", err=True)


def _rejected(rejections: Sequence[Rejection]) -> Iterator[str]:
    for record in rejections[:_SHOWN]:
        value = f" {record.value!r}" if record.value else ""
        yield f"row {record.source.row} rejected: {record.field}{value} {spoken(record.reason)}"
    if len(rejections) > _SHOWN:
        yield f"and {len(rejections) - _SHOWN} more rejections; --rejects FILE lists them all"


def _damaged(warnings: Sequence[Damage]) -> Iterator[str]:
    kinds = Counter((damage.field, damage.reason) for damage in warnings)
    first = {(damage.field, damage.reason): damage for damage in reversed(warnings)}
    for kind, count in kinds.most_common(_SHOWN):
        damage = first[kind]
        example = f" ({count} times, first {damage.value!r} in row {damage.source.row})"
        yield f"warning: {damage.field} {spoken(damage.reason)}{example if damage.value else ''}"


def _write(target: Path, refused: Iterable[tuple[str, str, Rejection | Damage]]) -> None:
    from patnav.book import disarmed

    try:
        with target.open("w", encoding="utf-8-sig", newline="") as stream:
            sheet = csv.writer(stream)
            sheet.writerow(["file", "kind", "row", "field", "value", "reason"])
            for name, kind, item in refused:
                value, reason = disarmed(item.value), spoken(item.reason)
                sheet.writerow([name, kind, item.source.row, item.field, value, reason])
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror})", where=str(target), remedy="name another file"
        ) from None
