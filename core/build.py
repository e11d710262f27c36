"""The derivation: snapshot = f(sources, project file, patnav itself).

read ─▶ assemble ─▶ annotate ─▶ assign ─▶ tables ─▶ analyse ─▶ findings
                                          └▶ embedded graph
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from patnav import __version__
from patnav.analysis import analyse
from patnav.errors import ProjectError
from patnav.graph.embedded import build_embedded
from patnav.ingest.annotate import annotate
from patnav.ingest.assemble import assemble
from patnav.ingest.assign import assign, nodes_table
from patnav.ingest.read import Reading, read
from patnav.project import Project, file_hash
from patnav.snapshot import GRAPH_FILE, Snapshot, SnapshotWriter
from patnav.tables import Tables

__all__ = ["BuildReport", "build"]

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What one build made: the snapshot and its sums (rows = publications + rejections)."""

    snapshot: Snapshot
    rows: int
    publications: int
    rejections: int
    patents: int
    families: int
    assigned: int
    mentions: int


def build(project: Project, say: Say = lambda _: None) -> BuildReport:
    """Build a snapshot of the project and make it current; `say` hears each step.

    Raises ProjectError when the project names no source or a source has changed, InputError when a
    source cannot be read. The snapshot before stays in use until the new one is whole.
    """
    if not project.settings.sources:
        raise ProjectError(
            "the project names no source yet",
            where=str(project.folder),
            remedy="run: patnav add FILE",
        )
    tables = _derive(project, say)
    writer = SnapshotWriter(project, _identity(project))
    writer.write("tables", tables)
    say("indicators, lists, matrix")
    findings = analyse(writer.view())
    writer.write("findings", findings)
    say("graph")
    counts = build_embedded(tables | findings, writer.folder / GRAPH_FILE, project.settings.name)
    snapshot = writer.finish(_manifest(project) | {"graph": counts})
    return _report(snapshot, tables)


def _derive(project: Project, say: Say) -> Tables:
    say(f"reading {len(project.settings.sources)} file(s)")
    tables = assemble(_readings(project))
    say(f"annotating {tables['patents'].num_rows} patents")
    tables |= annotate(tables["texts"], tables["patents"])
    say(f"assigning to the nodes of {project.chain.chain}")
    tables["assignments"] = assign(
        project.chain, tables["patents"], tables["texts"], tables["classifications"]
    )
    tables["nodes"] = nodes_table(project.chain)
    return tables


def _readings(project: Project) -> Iterator[Reading]:
    for entry in sorted(project.settings.sources, key=lambda source: source.sha256):
        yield read(project.source_path(entry), dialect=entry.dialect, region=entry.region)


def _manifest(project: Project) -> dict[str, object]:
    settings = project.settings.model_dump(mode="json", exclude={"sources", "graph"})
    sources = [
        {"sha256": entry.sha256, "name": Path(entry.path).name, "region": entry.region}
        for entry in project.settings.sources
    ]
    return {
        "patnav": __version__,
        "code": _code_hash(),
        "chain": project.chain.chain,
        "settings": settings,
        "sources": sorted(sources, key=lambda source: source["sha256"]),
    }


def _identity(project: Project) -> str:
    made_from = _manifest(project) | {"tree": project.chain.model_dump(mode="json")}
    text = json.dumps(made_from, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _code_hash() -> str:
    """Hash of patnav's own files: two snapshots of one id were made by the same code."""
    home = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(home.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(home).as_posix()} {file_hash(path)}\n".encode())
    return digest.hexdigest()


def _report(snapshot: Snapshot, tables: Tables) -> BuildReport:
    sums = tables["sources"].to_pydict()
    return BuildReport(
        snapshot=snapshot,
        rows=sum(sums["rows"]),
        publications=sum(sums["publications"]),
        rejections=sum(sums["rejections"]),
        patents=tables["patents"].num_rows,
        families=tables["families"].num_rows,
        assigned=len(tables["assignments"]["patent"].unique()),
        mentions=tables["mentions"].num_rows,
    )
