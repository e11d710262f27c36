"""`patnav neo4j`: install, run and remove a local Neo4j."""

from __future__ import annotations

import os
import shlex
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patnav.cli.options import FILE, json_option, project_option
from patnav.cli.output import print_json, print_table, say
from patnav.errors import StoreError
from patnav.project import PROJECT_FILE, GraphSettings, Project, find_project

if TYPE_CHECKING:
    from patnav.graph.server import LocalServer

__all__ = ["neo4j_command"]

_FOLDER = click.Path(path_type=Path, file_okay=False)
_home = click.option(
    "--home", type=_FOLDER, help="Folder of the server  [the project's, or one per user]"
)
_repository = click.option(
    "--repository", default="", metavar="URL", help="Fetch from here, without Maven."
)


@click.group(name="neo4j")
def neo4j_command() -> None:
    """Run a local Neo4j: checked file by file, on loopback only."""


@neo4j_command.command(name="install")
@click.option("--from", "bundle", type=FILE, help="A bundle that `patnav neo4j bundle` wrote.")
@_repository
@project_option
def install_neo4j(bundle: Path | None, repository: str, folder: Path) -> None:
    """Fetch Neo4j Community with Maven, from a repository or from a bundle; each file is checked.

    Without Maven the address comes from PATNAV_MAVEN_REPOSITORY, else from [graph] repository of
    patnav.toml, else it is Maven's own. Nothing is started.
    """
    from patnav.graph.java import find_java
    from patnav.graph.server import program_folder

    said = "installed in" if _install(bundle, repository, folder) else "whole and in place:"
    say(f"{said} {program_folder()}")
    say(f"Java: {find_java()}")


@neo4j_command.command(name="bundle")
@click.argument("file", type=FILE)
@_repository
@project_option
def bundle_neo4j(file: Path, repository: str, folder: Path) -> None:
    """Write Neo4j into one FILE for a machine without internet (install --from FILE)."""
    from patnav.graph.program import write_bundle
    from patnav.graph.server import program_folder

    _install(None, repository, folder)
    write_bundle(program_folder(), file)
    say(f"wrote {file}, {file.stat().st_size // 1_000_000} MB")


@neo4j_command.command(name="uninstall")
@_home
@click.option("--data", is_flag=True, help="Remove the server's data, logs and password as well.")
@project_option
def uninstall_neo4j(home: Path | None, data: bool, folder: Path) -> None:
    """Remove the program; data only when asked. The server must not run."""
    from patnav.graph.server import program_folder

    server = _server(home, folder)
    if server.state().running:
        raise StoreError("it is running", where=str(server.home), remedy="run: patnav neo4j stop")
    if data:
        say(f"removed {server.home}" if server.remove() else f"there is no data in {server.home}")
    program = program_folder()
    if program.is_dir():
        shutil.rmtree(program)
        say(f"removed {program}")
    else:
        say("it is not installed")
    if not data and server.home.is_dir():
        say(f"the data stay in {server.home}; --data removes them")


@neo4j_command.command(name="start")
@_home
@click.option("--port", type=click.IntRange(1, 65535), help="Bolt port  [7687, or a free one]")
@click.option(
    "--memory", type=click.IntRange(min=1), metavar="MB", help="What it may take  [a quarter]"
)
@project_option
def start_neo4j(home: Path | None, port: int | None, memory: int | None, folder: Path) -> None:
    """Start the server, install it first when it is not there; print its address."""
    server = _server(home, folder)
    server.install(_address("", folder))
    state = server.start(port, memory)
    say(f"running as process {state.pid}; logs in {state.logs}")
    click.echo(state.uri)


@neo4j_command.command(name="stop")
@_home
@project_option
def stop_neo4j(home: Path | None, folder: Path) -> None:
    """Stop the server and wait until it is gone."""
    say("stopped" if _server(home, folder).stop() else "it was not running")


@neo4j_command.command(name="status")
@_home
@json_option
@project_option
@click.pass_context
def neo4j_status(ctx: click.Context, home: Path | None, as_json: bool, folder: Path) -> None:
    """Say whether it runs, with process, port and logs; exit code 1 when it does not."""
    state = asdict(_server(home, folder).state())
    rows = [{"what": name, "value": value} for name, value in state.items()]
    print_json(state) if as_json else print_table(rows)
    ctx.exit(0 if state["running"] else 1)


@neo4j_command.command(name="env")
@_home
@project_option
def neo4j_env(home: Path | None, folder: Path) -> None:
    """Print NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD as shell exports."""
    server = _server(home, folder)
    for name, value in server.environment().items():
        click.echo(f"export {name}={shlex.quote(value)}")
    if not server.state().running:
        say("it is not running; run: patnav neo4j start")


def _project(folder: Path) -> Project | None:
    """The project one stands in, or the only one right below; a local Neo4j needs none."""
    around = any((place / PROJECT_FILE).is_file() for place in (folder, *folder.resolve().parents))
    below = len(list(folder.glob(f"*/{PROJECT_FILE}"))) == 1
    return find_project(folder) if around or below else None


def _server(home: Path | None, folder: Path) -> LocalServer:
    """The server of a home, else of the project when it names one, else the user's."""
    from patnav.graph.server import LocalServer, server_home

    project = None if home else _project(folder)
    if project is not None:
        home = server_home(project.settings.graph, project.folder)
    return LocalServer(home, say)


def _address(given: str, folder: Path) -> str:
    project = _project(folder)
    settings = project.settings.graph if project else GraphSettings()
    return given or os.environ.get("PATNAV_MAVEN_REPOSITORY", "") or settings.repository


def _install(bundle: Path | None, repository: str, folder: Path) -> bool:
    from patnav.graph.program import install
    from patnav.graph.server import program_folder

    address = _address(repository, folder)
    return install(program_folder(), say, bundle=bundle, repository=address, maven=not repository)
