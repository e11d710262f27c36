"""One value as text for the screen: in the tables of commands and in the dashboard's console."""

from __future__ import annotations

import json
import re

__all__ = ["cell_text"]

_ALL_DIGITS = 1e15  # larger ones are written with an exponent
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]+")  # ends a line, or commands the terminal


def cell_text(value: object) -> str:
    """A value on one line: a decimal with four digits, or all of them before its point; null empty.

    Truth values, lists and maps are JSON.
    """
    if value is None:
        return ""
    if isinstance(value, bool | list | tuple | dict):
        value = json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, float):
        return f"{value:.1f}" if 1000 <= abs(value) < _ALL_DIGITS else f"{value:.4g}"
    return _CONTROL.sub(" ", str(value))
