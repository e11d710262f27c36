"""The project folder and its `patnav.toml`: sources, chain, regions, cut-off, unit, stores.

project folder
  patnav.toml
  snapshots/<id>/  manifest.json  tables/*.parquet  graph.kgl  findings/*.parquet
  snapshots/current   one line: the id of the snapshot in use
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails
from tomlkit.items import AoT

from patnav.chain import ChainTree, load_chain
from patnav.errors import InputError, ProjectError
from patnav.sources import content_hash, file_hash

__all__ = [
    "PROJECT_FILE",
    "GraphSettings",
    "Project",
    "ProjectFile",
    "SourceEntry",
    "Thresholds",
    "create_project",
    "file_hash",
    "find_project",
    "open_project",
]

PROJECT_FILE = "patnav.toml"
_HEX64 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceEntry(_Part):
    """One file of the user's: path, content hash, and what the file itself does not say."""

    path: str
    sha256: _HEX64
    dialect: str = ""
    region: Annotated[str, Field(pattern=r"^(\d{6}|[A-Z]{2})?$")] = ""


class GraphSettings(_Part):
    """The graph server that `patnav publish` loads; the password comes from NEO4J_PASSWORD only."""

    uri: str = ""
    user: str = "neo4j"
    database: str = "neo4j"


class Thresholds(_Part):
    """Defaults of METHOD.md that carry the tag [D]; every report prints them."""

    margin_strong: Annotated[float, Field(ge=1, le=3)] = 1.15
    margin_weak: Annotated[float, Field(gt=0, le=1)] = 0.85
    probability: Annotated[float, Field(gt=0.5, lt=1)] = 0.9
    min_expected: Annotated[float, Field(ge=0)] = 1.0
    min_node_total: Annotated[float, Field(ge=0)] = 20.0
    absent_expected: Annotated[float, Field(ge=0)] = 5.0
    min_owners: Annotated[int, Field(ge=1)] = 3
    max_owner_share: Annotated[float, Field(gt=0, le=1)] = 0.5
    max_utility_share: Annotated[float, Field(gt=0, le=1)] = 0.7
    lag_months: Annotated[int, Field(ge=0, le=60)] = 30
    growth_years: Annotated[int, Field(ge=3, le=30)] = 10
    white_spot_expected: Annotated[float, Field(ge=0)] = 5.0
    white_spot_residual: Annotated[float, Field(le=0)] = -2.0
    bootstrap_runs: Annotated[int, Field(ge=20, le=5000)] = 200


class ProjectFile(_Part):
    """What stands in patnav.toml."""

    name: Annotated[str, Field(min_length=1)]
    chain: str
    home_region: Annotated[str, Field(pattern=r"^(\d{6}|[A-Z]{2})$")]
    benchmark_regions: tuple[Annotated[str, Field(pattern=r"^(\d{6}|[A-Z]{2})$")], ...] = ()
    cutoff: date
    unit: Literal["family", "legal_right"] = "family"
    weighting: Literal["fractional", "whole"] = "fractional"
    synthetic: bool = False
    sources: tuple[SourceEntry, ...] = ()
    graph: GraphSettings = GraphSettings()
    thresholds: Thresholds = Thresholds()

    @field_validator("sources")
    @classmethod
    def _once(cls, sources: tuple[SourceEntry, ...]) -> tuple[SourceEntry, ...]:
        seen: dict[str, str] = {}
        for source in sources:
            if source.sha256 in seen:
                raise ValueError(f"{source.path} has the same content as {seen[source.sha256]}")
            seen[source.sha256] = source.path
        return sources


class Project:
    """An open project folder."""

    def __init__(self, folder: Path, settings: ProjectFile) -> None:
        self.folder, self.settings = folder, settings

    @cached_property
    def chain(self) -> ChainTree:
        """The chain tree that the project names."""
        return load_chain(self.settings.chain, self.folder)

    @property
    def snapshots(self) -> Path:
        """Folder of the snapshots."""
        return self.folder / "snapshots"

    def source_path(self, entry: SourceEntry) -> Path:
        """Path of a source; raises ProjectError when it is gone or its content has changed."""
        path = self.folder / entry.path
        where = f"{self.folder / PROJECT_FILE}, sources"
        if not path.exists():
            raise ProjectError(
                f"{entry.path} is not there",
                where=where,
                remedy="bring the file back, or take its [[sources]] entry out",
            )
        if _current_hash(path) != entry.sha256:
            raise ProjectError(
                f"the content of {entry.path} has changed since it was added",
                where=where,
                remedy=f"run: patnav add {entry.path}",
            )
        return path

    def add_sources(self, paths: Iterable[Path], region: str = "") -> tuple[list[Path], list[Path]]:
        """Name files in patnav.toml; return those that are new or changed, and those already in.

        A file whose content is already named is left alone; a named path with new content gets its
        new hash.
        """
        document = tomlkit.parse((self.folder / PROJECT_FILE).read_text(encoding="utf-8-sig"))
        entries = _source_tables(document)
        added, known = [], []
        for path in paths:
            digest, name = content_hash(path), self._relative(path)
            same = next((entry for entry in entries if entry["sha256"] == digest), None)
            old = next((entry for entry in entries if entry["path"] == name), None)
            if same is not None and (not region or same.get("region", "") == region):
                known.append(path)
                continue
            entry = same if same is not None else old
            if entry is None:
                entry = tomlkit.table()
                entries.append(entry)
                entry["path"] = name
            entry["sha256"] = digest
            if region:
                entry["region"] = region
            added.append(path)
        self._write(tomlkit.dumps(document))
        return added, known

    def _relative(self, path: Path) -> str:
        target, home = path.resolve(), self.folder.resolve()
        return target.relative_to(home).as_posix() if home in target.parents else str(target)

    def _write(self, text: str) -> None:
        target = self.folder / PROJECT_FILE
        self.settings = _validate(tomllib.loads(text), target)
        _replace(target, text)


def _current_hash(path: Path) -> str:
    """Hash of a source as it is now; empty for a folder that has lost a table it needs."""
    try:
        return content_hash(path)
    except InputError:
        return ""


def create_project(folder: Path, values: dict[str, Any]) -> Project:
    """Make a new project folder; raises ProjectError when it holds one already."""
    target = folder / PROJECT_FILE
    if target.exists():
        raise ProjectError(
            "there is a project already", where=str(folder), remedy="choose another folder"
        )
    settings = _validate(values, target)
    load_chain(settings.chain, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(target, tomlkit.dumps(_document(settings)))
    except OSError as error:
        what = f"cannot be made ({error.strerror})"
        raise ProjectError(what, where=str(folder), remedy="choose another folder") from None
    return Project(folder, settings)


def open_project(folder: Path) -> Project:
    """Open the project in `folder`; raises ProjectError with key, value and what is allowed."""
    target = folder / PROJECT_FILE
    try:
        values = tomllib.loads(target.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ProjectError(
            "no patnav project here", where=str(folder), remedy="run: patnav init FOLDER --chain …"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(str(error), where=str(target), remedy="mend the line named") from error
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise ProjectError(what, where=str(target), remedy="look at the path") from None
    return Project(folder, _validate(values, target))


def find_project(start: Path) -> Project:
    """Open the project in `start`, in the nearest folder above, or the only one right below."""
    for folder in (start, *start.resolve().parents):
        if (folder / PROJECT_FILE).is_file():
            return open_project(folder)
    below = sorted(start.glob(f"*/{PROJECT_FILE}"))
    if len(below) > 1:
        names = ", ".join(path.parent.name for path in below)
        raise ProjectError(
            f"there are several projects: {names}",
            where=str(start),
            remedy="say which: --project FOLDER",
        )
    return open_project(below[0].parent if below else start)


def _validate(values: dict[str, Any], path: Path) -> ProjectFile:
    try:
        return ProjectFile.model_validate(values)
    except ValidationError as error:
        lines = [_sentence(item) for item in error.errors()]
        raise ProjectError(
            "; ".join(lines), where=str(path), remedy="see docs/project.md"
        ) from None


def _sentence(item: ErrorDetails) -> str:
    key = ".".join(map(str, item["loc"]))
    if item["type"] == "extra_forbidden":
        return f"{key}: no such key; allowed here: {', '.join(_keys_beside(item['loc']))}"
    if item["type"] == "missing":
        return f"{key}: is missing"
    return f"{key} = {item['input']!r}: {item['msg']}"


def _keys_beside(location: tuple[str | int, ...]) -> tuple[str, ...]:
    parts: dict[str, type[BaseModel]] = {
        "sources": SourceEntry,
        "graph": GraphSettings,
        "thresholds": Thresholds,
    }
    model = parts.get(str(location[0]), ProjectFile) if len(location) > 1 else ProjectFile
    return tuple(model.model_fields)


def _document(settings: ProjectFile) -> tomlkit.TOMLDocument:
    document = tomlkit.document()
    document.add(tomlkit.comment("A patnav project; every key is explained in docs/project.md"))
    for key, value in settings.model_dump(exclude_defaults=True, exclude={"sources"}).items():
        document.add(key, list(value) if isinstance(value, tuple) else value)
    return document


def _source_tables(document: tomlkit.TOMLDocument) -> AoT:
    """The [[sources]] of a document; `sources = [{…}]`, written by hand, becomes such tables."""
    given = document.get("sources", ())
    if isinstance(given, AoT):
        return given
    tables = tomlkit.aot()
    for entry in given:
        tables.append(tomlkit.item(dict(entry)))
    document.pop("sources", None)
    document["sources"] = tables
    return tables


def _replace(target: Path, text: str) -> None:
    aside = target.with_suffix(".tmp")
    aside.write_text(text, encoding="utf-8")
    aside.replace(target)
