"""`patnav chart`: the claims of a patent element by element, alone or beside another's."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click

from patnav.cli.options import json_option, project_option
from patnav.cli.output import print_json, print_table, say
from patnav.project import find_project
from patnav.snapshot import open_snapshot

__all__ = ["chart_command"]

_SHOWN = ("claim", "no", "part", "quote", "signs", "depends_on", "node")
_AID = "pairs are elements of similar words: a reading aid, no judgement on scope or infringement"


@click.command()
@click.argument("patent")
@click.option("--against", default="", metavar="PATENT", help="Put another patent's claims beside.")
@click.option("--xlsx", type=click.Path(path_type=Path), help="Write the chart to this workbook.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@json_option
@project_option
def chart_command(
    patent: str, against: str, xlsx: Path | None, lang: str, as_json: bool, folder: Path
) -> None:
    """Chart the claims of a PATENT (any of its numbers): all elements, preamble included."""
    from patnav.analysis import claim_chart, compare_charts, readable, write_rows

    snapshot = open_snapshot(find_project(folder))
    rows = claim_chart(snapshot, patent, lang)
    if against:
        rows = compare_charts(rows, claim_chart(snapshot, against, lang))
        say(_AID)
    if xlsx:
        title = {"zh": "权利要求对照表", "en": "Claim chart"}[lang]
        write_rows(readable(rows, lang), xlsx, title, lang, snapshot.project.settings.cutoff)
        say(f"wrote {xlsx}")
    elif as_json:
        print_json([_plain(row) for row in rows.to_dict("records")])
    elif len(rows):
        plain = [_plain(row) for row in readable(rows, lang).to_dict("records")]
        print_table(plain, tuple(rows.columns) if against else _SHOWN)
    else:
        say("no claim of this patent is in the files")


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    """Arrays become lists, missing values null."""
    return {str(name): _value(value) for name, value in row.items()}


def _value(value: object) -> object:
    if hasattr(value, "tolist"):
        value = value.tolist()
    return None if isinstance(value, float) and math.isnan(value) else value
