"""`patnav export`: the graph, or a part of it, as a file for another program."""

from __future__ import annotations

from pathlib import Path

import click

from patnav.cli.options import FILE, project_option
from patnav.cli.output import say
from patnav.cli.parameters import param_option, parameters

__all__ = ["export_command"]


@click.command(name="export")
@click.argument("output", type=FILE)
@click.option("--kind", "kinds", multiple=True, help="Only nodes of this kind: Patent …")
@click.option(
    "--relationship",
    "relationships",
    multiple=True,
    help="Only this type and, without --kind, the kinds it joins: FILED …",
)
@click.option("--node", default="", help="Only this node of the chain, or group of nodes.")
@click.option("--query", default="", help="Only the nodes that this Cypher returns.")
@param_option
@click.option(
    "--network-of", default="", help="A simple network of this kind, weighted by what two share."
)
@click.option("--base", default="", help="Where the IRIs of N-Triples begin.  [urn:patnav:]")
@project_option
def export_command(  # noqa: PLR0913, PLR0917 -- one parameter per option
    output: Path,
    kinds: tuple[str, ...],
    relationships: tuple[str, ...],
    node: str,
    query: str,
    params: tuple[str, ...],
    network_of: str,
    base: str,
    folder: Path,
) -> None:
    """Write the graph to OUTPUT, or the part of it that all options leave.

    The ending is the format: .graphml, .gexf, .json (VOSviewer), .nt (N-Triples) or .parquet
    (NAME.nodes.parquet and NAME.edges.parquet).
    """
    import patnav

    with patnav.open(folder) as snapshot:
        files = snapshot.export(
            output,
            network_of=network_of,
            base=base,
            kinds=kinds,
            relationships=relationships,
            node=node,
            query=query,
            parameters=parameters(params),
        )
    say(f"snapshot {snapshot.id}")
    for file in files:
        click.echo(file)
