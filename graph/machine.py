"""How much memory this machine has, and what of it a local Neo4j is given."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

from patnav.errors import StoreError

__all__ = ["LEAST_MB", "Memory", "machine_megabytes", "memory_for"]

LEAST_MB = 640  # Neo4j starts with this: 512 MB of heap and 128 MB of page cache
_MOST_MB = 24 * 1024  # a graph of 1 M patents takes 2 GB on disk; more would lie idle
_SHARE = 4  # a quarter of the machine: the analysis and the user's other programs run beside it
_CONTROL_GROUPS = ("memory.max", "memory/memory.limit_in_bytes")  # version 2, version 1


class Memory(NamedTuple):
    """Megabytes for a server; a transaction may take half of the heap."""

    heap: int
    page_cache: int

    @property
    def transaction(self) -> int:
        """Most that all of one transaction's state may take."""
        return self.heap // 2


def memory_for(total: int | None = None) -> Memory:
    """Share `total` megabytes between heap and page cache; by default a quarter of the machine.

    Raises StoreError when that is less than a server needs.
    """
    if total is None:
        total = min(max(machine_megabytes() // _SHARE, LEAST_MB), _MOST_MB)
    if total < LEAST_MB:
        raise StoreError(
            f"{total} MB are too little for Neo4j", remedy=f"say --memory {LEAST_MB} or more"
        )
    page_cache = max(128, min(total // 2, total - 512))
    return Memory(total - page_cache, page_cache)


def machine_megabytes(groups: Path = Path("/sys/fs/cgroup")) -> int:
    """Memory of the machine, or of the container when that is less; 4096 where none can be told."""
    found = [_physical()]
    for name in _CONTROL_GROUPS:
        text = (groups / name).read_text("ascii") if (groups / name).is_file() else ""
        if text.strip().isdigit():
            found.append(int(text) // 2**20)
    return min(filter(None, found), default=4096)


def _physical() -> int:
    """Megabytes of the machine; 0 when the system does not say."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 -- only this system needs it

        kilobytes = ctypes.c_ulonglong(0)
        ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kilobytes))
        return kilobytes.value // 1024
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    except (ValueError, OSError):
        return 0
