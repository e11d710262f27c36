"""`patnav query` and `patnav publish`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import click

from patnav.cli.answers import FORMATS, format_of, give_answer
from patnav.cli.options import FILE, json_option, project_option
from patnav.cli.output import print_json, print_table, say
from patnav.cli.parameters import param_option, parameters
from patnav.errors import QueryError
from patnav.project import Project, find_project
from patnav.snapshot import open_snapshot

__all__ = ["publish_command", "query_command"]


@click.command(name="query")
@click.argument("cypher", required=False)
@click.option("--named", help="a query that ships with patnav; `list` shows them")
@click.option(
    "--on", type=click.Choice(["embedded", "neo4j"]), default="embedded", show_default=True
)
@click.option("--across", is_flag=True, help="Look at all projects of the server (--on neo4j).")
@param_option
@click.option("--limit", type=click.IntRange(min=0), default=1000, show_default=True, help="rows")
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=30.0, show_default=True, help="seconds"
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="[table, or by the ending of the file]"
)
@click.option("-o", "--output", type=FILE, help="Write .json, .csv or .parquet.")
@json_option
@project_option
def query_command(  # noqa: PLR0913, PLR0917 -- one parameter per option
    cypher: str | None,
    named: str | None,
    on: Literal["embedded", "neo4j"],
    across: bool,
    params: tuple[str, ...],
    limit: int,
    timeout: float,
    form: str | None,
    output: Path | None,
    as_json: bool,
    folder: Path,
) -> None:
    """Answer a read-only CYPHER query from the project's graph.

    A parameter is the JSON value that it is written as (3, 0.5, true, null, ["a", "b"], "03"),
    else text; those of a named query have the type it declares.
    """
    from patnav.graph import open_view

    if named == "list":
        _print_queries(as_json)
        return
    if (cypher is None) == (named is None):
        raise QueryError("say either a query or --named NAME", remedy="see --named list")
    form = format_of(form, as_json, output)
    with open_view(open_snapshot(find_project(folder)), on, across=across) as view:
        if named is not None:
            answer = view.named(named, parameters(params, named), limit=limit, timeout=timeout)
        else:
            answer = view.run(cypher or "", parameters(params), limit=limit, timeout=timeout)
    give_answer(answer, form, output)
    if answer.truncated:
        say(f"only the first {limit} rows; say --limit for more")


def _print_queries(as_json: bool) -> None:
    from patnav.graph.named import load_query, query_names

    queries = [load_query(name) for name in query_names()]
    rows = [
        {"name": item.name, "zh": item.zh, "en": item.en, "parameters": ", ".join(item.parameters)}
        for item in queries
    ]
    print_json(rows) if as_json else print_table(rows)


@click.command(name="publish")
@click.option("--whole", is_flag=True, help="Compare all that is stored, not only what changed.")
@click.option("--bulk", is_flag=True, help="Import offline into the local server: a first load.")
@click.option("--remove", is_flag=True, help="Take this project's graph off the server instead.")
@json_option
@project_option
def publish_command(whole: bool, bulk: bool, remove: bool, as_json: bool, folder: Path) -> None:
    """Load the current snapshot's graph into the project's Neo4j server.

    The server is named by NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD, or in patnav.toml under
    [graph]; else the local one is used when it runs. Only what changed since the snapshot that is
    there is sent; publishing twice changes nothing. With --bulk the local server's graph is made
    anew aside by Neo4j's importer and swapped in; it must hold no other project. With --remove this
    project's graph is deleted there and all others stay; snapshots are not touched.
    """
    if remove:
        if whole or bulk:
            raise QueryError("--remove loads nothing", remedy="leave --whole and --bulk out")
        _give_counts(_remove(find_project(folder)), as_json)
        return
    snapshot = open_snapshot(find_project(folder))
    settings = snapshot.project.settings
    if bulk:
        from patnav.graph.bulk import publish_bulk
        from patnav.graph.server import LocalServer, server_home

        server = LocalServer(server_home(settings.graph, snapshot.project.folder), say)
        say(f"importing {settings.name}, snapshot {snapshot.id}, into {server.home}")
        counts = publish_bulk(server, snapshot, say)
    else:
        from patnav.graph.address import find_address
        from patnav.graph.publish import publish

        address = find_address(settings.graph, snapshot.project.folder)
        say(f"publishing {settings.name}, snapshot {snapshot.id}, to {address.uri}")
        counts = publish(address, snapshot, say, whole=whole)
    _give_counts(counts, as_json)


def _remove(project: Project) -> dict[str, int]:
    from patnav.graph.address import find_address
    from patnav.graph.unpublish import unpublish

    address = find_address(project.settings.graph, project.folder)
    say(f"removing {project.settings.name} from {address.uri}")
    return unpublish(address, project.settings.name)


def _give_counts(counts: Mapping[str, int], as_json: bool) -> None:
    rows = [{"kind": label, "rows": count} for label, count in counts.items()]
    print_json(counts) if as_json else print_table(rows)
