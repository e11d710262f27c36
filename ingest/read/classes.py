"""Bring IPC and CPC symbols to the form `H01M10/0562`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["is_locarno", "parse_symbol", "symbol_list"]

# G06F 3/048 (2013.01), H04W  4/16, G07G000100, B64C-039/02, H04W 64/00 为了…〔2009.01〕
_SLASHED = re.compile(r"^([A-HY]\d{2}[A-Z])[\s\-]*0*(\d{1,4})\s*/\s*(\d{2,6})")
_PADDED = re.compile(r"^([A-HY]\d{2}[A-Z])(\d{4})(\d{2,6})(?![\d/])")
_SUBCLASS = re.compile(r"^[A-HY]\d{2}(?:[A-Z](?:\d{1,4})?)?$")
_LOCARNO = re.compile(r"^\d{2}-\d{2}\b")


@lru_cache(maxsize=65536)
def parse_symbol(text: str) -> str:
    """Normalise one symbol; a bare class or subclass gives an empty string.

    Raises ValueError for text that is no symbol at all.
    """
    upper = unicodedata.normalize("NFKC", text).strip().upper()
    if match := _SLASHED.match(upper):
        return f"{match[1]}{match[2]}/{match[3]}"
    if match := _PADDED.match(upper):
        return f"{match[1]}{int(match[2])}/{match[3]}"
    if _SUBCLASS.match(upper) or not upper:
        return ""
    raise ValueError("is not an IPC or CPC symbol")


def is_locarno(text: str) -> bool:
    """Tell whether a symbol is of the Locarno classification of designs (`09-03`)."""
    return bool(_LOCARNO.match(text.strip()))


@lru_cache(maxsize=65536)
def symbol_list(items: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Normalise symbols, each once and in the order of the file; return those not understood too.

    Locarno symbols are neither: they are right in a design but are no IPC.
    """
    symbols: dict[str, None] = {}
    strange: list[str] = []
    for item in items:
        try:
            symbol = parse_symbol(item)
        except ValueError:
            if not is_locarno(item):
                strange.append(item)
            continue
        if symbol:
            symbols[symbol] = None
    return tuple(symbols), tuple(strange)
