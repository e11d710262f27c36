"""Read a filled review sheet: every row is taken, unchanged, empty or refused with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from patnav.analysis.review.blind import answer_blind, together
from patnav.analysis.review.judging import Book, Judged, about
from patnav.analysis.review.lines import (
    BLIND,
    Line,
    Outcome,
    Reviewer,
    RowError,
    cell,
    changes,
    flags_of,
    is_filled,
    patent_of,
    read_lines,
    told,
)
from patnav.analysis.review.material import Material
from patnav.analysis.review.rows import Answer, judged_row
from patnav.errors import InputError
from patnav.ingest.review.rulings import outcome
from patnav.ledger import Ledger
from patnav.snapshot import Snapshot

__all__ = ["Outcome", "Reviewer", "import_review"]

Rows = Mapping[object, Mapping[object, Sequence[int]]]  # about what: what is said: in which rows


def import_review(
    snapshot: Snapshot, ledger: Ledger, path: Path, reviewer: Reviewer
) -> list[Outcome]:
    """Take the filled rows of a sheet into the ledger; rows that cannot be taken are refused.

    Raises InputError when the file is no review sheet, or holds several that are filled.
    """
    lines = read_lines(path)
    patents = {patent_of(line.cells["code"]) for line in lines}
    read = list(_read(Material(snapshot, patents, ledger.decisions()), lines, reviewer))
    answers = [one for one in read if isinstance(one, Answer)]
    found = [one for one in read if isinstance(one, Outcome)]
    book, rows = Book(ledger, reviewer.who), _rows(answers)
    for answer in answers:
        found += _entered(book, answer, rows)
    book.close()
    return sorted(found)


def _read(
    material: Material, lines: Iterable[Line], reviewer: Reviewer
) -> Iterator[Answer | Outcome]:
    """What rows decide, or why they do not; blind ones of a text are read together."""
    blind = []
    for line in lines:
        if line.cells["code"].startswith(BLIND):
            blind.append(line)
        else:
            yield _answer(material, line, reviewer)
    for group in together(blind):
        yield from answer_blind(material, group, reviewer)


def _answer(material: Material, line: Line, reviewer: Reviewer) -> Answer | Outcome:
    place = (line.sheet, line.row)
    try:
        verdict = cell(line, "verdict", "verdicts")
        given = changes(line)
        if not verdict:
            if is_filled(line):
                raise RowError("verdict", InputError("is empty", remedy="choose correct or add"))
            return Outcome(*place, "empty")
        judged = judged_row(material, line, verdict, given, flags_of(line, reviewer))
    except RowError as fault:
        return Outcome(*place, "refused", *told(fault.field, fault.error))
    return Answer([line], [judged], line.cells.get("note") or reviewer.why)


def _rows(answers: Iterable[Answer]) -> Rows:
    """Which rows say what of which label."""
    found: dict[object, dict[object, list[int]]] = {}
    for answer in answers:
        for one in answer.judged:
            said = found.setdefault(about(one), {}).setdefault(outcome(one), [])
            said += [line.row for line in answer.lines]
    return found


def _entered(book: Book, answer: Answer, rows: Rows) -> Iterator[Outcome]:
    """Take an answer down, unless other rows or a later decision say otherwise."""
    places = [(line.sheet, line.row) for line in answer.lines]
    try:
        for one in answer.judged:
            _check(book, one, rows)
    except RowError as fault:
        yield from (Outcome(*place, "refused", *told(fault.field, fault.error)) for place in places)
        return
    fresh = [book.note(one, answer.why) for one in answer.judged]
    yield from (Outcome(*place, "taken" if any(fresh) else "unchanged") for place in places)


def _check(book: Book, one: Judged, rows: Rows) -> None:
    """Refuse what another row contradicts, and what the person has taken back since."""
    said = rows[about(one)]
    if len(said) > 1:
        numbers = ", ".join(map(str, sorted({row for each in said.values() for row in each})))
        what = f"rows {numbers} say different things of one label"
        raise RowError("verdict", InputError(what, remedy="leave one of them, empty the others"))
    if number := book.later(one):
        what = f"you decided so before, and otherwise since (decision {number})"
        remedy = f"to come back to this, undo it: patnav review undo {number} --why REASON"
        raise RowError("verdict", InputError(what, remedy=remedy))
