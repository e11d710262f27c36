"""How Streamlit is started: loopback, no usage statistics, nothing fetched from elsewhere."""

from __future__ import annotations

import logging
from importlib import import_module

from streamlit.logger import get_logger

__all__ = ["PROJECT", "options", "warm_up"]

PROJECT = "PATNAV_PROJECT"  # environment variable: the folder of the project shown

_SETTINGS = {
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "type",  # the whole of it stands in the terminal
    "client.showErrorLinks": "false",  # they lead to search engines
    "client.toolbarMode": "minimal",
    "global.suppressDeprecationWarnings": "true",
    "logger.hideWelcomeMessage": "true",
    "runner.magicEnabled": "false",
    "server.fileWatcherType": "none",
    "server.headless": "true",
    "theme.base": "light",
    "theme.primaryColor": "#0064A6",
}


def warm_up() -> None:
    """Import what the pages import, so that the first reader does not wait for it."""
    # decorated functions say that no server runs yet, which is known here
    get_logger("streamlit.runtime.caching.cache_data_api").setLevel(logging.ERROR)
    for name in ("card_parts", "shell", "tables", "views"):
        import_module(f"patnav.dashboard.{name}")


def options(host: str, port: int) -> list[str]:
    """Options of `streamlit run` as words of a command line."""
    settings = _SETTINGS | {"server.address": host, "server.port": str(port)}
    return [f"--{name}={value}" for name, value in settings.items()]
