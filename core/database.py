"""DuckDB as patnav opens it: nothing is installed from afar, nothing is printed."""

from __future__ import annotations

import duckdb

__all__ = ["open_database"]


def open_database(
    threads: int = 2, **config: str | bool | int | float
) -> duckdb.DuckDBPyConnection:
    """Open an in-memory database; `config` are further settings of DuckDB.

    Its progress bar is off: it writes to stdout, which is for data, as soon as a query takes long.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "autoinstall_known_extensions": False,
        **config,
    }
    database = duckdb.connect(config=settings)
    database.execute("SET enable_progress_bar = false")
    return database
