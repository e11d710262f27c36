"""A label under all the addresses and in all the forms in which people may have seen it.

The ledger names a label by where the machine first proposed it. Builds move, change or drop it as
was decided, and texts are read again; a sheet may have been written before any of that. What a
person says of a label is taken against what was in sight, and recorded under its one name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from patnav.ingest.review import LABEL, Address, LabelDecision, completed, locate
from patnav.ledger import Decision

__all__ = ["Known", "Shown", "histories"]

Row = Mapping[str, Any]
Texts = Mapping[tuple[str, str, str], str]


class Shown(NamedTuple):
    """What a row of a sheet shows of a label; None where the sheet does not tell.

    `missing`: it was shown as one that may be missing.
    """

    quote: str
    value: str | None = None
    direction: str | None = None
    missing: bool = False

    def fits(self, label: Row, dimension: str) -> bool:
        """Whether a label looks like what was shown."""
        names = ("attribute", "value") if dimension == "effect" else ("value",)
        values = {plainly(label.get(name)) for name in names}
        return (
            self.quotes(label)
            and self.value in {None, *values}
            and self.direction in (None, label.get("direction") or "")
        )

    def quotes(self, label: Row) -> bool:
        """Whether a label has the quote that was shown."""
        return plainly(label.get("quote")) == self.quote


def plainly(value: object) -> str:
    """A text as a cell keeps it: no spaces around, each of those within is one."""
    return " ".join(str(value or "").split())


class Known(NamedTuple):
    """A label with its name in the ledger: the address and quote under which it was first judged.

    `was` is the machine's first proposal, empty where people added the label. `versions` are the
    forms in which it was ever to be seen: as it stands, as proposed, as each decision left it, the
    newest first. Spans are those of the time of the first decision, `shift` characters before
    those of the text now.
    """

    address: Address
    quote: str
    was: Row
    versions: Sequence[Row]
    shift: int = 0

    def has(self, row: Row) -> bool:
        """Whether a label of the snapshot at one of the addresses is this one: by its quote."""
        return row["quote"] in {one.get("quote") for one in self.versions}

    def seen(self) -> dict[str, Any]:
        """The label as it stands, else as it was proposed, at its place in the text now."""
        return moved(self.versions[0], self.shift)

    def standing(self, row: Row) -> Known:
        """The same label with a row of the snapshot as the form in which it stands."""
        return self._replace(versions=(moved(row, -self.shift), *self.versions))


def moved(label: Row, by: int) -> dict[str, Any]:
    """A label some characters further on."""
    return dict(label) | {name: label[name] + by for name in ("start", "end") if name in label}


def histories(decisions: Iterable[Decision], texts: Texts) -> dict[Address, list[Known]]:
    """Labels that were decided upon, by every address under which they are or were to be seen.

    Of several at one address those come first that were proposed there.
    """
    groups: dict[tuple[str, str], list[LabelDecision]] = {}
    for item in decisions:
        if item.kind == LABEL:
            judged = LabelDecision.read(item)
            if judged.address.start >= 0:
                groups.setdefault((item.subject, item.other), []).append(judged)
    found: dict[Address, list[tuple[bool, Known]]] = {}
    for group in groups.values():
        known = _known(group, texts)
        for address, own in _addresses(known):
            found.setdefault(address, []).append((not own, known))
    return {
        address: [known for _, known in sorted(each, key=lambda pair: pair[0])]
        for address, each in found.items()
    }


def _known(group: Sequence[LabelDecision], texts: Texts) -> Known:
    """What the decisions on one label, the oldest first, tell of it."""
    first = group[0]
    address = first.address
    text = texts.get(address[:1] + address[2:4], "")
    span = locate(text, first.quote, address.start)
    shift = span[0] - address.start if span else 0
    left = [completed(address.dimension, one.label) for one in reversed(group) if one.label]
    return Known(address, first.quote, first.was, [first.was, *left] if first.was else left, shift)


def _addresses(known: Known) -> Iterator[tuple[Address, bool]]:
    """Where a label is or was to be seen, each with whether it was proposed there."""
    spans = {known.address[4:]: True}
    for label in known.versions:
        if "end" in label:
            spans.setdefault((label["start"], label["end"]), False)
    seen: dict[Address, bool] = {}
    for (start, end), own in spans.items():
        for by in {0, known.shift}:
            seen.setdefault(known.address._replace(start=start + by, end=end + by), own)
    yield from seen.items()
