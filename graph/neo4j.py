"""A Neo4j server behind the store port: each View sees its own project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Lock, Thread

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from patnav.errors import PatnavError, QueryError, StoreError
from patnav.graph.address import Address
from patnav.graph.bolt import explain, plain_rows
from patnav.graph.guard import Checked
from patnav.graph.mark import READ, Mark, mark_in, refuse_half
from patnav.graph.neo4j_writer import Neo4jWriter
from patnav.graph.rewrite import PROJECT
from patnav.graph.store import Engine, Plain, View

__all__ = ["Neo4jView", "Neo4jWriter"]

GRACE = 5.0  # seconds between the server's own deadline and ours
_TRIES = 3
Found = tuple[list[str], list[list[Plain]]]


class Neo4jView(View):
    """Answers queries about one project from a server, in sessions that may only read.

    The rows of an answer are of one snapshot: a graph that is not whole is refused, and a query
    during which something was published is run again. With `across` it answers about all projects
    of the server; of the others a load under way is not noticed.
    """

    engine: Engine = "neo4j"

    def __init__(self, address: Address, project: str, *, across: bool = False) -> None:
        self.address, self.project, self.across = address, project, across
        self._driver = address.driver()
        self._lock, self._reading, self._closing = Lock(), 0, False
        try:
            there = self.run("MATCH (n:ChainNode) RETURN n.id", limit=1).rows
        except PatnavError:
            self.close()
            raise
        if not there:
            self.close()
            what = f"project {project} is not on this server"
            raise StoreError(what, where=address.uri, remedy="run: patnav publish")

    def execute(
        self, query: Checked, params: Mapping[str, Plain], limit: int, timeout: float
    ) -> Found:
        """Run the query in a READ transaction with our own timeout.

        The server ends a query between rows only. What takes long within one (a huge list, a
        regular expression that backtracks) is waited for no longer than `timeout` + GRACE.
        """
        values = {**params, PROJECT: self.project}
        done: Future[Found] = Future()

        def run() -> None:
            try:
                done.set_result(self._of_one_snapshot(query.cypher, values, limit, timeout))
            except BaseException as error:  # noqa: BLE001 -- it is raised by who waits
                done.set_exception(error)

        Thread(target=run, daemon=True).start()
        try:
            return done.result(timeout + GRACE)
        except TimeoutError:
            what = f"the query ran longer than {timeout:g} s and was ended here, not on the server"
            raise QueryError(what, remedy="ask for less; the next works") from None

    def _of_one_snapshot(
        self, cypher: str, values: Mapping[str, Plain], limit: int, timeout: float
    ) -> Found:
        """Ask until nothing was published meanwhile."""
        for _ in range(_TRIES):
            try:
                before, answer, after = self._read(cypher, values, limit, timeout)
            except Neo4jError as error:
                raise explain(error, timeout) from error
            except (DriverError, OSError) as error:
                raise StoreError(str(error), where=self.address.uri) from error
            for mark in (before, after):
                refuse_half(mark, self.project, self.address.uri)
            if before == after:
                return answer
        raise StoreError(
            f"the graph of {self.project} is published again and again while the query runs",
            where=self.address.uri,
            remedy="run it again, or ask for less",
        )

    def _read(
        self, cypher: str, values: Mapping[str, Plain], limit: int, timeout: float
    ) -> tuple[Mark, Found, Mark]:
        """Ask between two looks at the mark; each sees what is committed at that time."""
        project = {"project": self.project}
        with self._session() as session, session.begin_transaction(timeout=timeout) as transaction:
            before = mark_in(transaction.run(READ, project))
            result = transaction.run(cypher, dict(values))
            records = [list(record.values()) for record in result.fetch(limit)]
            answer = list(result.keys()), plain_rows(transaction, records)
            result.consume()
            return before, answer, mark_in(transaction.run(READ, project))

    @contextmanager
    def _session(self) -> Iterator[neo4j.Session]:
        with self._lock:
            self._reading += 1
        try:
            with self._driver.session(
                default_access_mode=neo4j.READ_ACCESS, database=self.address.database
            ) as session:
                yield session
        finally:
            self._leave(1)

    def close(self) -> None:
        """Close the connections; a query that still runs does it when it ends.

        A driver must not be closed while another thread uses one of its connections.
        """
        self._closing = True
        self._leave(0)

    def _leave(self, sessions: int) -> None:
        with self._lock:
            self._reading -= sessions
            last = self._closing and not self._reading
        if last:
            self._driver.close()
