"""Make `data/ipc/levels.csv.gz`, the nesting (dot level) of every IPC symbol.

    python data/make_ipc.py --scheme EN_ipc_scheme_20260101.xml
    python data/make_ipc.py --titles titles_zh.tsv --older all_ipc.csv

The first form reads WIPO's scheme file and is exact. The second has only lists of symbols (symbol,
tab, title), in which the dots are gone. Two things stand in for them: `ranges.yaml`, which sets the
groups that the shipped chains use from knowledge of the scheme, and, where that is silent, the
numbering (10/0525 was put behind 10/052 and counts as its child; a two-digit number counts as one
dot). The second is a guess: of the pairs it makes about two thirds are right, and it makes a fifth
of all. Nothing is downloaded.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from patnav.data import load_yaml

__all__ = ["derive", "main", "scheme"]

FOLDER = Path(__file__).resolve().parent / "ipc"
_LONG = re.compile(r"^([A-H]\d\d[A-Z])(\d{4})(\d{6})$")
_SHORT = re.compile(r"^([A-H]\d\d[A-Z])(\d+)/(\d+)$")
_KINDS = "m123456789AB"  # kinds of ipcEntry: main group, one dot, two dots, …


class Group(NamedTuple):
    """A symbol below its subclass: subclass, main group, digits after the stroke.

    Sorted as tuples they stand in the order of the scheme.
    """

    subclass: str
    main: int
    digits: str

    @property
    def symbol(self) -> str:
        """`H01M10/0562`."""
        return f"{self.subclass}{self.main}/{self.digits}"


def scheme(path: Path) -> Iterator[tuple[str, int]]:
    """Yield symbol and dot level (0 = main group) from WIPO's scheme file."""
    # A file that the user fetched from WIPO himself; Python's expat refuses entity bombs.
    for _, entry in ET.iterparse(path, events=("start",)):  # noqa: S314
        kind, symbol = entry.get("kind", ""), _short(entry.get("symbol", ""))
        if kind and kind in _KINDS and _SHORT.match(symbol) and entry.tag.endswith("ipcEntry"):
            yield symbol, _KINDS.index(kind)


def derive(
    titles: Path, older: Path | None, checked: dict[str, str], gone: set[str]
) -> Iterator[tuple[str, int]]:
    """Yield symbol and derived dot level from title lists.

    `checked` maps a symbol to the digits of the last symbol under it. The `older` list fills the
    gaps of the other one, but for symbols that are `gone`.
    """
    members = {one.symbol: one for one in map(_group, checked)}
    members |= {one.symbol: one for one in _groups(titles)}
    for one in _groups(older) if older else ():
        if not _moved(one, gone):
            members.setdefault(one.symbol, one)
    for _, group in groupby(sorted(members.values()), key=lambda one: one[:2]):
        yield from _main_group(group, checked)


def _moved(one: Group, gone: set[str]) -> bool:
    starts = (one.digits[:length] for length in range(2, len(one.digits) + 1))
    return any(f"{one.subclass}{one.main}/{start}" in gone for start in (*starts, "00"))


def _main_group(members: Iterable[Group], checked: dict[str, str]) -> Iterator[tuple[str, int]]:
    path: list[Group] = []  # from the main group down to the symbol before
    for member in members:
        least, most = _bounds(member, path, checked)
        level = max(least, _level(member, path[:most]))
        path = [*path[:level], member]
        yield member.symbol, level


def _bounds(member: Group, path: list[Group], checked: dict[str, str]) -> tuple[int, int]:
    """Least and greatest level that the checked ranges allow, given the symbols above."""
    least, most = min(1, len(path)), len(path)
    for level, above in enumerate(path):
        last = checked.get(above.symbol)
        if last is not None and member.digits > last:
            return least, level
        if last is not None:
            least = level + 1
    return least, most


def _level(member: Group, path: list[Group]) -> int:
    """Find the deepest symbol above with whose number the member's begins; else one dot."""
    for level in range(len(path) - 1, 0, -1):
        if member.digits.startswith(path[level].digits):
            return level + 1
    return min(1, len(path))


def _groups(path: Path) -> Iterator[Group]:
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        symbol = _short(line.partition("\t")[0].strip())
        if _SHORT.match(symbol):
            yield _group(symbol)


def _group(symbol: str) -> Group:
    found = _SHORT.match(symbol)
    if not found:
        raise ValueError(f"{symbol} is not written like H01M10/0562")
    return Group(found[1], int(found[2]), found[3])


def _short(symbol: str) -> str:
    """Write H01M0010056200 as H01M10/0562; anything else stays."""
    found = _LONG.match(symbol)
    if not found:
        return symbol
    return f"{found[1]}{int(found[2])}/{found[3].rstrip('0').ljust(2, '0')}"


def _checked() -> dict[str, str]:
    groups: dict[str, str] = load_yaml(FOLDER / "ranges.yaml")
    ranges = (
        (main, *part.partition("-")) for main, parts in groups.items() for part in parts.split()
    )
    return {f"{main}/{start}": last or start for main, start, _, last in ranges}


def _gone() -> set[str]:
    entries = load_yaml(FOLDER / "concordance.yaml")
    return {old for entry in entries for old in entry["old"]}


def _write(rows: Iterable[tuple[str, int]], target: Path) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("symbol", "level"))
    writer.writerows(rows)
    target.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; returns the exit code."""
    parser = ArgumentParser(description="make data/ipc/levels.csv.gz")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--scheme", type=Path, help="WIPO's EN_ipc_scheme_YYYYMMDD.xml: exact")
    source.add_argument("--titles", type=Path, help="symbol, tab, title: levels are derived")
    parser.add_argument("--older", type=Path, help="a further list, to fill gaps (0030095000 form)")
    parser.add_argument("-o", "--output", type=Path, default=FOLDER / "levels.csv.gz")
    given = parser.parse_args(arguments)
    if given.scheme:
        _write(scheme(given.scheme), given.output)
    else:
        _write(derive(given.titles, given.older, _checked(), _gone()), given.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
