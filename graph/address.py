"""Where a Neo4j server is, and what its driver's errors mean to a user."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import neo4j
from neo4j.exceptions import AuthError, ConfigurationError, DriverError, Neo4jError

from patnav.errors import StoreError, TooLargeError
from patnav.graph.server import LocalServer, server_home
from patnav.project import GraphSettings

__all__ = ["Address", "find_address"]

_SCHEME = re.compile(r"(?:bolt|neo4j)(?:\+s|\+ssc)?://")


@dataclass(frozen=True, slots=True)
class Address:
    """A server, its database, and who asks."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str = "neo4j"

    def driver(self) -> neo4j.Driver:
        """Open a driver and make sure that the server answers and takes the password."""
        with self.errors():
            if not _SCHEME.match(self.uri):
                raise ConfigurationError("the scheme must be bolt or neo4j")
            driver = neo4j.GraphDatabase.driver(
                self.uri,
                auth=(self.user, self.password),
                connection_timeout=10,
                max_transaction_retry_time=15,
                notifications_min_severity="OFF",
            )
            try:
                with driver.session(database=self.database) as session:
                    session.run("RETURN 1").consume()
            except BaseException:
                driver.close()
                raise
        return driver

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn what the driver raises into a StoreError with its remedy."""
        try:
            yield
        except AuthError as error:
            raise StoreError(
                f"the server does not accept user {self.user} with this password",
                where=self.uri,
                remedy="set NEO4J_USER and NEO4J_PASSWORD",
            ) from error
        except (ConfigurationError, ValueError) as error:
            raise StoreError(
                f"no address of a Neo4j server: {error}",
                where=self.uri,
                remedy="write it like bolt://host:7687 or neo4j+s://host",
            ) from error
        except DriverError as error:
            raise StoreError(
                "no Neo4j answers there",
                where=self.uri,
                remedy="check the address, or run: patnav neo4j start",
            ) from error
        except Neo4jError as error:
            kind = TooLargeError if "OutOfMemory" in (error.code or "") else StoreError
            raise kind((error.message or str(error)).splitlines()[0], where=self.uri) from error


def find_address(
    settings: GraphSettings, folder: Path = Path(), environ: Mapping[str, str] = os.environ
) -> Address:
    """Find the server: NEO4J_URI, else `[graph] uri` of patnav.toml, else the local one if it runs.

    The local one is the project's own when `[graph] home` names it (relative to `folder`). The
    password comes from NEO4J_PASSWORD; the local server knows its own. Raises StoreError when no
    server is named.
    """
    uri, password = environ.get("NEO4J_URI", ""), environ.get("NEO4J_PASSWORD", "")
    user = environ.get("NEO4J_USER") or settings.user
    if uri or settings.uri:
        return Address(uri or settings.uri, user, password, settings.database)
    local = LocalServer(server_home(settings, folder))
    if local.state().running:
        return Address(local.state().uri, "neo4j", local.password)
    raise StoreError(
        "no Neo4j server is named",
        remedy="run patnav neo4j start, or set NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD, "
        "or name it in patnav.toml under [graph]",
    )
