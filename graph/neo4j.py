"""A Neo4j server behind the store port: each View sees its own project."""

from __future__ import annotations

from collections.abc import Mapping

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from patnav.errors import StoreError
from patnav.graph.address import Address
from patnav.graph.bolt import explain, plain_rows
from patnav.graph.guard import Checked
from patnav.graph.neo4j_writer import Neo4jWriter
from patnav.graph.rewrite import PROJECT
from patnav.graph.store import Engine, Plain, View

__all__ = ["Neo4jView", "Neo4jWriter"]


class Neo4jView(View):
    """Answers queries about one project from a server, in sessions that may only read.

    With `across` it answers about all projects of the server.
    """

    engine: Engine = "neo4j"

    def __init__(self, address: Address, project: str, *, across: bool = False) -> None:
        self.address, self.project, self.across = address, project, across
        self._driver = address.driver()
        if not self.run("MATCH (n) RETURN n.id", limit=1).rows:
            self.close()
            what = f"project {project} is not on this server"
            raise StoreError(what, where=address.uri, remedy="run: patnav publish")

    def execute(
        self, query: Checked, params: Mapping[str, Plain], limit: int, timeout: float
    ) -> tuple[list[str], list[list[Plain]]]:
        """Run the query in a READ transaction with our own timeout."""
        values = {**params, PROJECT: self.project}
        session = self._driver.session(
            default_access_mode=neo4j.READ_ACCESS, database=self.address.database
        )
        try:
            with session, session.begin_transaction(timeout=timeout) as transaction:
                result = transaction.run(query.cypher, values)
                records = [list(record.values()) for record in result.fetch(limit)]
                return list(result.keys()), plain_rows(transaction, records)
        except Neo4jError as error:
            raise explain(error, timeout) from error
        except (DriverError, OSError) as error:
            raise StoreError(str(error), where=self.address.uri) from error

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()
