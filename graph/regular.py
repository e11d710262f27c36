"""Regular expressions: from the dialect of Java, which Neo4j reads, to the embedded engine's.

The same signs mean other things there: `.` takes a carriage return, `\\w` and `\\d` take letters
and digits of all scripts, `(?i)` folds all of them, a `+` behind a quantifier repeats it. What is
known is written out in signs that both read alike; any other part is named, to be refused.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Pattern", "read_pattern"]

_PART = re.compile(
    r"""
    (?P<escape>\\(?:[pP]\{\w*\}?|.))
  | (?P<class>\[\^?(?:\\.|[^\\\[\]])+\])
  | (?P<open>\((?:\?:|(?!\?)))
  | (?P<quantifier>(?:[*+?]|\{(?P<least>\d{1,4})(?:,(?P<most>\d{0,4}))?\})(?:\?|(?![*+?{])))
  | (?P<dot>\.)
  | (?P<start>\^)
  | (?P<end>\$(?=\Z))
  | (?P<close>\))
  | (?P<or>\|)
  | (?P<plain>[^\\\[({*+?.^$)|])
    """,
    re.VERBOSE | re.DOTALL,
)
# What a user sees of a part that is none of those.
_STRANGE = re.compile(
    r"\[\[?:?\^?\w*:?\]?\]?|\(\?[<\w]*[=!:>]?|[*+?{][\d,]*\}?[*+?{]?|.", re.DOTALL
)
_FLAGS = re.compile(r"\(\?(?=[is])(i?s?|si)\)")
_SETS = {"d": "0-9", "w": "A-Za-z0-9_", "s": r"\t\n\x0B\f\r "}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_LINE = r"[^\n\r\x{85}\x{2028}\x{2029}]"
_SIGNS = set("\\.+*?()|[]{}^$#&-~")
_ATOMS = {"escape", "class", "dot", "close", "plain"}
_CASES = (("a", "z", str.upper), ("A", "Z", str.lower))


class Pattern(NamedTuple):
    """A pattern for the embedded engine, or the first part of it that is read differently there."""

    text: str
    strange: str = ""


def read_pattern(text: str) -> Pattern:
    """Write a pattern of Java in signs that the embedded engine reads alike."""
    flags = _FLAGS.match(text)
    fold, lines = (sign in flags[1] if flags else False for sign in "is")
    at, before, written, depth = flags.end() if flags else 0, "", "", 0
    while at < len(text):
        part = _PART.match(text, at)
        kind = _kind(part, before)
        depth += (kind == "open") - (kind == "close")
        signs = _written(kind, text[at : part.end()], fold, lines) if part and kind else None
        if part is None or signs is None or depth < 0:
            return Pattern("", _named(text, at))
        at, before, written = part.end(), kind, written + signs
    return Pattern("", "(") if depth else Pattern(written)


def _kind(part: re.Match[str] | None, before: str) -> str:
    """What a part is; nothing when it stands where it has no meaning."""
    if part is None or part["quantifier"] is None:
        return str(part.lastgroup) if part else ""
    least, most = part["least"], part["most"]
    ordered = not (least and most) or int(least) <= int(most)
    return "quantifier" if before in _ATOMS and ordered else ""


def _named(text: str, at: int) -> str:
    """What a user sees of the part at `at`."""
    found = _PART.match(text, at)
    whole = found if found and found.lastgroup in {"escape", "class"} else _STRANGE.match(text, at)
    return whole[0] if whole else ""


def _written(kind: str, part: str, fold: bool, lines: bool) -> str | None:
    if kind == "dot":
        return "(?s:.)" if lines else _LINE
    if kind == "class":
        return _class(part, fold)
    if kind == "escape":
        found = _escaped(part)
        if found is None:
            return None
        return _one(found, fold) if len(found) == 1 else f"[{found}]"
    return _one(part, fold) if kind == "plain" else part


def _escaped(part: str) -> str | None:
    """The character that an escape means, or the inside of a class; None when it is not known."""
    sign = part[1:]
    if sign.lower() in _SETS:
        return ("" if sign.islower() else "^") + _SETS[sign.lower()]
    if sign in _CONTROLS:
        return _CONTROLS[sign]
    return sign if not (sign[0].isascii() and sign[0].isalnum()) else None


def _one(sign: str, fold: bool) -> str:
    """A character for itself; (?i) folds the letters of ASCII, as Java does."""
    if fold and sign.isascii() and sign.isalpha():
        return f"[{sign}{sign.swapcase()}]"
    return _literal(sign)


def _literal(sign: str) -> str:
    if sign < " ":
        return f"\\x{{{ord(sign):x}}}"
    return f"\\{sign}" if sign in _SIGNS else sign


def _class(part: str, fold: bool) -> str | None:
    negated = part.startswith("[^")
    signs = re.findall(r"\\.|.", part[2 if negated else 1 : -1], re.DOTALL)
    inside, at = "", 0
    while at < len(signs):
        low = _member(signs[at])
        if low is None or signs[at : at + 2] == ["&", "&"]:
            return None
        ranged = signs[at + 1 : at + 2] == ["-"] and at + 2 < len(signs)
        high = _member(signs[at + 2]) if ranged else low
        if high is None or (ranged and (len(low + high) > 2 or low > high)):
            return None
        inside += _range(low, high, fold) if len(low) == 1 else _nested(low)
        at += 3 if ranged else 1
        if ranged and signs[at : at + 1] == ["-"] and at + 1 < len(signs):
            return None  # [a-c-e]
    return f"[{'^' * negated}{inside}]"


def _member(sign: str) -> str | None:
    return _escaped(sign) if sign.startswith("\\") else sign


def _nested(inside: str) -> str:
    return f"[{inside}]" if inside.startswith("^") else inside


def _range(low: str, high: str, fold: bool) -> str:
    """The characters from `low` to `high`, with their other case where letters of ASCII are."""
    ranges = [(low, high)]
    for first, last, other in _CASES if fold else ():
        start, end = max(low, first), min(high, last)
        ranges += [(other(start), other(end))] if start <= end else []
    return "".join(
        _literal(one) if one == two else f"{_literal(one)}-{_literal(two)}" for one, two in ranges
    )
