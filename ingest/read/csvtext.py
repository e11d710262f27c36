"""Text files: which encoding, and CSV records with the row a spreadsheet shows them in.

The csv module does the splitting, in its strict mode. What is ours is what happens when a quote is
never closed: only the line on which the record began is given up, and reading goes on with the next
one, so that one stray quote cannot swallow the rest of a file.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import count
from pathlib import Path

from patnav.errors import InputError
from patnav.ingest.read.table import Opened, Row, RowTest, Table

__all__ = ["BAD_BYTE", "DELIMITERS", "detect_encoding", "open_text", "split_records"]

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
BAD_BYTE = "\udcff"

_COMMON = {
    "gb18030": ((0xA1A1, 0xA9FE), (0xB0A1, 0xD7F9)),
    "cp950": ((0xA140, 0xA3BF), (0xA440, 0xC67E)),
    "cp932": ((0x8140, 0x84BE), (0x889F, 0x9872)),
}
"""Signs and first levels of GB 2312, Big5 and JIS X 0208: characters that were put first for being
common, so that a text in another encoding rarely meets them alone."""
_WIDE = ("utf-16-le", "utf-16-be")
_NAMES = {"cp950": "Big5", "cp932": "Shift-JIS"}
_PLAUSIBLE = 0.7  # share of common characters; names and rare words take some 5 %
_BEYOND = re.compile(r"[^\x00-\x7f]")
_TOGETHER = re.compile(r"[^\x00-\x7f]{2,}")
_CHUNK = 1 << 20
_MAX_LINES = 5_000  # of one record: the longest sets of claims have some hundred lines
_MAX_CHARACTERS = 8_000_000
_LONE_HIGH = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_UNCLOSED = (
    "quotes do not match from this line on; only this line is left out, "
    "close the quote and read the file again"
)

# The module's own limit of 128 kB a field is a guard against unclosed quotes, which we have.
csv.field_size_limit(_MAX_CHARACTERS)


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return BAD_BYTE, error.end


codecs.register_error("patnav.mark", _mark)


def open_text(path: Path) -> Opened:
    """Open a text file as CSV split by each of the usual delimiters, and as lines."""
    encoding, bad = detect_encoding(path)
    lines = partial(_lines, path, encoding)
    note = f"{bad} places are not valid {encoding} and are read as U+FFFD" if bad else ""
    note = note or _doubt(path, encoding)
    tables = tuple(
        Table(name, partial(_table_rows, path, encoding, delimiter), ragged=True)
        for delimiter, name in DELIMITERS.items()
    )
    return Opened(tables, alternatives=True, text=lines, note=note)


def detect_encoding(path: Path) -> tuple[str, int]:
    """Encoding of a text file and how many places in it are not valid in that encoding.

    UTF-8 and UTF-16 with or without a byte order mark, GB18030, Big5 (cp950), Shift-JIS (cp932),
    Windows-1252. Raises InputError when the file is no text.
    """
    with path.open("rb") as stream:
        head = stream.read(_CHUNK)
    encoding = _by_mark(head)
    if not encoding:
        encoding = _by_trial(path, head)
    bad = _bad_places(path, encoding)
    _check_is_text(path, head, encoding, bad)
    return encoding, bad


def _by_mark(head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:4096]
    zeros = sample[1::2].count(0), sample[::2].count(0)
    if max(zeros) > len(sample) / 8 and min(zeros) < max(zeros) / 8:
        return "utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"
    return ""


def _by_trial(path: Path, head: bytes) -> str:
    bad = _bad_places(path, "utf-8")
    if not bad:
        return "utf-8"
    candidates = [*_COMMON, *(_WIDE if b"\x00" in head else ())]
    likely = max(candidates, key=partial(_plausibility, head))
    lone = len(_LONE_HIGH.findall(head))
    if _plausibility(head, likely) >= _PLAUSIBLE:
        return likely if bad > _bad_places(path, likely) else "utf-8"
    if lone > 0.5 * max(1, len(_HIGH_RUN.findall(head))):
        return "cp1252"  # accented letters among ASCII; Chinese comes in runs
    return "utf-8" if bad <= _bad_places(path, "gb18030") else "gb18030"


def _plausibility(head: bytes, encoding: str) -> float:
    """Share of the characters beyond ASCII that are common ones, and not alone among ASCII."""
    text = codecs.getincrementaldecoder(encoding)("patnav.mark").decode(head)
    beyond = Counter(_BEYOND.findall(text))
    together = Counter("".join(_TOGETHER.findall(text)))
    sets = _COMMON if encoding in _WIDE else (encoding,)
    common = sum(
        count for char, count in together.items() if any(_is_common(char, each) for each in sets)
    )
    return common / max(1, beyond.total())


@lru_cache(maxsize=65536)
def _is_common(char: str, encoding: str) -> bool:
    try:
        code = int.from_bytes(char.encode(encoding))
    except UnicodeEncodeError:
        return False
    return any(first <= code <= last for first, last in _COMMON[encoding])


def _doubt(path: Path, encoding: str) -> str:
    """What the reader of a text must know of its encoding, which no mark and no UTF-8 proves."""
    with path.open("rb") as stream:
        head = stream.read(_CHUNK)
    if encoding == "gb18030" and _plausibility(head, encoding) < _PLAUSIBLE:
        return "may be in another encoding than gb18030: look at its titles, save it as UTF-8"
    if encoding in _NAMES:
        return f"is read as {_NAMES[encoding]}, in which its characters are likeliest"
    return ""


def _bad_places(path: Path, encoding: str) -> int:
    decoder = codecs.getincrementaldecoder(encoding)("patnav.mark")
    count = 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            count += decoder.decode(chunk).count(BAD_BYTE)
    return count + decoder.decode(b"", True).count(BAD_BYTE)


def _check_is_text(path: Path, head: bytes, encoding: str, bad: int) -> None:
    decoder = codecs.getincrementaldecoder(encoding)("patnav.mark")
    sample = decoder.decode(head)
    control = len(_CONTROL.findall(sample))
    if control > max(8, len(sample) / 50) or bad > max(20, path.stat().st_size / 1000):
        raise InputError(
            "is neither a workbook nor text in UTF-8, UTF-16, GB18030, Big5, Shift-JIS or "
            "Windows-1252",
            where=str(path),
            remedy="give the export file of a patent database",
        )


def _lines(path: Path, encoding: str) -> Iterator[str]:
    # newline="" keeps the ends as they are: csv needs them inside quoted cells.
    with path.open(encoding=encoding, errors="patnav.mark", newline="") as stream:
        yield from stream


def _table_rows(path: Path, encoding: str, delimiter: str, is_record: RowTest) -> Iterator[Row]:
    return split_records(_lines(path, encoding), delimiter, is_record)


class _Feed:
    """Lines of a file, with those of the record in hand remembered and able to go back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._back = lines, deque[str]()
        self.taken: list[str] = []
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(line)
        self._size += len(line)
        if len(self.taken) > _MAX_LINES or self._size > _MAX_CHARACTERS:
            raise csv.Error("record without end")
        return line

    def begin(self) -> None:
        """Forget the lines of the record before."""
        self.taken.clear()
        self._size = 0

    def give_back(self) -> str:
        """Put all lines but the first back; return the first."""
        first, *rest = self.taken
        self._back.extendleft(reversed(rest))
        return first


def split_records(lines: Iterator[str], delimiter: str, is_record: RowTest) -> Iterator[Row]:
    """Split CSV lines into records; rows are numbered as a spreadsheet shows them, from 1."""
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    for number in count(1):
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = []
        if cells and not (len(feed.taken) > 1 and _swallowed(feed.taken, delimiter, is_record)):
            yield Row(number, cells)
        elif cells or (feed.taken and feed.taken[0].strip()):
            yield Row(number, [feed.give_back()], _UNCLOSED)
            reader = csv.reader(feed, delimiter=delimiter, strict=True)


def _swallowed(taken: Sequence[str], delimiter: str, is_record: RowTest) -> bool:
    return any(is_record(next(csv.reader([line], delimiter=delimiter), [])) for line in taken[1:])
