"""One patent out of its rows: which value of which document the tables show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from patnav.ingest.assemble.merge import Group
from patnav.ingest.editions import move_of
from patnav.ingest.industries import industry
from patnav.model import Publication

__all__ = ["Facts", "facts", "industries", "texts"]

T = TypeVar("T")


class _Symbol(NamedTuple):
    scheme: str
    symbol: str
    position: int
    main: bool
    today: list[str]
    edition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the `patents` table says of one patent, and its classification symbols.

    `symbols` are the rows of `classifications` without the patent.
    """

    patent: str
    publication: str
    application: str
    titles: tuple[str, str, str]
    country: str
    patent_type: str
    granted: bool
    status: str
    status_text: str
    dates: tuple[date | None, date | None, date | None]
    priority_date: date | None
    ipc_main: str
    counts: tuple[int | None, int | None, int | None]
    source: tuple[str, int]
    symbols: tuple[_Symbol, ...]

    def row(self, family: str) -> tuple[object, ...]:
        """The row of `patents`, in the order of its columns."""
        return (
            self.patent, self.publication, self.application, *self.titles, self.country,
            self.patent_type, self.granted, self.status, self.status_text, *self.dates,
            self.priority_date, self.ipc_main, family, *self.counts, *self.source,
        )  # fmt: skip


def facts(group: Group) -> Facts:
    """Choose the values that a patent shows: those of the document to show, else of the next.

    Citations are the largest count of its documents, because vendors count per document or per
    application. The priority date is the earliest priority or filing date; None when the files
    give neither: a publication date is never taken for it.
    """
    rows = group.rows
    shown = rows[0]
    grants = [row.grant_date or row.publication_date for row in rows if _is_grant(row)]
    ipc_main = _first(rows, lambda row: row.ipc_main)
    return Facts(
        patent=group.key,
        publication=shown.number,
        application=group.key if any(row.application for row in rows) else "",
        titles=_titles(rows),
        country=_first(rows, lambda row: row.country) or group.key[:2],
        patent_type=_first(rows, lambda row: row.patent_type.replace("other", "")) or "other",
        granted=bool(grants),
        status=_first(rows, lambda row: row.status.replace("unknown", "")) or "unknown",
        status_text=_first(rows, lambda row: row.status_text) or "",
        dates=(
            _first(rows, lambda row: row.application_date),
            _earliest(row.publication_date for row in rows),
            _earliest(iter(grants)),
        ),
        priority_date=_earliest(
            day for row in rows for day in (row.priority_date, row.application_date)
        ),
        ipc_main=ipc_main or "",
        counts=(
            _first_known(rows, lambda row: row.family_size),
            _most_cited(group),
            _first_known(rows, lambda row: row.claim_count),
        ),
        source=(shown.source.file, shown.source.row),
        symbols=tuple(_symbols(rows, ipc_main or "")),
    )


def texts(rows: Sequence[Publication]) -> list[tuple[str, str, str, str, int]]:
    """Choose one text per section and language, of the first row that has it.

    Returns (section, lang, text, file, row). Several texts of one section and language in one row
    are joined by line breaks.
    """
    found: dict[tuple[str, str], tuple[list[str], Publication]] = {}
    for row in rows:
        for section, lang, text in row.texts:
            pieces, owner = found.setdefault((section, lang), ([], row))
            if owner is row and text:
                pieces.append(text)
    return [
        (section, lang, "\n".join(pieces), row.source.file, row.source.row)
        for (section, lang), (pieces, row) in found.items()
        if pieces
    ]


def industries(rows: Sequence[Publication]) -> list[tuple[str, str, str, str, int]]:
    """Industries of all rows, each once: scheme, code, name, file, row of the first to say it."""
    found = {code: row.source for row in reversed(rows) for code in row.industries}
    return [(*industry(code), *source) for code, source in found.items()]


def _first(rows: Sequence[Publication], value: Callable[[Publication], T]) -> T | None:
    """The first value that says anything."""
    return next((found for row in rows if (found := value(row))), None)


def _first_known(
    rows: Sequence[Publication], value: Callable[[Publication], int | None]
) -> int | None:
    """The first count that is given; zero is a count."""
    return next((found for row in rows if (found := value(row)) is not None), None)


def _most_cited(group: Group) -> int | None:
    counts = [_first_known(rows, lambda row: row.cited_by) for rows in group.documents.values()]
    return max((count for count in counts if count is not None), default=None)


def _earliest(days: Iterator[date | None]) -> date | None:
    return min((day for day in days if day), default=None)


def _is_grant(row: Publication) -> bool:
    return row.stage == "grant" or row.grant_date is not None


def _titles(rows: Sequence[Publication]) -> tuple[str, str, str]:
    """Title to show, Chinese title, English title."""
    titles: dict[str, str] = {}
    for row in rows:
        for section, lang, text in row.texts:
            if section == "title" and text:
                titles.setdefault(lang, text)
    zh, en = titles.get("zh", ""), titles.get("en", "")
    return zh or en or next((titles[lang] for lang in sorted(titles)), ""), zh, en


def _symbols(rows: Sequence[Publication], ipc_main: str) -> Iterator[_Symbol]:
    """Symbols of all rows, those of the document to show first, each once."""
    ipc = dict.fromkeys(symbol for row in rows for symbol in row.ipc)
    if ipc_main and ipc_main not in ipc:
        ipc = dict.fromkeys((ipc_main, *ipc))
    for position, symbol in enumerate(ipc, 1):
        yield _Symbol("ipc", symbol, position, symbol == ipc_main, *_now(symbol))
    cpc = dict.fromkeys(symbol for row in rows for symbol in row.cpc)
    for position, symbol in enumerate(cpc, 1):
        yield _Symbol("cpc", symbol, position, False, *_now(symbol))


def _now(symbol: str) -> tuple[list[str], str]:
    """Where a dropped symbol's matter is now, and since when; nothing for one that stands."""
    move = move_of(symbol)
    return (list(move.new), move.edition) if move else ([], "")
