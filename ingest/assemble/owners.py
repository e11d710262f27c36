"""Organisations, applicants, persons and inventors of all patents, and where they are."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

from patnav.errors import ProjectError
from patnav.ingest.assemble.merge import Group
from patnav.ingest.assemble.relations import groups, relations
from patnav.ingest.assemble.rows import Row
from patnav.ingest.parties.decisions import NO_DECISIONS, Parties
from patnav.ingest.parties.identity import identify, is_placeholder, normalise
from patnav.ingest.parties.known import known
from patnav.ingest.parties.person_names import person_key
from patnav.ingest.parties.persons import Filing, Person, persons_of
from patnav.ingest.places.addresses import division_then
from patnav.ingest.places.gazetteer import gazetteer
from patnav.ingest.places.locate import RULES, Located, country_of, locate
from patnav.ingest.wording import in_one_script
from patnav.model import Party, Publication

__all__ = ["Owners"]

_NOWHERE = Located("", "")


@dataclass(slots=True)
class _Organisation:
    """What all patents of one organisation say about it."""

    names: Counter[str] = field(default_factory=Counter)
    places: Counter[Located] = field(default_factory=Counter)
    invents: bool = False

    @property
    def kind(self) -> str:
        """Kind by name; a name that tells nothing but is also an inventor's is a person's."""
        kind = identify(_usual(self.names)).kind
        return "individual" if kind == "unknown" and self.invents else kind

    def place(self) -> Located:
        """The place of the strongest rule, there the most frequent."""
        return min(
            self.places,
            key=lambda place: (_weakness(place), -self.places[place], place.code),
            default=_NOWHERE,
        )

    def row(self, key: str, head: str) -> Row:
        place = self.place()
        name, names = _usual(self.names), sorted(self.names)
        country = country_of(place.code)
        return (f"O:{key}", name, self.kind, country, *place, names, f"O:{head}")


@dataclass(slots=True)
class _Filed:
    """One applicant of one patent; `place`, `address`, `year` are what this patent alone tells."""

    patent: str
    position: int
    key: str
    name: str
    share: float
    place: Located
    address: str
    year: int


class _Invention(NamedTuple):
    """The inventors of one patent as written, and the keys of the persons behind them."""

    filing: Filing
    names: tuple[str, ...]
    persons: list[str]


class Owners:
    """Collects who filed and who invented; ask for tables when all patents are in."""

    def __init__(self, parties: Parties = NO_DECISIONS) -> None:
        self._parties, self.organisation = parties, parties.organisation
        self._latest: date | None = None
        self._organisations: dict[str, _Organisation] = {}
        self._filed: list[_Filed] = []
        self._invented: dict[str, _Invention] = {}
        self._others: dict[str, str] = {}  # own without having filed

    def add(self, group: Group) -> None:
        """Take in the parties of one patent: those of the document to show, else of the next."""
        key = self._parties.organisation
        applicants = _first_named(
            (in_one_script(_applicant_names(row), row.country) for row in group.rows), key
        )
        inventors = _first_named(
            (in_one_script(row.inventors, row.country) for row in group.rows), normalise
        )
        days = (row.publication_date for row in group.rows if row.publication_date)
        self._latest = max((*days, *filter(None, [self._latest])), default=None)
        self._add_applicants(group, applicants, inventors)
        self._add_inventors(group, inventors.values(), tuple(applicants))

    def know(self, names: Mapping[str, str]) -> None:
        """Take in owners by key and name; those who never filed are organisations too."""
        for key, name in names.items():
            self._others[key] = min(name, self._others.get(key, name))

    def _add_applicants(
        self, group: Group, names: Mapping[str, str], inventors: Mapping[str, str]
    ) -> None:
        invent = set(map(person_key, inventors.values()))  # `Doe John` filed, `John Doe` invented
        for key, spellings in _spellings(group, names, self._parties.organisation).items():
            owner = self._organisations.setdefault(key, _Organisation())
            owner.names.update(spellings)
            owner.invents |= any(person_key(name) in invent for name in spellings)
        year = _filing_year(group)
        parties = {key: self._named(group, key) for key in names}
        for position, (key, place) in enumerate(_places(group, names, parties).items(), 1):
            if place.code:
                self._organisations[key].places[place] += 1
            address = next((party.address for party in parties[key] if party.address), "")
            share, name = 1 / len(names), sys.intern(names[key])  # equal words are held once
            held = sys.intern(key), name, share, place, sys.intern(address), year
            filed = _Filed(group.key, position, *held)
            self._filed.append(filed)

    def _named(self, group: Group, key: str) -> list[Party]:
        """All that the rows of a patent say of one applicant."""
        return [
            party
            for row in group.rows
            for party in row.applicants
            if self._parties.organisation(party.name or party.standard_name) == key
        ]

    def _add_inventors(
        self, group: Group, names: Iterable[str], applicants: tuple[str, ...]
    ) -> None:
        """Keep each person's name once, as key and as written; equal words are held once."""
        known: dict[str, str] = {}
        for name in names:
            key = person_key(name)
            known.setdefault(sys.intern(key), sys.intern(name))
        if known:
            symbols = {symbol[:4] for row in group.rows for symbol in (*row.ipc, *row.cpc)}
            classes = tuple(map(sys.intern, sorted(symbols)))
            keys = tuple(known)
            filing = Filing(group.key, _filing_year(group), applicants, classes, keys)
            names = tuple(known.values())
            self._invented[group.key] = _Invention(filing, names, [""] * len(known))

    def tables(self) -> Iterator[tuple[str, Iterable[Row]]]:
        """Yield organisations, their relations, applicants, persons, inventors and places."""
        for key, name in self._others.items():
            self._organisations.setdefault(key, _by_name(name))
        for head in set(groups(self._organisations, self._parties, self._latest).values()):
            alias = known(head)
            self._organisations.setdefault(head, _by_name(alias.name if alias else head))
        heads = groups(self._organisations, self._parties, self._latest)
        places: set[str] = set()
        yield "organisations", self._organisation_rows(heads, places)
        names = {key: sorted(owner.names) for key, owner in self._organisations.items()}
        yield "party_edges", relations(names, self._parties)
        yield "applicants", self._applicant_rows(places)
        self._filed.clear()
        yield "persons", self._person_rows()
        yield "inventors", self._inventor_rows()
        yield "places", gazetteer().with_parents(places)

    def _organisation_rows(self, heads: Mapping[str, str], places: set[str]) -> Iterator[Row]:
        """Rows of organisations; adds the codes of their places."""
        for key, owner in self._organisations.items():
            row = owner.row(key, heads[key])
            places.add(str(row[4]))
            yield row

    def _applicant_rows(self, places: set[str]) -> Iterator[Row]:
        """Rows of applicants; adds the codes of their places."""
        for filed in self._filed:
            row = self._applicant(filed)
            places.add(str(row[5]))
            yield row

    def _person_rows(self) -> Iterator[Row]:
        """Each person under the usual spelling; the inventors of its patents get its key."""
        known = [invention.filing for invention in self._invented.values()]
        for person, name, filings in persons_of(known, self._group_of):
            spellings: Counter[str] = Counter()
            for filing in filings:
                invention = self._invented[filing.patent]
                place = filing.names.index(name)
                spellings[invention.names[place]] += 1
                invention.persons[place] = person.key
            yield _person(person, spellings)

    def _group_of(self, organisation: str) -> str:
        """The head of its group on the latest day, itself when it stands alone."""
        return self._parties.group(organisation, self._latest) or organisation

    def _inventor_rows(self) -> Iterator[Row]:
        for patent, invention in self._invented.items():
            share = 1 / len(invention.names)
            both = zip(invention.names, invention.persons, strict=True)
            for position, (name, person) in enumerate(both, 1):
                yield patent, position, person, name, share

    def _applicant(self, filed: _Filed) -> Row:
        """A place of this patent's own goes first; namesakes among persons lend each other none."""
        organisation, place = self._organisations[filed.key], filed.place
        if place.rule not in ("address", "declared") and organisation.kind != "individual":
            place = organisation.place()
        then = division_then(place.code, filed.year, filed.address)
        return (
            filed.patent, filed.position, f"O:{filed.key}", filed.name, filed.share, *place,
            *((then.code, then.name, then.until) if then else ("", "", None)),
        )  # fmt: skip


def _by_name(name: str) -> _Organisation:
    """What the name alone tells of an organisation."""
    place = _named_place(name)
    return _Organisation(Counter([name]), Counter([place] if place else []))


def _weakness(place: Located) -> int:
    """Rank of a place among those of one organisation; a country told by the name alone is last."""
    told_by_form = place.rule == "name" and not gazetteer().parents(place.code)
    return len(RULES) if told_by_form else RULES.index(place.rule)


def _person(person: Person, spellings: Counter[str]) -> Row:
    organisation = f"O:{person.organisation}" if person.organisation else ""
    organisations = [f"O:{key}" for key in person.organisations]
    return (
        person.key, _usual(spellings), organisation, sorted(spellings), organisations,
        person.confidence, list(person.basis), list(person.suggestions),
    )  # fmt: skip


def _filing_year(group: Group) -> int:
    """Year of the earliest filing date that the rows of a patent give; 0 when none does."""
    days = (row.application_date for row in group.rows if row.application_date)
    return min((day.year for day in days), default=0)


def _first_named(lists: Iterable[Iterable[str]], key: Callable[[str], str]) -> dict[str, str]:
    """Key -> name of the first list that names anybody; each key once, placeholders left out."""
    for names in lists:
        found: dict[str, str] = {}
        for name in names:
            if not is_placeholder(name):
                found.setdefault(key(name), name.strip())
        if found:
            return found
    return {}


def _applicant_names(row: Publication) -> list[str]:
    return [party.name or party.standard_name for party in row.applicants]


def _spellings(
    group: Group, names: Mapping[str, str], key: Callable[[str], str]
) -> dict[str, Counter[str]]:
    """How the rows of a patent spell its applicants, each row once."""
    found = {organisation: Counter([name]) for organisation, name in names.items()}
    for number, row in enumerate(group.rows):
        for name in map(str.strip, _applicant_names(row)):
            organisation = key(name)
            if organisation in found and (number or name not in found[organisation]):
                found[organisation][name] += 1
    return found


def _places(
    group: Group, names: Mapping[str, str], parties: Mapping[str, Sequence[Party]]
) -> dict[str, Located]:
    """Where each applicant is as far as this patent tells.

    Order: address; the region declared for the file; university; name; country. A name that
    contradicts the declared region wins when another applicant is known to be in that region, or
    when it is not the first applicant.
    """
    own = {key: _by_party(parties[key], _named_place(name)) for key, name in names.items()}
    region = next((_known(row.region) for row in group.rows if row.region), "")
    if not region:
        return own
    inside = {key for key, place in own.items() if gazetteer().contains(region, place.code)}
    first = next(iter(own), "")
    return {
        key: _declared(region, place, yields=not inside and key == first)
        for key, place in own.items()
    }


@cache
def _known(region: str) -> str:
    """The place code of a declared region; raises ProjectError for a code that nothing has."""
    code = region if region in gazetteer().places else gazetteer().country(region)
    if not code:
        raise ProjectError(
            f"region {region} is neither a GB/T 2260 code nor an ISO 3166 code",
            where="patnav.toml, sources",
            remedy="six digits such as 320500 for China, two letters such as JP for elsewhere",
        )
    return code


def _declared(region: str, place: Located, *, yields: bool) -> Located:
    """The declared region or the place, whichever is right: the narrower, or the stronger one."""
    known = gazetteer()
    if place.rule == "address" or (place.code and known.contains(region, place.code)):
        return place
    silent = not place.code or known.contains(place.code, region)
    return Located(region, "declared") if silent or yields else place


def _by_party(parties: Iterable[Party], named: Located | None) -> Located:
    """Address, else name unless the file's country contradicts it, else the file's country."""
    country = ""
    for party in parties:
        if party.address and (place := locate(party.address)):
            return place
        country = country or party.country
    told = gazetteer().country(country)
    if told and (named is None or not gazetteer().contains(told, named.code)):
        return Located(told, "country")
    return named or _NOWHERE


def _named_place(name: str) -> Located | None:
    """The place that a name tells, or the seat of the known organisation that bears it."""
    place, alias = identify(name).place, known(name)
    seat = gazetteer().country(alias.country) if alias else ""
    if not seat or (place and gazetteer().contains(seat, place.code)):
        return place
    return Located(seat, "name")


def _usual(names: Counter[str]) -> str:
    """The most frequent spelling, the smallest of equals."""
    return min(names, key=lambda name: (-names[name], name))
