"""Which inventors of one name are one person: joined on evidence that is stated, never silently.

Patents are compared only within one name. Inside an organisation they are joined, unless the name
is frequent and nothing connects them. Across organisations they are joined by shared co-inventors,
by patents that both organisations filed together, or by a move: a rare name, the same classes,
years that follow each other. Weaker signs are proposed and join nothing. docs/parties.md has the
rules and how well they do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import NamedTuple

from patnav.ingest.parties.person_names import Frequency, frequency

__all__ = ["Filing", "Person", "persons_of"]

_SMALL = 30  # distinct inventors of an organisation in which one name is one person
_MANY_ORGANISATIONS = 4  # in so many a name is no longer rare, in twice as many it is frequent
_NEAR = 5  # years between two patents of one class and one person
_GAP = 3  # years between the last patent before a move and the first behind it
_ONE = ("one patent",)
_WIDE = 30  # clusters that share a feature; beyond, the feature distinguishes nobody


class Filing(NamedTuple):
    """What one patent says of its inventors.

    `organisations` are the keys of all applicants, the first one first; `classes` IPC subclasses
    (H01M); `names` the inventors' keys in their order; `year` is that of filing, 0 = unknown.
    """

    patent: str
    year: int
    organisations: tuple[str, ...]
    classes: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def home(self) -> str:
        """The first applicant; empty without any."""
        return self.organisations[0] if self.organisations else ""


class Person(NamedTuple):
    """A person with what joins the patents of one name.

    `confidence` runs from 0 to 1 and is not calibrated; `suggestions` name persons that this one
    may be too, each with the signs that were too weak to join them.
    """

    key: str
    organisation: str
    organisations: tuple[str, ...]
    confidence: float
    basis: tuple[str, ...]
    suggestions: tuple[str, ...]


class _Tie(NamedTuple):
    """What speaks for two clusters being one person; `joins` unless it is too weak."""

    joins: bool
    confidence: float
    reason: str


@dataclass(slots=True)
class _Cluster:
    """Patents of one name that are one person's as far as it is known."""

    filings: list[Filing]
    reasons: list[str]
    confidence: float
    mates: Counter[str] = field(default_factory=Counter)

    @property
    def first(self) -> Filing:
        """The earliest patent, undated ones last, the smallest key of equals."""
        return min(self.filings, key=lambda one: (one.year or 9999, one.patent))

    @property
    def homes(self) -> frozenset[str]:
        return frozenset(one.home for one in self.filings)

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(name for one in self.filings for name in one.classes)

    @property
    def years(self) -> tuple[int, int]:
        years = [one.year for one in self.filings if one.year]
        return (min(years), max(years)) if years else (0, 0)


def persons_of(
    filings: Sequence[Filing], group_of: Callable[[str], str] = str
) -> Iterator[tuple[Person, str, list[Filing]]]:
    """Tell the persons behind the inventors of all patents, each with its name and its patents.

    `group_of` gives the group of an organisation. The order of `filings` changes nothing but that
    of the answers; the cost grows with their number, whatever the names: nothing compares all
    patents of a name in pairs.
    """
    small = _small_organisations(filings)
    for name, numbers in _blocks(filings).items():
        if isinstance(numbers, int):
            yield _alone(name, filings[numbers]), name, [filings[numbers]]
        else:
            block = sorted(filings[number] for number in numbers)
            for person, patents in _of_name(name, block, small, group_of):
                yield person, name, patents


def _blocks(filings: Sequence[Filing]) -> dict[str, int | list[int]]:
    """Name -> numbers of its patents; one that stands once, as most do, has no list."""
    found: dict[str, int | list[int]] = {}
    for number, filing in enumerate(filings):
        for name in filing.names:
            known = found.setdefault(name, number)
            if isinstance(known, list):
                known.append(number)
            elif known != number:
                found[name] = [known, number]
    return found


def _small_organisations(filings: Sequence[Filing]) -> frozenset[str]:
    """Organisations with few inventors; of the others no more names are held than tell so."""
    inventors: dict[str, set[str]] = defaultdict(set)
    for filing in filings:
        known = inventors[filing.home]
        if len(known) <= _SMALL:
            known.update(filing.names)
    return frozenset(home for home, names in inventors.items() if home and len(names) <= _SMALL)


def _alone(name: str, filing: Filing) -> Person:
    home = filing.home
    return Person(f"P:{name}@{home}", home, (home,) if home else (), 1.0, _ONE, ())


def _of_name(
    name: str, block: Sequence[Filing], small: frozenset[str], group_of: Callable[[str], str]
) -> Iterator[tuple[Person, list[Filing]]]:
    """The persons of one name with their patents."""
    by_home: dict[str, list[Filing]] = defaultdict(list)
    for filing in block:
        by_home[filing.home].append(filing)
    common = _commonness(name, len(by_home))
    clusters: list[_Cluster] = []
    for home, filings in by_home.items():
        apart = common == "frequent" and home not in small
        clusters += _within(name, filings, apart=apart)
    merged, ties = _across(clusters, common, group_of)
    yield from _named(name, merged, ties)


def _commonness(name: str, organisations: int) -> Frequency:
    """How frequent a name is: by its form, and by the organisations in which it occurs."""
    if organisations >= 2 * _MANY_ORGANISATIONS:
        return "frequent"
    form = frequency(name)
    return "usual" if form == "rare" and organisations >= _MANY_ORGANISATIONS else form


# --- within one organisation ---------------------------------------------------------------------


def _within(name: str, filings: list[Filing], *, apart: bool) -> Iterator[_Cluster]:
    """Clusters of the patents of one name in one organisation."""
    if len(filings) == 1 or not apart:
        reason = "one name in one organisation" if len(filings) > 1 else "one patent"
        yield _cluster(name, filings, reason, 0.9 if len(filings) > 1 else 1.0)
        return
    reason = "one organisation, joined by co-inventors or by classes within five years"
    for part in _joined(len(filings), _links(name, filings)):
        chosen = [filings[index] for index in part]
        single = len(chosen) == 1
        yield _cluster(name, chosen, "one patent" if single else reason, 1.0 if single else 0.85)


def _links(name: str, filings: Sequence[Filing]) -> Iterator[tuple[int, int]]:
    """Pairs of patents with a common co-inventor, or a class within some years: neighbours only."""
    by_mate: dict[str, list[int]] = defaultdict(list)
    by_class: dict[str, list[int]] = defaultdict(list)
    for index, filing in enumerate(filings):
        for mate in filing.names:
            if mate != name:
                by_mate[mate].append(index)
        for symbol in filing.classes:
            by_class[symbol].append(index)
    for indices in by_mate.values():
        yield from pairwise(indices)
    for indices in by_class.values():
        for one, other in pairwise(sorted(indices, key=lambda index: filings[index].year)):
            if abs(filings[one].year - filings[other].year) <= _NEAR:
                yield one, other


def _cluster(name: str, filings: list[Filing], reason: str, confidence: float) -> _Cluster:
    mates = Counter(mate for one in filings for mate in one.names if mate != name)
    return _Cluster(filings, [reason], confidence, mates)


# --- across organisations ------------------------------------------------------------------------


def _across(
    clusters: list[_Cluster], common: Frequency, group_of: Callable[[str], str]
) -> tuple[list[_Cluster], list[tuple[int, int, _Tie]]]:
    """Clusters joined where enough speaks for it, and what only suggests more, by their numbers."""
    ties = {
        pair: tie
        for pair in sorted(_candidates(clusters, group_of))
        if (tie := _tie(clusters[pair[0]], clusters[pair[1]], common, group_of))
    }
    parts = _joined(len(clusters), (pair for pair, tie in ties.items() if tie.joins))
    number = {index: place for place, part in enumerate(parts) for index in part}
    reasons: dict[int, list[_Tie]] = defaultdict(list)
    weak: list[tuple[int, int, _Tie]] = []
    for (one, other), tie in ties.items():
        if tie.joins:
            reasons[number[one]].append(tie)
        elif number[one] != number[other]:
            weak.append((number[one], number[other], tie))
    merged = [
        _merged([clusters[index] for index in part], reasons[place])
        for place, part in enumerate(parts)
    ]
    return merged, weak


def _merged(clusters: list[_Cluster], ties: Iterable[_Tie]) -> _Cluster:
    """One cluster of several; it is as sure as the weakest tie that holds it together."""
    if len(clusters) == 1:
        return clusters[0]
    filings = sorted(one for cluster in clusters for one in cluster.filings)
    told = list(ties)
    confidence = min([*(cluster.confidence for cluster in clusters), *(t.confidence for t in told)])
    return _Cluster(filings, sorted({tie.reason for tie in told}), confidence)


def _candidates(
    clusters: Sequence[_Cluster], group_of: Callable[[str], str]
) -> Iterator[tuple[int, int]]:
    """Pairs of clusters that share a co-inventor, an applicant, a group or a class."""
    index: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, cluster in enumerate(clusters):
        for mate in cluster.mates:
            index["mate", mate].add(number)
        for symbol in cluster.classes:
            index["class", symbol].add(number)
        for filing in cluster.filings:
            for organisation in filing.organisations:
                index["group", group_of(organisation)].add(number)
    pairs: set[tuple[int, int]] = set()
    for numbers in index.values():
        if len(numbers) <= _WIDE:
            pairs.update(combinations(sorted(numbers), 2))
    yield from pairs


def _tie(
    one: _Cluster, other: _Cluster, common: Frequency, group_of: Callable[[str], str]
) -> _Tie | None:
    """The strongest thing that speaks for two clusters being one person; None without any."""
    if one.homes & other.homes:
        return _Tie(False, 0.3, "one organisation, but a frequent name and nothing in common")
    return (
        _by_mates(one, other, common)
        or _by_applicants(one, other, common, group_of)
        or _by_classes(one, other, common)
    )


def _by_mates(one: _Cluster, other: _Cluster, common: Frequency) -> _Tie | None:
    shared = sorted(one.mates.keys() & other.mates.keys())
    if not shared:
        return None
    told = "shared co-inventors: " + ", ".join(shared[:3])
    telling = any(frequency(mate) != "frequent" for mate in shared)
    alike = bool(one.classes & other.classes)
    if len(shared) > 1 and (telling or alike):
        return _Tie(True, 0.95, told)
    if telling and (common == "rare" or alike):
        return _Tie(True, 0.9 if common != "frequent" else 0.8, told)
    return _Tie(False, 0.5, told)


def _by_applicants(
    one: _Cluster, other: _Cluster, common: Frequency, group_of: Callable[[str], str]
) -> _Tie | None:
    """Patents filed together, or organisations of one group."""
    alike = bool(one.classes & other.classes)
    if together := sorted((_owners(one) & other.homes) | (_owners(other) & one.homes)):
        told = "both organisations filed together: " + ", ".join(together[:2])
        return _Tie(common == "rare" or (alike and common == "usual"), 0.85, told)
    groups = {group_of(home) for home in one.homes} & {group_of(home) for home in other.homes}
    if named := sorted(group for group in groups if group):
        told = "one group: " + named[0]
        return _Tie(alike and common != "frequent", 0.8, told)
    return None


def _owners(cluster: _Cluster) -> frozenset[str]:
    return frozenset(key for one in cluster.filings for key in one.organisations[1:])


def _by_classes(one: _Cluster, other: _Cluster, common: Frequency) -> _Tie | None:
    """A move: a rare name, the same class, years that follow each other."""
    shared = sorted(one.classes & other.classes)
    if not shared or common == "frequent":
        return None
    (first, last), (start, end) = sorted([one.years, other.years])
    moved = bool(first) and end >= last and -1 <= start - last <= _GAP
    told = "same classes: " + ", ".join(shared[:3])
    if moved and common == "rare":
        return _Tie(True, 0.75, f"move in {start}, {told}")
    return _Tie(False, 0.4, told)


# --- keys ----------------------------------------------------------------------------------------


def _named(
    name: str, clusters: Sequence[_Cluster], ties: Iterable[tuple[int, int, _Tie]]
) -> Iterator[tuple[Person, list[Filing]]]:
    """Persons with their keys: name@organisation, with the first patent behind it for namesakes."""
    keys: dict[int, str] = {}
    taken: set[str] = set()
    order = sorted(enumerate(clusters), key=lambda item: (-len(item[1].filings), item[1].first))
    for number, cluster in order:
        plain = f"P:{name}@{cluster.first.home}"
        keys[number] = f"{plain}#{cluster.first.patent}" if plain in taken else plain
        taken.add(plain)
    other: dict[int, set[str]] = defaultdict(set)
    for one, two, tie in ties:
        other[one].add(f"{keys[two]}: {tie.reason}")
        other[two].add(f"{keys[one]}: {tie.reason}")
    for number, cluster in enumerate(clusters):
        person = Person(
            keys[number],
            cluster.first.home,
            tuple(sorted(cluster.homes - {""})),
            cluster.confidence,
            tuple(cluster.reasons),
            tuple(sorted(other[number])),
        )
        yield person, cluster.filings


def _joined(count: int, links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Connected parts of 0 … count - 1, in the order of their smallest member."""
    root = list(range(count))

    def top(index: int) -> int:
        while root[index] != index:
            root[index] = root[root[index]]
            index = root[index]
        return index

    for one, other in links:
        low, high = sorted((top(one), top(other)))
        root[high] = low
    parts: dict[int, list[int]] = defaultdict(list)
    for index in range(count):
        parts[top(index)].append(index)
    return list(parts.values())
