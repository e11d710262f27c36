"""`patnav chain list|show|check` and `patnav assign`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from patnav.chain import ChainNode, ChainTree, load_chain, shipped_chains
from patnav.cli.output import print_json, print_table, say, say_warnings, write_lines
from patnav.data import resource
from patnav.error_words import machine_language, refusal
from patnav.errors import InputError

__all__ = ["assign_command", "chain_command"]

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(name="chain")
def chain_command() -> None:
    """List, show and check chain trees."""


@chain_command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def list_chains(as_json: bool) -> None:
    """List the chains that come with patnav."""
    rows = [_chain_row(load_chain(name)) for name in shipped_chains()]
    print_json(rows) if as_json else print_table(rows)


@chain_command.command(name="show")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def show_chain(name: str, as_json: bool) -> None:
    """Show the nodes of a chain: NAME of a shipped one, or the path of a YAML file."""
    tree = load_chain(name)
    if as_json:
        print_json(tree.model_dump(mode="json"))
    else:
        print_table([_node_row(tree, node) for node in tree.nodes])


@chain_command.command(name="check")
@click.argument("chains", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def check_chains(chains: tuple[str, ...], as_json: bool) -> None:
    """Check chain files (or shipped names): every problem with line, field and remedy.

    Exit code 2 when there is a problem.
    """
    from patnav.ingest.assign.chaincheck import check_chain

    found = [(chain, problem) for chain in chains for problem in check_chain(_path(chain))]
    if as_json:
        print_json([{"file": chain, **problem._asdict()} for chain, problem in found])
    else:
        for chain, problem in found:
            click.echo(refusal(problem.error(chain), machine_language()))
    say(f"{len(chains)} checked, {len(found)} problems")
    sys.exit(2 if found else 0)


@click.command(name="assign")
@click.argument("docs", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--output", type=FILE, help="File to write; without it, or with -, stdout.")
@click.option(
    "--model",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of what patnav train-nodes learned; without it that of patnav.",
)
def assign_command(docs: Path, output: Path | None, model: Path | None) -> None:
    """Assign documents to chain nodes: JSON lines in and out, fields in docs/chains.md."""
    from patnav.ingest.assign import assign_record
    from patnav.ingest.assign.records import read_records

    given = read_records(docs)
    say_warnings(given.odd)
    results = [assign_record(record, where, model) for where, record in given.records]
    write_lines(results, output)
    say(f"{len(results)} documents assigned → {output or 'stdout'}")


def _path(chain: str) -> Path:
    path = resource(f"chains/{chain}.yaml") if chain in shipped_chains() else Path(chain)
    if not path.is_file():
        raise InputError(
            "no such chain file",
            where=chain,
            remedy=f"give a path, or one of {', '.join(shipped_chains())}",
        )
    return path


def _chain_row(tree: ChainTree) -> dict[str, Any]:
    return {
        "chain": tree.chain,
        "name_zh": tree.name_zh,
        "name_en": tree.name_en,
        "version": tree.version,
        "groups": len(tree.groups),
        "nodes": len(tree.nodes),
        "edges": sum(len(node.feeds) for node in tree.nodes),
    }


def _node_row(tree: ChainTree, node: ChainNode) -> dict[str, Any]:
    return {
        "node": node.id,
        "group": tree.group_name(node.group, "zh"),
        "stage": node.stage,
        "name_zh": node.name_zh,
        "name_en": node.name_en,
        "feeds": " ".join(node.feeds),
    }
