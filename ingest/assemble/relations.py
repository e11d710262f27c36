"""Relations of organisations: what was merged, what belongs to a group, what is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from patnav.ingest.assemble.rows import Row
from patnav.ingest.parties.canonical import rewrite
from patnav.ingest.parties.decisions import Parties
from patnav.ingest.parties.identity import normalise
from patnav.ingest.parties.known import group_of, known
from patnav.ingest.parties.propose import propose

__all__ = ["groups", "relations"]


def groups(
    organisations: Iterable[str], parties: Parties, day: date | None = None
) -> dict[str, str]:
    """Organisation -> head of its group on that day, itself when it stands alone."""
    return {key: parties.group(key, day) or key for key in organisations}


def relations(names: Mapping[str, Iterable[str]], parties: Parties) -> list[Row]:
    """Rows of `party_edges` for organisations with all spellings of their names."""
    rows = {
        *_merged(names),
        *_memberships(names, parties),
        *_proposed(names, parties),
        *_decided(names, parties),
    }
    return [(*row[:-1], _listed(row[-1])) for row in rows]


def _listed(told: object) -> list[str]:
    return list(told) if isinstance(told, tuple) else []


def _merged(names: Mapping[str, Iterable[str]]) -> Iterator[Row]:
    """Spellings whose own key is another than their organisation's, by rule and not by decision."""
    for organisation, spellings in names.items():
        for name in spellings:
            own, alias = rewrite(name), known(name)
            if normalise(name) != own.key:
                told = own.reasons
                yield _row(normalise(name), own.key, "spelling", told=told)
            if alias and alias.organisation == organisation != own.key:
                told = (alias.reason,)
                yield _row(own.key, organisation, alias.relation, until=alias.until, told=told)


def _memberships(names: Iterable[str], parties: Parties) -> Iterator[Row]:
    for organisation in names:
        member = group_of(organisation)
        if member and parties.group(organisation):
            yield (
                f"O:{organisation}", f"O:{member.head}", "subsidiary", "automatic",
                member.since, member.until, 1.0, (member.reason,),
            )  # fmt: skip


def _proposed(names: Mapping[str, Iterable[str]], parties: Parties) -> Iterator[Row]:
    """The surest proposal between two organisations of the files."""
    seen = set()
    spellings = [name for each in names.values() for name in each]
    for proposal in sorted(propose(spellings), key=lambda each: (-each.confidence, each)):
        pair = sorted(parties.organisation(name) for name in (proposal.name, proposal.other))
        inside = all(key in names for key in pair) and pair[0] != pair[1]
        if inside and tuple(pair) not in seen and not parties.apart(proposal.name, proposal.other):
            seen.add(tuple(pair))
            one, other = (f"O:{key}" for key in pair)
            yield (
                one, other, proposal.relation, "suggested",
                None, None, proposal.confidence, proposal.evidence,
            )  # fmt: skip


def _decided(names: Iterable[str], parties: Parties) -> Iterator[Row]:
    """Decisions about organisations of the files."""
    for item in parties.accepted():
        one, other = rewrite(item.subject).key, rewrite(item.other).key
        if not {parties.organisation(item.subject), parties.organisation(item.other)} & {*names}:
            continue
        relation = "subsidiary" if item.value == "group" else "spelling"
        state = "rejected" if item.value == "different" else "accepted"
        told = (f"decided: {item.value} ({item.why})" if item.why else f"decided: {item.value}",)
        yield f"O:{one}", f"O:{other}", relation, state, None, None, 1.0, told


def _row(
    own: str, key: str, relation: str, *, told: tuple[str, ...], until: date | None = None
) -> Row:
    return (
        f"O:{own}", f"O:{key}", relation or "spelling", "automatic", None, until, 1.0, told,
    )  # fmt: skip
