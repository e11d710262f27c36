"""Files of patent offices as streams of text: the file itself, or the members of a ZIP.

Nothing is ever unpacked to disk, so that the names in a ZIP cannot lead anywhere; a member is read
only as far as the size that the directory states.
"""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from patnav.errors import InputError
from patnav.ingest.read.texts import clean_line

__all__ = ["Part", "bad_bytes", "file_part", "zip_parts"]

_CHUNK = 1 << 18
_MAX_UNPACKED = 16 << 30  # bytes; a weekly file of grants is 1 GB
_MAX_RATIO = 200  # XML of offices packs about 10:1
_OFFICE_DOCUMENT = frozenset(
    {"[Content_Types].xml", "xl/workbook.xml", "xl/workbook.bin", "word/document.xml",
     "ppt/presentation.xml", "content.xml", "mimetype"}
)  # fmt: skip
_ENDINGS = (".xml", ".sgm", ".sgml", ".json")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
# Codecs of text that such files come in; Python has others that do something else altogether.
_TEXT_CODECS = re.compile(
    r"^(?:utf-?(?:8|16)|ascii|gb18030|big5|euc[_-]|shift_jis|cp125|cp932|cp949|iso8859|iso2022_jp)"
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "utf-16-le": "utf-16-le"}
# What XML forbids and clean_text would take away.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError)


@dataclass(frozen=True)
class Part:
    """One stream; `member` is its name in a ZIP and empty for a file."""

    member: str
    open: Callable[[], IO[bytes]]
    encoding: str
    bad: int = 0

    @property
    def is_archive(self) -> bool:
        """Whether it is itself a ZIP."""
        return self.member.lower().endswith(".zip")

    def head(self) -> str:
        """The first of its text."""
        return next(self.pieces(), "").lstrip("\ufeff \t\r\n")

    def pieces(self) -> Iterator[str]:
        """The text in pieces, without the characters that XML forbids; bad bytes are U+FFFD."""
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        for chunk in _chunks(self.open):
            yield _FORBIDDEN.sub("", decoder.decode(chunk))
        if rest := decoder.decode(b"", True):
            yield rest


def _chunks(opener: Callable[[], IO[bytes]]) -> Iterator[bytes]:
    try:
        with opener() as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except _DAMAGE as error:
        raise InputError(
            f"is damaged or protected by a password ({error})",
            remedy="download it again; unpack it and name the files in it",
        ) from None


def file_part(path: Path) -> Part:
    """The file as the only part."""
    return _part("", partial(_open, path))


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")


def bad_bytes(parts: Sequence[Part]) -> str:
    """What has to be said of the encoding of the parts; empty when there is nothing."""
    bad = sum(part.bad for part in parts)
    names = ", ".join(sorted({part.encoding for part in parts if part.bad}))
    return f"{bad} places are not valid {names} and are read as U+FFFD" if bad else ""


def zip_parts(path: Path) -> tuple[Part, ...]:
    """The XML, SGML and JSON members of a ZIP in the order of its directory.

    Empty when it is a workbook or a ZIP without any. Raises InputError for one that is damaged, a
    bomb, or has a password.
    """
    try:
        archive = zipfile.ZipFile(path)  # stays open: its members are read from it again
    except _DAMAGE:
        return ()  # the reader of workbooks says what is wrong with it
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    names = {entry.filename for entry in entries}
    if names & _OFFICE_DOCUMENT:
        return ()
    wanted = [entry for entry in entries if entry.filename.lower().endswith((*_ENDINGS, ".zip"))]
    if all(entry.filename.lower().endswith(".zip") for entry in wanted):
        return ()
    _check_size(path, wanted)
    try:
        return tuple(
            _part(clean_line(each.filename), partial(archive.open, each)) for each in wanted
        )
    except InputError as error:
        raise InputError(error.what, where=str(path), remedy=error.remedy) from None


def _check_size(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > _MAX_UNPACKED or (unpacked > 64 << 20 and unpacked / packed > _MAX_RATIO):
        raise InputError(
            f"would unpack to {unpacked / (1 << 20):,.0f} MB",
            where=str(path),
            remedy="no office's file is like that; ask where it comes from",
        )


def _part(member: str, opener: Callable[[], IO[bytes]]) -> Part:
    """Tell the encoding: by its mark, as declared, or the one that fits when that cannot be."""
    if member.lower().endswith(".zip"):
        return Part(member, opener, "latin-1")
    head = next(_chunks(opener), b"")
    declared = _by_mark(head) or _declared(head)
    candidates = dict.fromkeys((declared, "utf-8", "gb18030"))
    counts = {}
    for encoding in candidates:
        counts[encoding] = _bad_places(opener, encoding)
        if not counts[encoding]:
            break
    best = min(counts, key=lambda encoding: counts[encoding])
    return Part(member, opener, best, counts[best])


def _by_mark(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(b"<\x00"):
        return "utf-16-le"
    return "utf-16-be" if head.startswith(b"\x00<") else ""


def _declared(head: bytes) -> str:
    match = _DECLARED.match(head.removeprefix(codecs.BOM_UTF8))
    if match is None:
        return "utf-8-sig"
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return "utf-8-sig"
    if name in ("utf-8", "ascii") or name.startswith("utf-16") or not _TEXT_CODECS.match(name):
        return "utf-8-sig"  # UTF-16 would show in the first bytes
    return _WIDER.get(name, name)


def _bad_places(opener: Callable[[], IO[bytes]], encoding: str) -> int:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    count = sum(decoder.decode(chunk).count("\ufffd") for chunk in _chunks(opener))
    return count + decoder.decode(b"", True).count("\ufffd")
