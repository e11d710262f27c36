"""`patnav dashboard`: the maps, lists, matrices and cards of a project in the browser."""

from __future__ import annotations

import ipaddress
import os
import socket
from pathlib import Path

import click

from patnav.cli.options import project_option
from patnav.cli.output import say
from patnav.errors import ProjectError

__all__ = ["dashboard_command"]


@click.command()
@project_option
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; another than loopback needs PATNAV_DASHBOARD_PASSWORD.",
)
def dashboard_command(folder: Path, port: int, host: str) -> None:
    """Show the project in the browser; stop with Ctrl-C.

    Prints the address on stdout. Nothing is sent anywhere: no usage statistics, no fonts, no maps.
    """
    import patnav.dashboard
    from patnav.dashboard.server import PROJECT, warm_up

    folder = patnav.open(folder).project.folder
    _check_host(host)
    _check_port(host, port)
    os.environ[PROJECT] = str(folder.resolve())
    warm_up()
    say(f"dashboard of {folder}; stop with Ctrl-C")
    click.echo(f"http://{host}:{port}")
    _serve(Path(patnav.dashboard.__file__).with_name("app.py"), host, port)


def _check_host(host: str) -> None:
    """Other machines may only look in with a password."""
    from patnav.dashboard.login import PASSWORD

    if not _is_loopback(host) and not os.environ.get(PASSWORD):
        raise ProjectError(
            f"{host} is open to other machines and there is no password",
            where="--host",
            remedy=f"set the environment variable {PASSWORD}, or leave --host out",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ProjectError(
                f"cannot listen on {host}:{port} ({error.strerror})",
                where="--port",
                remedy="name another port, for example --port 8502",
            ) from None


def _serve(app: Path, host: str, port: int) -> None:
    from streamlit.web.cli import main

    from patnav.dashboard.server import options

    main(["run", str(app), *options(host, port)], standalone_mode=False)
