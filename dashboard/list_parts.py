"""What stands around a key list: how it is made, why it is empty, all patents of an entry."""

from __future__ import annotations

from patnav import analysis
from patnav.dashboard import shell, tables
from patnav.dashboard.i18n import Words
from patnav.dashboard.source import ask, frame, rows_of
from patnav.dashboard.state import Kind, State
from patnav.snapshot import Snapshot

__all__ = ["draw_entry", "intro", "why_none"]

SHOWN = 100


def intro(current: Snapshot, kind: Kind, say: Words) -> str:
    """How a list is made; of products also from which texts their names are."""
    lead = say(f"lists.intro.{kind}")
    if kind != "product":
        return lead
    count = ask(frame, current, "products")["section"].value_counts()
    parts = [f"{say.value(section)} {many:,}" for section, many in count.items()]
    return say("lists.from", lead=lead, parts=say("join").join(parts)) if parts else lead


def why_none(current: Snapshot, kind: Kind, say: Words) -> str:
    """Why a list is empty: the files lack what it is made of, or nothing of it is left here."""
    whole = ask(analysis.key_list, current, kind)
    return say(f"lists.few.{kind}" if len(whole) else f"lists.none.{kind}")


def draw_entry(current: Snapshot, request: analysis.ListRequest, at: State, say: Words) -> None:
    """All patents of the entry that the address names."""
    found = ask(analysis.entry_patents, current, request, at.entry)
    entries = ask(analysis.key_list, current, request.kind, request.node, request.region)
    named = entries[entries[analysis.KEY[request.kind]] == at.entry]
    name = str(named["name"].iloc[0]) if "name" in named and len(named) else at.entry
    shell.section(say("lists.entry", name=name, count=len(found)))
    shell.draw(tables.entry_table(rows_of(found.head(SHOWN)), at, say))
    shell.draw(tables.shown(min(SHOWN, len(found)), len(found), say))
    shell.offer_csv(found, "entry-patents")
