"""Options that several commands share."""

from __future__ import annotations

import getpass
import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ClassVar, NamedTuple

import click

from patnav.ledger import person

__all__ = [
    "FILE",
    "LIST_KIND",
    "REBUILD",
    "REGION",
    "Telling",
    "as_person",
    "json_option",
    "project_option",
    "telling_options",
    "who_option",
]

project_option = click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Project folder; by default the one you stand in, or the only one right below.",
)


def as_person(context: click.Context, option: click.Parameter, name: str) -> str:
    """The name of a person as the ledger knows it; a callback of options."""
    del context, option
    return person(name)


who_option = click.option(
    "--who",
    default=getpass.getuser,
    callback=as_person,
    help="Who decides; by default you.",
)
FILE = click.Path(dir_okay=False, path_type=Path)
REBUILD = "it counts from the next build on: patnav build"
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class _Region(click.ParamType[str]):
    """A region by code (320000, JP) or by name (江苏, 南通市, Japan)."""

    name = "region"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the GB/T 2260 or ISO 3166 code of a region."""
        if not value:
            return value
        from patnav.ingest.places.gazetteer import gazetteer
        from patnav.ingest.places.locate import locate

        if value in gazetteer().places:
            return value
        found = None if re.fullmatch(r"\d+|[A-Z]{2}", value) else locate(value)
        if found is None:
            self.fail(
                f"{value!r} is no region: give a GB/T 2260 code (320000), an ISO 3166 code (JP) "
                "or a name (江苏, 南通市, Japan)",
                param,
                ctx,
            )
        return found.code


REGION = _Region()


class _ListKind(click.Choice[str]):
    """The kind of a key list: its English word, the plural or the Chinese word."""

    _ALSO: ClassVar[dict[str, str]] = {
        "enterprises": "enterprise",
        "企业": "enterprise",
        "technologies": "technology",
        "技术": "technology",
        "products": "product",
        "产品": "product",
        "talents": "talent",
        "人才": "talent",
    }

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the English singular."""
        plain = value.casefold().removeprefix("key-").removeprefix("重点")
        return super().convert(self._ALSO.get(plain, plain), param, ctx)


LIST_KIND = _ListKind(["enterprise", "product", "talent", "technology"])


class Telling(NamedTuple):
    """How changes are told: a report file, the language, JSON instead of tables."""

    report: Path | None
    lang: str
    as_json: bool


def telling_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add --report, --lang and --json, and hand them to the command as one `telling`."""

    @wraps(command)
    def told(report: Path | None, lang: str, as_json: bool, **others: object) -> None:
        command(telling=Telling(report, lang, as_json), **others)

    path = click.Path(path_type=Path)
    for option in (
        json_option,
        click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True),
        click.option("--report", type=path, help="Write every change as .xlsx or .csv."),
    ):
        told = option(told)
    return told
