"""Clean the texts of a cell without changing what they say, and tell their language by script."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from patnav.data import load_yaml, resource

__all__ = [
    "clean_line",
    "clean_text",
    "detect_language",
    "fold",
    "is_plain",
    "repair_mojibake",
    "unescaped",
]

_REFERENCE = r"&(?:#\d{2,7}|#x[0-9A-Fa-f]{2,6}|[A-Za-z]{2,8}\d{0,2});"  # &#8322; &#x2082; &frac12;

# What the fast path has to look for; most cells hold none of it.
_SPECIAL = re.compile(
    r"_x[0-9A-Fa-f]{4}_|<br|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u3000"
    r"\u00a0\ud800-\udfff]|" + _REFERENCE,
    re.IGNORECASE,
)
_ENTITY = re.compile(_REFERENCE, re.IGNORECASE)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_NEWLINE = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# A single blank is left alone: there are many, and replacing one by itself takes time.
_BLANKS = re.compile(r"[\t\u00a0\u3000][ \t\u00a0\u3000]*| [ \t\u00a0\u3000]+")
_AROUND_NEWLINE = re.compile(r" ?\n[ \n]*")
_SPACE = re.compile(r"\s+")

_KANA = re.compile(r"[\u3040-\u30ff\uff66-\uff9d]")
_HANGUL = re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN_WORD = re.compile(r"[a-zà-öø-ÿœß]+")
_MOJIBAKE = re.compile(r"[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6-\u2122]")


def is_plain(text: str) -> bool:
    """Whether nothing but the blanks at its ends has to be cleaned from a text."""
    return "  " not in text and _is_usual(text)


def _is_usual(text: str) -> bool:
    """Whether a text holds nothing that has to be cleaned from it except blanks."""
    # What Python can print holds no sign of the pattern's class, and takes a tenth of its time.
    if text.isprintable() and "_x" not in text and "<" not in text and "&" not in text:
        return True
    return _SPECIAL.search(text) is None


def clean_text(text: str) -> str:
    r"""Remove what an export adds to a text; line breaks stay as ``\n``.

    `_x000D_`, `&lt;` and their like are decoded, `<br/>` becomes a line break, control and
    invisible characters go, U+3000 and runs of blanks become one blank. A byte that could not be
    decoded becomes U+FFFD.
    """
    if _is_usual(text):
        while "  " in text:  # the only blanks in such a text, and ten times as fast as a pattern
            text = text.replace("  ", " ")
        return text.strip()
    text = _ESCAPE.sub(_unescape, unescaped(text))
    text = _NEWLINE.sub("\n", _BREAK.sub("\n", text))
    text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text))
    return _AROUND_NEWLINE.sub("\n", _BLANKS.sub(" ", text)).strip()


def unescaped(text: str) -> str:
    """Decode the references of HTML that an export left in a text, those of references too."""
    while "&" in text and (plain := _ENTITY.sub(_decode, text)) != text:
        text = plain
    return text


def _decode(match: re.Match[str]) -> str:
    return html.unescape(match[0])


def clean_line(text: str) -> str:
    """Clean a text that is one line: a name, a number, a symbol."""
    cleaned = clean_text(text)
    return _SPACE.sub(" ", cleaned) if "\n" in cleaned else cleaned


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Bring a column name or code word to the form in which it is compared: NFKC, no blanks."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", clean_text(name))).casefold()


def repair_mojibake(text: str) -> str:
    """Undo UTF-8 that was read as Windows-1252 (`GerÃ¤t` → `Gerät`).

    Only when the whole text maps back to valid UTF-8 byte by byte; a text for which that fails is
    left as it is, for nobody can tell what it said.
    """
    if not _MOJIBAKE.search(text):
        return text
    try:
        return _as_cp1252(text).decode("utf-8")
    except UnicodeError:
        return text


def _as_cp1252(text: str) -> bytes:
    # Five bytes have no character in Windows-1252; readers pass them through as C1 controls.
    return b"".join(
        bytes([ord(char)]) if ord(char) < 0xA0 else char.encode("cp1252") for char in text
    )


def detect_language(text: str) -> str:
    """ISO 639-1 code of a text by its script: kana ja, hangul ko, Han zh, Cyrillic ru.

    Latin script is `en` unless at least two function words of one other language stand in it
    (`data/lexicons/read/function_words.yaml`); text without letters is `und`.
    """
    if text.isascii():
        return _latin_language(text)
    for script, code in ((_KANA, "ja"), (_HANGUL, "ko"), (_HAN, "zh"), (_CYRILLIC, "ru")):
        if script.search(text):
            return code
    return _latin_language(text)


def _latin_language(text: str) -> str:
    words = set(_LATIN_WORD.findall(text.casefold()))
    if not words:
        return "und"
    counts = {code: len(words & listed) for code, listed in _function_words()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] >= 2 and counts[best] > counts["en"] else "en"


@lru_cache(maxsize=1)
def _function_words() -> tuple[tuple[str, frozenset[str]], ...]:
    listed = load_yaml(resource("lexicons/read/function_words.yaml"))
    return tuple((code, frozenset(words)) for code, words in listed.items())


def _unescape(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))
