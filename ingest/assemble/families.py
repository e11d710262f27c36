"""Simple families: what a vendor says belongs together, else one and the same set of priorities.

A simple family holds the applications that claim exactly the same priorities (WIPO Handbook,
glossary; METHOD.md §1). The vendor's family is believed first; the priorities decide for patents
without one; the rest stand alone.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from patnav.ingest.assemble.joining import Ints, by_value, first_of_each, joined, rank_of
from patnav.ingest.assemble.merge import serial
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
    }
)
"""What each patent brings to its family.

`vendor` holds family ids made unique by the name of the vendor's dialect, `documents` its own
publication numbers, `members` those that its rows list as family, `priorities` the normalised
priority numbers, with its own application when it claims none. Each list is sorted and without
repeats.
"""

_NO_DAY = date.max.toordinal()


class Families(NamedTuple):
    """The table `families`, and the family of each member in the order of the members."""

    table: pa.Table
    of_member: pa.Array


def families(members: pa.Table, home: str) -> Families:
    """Divide patents (schema MEMBERS, sorted by patent) into families.

    `basis` is vendor, priority or single. The member to show is one of the office `home`, granted,
    with the earliest priority.
    """
    members = members.combine_chunks()
    vendor, told = _by_vendor(members)
    labels = _with_priorities(members, vendor, told)
    first = first_of_each(labels, np.arange(len(labels)))
    keys = pc.binary_join_element_wise("F:", _column(members, "patent").take(pa.array(first)), "")
    return Families(_table(members, labels, told, keys, home), keys.take(pa.array(labels)))


def _by_vendor(members: pa.Table) -> tuple[Ints, NDArray[np.bool_]]:
    """Label patents by what vendors join, and say for which a vendor tells anything."""
    named = [("vendor", "vendor {}".format), ("documents", _number), ("members", _number)]
    owners = [_owners(members, column) for column, _ in named]
    names = [by_value(_listed(members, column), name) for column, name in named]
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


def _table(
    members: pa.Table, labels: Ints, told: NDArray[np.bool_], keys: pa.Array, home: str
) -> pa.Table:
    size = np.bincount(labels)
    vendor = np.bincount(labels, told) > 0
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
    basis = np.where(vendor, "vendor", np.where(size > 1, "priority", "single"))
    columns = {
        "family": keys,
        "basis": pa.array(basis, pa.string()),
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
