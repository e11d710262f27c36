"""How Streamlit is started: loopback, no usage statistics, nothing fetched from elsewhere."""

from __future__ import annotations

from importlib import import_module

__all__ = ["options", "warm_up"]

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
    for name in ("card_parts", "shell", "tables", "views"):
        import_module(f"patnav.dashboard.{name}")


def options(host: str, port: int) -> list[str]:
    """Options of `streamlit run` as words of a command line."""
    settings = _SETTINGS | {"server.address": host, "server.port": str(port)}
    return [f"--{name}={value}" for name, value in settings.items()]
