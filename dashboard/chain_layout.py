"""Where the nodes of a chain stand in its picture: stages left to right, groups top down.

Pure geometry: x counts columns (a stage has one or more), y counts pixels from the top. A stage
that would be higher than `HEIGHT` is spread over several columns, small groups unbroken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from patnav.dashboard.i18n import Words

__all__ = ["STAGES", "Band", "Layout", "Spot", "fit", "lay_out"]

STAGES = ("upstream", "midstream", "downstream")
HEIGHT = 620  # of a column, in pixels; what is left on a screen of 900
WIDTH = 1090  # of the whole picture on a screen of 1400; cards are cut to it, gaps grow beyond it
HEAD = 34  # the name of a stage
TITLE = 24  # the name of a group
GAP = 7
GUTTER = 40  # between columns, where the arrows run
LINE = 15
LINES = (4, 3)  # that a name may have where there is room, the most first
CLOSING = "、，。；：！？）》」』”’…"  # what begins no line
ROOM = 18  # of a circle, from its middle to its card
PADDING = 8  # of a card
WHOLE = 3  # a group of so many nodes is never broken
CHARACTER = 12.0

Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Spot:
    """One node: column, middle and height of its card in pixels, its name in lines that fit."""

    node: str
    column: int
    y: float
    tall: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A heading: a stage with its columns, or a group in one column."""

    text: str
    column: int
    columns: int
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole picture in `columns` columns, `height` pixels high; cards are `width` wide."""

    spots: tuple[Spot, ...]
    stages: tuple[Band, ...]
    groups: tuple[Band, ...]
    columns: int
    width: int
    height: int


def lay_out(rows: Iterable[Row], words: Words) -> Layout:
    """Place the nodes; rows hold node, group, stage and the names in two languages, in chain order.

    The fewest columns are taken that hold everything: the wider a card, the fewer lines its name.
    Where a column has room below, names that were cut are given it.
    """
    nodes = list(rows)
    wanted = 1
    while True:
        pen = _Pen(words, _width(wanted))
        for stage in STAGES:
            pen.stage(stage, [row for row in nodes if row["stage"] == stage])
        if pen.columns <= wanted:
            return _with_room(pen.finished(), {row["node"]: words.name(row) for row in nodes})
        wanted = pen.columns


def _with_room(layout: Layout, names: Mapping[str, str]) -> Layout:
    """Give names of a column more lines, as many as its height allows."""
    spots: list[Spot] = []
    groups: list[Band] = []
    every: list[Spot | Band] = [*layout.spots, *layout.groups]
    every.sort(key=lambda part: part.y)
    for column in range(layout.columns):
        parts = [part for part in every if part.column == column]
        trials = (_grown(parts, names, layout.width - 2 * PADDING, most) for most in LINES)
        fitting = next((each for each in trials if _bottom(each) <= HEAD + HEIGHT), parts)
        spots += [part for part in fitting if isinstance(part, Spot)]
        groups += [part for part in fitting if isinstance(part, Band)]
    height = int(max(map(_edge, spots), default=HEAD) + 14)
    return replace(layout, spots=tuple(spots), groups=tuple(groups), height=height)


def _grown(
    parts: Sequence[Spot | Band], names: Mapping[str, str], room: float, most: int
) -> list[Spot | Band]:
    """A column from the top down with names of up to `most` lines."""
    made: list[Spot | Band] = []
    down = 0.0
    for part in parts:
        more = 0
        if isinstance(part, Spot):
            lines = fit(names[part.node], room, most)
            more = _tall(lines) - part.tall
            part = replace(part, lines=lines, tall=part.tall + more)  # noqa: PLW2901
        made.append(replace(part, y=part.y + down + more / 2))
        down += more
    return made


def _bottom(parts: Sequence[Spot | Band]) -> float:
    return max((_edge(part) for part in parts if isinstance(part, Spot)), default=0.0)


def _edge(spot: Spot) -> float:
    return spot.y + spot.tall / 2


def _width(columns: int) -> int:
    return max(110, min(290, WIDTH // columns - ROOM - GUTTER))


class _Pen:
    """Writes cards from the top down and moves to a new column when one is full."""

    def __init__(self, words: Words, width: int) -> None:
        self.words, self.width = words, width
        self.columns = 0
        self.y = float(HEAD)
        self.spots: list[Spot] = []
        self.stages: list[Band] = []
        self.groups: list[Band] = []

    def stage(self, stage: str, rows: list[Row]) -> None:
        """Write one stage, in columns of its own."""
        if not rows:
            return
        first = self.columns
        self._turn()
        for group in dict.fromkeys(row["group"] for row in rows):
            self._group([row for row in rows if row["group"] == group])
        name = self.words(f"stage.{stage}")
        self.stages.append(Band(name, first, self.columns - first, HEAD / 2))

    def finished(self) -> Layout:
        """Everything that was written."""
        bottom = max((spot.y + spot.tall / 2 for spot in self.spots), default=HEAD) + 14
        parts = tuple(self.spots), tuple(self.stages), tuple(self.groups)
        return Layout(*parts, max(self.columns, 1), self.width, int(bottom))

    def _turn(self) -> None:
        self.columns, self.y = self.columns + 1, float(HEAD)

    def _group(self, rows: list[Row]) -> None:
        cards = [(row["node"], fit(self.words.name(row), self.width - 2 * PADDING)) for row in rows]
        whole = TITLE + sum(_tall(lines) + GAP for _, lines in cards)
        least = whole if len(cards) <= WHOLE else TITLE + 2 * (_tall(cards[0][1]) + GAP)
        if self.y > HEAD and self.y + least > HEAD + HEIGHT:
            self._turn()
        self._title(rows[0])
        for node, lines in cards:
            tall = _tall(lines)
            if self.y + tall > HEAD + HEIGHT:
                self._turn()
                self._title(rows[0])
            self.spots.append(Spot(node, self.columns - 1, self.y + tall / 2, tall, lines))
            self.y += tall + GAP

    def _title(self, row: Row) -> None:
        name = fit(self.words.name(row, "group"), self.width + GUTTER * 0.7, most=1)[0]
        self.groups.append(Band(name, self.columns - 1, 1, self.y + TITLE / 2))
        self.y += TITLE


def fit(text: str, width: float, most: int = 2) -> tuple[str, ...]:
    """Break a text into at most `most` lines of `width` pixels; what is cut ends in an ellipsis."""
    lines = [""]
    for part in _pieces(text):
        if lines[-1] and _span(lines[-1] + part.rstrip()) > width:
            lines.append("")
        lines[-1] += part if lines[-1] else part.lstrip()
    lines = [line.rstrip() for line in lines]
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut("".join(_spaced(lines[most - 1 :])), width)]
    return tuple(lines)


def _pieces(text: str) -> Iterator[str]:
    """What a line may begin with: words of Latin text, single characters of Chinese."""
    held = ""
    for part in _parts(text):
        if held and part[:1] not in CLOSING:
            yield held
            held = ""
        held += part
    yield held


def _parts(text: str) -> Iterator[str]:
    """Words of Latin text with the blank after them; single characters of Chinese."""
    for wide, run in groupby(text, key=lambda char: unicodedata.east_asian_width(char) in "WF"):
        joined = "".join(run)
        if wide:
            yield from joined
        else:
            words = joined.split(" ")
            yield from (f"{word} " for word in words[:-1])
            yield words[-1]


def _spaced(lines: Iterable[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        yield f" {line}" if at and line[:1].isascii() else line


def _cut(text: str, width: float) -> str:
    while _span(text + "…") > width and text:
        text = text[:-1]
    return text.rstrip() + "…"


def _span(text: str) -> float:
    return sum(
        CHARACTER if unicodedata.east_asian_width(char) in "WF" else 0.53 * CHARACTER
        for char in text
    )


def _tall(lines: Sequence[str]) -> int:
    """Height of a card with a name of so many lines and one line of numbers."""
    return 9 + LINE * (len(lines) + 1)
