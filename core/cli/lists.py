"""`patnav list`, `patnav map`, `patnav matrix`: what analysis found, as tables or JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from patnav.cli.options import LIST_KIND, REGION, json_option, project_option
from patnav.cli.output import print_json, print_table, say
from patnav.error_words import machine_language
from patnav.errors import ProjectError
from patnav.project import find_project
from patnav.snapshot import Snapshot, open_snapshot

if TYPE_CHECKING:
    import pandas as pd

    from patnav.analysis import Kind, ListRequest

_node = click.option("--node", default="", help="Only this node of the chain.")
_region = click.option(
    "--region", type=REGION, default="", help="Only this region: 320500, JP or a name."
)
_lang = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
_SHOWN: dict[str, str] = {
    "enterprise": "rank rank_low rank_high name place families in_force status_known recent "
    "quality nodes top_node partners",
    "technology": "rank rank_low rank_high technology top_node families owners recent quality "
    "top_effect",
    "product": "rank rank_low rank_high product category top_node families owners recent quality",
    "talent": "rank rank_low rank_high name organisation_name top_node families recent "
    "first_share last_year quality flag",
}


class _Options(TypedDict):
    node: str
    region: str
    top: int | None
    output: Path | None
    lang: str


@click.command()
@click.argument("kind", type=LIST_KIND)
@_node
@_region
@click.option("--top", type=click.IntRange(min=1), help="Only the best N.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write .xlsx or .csv.")
@_lang
@json_option
@project_option
def list_command(kind: Kind, folder: Path, as_json: bool, **options: Unpack[_Options]) -> None:
    """Key enterprises, technologies, products or talents, ranked, with their evidence."""
    from patnav.analysis import ListRequest, heading, key_list, readable

    snapshot = open_snapshot(find_project(folder))
    request = ListRequest(kind, options["node"], options["region"], options["top"] or 0)
    if options["output"]:
        _write(snapshot, request, options["output"], options["lang"])
        return
    rows = key_list(snapshot, kind, request.node, request.region)
    rows = rows.head(options["top"] or len(rows))
    columns, heads = _SHOWN[kind].split(), {}
    if machine_language() == "zh" and not as_json:
        rows, heads = readable(rows, "zh"), {name: heading(name, "zh") for name in columns}
    _print(rows, as_json, columns, heads)


@click.command()
@_region
@_lang
@json_option
@project_option
def map_command(region: str, lang: str, as_json: bool, folder: Path) -> None:
    """Show each node of the chain in a region: class (长板 短板 …), counts, RTA."""
    from patnav.analysis import chain_map, class_words

    rows = chain_map(open_snapshot(find_project(folder)), region)
    words = class_words(lang)
    rows["class"] = rows["node_class"].map(words)
    shown = ("node", f"name_{lang}", "class", "x", "expected", "rta", "rta_low", "rta_high")
    _print(rows, as_json, (*shown, "p_strong", "p_weak", "owners"))


@click.command()
@_node
@json_option
@project_option
def matrix_command(node: str, as_json: bool, folder: Path) -> None:
    """Show the technique x effect matrix of a node or, without one, of the whole chain."""
    from patnav.analysis import heading, matrix, value_words

    rows = matrix(open_snapshot(find_project(folder)), node)
    if as_json:
        _print(rows, as_json, ())
        return
    laid = rows.pivot_table(index="means", columns="effect", values="count", aggfunc="sum")
    order = laid.sum(axis=1).sort_values(ascending=False, kind="stable").index
    laid = laid.loc[order].astype(int).reset_index()
    heads = value_words("zh") | {"means": heading("technology", "zh")}
    _print(laid, as_json, tuple(laid.columns), heads if machine_language() == "zh" else {})


def _write(snapshot: Snapshot, request: ListRequest, path: Path, lang: str) -> None:
    from patnav.analysis import write_csv, write_workbook

    writers = {".xlsx": write_workbook, ".csv": write_csv}
    if path.suffix.lower() not in writers:
        raise ProjectError(f"cannot write {path}", remedy="name a file .xlsx or .csv")
    try:
        path.open("ab").close()  # the workbook's own error is no OSError
        writers[path.suffix.lower()](snapshot, request, path, lang)
    except OSError as error:
        raise ProjectError(
            f"cannot write {path}: {error.strerror}", remedy="choose another place"
        ) from error
    say(f"wrote {path}")


def _print(
    rows: pd.DataFrame,
    as_json: bool,
    columns: Sequence[str],
    heads: Mapping[str, str] | None = None,
) -> None:
    plain = [
        {str(name): _plain(value) for name, value in row.items()} for row in rows.to_dict("records")
    ]
    if as_json:
        print_json(plain)
    elif plain:
        print_table(plain, columns, heads)
    else:
        say("no rows")


def _plain(value: object) -> object:
    """NaN and missing become null; arrays become lists."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    return None if isinstance(value, float) and math.isnan(value) else value
