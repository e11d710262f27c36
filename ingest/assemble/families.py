"""Families: what a vendor says belongs together, else one and the same set of priorities.

A simple family holds the applications that claim exactly the same priorities (WIPO Handbook,
glossary; METHOD.md §1). The vendor's family is believed first; the priorities decide for patents
without one; the rest stand alone. Extended families join simple ones by what vendors call so
(INPADOC: a chain of common priorities).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from patnav.ingest.assemble.joining import Ints, by_value, first_of_each, joined, rank_of
from patnav.ingest.assemble.merge import serial
from patnav.model import FamilyRule
from patnav.tables import SCHEMAS

__all__ = ["MEMBERS", "Families", "families"]

_TEXTS = pa.list_(pa.string())
MEMBERS = pa.schema(
    {
        "patent": pa.string(),
        "country": pa.string(),
        "granted": pa.bool_(),
        "priority_date": pa.date32(),
        "vendor": _TEXTS,
        "documents": _TEXTS,
        "members": _TEXTS,
        "priorities": _TEXTS,
        "extended": _TEXTS,
        "extended_members": _TEXTS,
    }
)
"""What each patent brings to its family.

`vendor` and `extended` hold ids of simple and extended families made unique by the name of who
gives them (`incopat:…`), `documents` its own publication numbers, `members` and `extended_members`
those that its rows list as family, `priorities` the normalised priority numbers, with its own
application when it claims none. Each list is sorted and without repeats.
"""

_NO_DAY = date.max.toordinal()


class Families(NamedTuple):
    """The table `families`, the family of each member in the order of the members, contradictions.

    `contradictions` holds the patents of simple families whose members somebody tells apart by ids,
    with the names of those who tell.
    """

    table: pa.Table
    of_member: pa.Array
    contradictions: Mapping[str, frozenset[str]]


def families(members: pa.Table, home: str, rule: FamilyRule = "simple") -> Families:
    """Divide patents (schema MEMBERS, sorted by patent) into families.

    `basis` is vendor, priority, extended or single. The member to show is one of the office `home`,
    granted, with the earliest priority.
    """
    members = members.combine_chunks()
    vendor, told = _by_vendor(members)
    simple = labels = _with_priorities(members, vendor, told)
    if rule == "extended":
        labels = _extended(members, simple)
    first = first_of_each(labels, np.arange(len(labels)))
    keys = pc.binary_join_element_wise("F:", _column(members, "patent").take(pa.array(first)), "")
    basis = _basis(simple, labels, told)
    made = _table(members, labels, basis, keys, home)
    return Families(made, keys.take(pa.array(labels)), _contradictions(members, simple))


def _by_vendor(members: pa.Table) -> tuple[Ints, NDArray[np.bool_]]:
    """Label patents by what vendors join, and say for which a vendor tells anything."""
    listed = [
        _named(members, "vendor", "vendor {}".format),
        _named(members, "documents", _number),
        _named(members, "members", _number),
    ]
    owners, names = zip(*listed, strict=True)
    labels = joined(len(members), np.concatenate(owners), pa.concat_arrays(names))
    joining = np.bincount(labels) > 1
    for column in ("vendor", "members"):
        joining[labels[_owners(members, column)]] = True
    return labels, joining[labels]


def _number(number: str) -> str:
    return f"number {serial(number)}"


def _with_priorities(members: pa.Table, vendor: Ints, told: NDArray[np.bool_]) -> Ints:
    """Join patents with one set of priorities, unless a vendor tells two of them apart."""
    sets = rank_of(pc.binary_join(_column(members, "priorities"), " "))
    claims = _lengths(members, "priorities") > 0
    pairs = np.unique(np.stack([sets, vendor])[:, told & claims], axis=1)
    apart = np.bincount(pairs[0], minlength=int(sets.max(initial=0)) + 1)
    joins = np.flatnonzero(claims & (~told | (apart[sets] < 2)))
    owners = np.concatenate([np.arange(len(members)), joins])
    names = np.concatenate([vendor, sets[joins] + len(members)])
    return joined(len(members), owners, pa.array(names))


def _extended(members: pa.Table, simple: Ints) -> Ints:
    """Join simple families by ids and lists of extended ones."""
    listed = [
        (np.arange(len(members)), by_value(pa.array(simple).cast(pa.string()), "simple {}".format)),
        _named(members, "extended", "extended {}".format),
        _named(members, "documents", _number),
        _named(members, "extended_members", _number),
    ]
    owners, names = zip(*listed, strict=True)
    return joined(len(members), np.concatenate(owners), pa.concat_arrays(names))


def _named(members: pa.Table, column: str, name: Callable[[str], str]) -> tuple[Ints, pa.Array]:
    return _owners(members, column), by_value(_listed(members, column), name)


def _basis(simple: Ints, labels: Ints, told: NDArray[np.bool_]) -> pa.Array:
    """What joined the members of each family."""
    size, vendor = np.bincount(labels), np.bincount(labels, told) > 0
    parts = np.bincount(np.unique(np.stack([labels, simple]), axis=1)[0])
    basis = np.where(vendor, "vendor", np.where(size > 1, "priority", "single"))
    return pa.array(np.where(parts > 1, "extended", basis), pa.string())


def _contradictions(members: pa.Table, labels: Ints) -> dict[str, frozenset[str]]:
    """Patents of families in which one giver has two ids for two patents, and the givers."""
    owners, ids = _owners(members, "vendor"), _listed(members, "vendor")
    giver = by_value(ids, lambda text: text.partition(":")[0])
    told = pa.table({"owner": owners, "family": labels[owners], "giver": giver, "id": ids})
    # Two ids of one patent are its own conflict (conflicts.py); the lesser stands for it here.
    told = told.group_by(["owner", "family", "giver"]).aggregate([("id", "min")])
    counts = told.group_by(["family", "giver"]).aggregate([("id_min", "count_distinct")])
    counts = counts.filter(pc.greater(counts["id_min_count_distinct"], 1))
    apart: dict[int, set[str]] = defaultdict(set)
    for family, name in zip(*counts.select(["family", "giver"]).to_pydict().values(), strict=True):
        apart[family].add(name)
    places = np.flatnonzero(np.isin(labels, list(apart)))
    patents = _column(members, "patent").take(pa.array(places)).to_pylist()
    found = zip(patents, labels[places].tolist(), strict=True)
    return {patent: frozenset(apart[family]) for patent, family in found}


def _table(members: pa.Table, labels: Ints, basis: pa.Array, keys: pa.Array, home: str) -> pa.Table:
    size = np.bincount(labels)
    days = np.asarray(_column(members, "priority_date").cast(pa.int32()).fill_null(_NO_DAY))
    first = np.full(len(size), _NO_DAY)
    np.minimum.at(first, labels, days)
    shown = first_of_each(
        labels,
        pc.not_equal(members["country"], home).to_numpy(),
        ~members["granted"].to_numpy(),
        days,
        np.arange(len(labels)),
    )
    columns = {
        "family": keys,
        "basis": basis,
        "patent": _column(members, "patent").take(pa.array(shown)),
        "priority_date": pa.array(first.astype(np.int32), pa.int32(), mask=first == _NO_DAY),
        "size": pa.array(size, pa.int32()),
        "countries": _countries(members, labels),
    }
    return pa.table(columns).cast(SCHEMAS["families"])


def _countries(members: pa.Table, labels: Ints) -> pa.Array:
    """The offices of all known members, also of those that are not in the files, by label."""
    own = _column(members, "country")
    there = np.flatnonzero(pc.not_equal(own, "").to_numpy(zero_copy_only=False))
    listed = pc.utf8_slice_codeunits(_listed(members, "members"), 0, 2)
    offices = pa.concat_arrays([own.take(pa.array(there)), listed])
    ranks = rank_of(offices)
    of = labels[np.concatenate([there, _owners(members, "members")])]
    pairs = np.unique(np.stack([of, ranks]), axis=1)
    ends = np.searchsorted(pairs[0], np.arange(labels.max(initial=-1) + 2))
    names = offices.unique().sort()
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), names.take(pa.array(pairs[1] - 1)))


def _column(members: pa.Table, name: str) -> pa.Array:
    return members[name].combine_chunks()


def _listed(members: pa.Table, name: str) -> pa.Array:
    return _column(members, name).flatten()


def _owners(members: pa.Table, name: str) -> Ints:
    """The member of each item of a list column."""
    return np.repeat(np.arange(len(members)), _lengths(members, name))


def _lengths(members: pa.Table, name: str) -> Ints:
    return np.asarray(_column(members, name).value_lengths(), np.int64)
