"""Text and values as GraphML and GEXF want them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from patnav.graph.answers import json_text
from patnav.graph.schema import PropertyType

__all__ = ["TYPES", "attribute", "element_text", "joined", "value_text"]

TYPES: dict[PropertyType, str] = {"int": "long", "float": "double", "bool": "boolean"}
"""Types of both formats; what is not named is `string`."""
# Characters that no XML 1.0 document can hold, not even escaped
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def attribute(text: str) -> str:
    """Text as a quoted attribute value."""
    return quoteattr(_legal(text))


def element_text(value: object) -> str:
    """A value as the content of an element."""
    return escape(_legal(value_text(value)), {"\r": "&#13;"})


def value_text(value: object) -> str:
    """A value as plain text: true and false, a list as its JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json_text(value)
    return str(value)


def joined(parts: Iterator[str]) -> Iterator[str]:
    """End each part with a new line."""
    return (f"{part}\n" for part in parts)


def _legal(text: str) -> str:
    r"""Write an illegal character as `_xHHHH_` (as spreadsheets do), so that keys stay apart."""
    return _ILLEGAL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
