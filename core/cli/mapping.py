"""`patnav map-columns`: write a mapping for a file that no dialect understands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patnav.cli.output import say, spoken
from patnav.errors import InputError
from patnav.project import find_project

if TYPE_CHECKING:
    from patnav.ingest.read.mapmaking import UnknownTable

__all__ = ["map_columns_command"]

Fields = dict[str, list[str]]


@click.command("map-columns")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--set",
    "answers",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Read COLUMN (its name or number) as FIELD; again for a second choice.",
)
@click.option("--yes", is_flag=True, help="Take the guesses for all columns that --set leaves.")
@click.option("--office", default="", help="Office of numbers without country letters: US, JP.")
@click.option("--name", default="", help="Name of the mapping; by default that of the file.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write here instead of dialects/NAME.yaml in the project folder.",
)
def map_columns_command(
    file: Path,
    answers: Sequence[str],
    yes: bool,
    office: str,
    name: str,
    output: Path | None,
) -> None:
    """Write a mapping for FILE from your answers, so that patnav can read files of its kind.

    Asks what each column is and offers a guess. With --set only the columns named are read, with
    --yes the guesses are taken; then nothing is asked. The path of the mapping goes to stdout.
    """
    from patnav.ingest.read.mapmaking import look_at, make_mapping

    look = look_at(file)
    name = name or re.sub(r"\W+", "_", file.stem).strip("_").lower() or "mapping"
    _check_name(name)
    target = output or find_project(Path()).dialects / f"{name}.yaml"
    if target.exists():
        raise InputError(
            "is there already", where=str(target), remedy="take it away, or give another --name"
        )
    given = _given(answers, look)
    fields = given if answers and not yes else _with_guesses(look, given)
    if not answers and not yes:
        fields = _asked(look)
    text = make_mapping(name, look, fields, office)
    _write(target, text)
    _try(file, target)
    click.echo(str(target))


def _check_name(name: str) -> None:
    """Refuse a name that leads out of the folder, and one that would hide a mapping of patnav."""
    from patnav.ingest.read.dialects import load_dialects

    if not re.fullmatch(r"[\w-]+", name):
        raise InputError(
            f"{name!r} is no name of a mapping",
            remedy="give a name of letters, digits, _ and -: --name",
        )
    if name in {dialect.name for dialect in load_dialects()}:
        raise InputError(
            f"{name!r} is a mapping that comes with patnav, which a new one would replace",
            remedy="give another name: --name",
        )


def _given(answers: Sequence[str], look: UnknownTable) -> Fields:
    from patnav.ingest.read.mapmaking import MAPPABLE

    fields: Fields = {}
    for answer in answers:
        field, _, column = answer.partition("=")
        if field not in MAPPABLE:
            raise InputError(
                f"there is no field {field!r}", remedy="one of: " + ", ".join(MAPPABLE)
            )
        fields.setdefault(field, [])
        if column:
            fields[field].append(_column(column, look))
    return fields


def _column(asked: str, look: UnknownTable) -> str:
    if asked in look.header:
        return asked
    if asked.isdigit() and 0 < int(asked) <= len(look.header):
        return look.header[int(asked) - 1]
    names = ", ".join(filter(None, look.header))
    raise InputError(f"there is no column {asked!r}", remedy=f"columns: {names}")


def _with_guesses(look: UnknownTable, given: Fields) -> Fields:
    fields = {field: list(columns) for field, columns in given.items()}
    used = {column for columns in given.values() for column in columns}
    for name, guess in zip(look.header, look.guesses, strict=False):
        if name and guess.field and guess.field not in given and name not in used:
            fields[guess.field] = [name]
            click.echo(f"{name}: {guess.field} ({spoken(guess.why)})", err=True)
    return fields


def _asked(look: UnknownTable) -> Fields:
    """Ask for each column; a field may be given to several, the first is preferred."""
    from patnav.ingest.read.mapmaking import MAPPABLE

    say(f"column names are in row {look.header_row}; the fields are: {', '.join(MAPPABLE)}")
    fields: Fields = {}
    kinds = click.Choice([*MAPPABLE, "-"])
    for place, name in enumerate(look.header):
        if not name:
            continue
        guess = look.guesses[place]
        examples = "; ".join(text[:40] for text in look.examples(place))
        examples = examples or spoken("nothing stands in it")
        say(f"column {place + 1} of {len(look.header)}: {name}   {examples}")
        words = spoken("read it as, - for nothing") + (
            f" ({spoken(guess.why)})" if guess.field else ""
        )
        field = click.prompt(
            f"  {words}", guess.field or "-", type=kinds, show_choices=False, err=True
        )
        if field != "-":
            fields.setdefault(field, []).append(name)
    return fields


def _write(target: Path, text: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror})", where=str(target), remedy="name another: -o"
        ) from None


def _try(file: Path, target: Path) -> None:
    from patnav.ingest.read import load_mapping, read

    mapping = load_mapping(target)
    reading = read(file, dialect=mapping.name, own=(mapping,))
    for _ in reading:
        pass
    say(
        f"{file.name}: {reading.rows} rows = {reading.publications} patents + "
        f"{reading.rejections} rejections, {len(reading.warnings)} warnings"
    )
