"""Publications in, clean tables out: merging, families, organisations, people, places."""

from __future__ import annotations

from patnav.ingest.assemble.collect import assemble, write_tables

__all__ = ["assemble", "write_tables"]
