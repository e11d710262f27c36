"""The project folder and its `patnav.toml`: sources, chain, regions, cut-off, unit, stores.

project folder
  patnav.toml
  dialects/*.yaml   mappings of the project's own
  models/           models of the project's own, as patnav train and train-nodes write them
  snapshots/<id>/  manifest.json  tables/*.parquet  graph.kgl  findings/*.parquet
  snapshots/current   one line: the id of the snapshot in use
  llm/answers.db      what a language model answered (docs/llm.md); costs money to get again
  snapshots/.cache/   what builds can use again; may be deleted at any time
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from tomlkit.items import AoT

from patnav.chain import ChainTree, load_chain
from patnav.errors import InputError, ProjectError
from patnav.settings import GraphSettings, ProjectFile, ReviewSettings, SourceEntry, Thresholds
from patnav.sources import content_hash, file_hash

__all__ = [
    "PROJECT_FILE",
    "GraphSettings",
    "Project",
    "ProjectFile",
    "ReviewSettings",
    "SourceEntry",
    "Thresholds",
    "create_project",
    "file_hash",
    "find_project",
    "inherited",
    "open_project",
    "project_around",
]

PROJECT_FILE = "patnav.toml"


class Project:
    """An open project folder."""

    def __init__(self, folder: Path, settings: ProjectFile) -> None:
        self.folder, self.settings = folder, settings

    @cached_property
    def chain(self) -> ChainTree:
        """The chain tree that the project names."""
        return load_chain(self.settings.chain, self.folder)

    @property
    def chain_source(self) -> str:
        """What names the chain wherever one stands: the path of its file, or a shipped name."""
        own = self.folder / self.settings.chain
        return str(own) if own.is_file() else self.settings.chain

    @property
    def snapshots(self) -> Path:
        """Folder of the snapshots."""
        return self.folder / "snapshots"

    @property
    def dialects(self) -> Path:
        """Folder of the project's own mappings; it need not be there."""
        return self.folder / "dialects"

    @property
    def models(self) -> Path | None:
        """Folder of the project's own models of annotation, None when it uses those of patnav."""
        folder = self.folder / "models"
        own = ("tagger.npz", "tagger.en.npz", "tagger.yaml", "means.yaml", "claims.yaml")
        return folder if any((folder / name).is_file() for name in own) else None

    @property
    def node_models(self) -> Path | None:
        """Folder of what was learned for the project's own chain, None when patnav's is used."""
        folder = self.folder / "models"
        return folder if (folder / f"nodes.{self.chain.chain}.npz").is_file() else None

    @property
    def cache(self) -> Path:
        """Folder of what builds can use again; it may be deleted at any time."""
        return self.snapshots / ".cache"

    @property
    def parts(self) -> Path:
        """Folder of what the sources say, as it was read."""
        return self.cache / "parts"

    @property
    def llm_answers(self) -> Path:
        """File of the answers of language models; no build deletes it."""
        return self.folder / "llm" / "answers.db"

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

    def add_sources(
        self, paths: Iterable[Path], region: str = "", replaces: Iterable[SourceEntry] = ()
    ) -> tuple[list[Path], list[Path]]:
        """Name files in patnav.toml; return those that are new or changed, and those already in.

        A file whose content is already named is left alone; a named path with new content gets its
        new hash. The entries of `replaces` go out; a region and a dialect they all share stay.
        """
        was, document, entries = self._sources()
        out = tuple(replaces)
        shared = inherited(out, region)
        _take_out(entries, out)
        added: list[Path] = []
        known: list[Path] = []
        for path in paths:
            new = {"path": self._relative(path), "sha256": content_hash(path)} | shared
            (added if _put_in(entries, new) else known).append(path)
        self._write(tomlkit.dumps(document), was)
        return added, known

    def remove_sources(self, gone: Iterable[SourceEntry]) -> None:
        """Take sources out of patnav.toml; the files themselves are left alone."""
        was, document, entries = self._sources()
        _take_out(entries, gone)
        self._write(tomlkit.dumps(document), was)

    def source_named(self, path: Path) -> SourceEntry:
        """Find the source that the user means: by its path, or by its file name where one has it.

        Raises ProjectError with the names that there are.
        """
        sources = self.settings.sources
        wanted = {str(path), path.as_posix(), self._relative(path)}
        found = [entry for entry in sources if entry.path in wanted]
        found = found or [entry for entry in sources if Path(entry.path).name == str(path)]
        if len(found) == 1:
            return found[0]
        raise ProjectError(
            f"{path} names {len(found) or 'none'} of the sources",
            where=str(self.folder / PROJECT_FILE),
            remedy="the sources are: " + (", ".join(e.path for e in found or sources) or "none"),
        )

    def _sources(self) -> tuple[str, tomlkit.TOMLDocument, AoT]:
        """The project file as it stands: its text, its document and the [[sources]] in it."""
        text = (self.folder / PROJECT_FILE).read_text(encoding="utf-8-sig")
        document = tomlkit.parse(text)
        return text, document, _source_tables(document)

    def _relative(self, path: Path) -> str:
        target, home = path.resolve(), self.folder.resolve()
        return target.relative_to(home).as_posix() if home in target.parents else str(target)

    def _write(self, text: str, was: str) -> None:
        """Write the project file; raises ProjectError when somebody else has written it since."""
        target = self.folder / PROJECT_FILE
        settings = _validate(tomllib.loads(text), target)
        if target.read_text(encoding="utf-8-sig") != was:
            raise ProjectError(
                "has been changed by somebody else meanwhile",
                where=str(target),
                remedy="run the command again",
            )
        _replace(target, text)
        self.settings = settings


def inherited(replaced: Iterable[SourceEntry], region: str = "") -> dict[str, str]:
    """What is said of all the sources that go, and so of those that take their place."""
    shared = {"region": region} if region else {}
    entries = tuple(replaced)
    for key in ("region", "dialect"):
        values = {getattr(entry, key) for entry in entries}
        if len(values) == 1 and any(values):
            shared.setdefault(key, values.pop())
    return shared


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


def project_around(start: Path) -> Project | None:
    """Open the project in `start` or in the nearest folder above; None where there is none."""
    for folder in (start, *start.resolve().parents):
        if (folder / PROJECT_FILE).is_file():
            return open_project(folder)
    return None


def find_project(start: Path) -> Project:
    """Open the project in `start`, in the nearest folder above, or the only one right below."""
    if around := project_around(start):
        return around
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
    parts = {
        name: field.annotation
        for name, field in ProjectFile.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }
    parts["sources"] = SourceEntry
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


def _put_in(entries: AoT, new: dict[str, str]) -> bool:
    """Name a file among the sources; False when it stands there already with all that is said."""
    same = next((entry for entry in entries if entry["sha256"] == new["sha256"]), None)
    told = {key: value for key, value in new.items() if key not in ("path", "sha256")}
    if same is not None and all(same.get(key, "") == value for key, value in told.items()):
        return False
    entry = same or next((entry for entry in entries if entry["path"] == new["path"]), None)
    if entry is None:
        entry = tomlkit.table()
        entries.append(entry)
        entry["path"] = new["path"]
    entry["sha256"] = new["sha256"]
    entry.update(told)
    return True


def _take_out(entries: AoT, gone: Iterable[SourceEntry]) -> None:
    hashes = {entry.sha256 for entry in gone}
    for place in reversed(range(len(entries))):
        if entries[place]["sha256"] in hashes:
            del entries[place]


def _replace(target: Path, text: str) -> None:
    aside = target.with_suffix(f".{os.getpid()}.tmp")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
