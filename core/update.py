"""What adding, replacing or removing files would change, told before anything is built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from patnav.analysis import Changes, compare_exports
from patnav.errors import ProjectError
from patnav.ingest.assemble import write_tables
from patnav.ingest.parts import Part, find_part, is_sound
from patnav.ingest.refused import say_refused
from patnav.ingest.spill import Wanted, part_key, spill
from patnav.project import Project, SourceEntry, inherited
from patnav.snapshot import Snapshot, open_snapshot
from patnav.tables import COLLECTED, Tables

__all__ = ["Likeness", "Preview", "Vanishing", "preview", "replaced_by", "vanishing"]

_LIKE = 0.5  # share of a file's patents in an earlier one from which it is called its update [D]


class Likeness(NamedTuple):
    """An earlier source that a file looks like an update of: patents in both, and in it alone."""

    source: str
    both: int
    only_there: int


class Vanishing(NamedTuple):
    """What taking sources out would cost: patents that only they have, and patents that stay."""

    leaves: list[str]
    stays: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What the files hold (rows of the table `sources`), and what they change.

    `changes` is None when there is nothing to compare with. `against` tells with what they were
    compared: `file` (the exports they replace), `snapshot` (the last build), or nothing. `like` is
    the earlier source that they may be an update of, when they replace none.
    """

    files: list[dict[str, Any]]
    replaces: tuple[str, ...]
    against: str
    changes: Changes | None
    like: Likeness | None


def replaced_by(
    project: Project, paths: Sequence[Path], named: Iterable[Path]
) -> list[SourceEntry]:
    """Sources that files take the place of: those that are named, and those of the same path."""
    found = {entry.sha256: entry for entry in map(project.source_named, named)}
    targets = {_real(path) for path in paths}
    for entry in project.settings.sources:
        if _real(project.folder / entry.path) in targets:
            found.setdefault(entry.sha256, entry)
    return list(found.values())


def preview(
    project: Project,
    paths: Sequence[Path],
    replaced: Sequence[SourceEntry] = (),
    region: str = "",
    say: Callable[[str], None] = lambda _: None,
) -> Preview:
    """Read files once and compare them with what they replace, or else with the last build.

    A replaced file that is no longer as it was added is known from the last build only. Raises
    InputError for a file that cannot be read, with all that `read` says of it.
    """
    told = inherited(replaced, region)
    parts = _spill(project, [Wanted(path, **told) for path in paths])
    for part in parts:
        _say_part(part, say)
    say_refused(parts, say)
    new = _tables(parts)
    snapshot = _last(project)
    old, against = _old_side(project, snapshot, replaced, new)
    like = None if replaced or snapshot is None else _like(snapshot, new)
    changes = None
    if old is not None and not _same_files(old, new):
        others = _elsewhere(snapshot, old, {entry.sha256 for entry in replaced})
        changes = compare_exports(old, new, others)
    return Preview(
        new["sources"].to_pylist(), tuple(entry.path for entry in replaced), against, changes, like
    )


def vanishing(project: Project, gone: Sequence[SourceEntry]) -> Vanishing | None:
    """Tell which patents of the last build only these sources have; None when it lacks them."""
    snapshot, digests = _last(project), {entry.sha256 for entry in gone}
    if snapshot is None or not digests <= set(snapshot.table("sources")["file"].to_pylist()):
        return None
    rows = snapshot.table("publications").select(["patent", "file"])
    theirs = pc.is_in(rows["file"], value_set=pa.array(sorted(digests), pa.string()))
    touched = set(rows.filter(theirs)["patent"].to_pylist())
    kept = set(rows.filter(pc.invert(theirs))["patent"].to_pylist())
    return Vanishing(sorted(touched - kept), len(touched & kept))


def _real(path: Path) -> Path:
    """The file behind a path; a link that leads to itself stays as it is, for reading to refuse."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def _spill(project: Project, wanted: Sequence[Wanted]) -> list[Part]:
    return spill(wanted, project.parts, mappings=project.dialects)


def _say_part(part: Part, say: Callable[[str], None]) -> None:
    facts = part.facts
    for note in facts.notes:
        say(f"{part.name}: {note}")
    say(
        f"{part.name}: {facts.dialect}, {facts.rows} rows = "
        f"{facts.publications} patents + {facts.rejections} rejections"
    )


def _last(project: Project) -> Snapshot | None:
    try:
        snapshot = open_snapshot(project)
    except ProjectError:
        return None
    return (
        snapshot
        if set(COLLECTED) <= {path.stem for path in snapshot.folder.glob("tables/*")}
        else None
    )


def _old_side(
    project: Project, snapshot: Snapshot | None, replaced: Sequence[SourceEntry], new: Tables
) -> tuple[Tables | None, str]:
    """The tables to compare with and where they come from."""
    if replaced:
        parts = [_part_of(project, entry) for entry in replaced]
        if all(parts):
            return _tables(filter(None, parts)), "file"
        if snapshot is not None:
            digests = pa.array([entry.sha256 for entry in replaced], pa.string())
            rows = snapshot.table("publications")
            patents = rows.filter(pc.is_in(rows["file"], value_set=digests))["patent"]
            return _share(snapshot, patents), "snapshot"
    if snapshot is None:
        return None, ""
    return _share(snapshot, _known(snapshot, new)), "snapshot"


def _part_of(project: Project, entry: SourceEntry) -> Part | None:
    """What a source said when it was added: as kept, else read now if it is still the same."""
    wanted = Wanted(project.folder / entry.path, entry.dialect, entry.region)
    key = part_key(entry.sha256, wanted, project.dialects)
    if is_sound(project.parts / key, key):
        return find_part(project.parts / key, wanted.path.name)
    try:
        project.source_path(entry)
    except ProjectError:
        return None
    return _spill(project, [wanted])[0]


def _tables(parts: Iterable[Part]) -> Tables:
    """Assemble parts by themselves."""
    with TemporaryDirectory(prefix="patnav-") as scratch:
        write_tables(list(parts), Path(scratch))
        return {name: pq.read_table(Path(scratch) / f"{name}.parquet") for name in COLLECTED}


def _known(snapshot: Snapshot, new: Tables) -> pa.ChunkedArray:
    """Patents of a snapshot that the new files speak of, by key or by publication."""
    rows = snapshot.table("publications").select(["publication", "patent"])
    numbers = new["publications"]["publication"].filter(
        pc.not_equal(new["publications"]["publication"], "")
    )
    same = pc.or_(
        pc.is_in(rows["patent"], value_set=new["patents"]["patent"].combine_chunks()),
        pc.is_in(rows["publication"], value_set=numbers.combine_chunks()),
    )
    return rows.filter(same)["patent"]


def _share(snapshot: Snapshot, patents: pa.ChunkedArray) -> Tables:
    """The collected tables of a snapshot for some patents; files and names stay as they are."""
    wanted = pc.unique(patents)
    return {
        name: pq.read_table(snapshot.path(name), filters=pc.field("patent").isin(wanted))
        if "patent" in schema.names
        else snapshot.table(name)
        for name, schema in COLLECTED.items()
    }


def _same_files(old: Tables, new: Tables) -> bool:
    return set(new["sources"]["file"].to_pylist()) <= set(old["sources"]["file"].to_pylist())


def _elsewhere(snapshot: Snapshot | None, old: Tables, replaced: set[str]) -> pa.Table | None:
    """Patents of the old side that sources which stay have too, as the last build tells."""
    if snapshot is None:
        return None
    rows = snapshot.table("publications").select(["publication", "patent", "file"])
    rows = rows.filter(
        pc.invert(pc.is_in(rows["file"], value_set=pa.array(sorted(replaced), pa.string())))
    )
    theirs = old["publications"]
    numbers = rows["publication"].filter(pc.not_equal(rows["publication"], "")).combine_chunks()
    stays = pc.or_(
        pc.is_in(theirs["patent"], value_set=rows["patent"].combine_chunks()),
        pc.is_in(theirs["publication"], value_set=numbers),
    )
    return theirs.filter(stays).select(["patent"])


def _like(snapshot: Snapshot, new: Tables) -> Likeness | None:
    """The source of the last build, of their dialect, that shares most patents with the files."""
    rows = snapshot.table("publications").select(["patent", "file"])
    shared = set(_known(snapshot, new).to_pylist())
    dialects = set(new["sources"]["dialect"].to_pylist())
    best = None
    for source in snapshot.table("sources").to_pylist():
        if source["dialect"] in dialects:
            there = set(rows.filter(pc.equal(rows["file"], source["file"]))["patent"].to_pylist())
            both = len(there & shared)
            if both >= _LIKE * new["patents"].num_rows and both > (best.both if best else 0):
                best = Likeness(source["name"], both, len(there - shared))
    return best
