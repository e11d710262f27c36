"""Which entries of the key lists moved between two snapshots, by which values, and why.

A cause is found, not guessed: the patents that an entry counts on both sides are compared one by
one. What the whole build was made with (parameters, chain tree, patnav itself …) is a cause of all
entries where it differs; an entry of which nothing changed moved because others did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from patnav.analysis.counting import Universe
from patnav.analysis.list_queries import LINKS
from patnav.analysis.lists import KEY, KINDS, Kind, table_name
from patnav.snapshot import Snapshot

__all__ = ["Cause", "ListMove", "MadeWith", "list_moves", "made_with"]

_NAME = dict.fromkeys(KINDS, "name") | {"technology": "technology", "product": "product"}
_NOT_COMPARED = {"rank", "rank_low", "rank_high", "score", "evidence", "name", "organisation_name"}
_LINKED = {"enterprise": "party", "talent": "party", "technology": "label", "product": "label"}

# Who carries an entry: of a family that counts, not every member names the term or the applicant.
_CARRIED = {
    "enterprise": "SELECT DISTINCT organisation AS key, patent FROM applicants",
    "technology": "SELECT DISTINCT value AS key, patent FROM mentions WHERE dimension = 'means'",
    "product": "SELECT DISTINCT product AS key, patent FROM products",
    "talent": "SELECT DISTINCT person AS key, patent FROM inventors",
}
_COUNTED = """
SELECT key, patent, bool_or(own.key IS NOT NULL) AS carries
FROM ({links}) AS link JOIN member USING (u) LEFT JOIN ({carried}) AS own USING (key, patent)
WHERE key IN (SELECT key FROM wanted) GROUP BY key, patent
"""
# was, now: key x patent of both sides; a patent whose key changed goes by the new one.
_CAUSES = """
WITH was AS (SELECT key, coalesce(new, patent) AS patent, bool_or(carries) AS carries
    FROM was_links LEFT JOIN pairs ON old = patent GROUP BY 1, 2),
  was_member AS (SELECT coalesce(new, patent) AS patent
    FROM was_counted LEFT JOIN pairs ON old = patent),
  part AS (SELECT key, patent, a.carries IS NOT NULL AS was, b.carries IS NOT NULL AS now,
      coalesce(a.carries, b.carries) AS carries
    FROM was AS a FULL JOIN now_links AS b USING (key, patent)),
  placed AS (SELECT new AS patent
    FROM pairs
    LEFT JOIN (SELECT patent AS old, list([node, round(weight, 9)::VARCHAR] ORDER BY node) AS n
      FROM old_assignments GROUP BY 1) AS a USING (old)
    LEFT JOIN (SELECT patent AS new, list([node, round(weight, 9)::VARCHAR] ORDER BY node) AS n
      FROM new_assignments GROUP BY 1) AS b USING (new)
    WHERE a.n IS DISTINCT FROM b.n),
  told AS (
    SELECT key, patent, CASE
      WHEN now AND patent NOT IN (SELECT new FROM pairs) THEN 'patent_new'
      WHEN now AND patent NOT IN (FROM was_member) THEN 'chain_in'
      WHEN now AND carries THEN '{linked}_new'
      WHEN was AND patent NOT IN (SELECT new FROM pairs) THEN 'patent_gone'
      WHEN was AND patent NOT IN (FROM now_counted) THEN 'chain_out'
      WHEN was AND carries THEN '{linked}_gone' END AS cause
    FROM part WHERE was <> now
    UNION ALL
    SELECT key, patent, unnest(list_filter([
        CASE WHEN o.status <> n.status THEN 'status' END,
        CASE WHEN o.cited_by <> n.cited_by THEN 'citations' END,
        CASE WHEN o.priority_date <> n.priority_date THEN 'priority' END],
      lambda x: x IS NOT NULL))
    FROM part JOIN different ON different.new = patent WHERE was AND now
    UNION ALL
    SELECT key, patent, 'moved' FROM part SEMI JOIN placed USING (patent) WHERE was AND now)
SELECT key, cause, list(patent ORDER BY patent) FROM told
WHERE cause IS NOT NULL GROUP BY key, cause ORDER BY key, cause
"""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an entry moved: a code, and the patents behind it, keys; none for what holds for all.

    patent_new, patent_gone: in the files on one side only. chain_in, chain_out: came into the
    chain, left it. label_new, label_gone: annotated with the term on one side only. party_new,
    party_gone: credited to another organisation or person. status, citations, priority, moved
    (other nodes): of patents that count on both sides. others: no patent of the entry changed.
    """

    code: str
    patents: list[str]


@dataclass(frozen=True, slots=True)
class MadeWith:
    """Something that the two snapshots were made with differently, beside their sources.

    `code`: parameter, chain, patnav, models, decisions, answers, dialects.
    """

    code: str
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ListMove:
    """An entry of a key list that changed. Ranks and scores are null where it is not in the list.

    `interval` says whether the new rank lies within the old one's 95 % interval or beyond; `values`
    are the columns that differ as (column, old, new).
    """

    kind: Kind
    change: str
    key: str
    name: str
    rank_old: int | None
    rank_new: int | None
    score_old: float | None
    score_new: float | None
    interval: str
    values: list[tuple[str, str, str]]
    causes: list[Cause]


def list_moves(
    database: duckdb.DuckDBPyConnection, old: Snapshot, new: Snapshot, top: int
) -> list[ListMove]:
    """Entries among the first `top` of a list on either side whose rank or values changed.

    Those whose rank changed come first. The database holds both sides as
    `changes.compare_snapshots` attaches them.
    """
    found: list[ListMove] = []
    differs = sorted({item.code for item in made_with(database, old, new)})
    sides = _as_built(old), _as_built(new)
    for kind in KINDS:
        entries = list(_changed_entries(database, kind, top))
        causes = _causes(database, kind, sides, [entry.key for entry in entries])
        for entry in entries:
            own = causes[entry.key] or [Cause("others", [])]
            entry.causes.extend(own + [Cause(code, []) for code in differs])
            found.append(entry)
    return sorted(found, key=_place)


def _place(move: ListMove) -> tuple[object, ...]:
    """Moved entries first, list by list, best rank first."""
    stays = move.rank_old == move.rank_new
    rank = move.rank_new or move.rank_old
    return stays, KINDS.index(move.kind), rank, move.key


def made_with(database: duckdb.DuckDBPyConnection, old: Snapshot, new: Snapshot) -> list[MadeWith]:
    """What the snapshots were made with differently: parameters, chain tree, patnav, models …"""
    was, now = old.manifest, new.manifest
    before, after = (dict(_flat(side.get("settings", {}))) for side in (was, now))
    told = [
        MadeWith("parameter", name, before.get(name, ""), after.get(name, ""))
        for name in sorted(before.keys() | after.keys())
        if before.get(name, "") != after.get(name, "")
    ]
    ((other_nodes,),) = database.execute(
        "SELECT count(*) FROM ((FROM old_nodes EXCEPT FROM new_nodes) UNION ALL "
        "(FROM new_nodes EXCEPT FROM old_nodes))"
    ).fetchall()
    if other_nodes:
        told.append(MadeWith("chain", "chain", str(was.get("chain")), str(now.get("chain"))))
    names = {"code": "patnav"} | {name: name for name in ("models", "decisions", "answers")}
    for name, code in (names | {"dialects": "dialects"}).items():
        if was.get(name) != now.get(name):
            told.append(MadeWith(code, name, _brief(was.get(name)), _brief(now.get(name))))
    return told


def _flat(settings: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", str(value)


def _brief(value: object) -> str:
    """A hash by its first digits; of several files, their names."""
    return ", ".join(sorted(value)) if isinstance(value, Mapping) else str(value or "")[:12]


def _changed_entries(
    database: duckdb.DuckDBPyConnection, kind: Kind, top: int
) -> Iterator[ListMove]:
    sides = []
    for side in ("old", "new"):
        rows = database.sql(f"SELECT * FROM {side}_{table_name(kind)}").to_arrow_table()  # noqa: S608 -- our own names
        sides.append({row[KEY[kind]]: row for row in rows.to_pylist()})
    for key in sorted(sides[0].keys() | sides[1].keys()):
        was, now = (side.get(key, {}) for side in sides)
        if min(was.get("rank") or top + 1, now.get("rank") or top + 1) > top:
            continue
        values = [
            (name, _shown(was.get(name)), _shown(now.get(name)))
            for name in (now or was)
            if name not in _NOT_COMPARED | {KEY[kind]}
        ]
        values = [item for item in values if item[1] != item[2]] if was and now else []
        if values or was.get("rank") != now.get("rank"):
            yield _entry(kind, key, was, now, values)


def _entry(
    kind: Kind,
    key: str,
    was: Mapping[str, Any],
    now: Mapping[str, Any],
    values: list[tuple[str, str, str]],
) -> ListMove:
    interval = ""
    if was and now and was["rank"] != now["rank"]:
        inside = was["rank_low"] <= now["rank"] <= was["rank_high"]
        interval = "within" if inside else "beyond"
    return ListMove(
        kind=kind,
        change="changed" if was and now else "new" if now else "gone",
        key=key,
        name=(now or was)[_NAME[kind]] or key,
        rank_old=was.get("rank"),
        rank_new=now.get("rank"),
        score_old=was.get("score"),
        score_new=now.get("score"),
        interval=interval,
        values=values,
        causes=[],
    )


def _shown(value: object) -> str:
    """A value as text, floats to nine digits: the last ones are no change."""
    if isinstance(value, float):
        return f"{value:.9g}"
    return "" if value is None else str(value)


def _as_built(snapshot: Snapshot) -> Universe:
    """The universe of a snapshot by the unit and weighting that it was built with."""
    built = snapshot.manifest.get("settings", {})
    used = {name: built[name] for name in ("unit", "weighting") if name in built}
    project = snapshot.project
    settings = project.settings.model_copy(update=used)
    return Universe(Snapshot(snapshot.folder, type(project)(project.folder, settings)))


def _causes(
    database: duckdb.DuckDBPyConnection,
    kind: Kind,
    sides: tuple[Universe, Universe],
    keys: list[str],
) -> Mapping[str, list[Cause]]:
    """Causes of each entry by the patents that it counts on both sides."""
    wanted = pa.table({"key": pa.array(keys, pa.string())})
    links = _COUNTED.format(links=LINKS[kind], carried=_CARRIED[kind])
    for name, universe in zip(("was", "now"), sides, strict=True):
        place = {"node": "", "region": "", "level": universe.level}
        rows = universe.rows(links, {"wanted": wanted}, **place)
        database.register(f"{name}_links", rows)
        database.register(f"{name}_counted", universe.rows("SELECT DISTINCT patent FROM member"))
    found: dict[str, list[Cause]] = defaultdict(list)
    for key, code, patents in database.execute(_CAUSES.format(linked=_LINKED[kind])).fetchall():
        found[key].append(Cause(code, patents))
    return found
