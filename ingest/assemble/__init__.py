"""Publications in, clean tables out: merging, families, organisations, people, places."""

from __future__ import annotations

from patnav.ingest.assemble.collect import assemble, read_tables, write_tables

__all__ = ["assemble", "read_tables", "write_tables"]
