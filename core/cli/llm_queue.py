"""What of the review queue a language model is asked about: the texts behind its first places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patnav.cli.output import say

if TYPE_CHECKING:
    from patnav.project import Project

__all__ = ["queued_texts"]


def queued_texts(project: Project, places: int) -> set[tuple[str, str]]:
    """Patent and section of the texts behind the first `places` of the review queue.

    Places of nodes, of bands, of dimensions that the project does not ask for and of sections that
    no question is about are passed over; how many is said.
    """
    from patnav.analysis.review import Wanted, queue
    from patnav.ingest.llm.tables import SECTIONS
    from patnav.ledger import Ledger
    from patnav.snapshot import open_snapshot

    snapshot = open_snapshot(project)
    rows = queue(snapshot, Ledger(project.folder).decisions(), Wanted(top=places))
    wanted = rows[
        rows["section"].isin(SECTIONS) & rows["dimension"].isin(project.settings.llm.dimensions)
    ]
    found = set(zip(wanted["patent"], wanted["section"], strict=True))
    say(
        f"first {len(rows):,} places of the review queue: {len(wanted):,} labels in {len(found):,} "
        f"texts; {len(rows) - len(wanted):,} places are nothing that the model is asked about"
    )
    return found
