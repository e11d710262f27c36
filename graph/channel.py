"""Statements about one project for a Neo4j server: each by itself, or all in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack

import neo4j

from patnav.graph.address import Address
from patnav.graph.mark import FORGET, LOADING, NOTE, Published
from patnav.graph.rows import Row

__all__ = ["BATCH", "Channel"]

BATCH = 5000  # rows per statement
_SECONDS = 600.0  # of a transaction


class Channel:
    """An open connection; every statement has `$project` and, in batches, `$rows`."""

    def __init__(self, address: Address) -> None:
        self.address, self.project = address, ""
        self._open = ExitStack()
        self._driver = self._open.enter_context(address.driver())
        self._transaction: neo4j.Transaction | None = None
        self._marked = False

    def begin(self) -> None:
        """Say all that follows in one transaction: readers see it when it is committed."""
        session = self._open.enter_context(self._driver.session(database=self.address.database))
        self._transaction = session.begin_transaction(timeout=_SECONDS)
        self._open.callback(self._transaction.close)  # a rollback that fails leaves no session open

    def run(self, cypher: str, rows: list[Row] | None = None) -> Iterator[neo4j.Record]:
        """Say one statement and yield its records; raises StoreError with the server's words."""
        values = {"rows": rows, "project": self.project}
        with self.address.errors():
            if self._transaction is not None:
                return iter(list(self._transaction.run(cypher, values)))
            query = neo4j.Query(cypher, timeout=_SECONDS)
            result = self._driver.execute_query(query, values, database_=self.address.database)
        return iter(result.records)

    def send(self, statement: str, rows: Iterable[Row]) -> None:
        """Say a statement that writes for each `row`, in batches; readers are told before."""
        batch: list[Row] = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                self._write(statement, batch)
                batch = []
        if batch:
            self._write(statement, batch)

    def _write(self, statement: str, batch: list[Row]) -> None:
        if self._transaction is None and not self._marked:
            self.run(LOADING)
            self._marked = True
        self.run(f"UNWIND $rows AS row {statement}", batch)

    def finish(self, mark: Published | None) -> None:
        """Note what is published, commit, close."""
        if mark is None:
            self.run(FORGET)
        else:
            self.run(NOTE, [mark._asdict()])
        if self._transaction is not None:
            with self.address.errors():
                self._transaction.commit()
        self.close()

    def close(self) -> None:
        """Close the connection; a transaction that was not committed leaves no trace."""
        with self.address.errors():
            self._open.close()
