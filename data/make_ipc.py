"""Make `data/ipc/levels.csv.gz`, the nesting (dot level) of every IPC symbol.

    python data/make_ipc.py --scheme EN_ipc_scheme_20260101.xml
    python data/make_ipc.py --titles titles_zh.tsv --english titles_en.tsv

The first form reads WIPO's scheme file and is exact. The second has only title lists (symbol, tab,
title), in which the dots are gone, and derives the levels: symbols stand in the order of the
scheme, so each is a child of the one before it, or of one of that one's ancestors. Which one is
told by three signs: the numbering (10/0525 was put behind 10/052), the wording (a title that
starts with a small letter, or ends in 的, goes on from its parent's) and `ranges_checked.yaml`,
where a person has read the groups that the shipped chains use. Outside of these the derived levels
are a rough guess. Nothing is downloaded.
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

import yaml

__all__ = ["derive", "main", "scheme"]

FOLDER = Path(__file__).resolve().parent / "ipc"
_LONG = re.compile(r"^([A-H]\d\d[A-Z])(\d{4})(\d{6})$")
_SHORT = re.compile(r"^([A-H]\d\d[A-Z])(\d+)/(\d+)$")
_LEVELS = "123456789AB"  # kinds of ipcEntry that are subgroups: one dot, two dots, …


class Group(NamedTuple):
    """A symbol below its subclass: subclass, main group, digits after the stroke, title."""

    subclass: str
    main: int
    digits: str
    title: str

    @property
    def symbol(self) -> str:
        """`H01M10/0562`."""
        return f"{self.subclass}{self.main}/{self.digits}"


def scheme(path: Path) -> Iterator[tuple[str, int]]:
    """Yield symbol and dot level (0 = main group) from WIPO's scheme file."""
    # A file that the user fetched from WIPO himself; Python's expat refuses entity bombs.
    for _, entry in ET.iterparse(path):  # noqa: S314
        kind, found = entry.get("kind", ""), _LONG.match(entry.get("symbol", ""))
        if found and kind in "m" + _LEVELS and entry.tag.endswith("ipcEntry"):
            digits = found[3].rstrip("0")
            symbol = f"{found[1]}{int(found[2])}/{digits.ljust(2, '0')}"
            yield symbol, 0 if kind == "m" else _LEVELS.index(kind) + 1


def derive(
    titles: Path, english: Path | None, checked: dict[str, str], gone: set[str]
) -> Iterator[tuple[str, int]]:
    """Yield symbol and derived dot level from title lists.

    `checked` ranges (symbol → digits of the last symbol under it) win over what is derived. The English list fills the gaps of the other one, but for symbols that are `gone`.
    """
    older = list(_groups(english)) if english else []
    small = {one.symbol for one in older if one.title[:1].islower()}
    members = {one.symbol: one for one in _groups(titles)}
    members = {s: Group(*_split(s), "") for s in checked} | members
    for one in older:
        if not _moved(one, gone):
            members.setdefault(one.symbol, one)
    for _, group in groupby(sorted(members.values()), key=lambda one: one[:2]):
        yield from _main_group(list(group), small, checked)


def _moved(one: Group, gone: set[str]) -> bool:
    starts = (one.digits[:length] for length in range(2, len(one.digits) + 1))
    return any(f"{one.subclass}{one.main}/{start}" in gone for start in (*starts, "00"))


def _main_group(
    members: list[Group], small: set[str], checked: dict[str, str]
) -> Iterator[tuple[str, int]]:
    path: list[Group] = []  # from the main group down to the symbol before
    for member in members:
        least, most = _bounds(member, path, checked)
        path = path[:most]
        level = max(least, min(_level(member, path, small), most))
        path = [*path[:level], member]
        yield member.symbol, level


def _bounds(member: Group, path: list[Group], checked: dict[str, str]) -> tuple[int, int]:
    """Least and greatest level that the checked ranges allow, given the symbols above."""
    least, most = min(1, len(path)), len(path)
    for level, above in enumerate(path):
        last = checked.get(above.symbol)
        if last is not None and member.digits > last:
            return least, min(most, level)
        if last is not None:
            least = level + 1
    return least, most


def _level(member: Group, path: list[Group], small: set[str]) -> int:
    goes_on = _goes_on(member, small)
    for level in range(len(path) - 1, 0, -1):
        above = path[level].digits
        if member.digits.startswith(above) and len(member.digits) > len(above):
            return level + 1
        if above.startswith(_stem(member.digits)):
            return level if _goes_on(path[level], small) == goes_on else level + goes_on
    if member.digits == "00" or not goes_on:
        return min(1, len(path))
    return next((k + 1 for k in range(len(path) - 1, -1, -1) if path[k].symbol not in small), 1)


def _goes_on(member: Group, small: set[str]) -> bool:
    return member.symbol in small or member.title.rstrip().endswith("的")


def _stem(digits: str) -> str:
    return digits[:-1] if len(digits) > 2 else digits + " "


def _groups(path: Path) -> Iterator[Group]:
    for symbol, title in _rows(path):
        if found := _SHORT.match(symbol):
            yield Group(found[1], int(found[2]), found[3], title)
        elif found := _LONG.match(symbol):
            yield Group(found[1], int(found[2]), found[3].rstrip("0").ljust(2, "0"), title)


def _split(symbol: str) -> tuple[str, int, str]:
    found = _SHORT.match(symbol)
    if not found:
        raise ValueError(f"ranges_checked.yaml: {symbol} is not written like H01M10/0562")
    return found[1], int(found[2]), found[3]


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        symbol, _, title = line.partition("\t")
        yield symbol.strip(), title


def _checked() -> dict[str, str]:
    groups: dict[str, str] = yaml.safe_load(
        (FOLDER / "ranges_checked.yaml").read_text(encoding="utf-8")
    )
    ranges = (
        (main, *part.partition("-")) for main, parts in groups.items() for part in parts.split()
    )
    return {f"{main}/{start}": last or start for main, start, _, last in ranges}


def _gone() -> set[str]:
    entries = yaml.safe_load((FOLDER / "concordance.yaml").read_text(encoding="utf-8"))
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
    parser.add_argument("--english", type=Path, help="English titles; their first letter helps")
    parser.add_argument("-o", "--output", type=Path, default=FOLDER / "levels.csv.gz")
    given = parser.parse_args(arguments)
    if given.scheme:
        _write(scheme(given.scheme), given.output)
    else:
        _write(derive(given.titles, given.english, _checked(), _gone()), given.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
