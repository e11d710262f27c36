"""Let Python's cycle collector come seldom where millions of objects are made without cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["seldom_collected"]

_SELDOM = (200_000, 20, 1_000)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for cycles among new objects only, and seldom: rows make next to none.

    With Python's own thresholds it walks all that is held again and again; never to collect would
    let the few cycles pile up that tracebacks make.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
