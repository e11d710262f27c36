"""The derivation: snapshot = f(sources, project file, patnav itself).

read ─▶ assemble ─▶ annotate ─▶ assign ─▶ tables ─▶ analyse ─▶ findings
                                          └▶ embedded graph

What each file says is kept between builds (spill.py). Annotating and assigning work patent by
patent, so their results are kept too and only what has changed is made anew (steps.py, cache.py); a
build of the same things is not repeated.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from patnav import __version__
from patnav.analysis import analyse, unread_line
from patnav.cache import Cache
from patnav.errors import ProjectError, TooLargeError
from patnav.graph.build import read_graph
from patnav.graph.embedded_writer import EmbeddedWriter
from patnav.ingest import annotate, assign
from patnav.ingest.assemble import read_tables, write_tables
from patnav.ingest.llm.answers import Answers
from patnav.ingest.llm.overlay import identity, overlay
from patnav.ingest.parties import PARTY, Parties
from patnav.ingest.refused import say_refused
from patnav.ingest.review import LABEL, MATURITY, NODE, apply_reviews, still_near, with_bands
from patnav.ingest.shares import annotate_share, assign_share
from patnav.ingest.spill import Wanted, prune, spill
from patnav.ingest.terms import TERM, Terms, conceptualise
from patnav.ledger import Ledger
from patnav.project import Project, file_hash
from patnav.recipe import code_hash, recipe
from patnav.snapshot import GRAPH_FILE, Snapshot, SnapshotWriter, make_current
from patnav.steps import Step, run
from patnav.tables import COLLECTED, Tables

__all__ = ["UNREAD", "BuildReport", "build", "derive"]

Say = Callable[[str], None]
_OF_NODES = "nodes."  # how the files of what was learned for a chain begin
# Folders that neither annotating nor assigning reads: a change in them leaves kept results valid.
UNREAD = (
    "analysis", "cli", "dashboard", "graph",
    "ingest/assemble", "ingest/llm", "ingest/parties", "ingest/places", "ingest/read",
    "ingest/review",
    "data/analysis", "data/dialects", "data/llm", "data/neo4j", "data/synthetic",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What one build made: the snapshot and its sums (rows = publications + rejections).

    `facts_only` patents have no text that was read (table `unread`). `worked` tells for how many
    patents each kept step (annotate, assign) had to be run anew.
    """

    snapshot: Snapshot
    rows: int
    publications: int
    rejections: int
    patents: int
    families: int
    assigned: int
    mentions: int
    facts_only: int
    worked: Mapping[str, int]


def build(project: Project, say: Say = lambda _: None, *, fresh: bool = False) -> BuildReport:
    """Build a snapshot of the project and make it current; `say` hears each step.

    What earlier builds made is used where it is the same, unless `fresh`; the bytes are those of a
    build from scratch. Raises ProjectError when the project names no source or a source has
    changed, InputError when a source cannot be read. The snapshot before stays in use until the new
    one is whole.
    """
    _check_sources(project)
    before = Snapshot(project.snapshots / _identity(project), project)
    if not fresh and before.is_whole():
        say(f"nothing has changed since snapshot {before.id} was built: it is used as it is")
        make_current(before)
        return _report(before, {})
    return _build(project, say, fresh)


def _build(project: Project, say: Say, fresh: bool) -> BuildReport:
    with SnapshotWriter(project, _identity(project)) as writer:
        tables, worked = _derive(project, writer.folder / "tables", say, fresh)
        made = {name: rows for name, rows in tables.items() if name not in COLLECTED}
        writer.write("tables", made)
        say("indicators, lists, matrix")
        writer.write("findings", analyse(writer.view()))
        del tables, made  # the graph reads what it needs from the files
        say("graph")
        graph = read_graph(writer.view())
        try:
            counts = EmbeddedWriter(writer.folder / GRAPH_FILE).load(graph)
        except TooLargeError as error:  # Neo4j takes it, and all else goes without
            say(f"{error.what} — {error.remedy}")
            counts = {}
        snapshot = writer.finish(_manifest(project) | {"graph": counts})
    return _report(snapshot, worked)


def _check_sources(project: Project) -> None:
    """Look at every source before any work is done."""
    if not project.settings.sources:
        raise ProjectError(
            "the project names no source yet",
            where=str(project.folder),
            remedy="run: patnav add FILE",
        )
    for entry in project.settings.sources:
        project.source_path(entry)


def derive(
    project: Project, say: Say = lambda _: None, *, fresh: bool = False
) -> tuple[Tables, dict[str, int]]:
    """Make the collected and annotated tables, and tell for how many patents each step worked."""
    with TemporaryDirectory(prefix="patnav-") as folder:
        return _derive(project, Path(folder), say, fresh)


def _derive(project: Project, folder: Path, say: Say, fresh: bool) -> tuple[Tables, dict[str, int]]:
    """Derive tables; those that are collected are written into a folder."""
    if fresh:
        shutil.rmtree(project.cache, ignore_errors=True)
    tables = _collect(project, folder, say)
    worked = {}
    for step, made_by in _steps(project):
        cache = Cache(project.cache, step.name, made_by, say)
        say(step.about)
        made = run(step, tables, cache)
        say(f"worked on {made.done:,} of {made.patents:,} patents, the rest as kept")
        tables |= made.tables
        worked[step.name] = made.done
    say(unread_line(tables["unread"]))
    tables["nodes"] = assign.nodes_table(project.chain)
    tables |= _answered(project, tables, say)
    tables |= _reviewed(project, tables)
    tables |= still_near(tables)
    labels, nodes = (tables[name] for name in ("near_labels", "near_nodes"))
    patents = len(nodes["patent"].unique())
    say(f"nearly given, to be reviewed: {labels.num_rows:,} labels, nodes of {patents:,} patents")
    say("bringing terms to concepts")
    tables |= conceptualise(tables, Terms(Ledger(project.folder).decisions(TERM)))
    return tables, worked


def _reviewed(project: Project, tables: Tables) -> Tables:
    """What people decided about labels and nodes, over what the steps and a model made."""
    ledger = Ledger(project.folder)
    labels = with_bands([*ledger.decisions(LABEL), *ledger.decisions(MATURITY)])
    decisions = [*labels, *ledger.decisions(NODE)]
    return apply_reviews(tables, decisions, project.chain, project.settings.review.rule)


def _answered(project: Project, tables: Tables, say: Say) -> Tables:
    """Labels of a language model over those of the steps, where the project says so."""
    if project.settings.annotate.backend == "offline":
        return {}
    classes = annotate.own_classes(project.chain.effect_classes)
    people = Ledger(project.folder).decisions(LABEL), project.settings.review.rule
    answers = Answers(project.llm_answers)
    return overlay(tables, project.settings.llm, answers, classes, people, say)


def _steps(project: Project) -> Iterator[tuple[Step, str]]:
    """The steps whose results are kept, each with its recipe."""
    tree = project.chain
    classes, model = annotate.own_classes(tree.effect_classes), project.models or annotate.MODEL
    near = project.settings.review.near
    made = ("mentions", "near_labels", "unread", "claims", "judgements", "products")
    read = partial(annotate_share, classes, model, near)
    annotating = Step("annotate", "annotating", annotate.READS, made, read)
    own = _models(project)
    read_by = [own[name] for name in own if not name.startswith(_OF_NODES)]
    yield (
        annotating,
        recipe(
            (*UNREAD, "data/chains", "ingest/assign", "ingest/learn"),
            repr(classes),
            repr(near),
            *read_by,
        ),
    )
    place = partial(assign_share, tree, project.node_models, near)
    about = f"assigning to the nodes of {tree.chain}"
    assigning = Step("assign", about, assign.READS, ("assignments", "near_nodes"), place)
    parts = [own[name] for name in own if name.startswith(_OF_NODES)]
    apart = (*UNREAD, "ingest/annotate", "ingest/learn")
    yield assigning, recipe(apart, _tree(project), repr(near), *parts)


def _collect(project: Project, folder: Path, say: Say) -> Tables:
    """Read sources, those that were read before from their parts, and write the tables of them."""
    say(f"reading {len(project.settings.sources)} file(s)")
    parts = spill(
        (
            Wanted(project.source_path(entry), entry.dialect, entry.region)
            for entry in project.settings.sources
        ),
        project.parts,
        mappings=project.dialects,
        say=say,
    )
    prune(project.parts, parts)
    say_refused(parts, say)
    say(f"bringing {sum(part.facts.publications for part in parts):,} publications together")
    parties = Parties(Ledger(project.folder).decisions(PARTY))
    write_tables(parts, folder, parties=parties, rule=project.settings.family)
    return read_tables(folder)


def _manifest(project: Project) -> dict[str, object]:
    settings = project.settings.model_dump(mode="json", exclude={"sources", "graph", "llm"})
    sources = [
        {
            "sha256": entry.sha256,
            "name": Path(entry.path).name,
            "dialect": entry.dialect,
            "region": entry.region,
        }
        for entry in project.settings.sources
    ]
    llm = project.settings.annotate.backend == "llm"
    answers = identity(project.settings.llm, Answers(project.llm_answers)) if llm else None
    return {
        "patnav": __version__,
        "code": code_hash(),
        "chain": project.chain.chain,
        "settings": settings,
        "answers": answers,
        "decisions": Ledger(project.folder).digest(),
        "models": _models(project),
        "dialects": {
            path.name: file_hash(path) for path in sorted(project.dialects.glob("*.yaml"))
        },
        "sources": sorted(sources, key=lambda source: source["sha256"]),
    }


def _models(project: Project) -> dict[str, str]:
    """Hashes of the project's own models: of the annotation, and of its chain's nodes."""
    own = sorted(project.models.glob("*")) if project.models else []
    found = [path for path in own if path.is_file() and not path.name.startswith(_OF_NODES)]
    if project.node_models:
        found.append(project.node_models / f"{_OF_NODES}{project.chain.chain}.npz")
    return {path.name: file_hash(path) for path in found}


def _identity(project: Project) -> str:
    """Hash of all that a build reads: equal identity, equal bytes."""
    made_from = json.dumps(_manifest(project), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{made_from}\n{_tree(project)}".encode()).hexdigest()[:16]


def _tree(project: Project) -> str:
    tree = project.chain.model_dump(mode="json")
    return json.dumps(tree, ensure_ascii=False, sort_keys=True)


def _report(snapshot: Snapshot, worked: Mapping[str, int]) -> BuildReport:
    sums = snapshot.table("sources").to_pydict()
    unread = snapshot.table("unread")
    count = {name: entry["rows"] for name, entry in snapshot.manifest["files"].items()}
    return BuildReport(
        snapshot=snapshot,
        rows=sum(sums["rows"]),
        publications=sum(sums["publications"]),
        rejections=sum(sums["rejections"]),
        patents=count["tables/patents.parquet"],
        families=count["tables/families.parquet"],
        assigned=len(snapshot.table("assignments")["patent"].unique()),
        mentions=count["tables/mentions.parquet"],
        facts_only=len(unread.filter(unread["facts_only"])["patent"].unique()),
        worked=worked,
    )
