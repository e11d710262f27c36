"""Which names are one organisation: the machine interface behind `patnav resolve`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from patnav.errors import InputError
from patnav.ingest.parties.canonical import rewrite
from patnav.ingest.parties.decisions import NO_DECISIONS, Parties
from patnav.ingest.parties.identity import identify, is_placeholder
from patnav.ingest.parties.known import group_of, known
from patnav.ingest.parties.propose import Proposal, propose
from patnav.ingest.places.gazetteer import gazetteer

__all__ = ["Query", "read_queries", "reasons", "resolve"]

_IDS = 50  # names of the file that one proposal lists


class Query(NamedTuple):
    """One name to be resolved; `country` is an ISO 3166 code or empty."""

    id: str | int
    name: str
    country: str = ""


def resolve(queries: Sequence[Query], parties: Parties = NO_DECISIONS) -> Iterator[dict[str, Any]]:
    """Yield one answer per query, in their order; docs/parties.md tells every key.

    `organisation` depends on the name and the decisions alone; equal values are one legal person.
    """
    organisations = {query.name: parties.organisation(query.name) for query in queries}
    near = _near(propose(organisations), organisations, parties)
    bearers: dict[str, list[Query]] = defaultdict(list)
    for query in queries:
        bearers[organisations[query.name]].append(query)
    for query in queries:
        key = organisations[query.name]
        group = parties.group(key)
        yield {
            "id": query.id,
            "name": query.name,
            "organisation": f"O:{key}",
            "group": f"O:{group}" if group else None,
            "type": _kind(query.name),
            "suggestions": list(_suggestions(query, near.get(key, {}), bearers)),
            "evidence": reasons(query.name, parties),
        }


def reasons(name: str, parties: Parties = NO_DECISIONS) -> list[str]:
    """Why a name has the key and the group that it has, in words, each with its source."""
    own = rewrite(name)
    key = parties.organisation(name)
    told = list(own.reasons)
    alias = known(name)
    if alias and alias.organisation != own.key:
        told.append(alias.reason)
    told += [
        f"decision {verdict.number}: {verdict.value} as {verdict.other} ({verdict.why})"
        for verdict in parties.verdicts(name)
    ]
    if not told:
        told.append("the name's own normal form (width, script, case, signs, legal form)")
    if (member := group_of(key)) and parties.group(key):
        days = "".join(
            f" {word} {day}"
            for word, day in (("from", member.since), ("until", member.until))
            if day
        )
        told.append(f"group: {member.reason}{days}")
    return told


def _kind(name: str) -> str:
    """The kind that the name tells, or the one that its best known name tells."""
    kind = identify(name).kind
    if kind == "unknown" and (alias := known(name)):
        return identify(alias.organisation).kind
    return kind


def _near(
    proposals: Iterable[Proposal], organisations: Mapping[str, str], parties: Parties
) -> dict[str, dict[str, Proposal]]:
    """Organisation -> other organisation -> the surest proposal between their names."""
    found: dict[str, dict[str, Proposal]] = defaultdict(dict)
    for proposal in proposals:
        names = proposal.name, proposal.other
        one, other = (organisations.get(name) or parties.organisation(name) for name in names)
        if one == other or parties.apart(*names):
            continue
        for ours, theirs in ((one, other), (other, one)):
            kept = found[ours].get(theirs)
            if kept is None or _surer(proposal, kept):
                found[ours][theirs] = proposal
    return found


def _surer(one: Proposal, other: Proposal) -> bool:
    return (-one.confidence, one) < (-other.confidence, other)


def _suggestions(
    query: Query, near: Mapping[str, Proposal], bearers: Mapping[str, Sequence[Query]]
) -> Iterator[dict[str, Any]]:
    """The proposals for one name, the surest first; one for each name of the file that it meets."""
    for key, proposal in sorted(near.items(), key=lambda item: (-item[1].confidence, item[0])):
        common = {
            "organisation": f"O:{key}",
            "relation": proposal.relation,
            "confidence": proposal.confidence,
            "evidence": list(proposal.evidence),
        }
        others = [other for other in bearers.get(key, ()) if not _elsewhere(query, other)]
        for other in islice(others, _IDS):
            yield {"id": other.id, "name": other.name, **common}
        if key not in bearers:
            yield {"name": _spoken(key), **common}


def _elsewhere(one: Query, other: Query) -> bool:
    """Tell whether the file puts two names into two countries."""
    return bool(one.country and other.country and one.country != other.country)


def _spoken(key: str) -> str:
    alias = known(key)
    return alias.name if alias else key


def read_queries(path: Path) -> list[Query]:
    """Read JSON lines with `id`, `name` and perhaps `country`; other keys are passed over.

    Raises InputError naming file and line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InputError("is no UTF-8", where=str(path), remedy="save it as UTF-8") from error
    return [
        _query(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()
    ]


def _query(line: str, where: str) -> Query:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(
            f"is no JSON ({error})", where=where, remedy="one object per line"
        ) from None
    if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not _is_id(row):
        raise InputError(
            "is no name to resolve",
            where=where,
            remedy='write {"id": …, "name": "…"}; id is text or a whole number, name is text',
        )
    if not row["name"].strip() or is_placeholder(row["name"]):
        return Query(row["id"], row["name"])
    country = row.get("country")
    code = gazetteer().country(country) if isinstance(country, str) else ""
    return Query(row["id"], row["name"], code)


def _is_id(row: Mapping[str, Any]) -> bool:
    return isinstance(row.get("id"), str | int) and not isinstance(row.get("id"), bool)
