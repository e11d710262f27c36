"""What a step made of each patent, kept between builds: `snapshots/.cache/STEP-RECIPE/PORTION/`.

A result is found by its key, the hash of all rows that the step read for the patent; the recipe in
the folder's name is the hash of the code that made it. So an entry is right or not found, and the
whole folder can be deleted at any time. A portion is written aside and swapped in by renaming; its
hashes are checked whenever it is read.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from patnav.tables import SCHEMAS, Tables

__all__ = ["KEYS", "Cache"]

KEYS = pa.schema([("patent", pa.string()), ("key", pa.string())])
_LABEL = "portion.json"
_PORTIONS = 16  # more of them are brought together
_RECIPES = 3  # of one step: the last ones used stay, for a project that goes to and fro
_ABANDONED = 24 * 3600  # seconds after which a half-written portion is nobody's


class Cache:
    """The kept results of one step under one recipe; `say` hears of what had to be left aside."""

    def __init__(self, home: Path, step: str, recipe: str, say: Callable[[str], None]) -> None:
        self.home, self.step, self.recipe, self.say = home, step, recipe, say
        self.folder = home / f"{step}-{recipe[:16]}"

    def take(self, wanted: pa.Table) -> tuple[list[Tables], pa.Table]:
        """Find results for the rows of `wanted` (schema KEYS); return them and the rows not found.

        A portion that is damaged or of another recipe is removed and said, never used.
        """
        found = []
        for tables in self._portions():
            hit = pc.is_in(wanted["key"], value_set=tables["keys"]["key"].combine_chunks())
            patents = wanted.filter(hit)["patent"].combine_chunks()
            if len(patents):
                found.append(_of(tables, patents))
                wanted = wanted.filter(pc.invert(hit))
        return found, wanted

    def put(self, keys: pa.Table, tables: Mapping[str, pa.Table]) -> None:
        """Keep the results of the patents of `keys`; a patent without rows is a result too."""
        target = self.folder / _name(keys)
        aside = self.folder / f".{target.name}.{os.getpid()}.writing"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        try:
            sums = {name: _write(aside, name, rows) for name, rows in tables.items()}
            sums["keys"] = _write(aside, "keys", keys)
            label = {"step": self.step, "recipe": self.recipe, "files": sums}
            (aside / _LABEL).write_text(json.dumps(label), encoding="utf-8")
            if not target.exists():
                _swap(aside, target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def settle(self, keys: pa.Table, tables: Mapping[str, pa.Table]) -> None:
        """Bound what is kept: at most twice what the last build used, in few portions."""
        portions = list(self._folders())
        rows = sum(pq.read_metadata(folder / "keys.parquet").num_rows for folder in portions)
        if len(portions) > _PORTIONS or rows > 2 * keys.num_rows:
            self.put(keys, tables)
            for folder in portions:
                if folder.name != _name(keys):
                    shutil.rmtree(folder, ignore_errors=True)
        self._sweep()

    def _sweep(self) -> None:
        """Remove results of old recipes and what killed builds have left."""
        if self.folder.is_dir():
            os.utime(self.folder)
        recipes = sorted(self.home.glob(f"{self.step}-*"), key=lambda path: path.stat().st_mtime)
        for old in recipes[:-_RECIPES]:
            shutil.rmtree(old, ignore_errors=True)
        for left in self.home.glob("*/.*.writing"):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                shutil.rmtree(left, ignore_errors=True)

    def _folders(self) -> Iterator[Path]:
        return (path for path in sorted(self.folder.glob("*")) if not path.name.startswith("."))

    def _portions(self) -> Iterator[Tables]:
        for folder in self._folders():
            try:
                yield self._open(folder)
            except FileNotFoundError:
                if not folder.exists():
                    continue  # another build has just brought portions together
                self._drop(folder, "is not whole")
            except (ValueError, TypeError, KeyError, pa.ArrowInvalid) as error:
                self._drop(folder, str(error) or type(error).__name__)

    def _open(self, folder: Path) -> Tables:
        """Read a portion; raises ValueError when it is not what its label or this cache says."""
        label = json.loads((folder / _LABEL).read_text(encoding="utf-8"))
        if (label["step"], label["recipe"]) != (self.step, self.recipe):
            raise ValueError("is of another step or version")
        return {name: _read(folder, name, digest) for name, digest in label["files"].items()}

    def _drop(self, folder: Path, why: str) -> None:
        self.say(f"kept result {self.step}/{folder.name} left aside ({why}): it is made anew")
        shutil.rmtree(folder, ignore_errors=True)


def _of(tables: Tables, patents: pa.Array) -> Tables:
    """The rows of some patents."""
    return {
        name: rows.filter(pc.is_in(rows["patent"], value_set=patents))
        for name, rows in tables.items()
        if name != "keys"
    }


def _name(keys: pa.Table) -> str:
    text = "\n".join(sorted(keys["key"].to_pylist()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _write(folder: Path, name: str, rows: pa.Table) -> str:
    path = folder / f"{name}.parquet"
    pq.write_table(rows.replace_schema_metadata(None), path, compression="zstd")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read(folder: Path, name: str, digest: str) -> pa.Table:
    """Read a table whose bytes are those of the label."""
    content = (folder / f"{name}.parquet").read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(f"{name} is damaged")
    rows = pq.read_table(pa.BufferReader(content))
    schema = KEYS if name == "keys" else SCHEMAS[name]
    if not rows.schema.equals(schema):
        raise ValueError(f"{name} has other columns")
    return rows.cast(schema)


def _swap(aside: Path, target: Path) -> None:
    try:
        aside.rename(target)
    except OSError:
        if not target.exists():  # else another build was faster, with the same rows
            raise
