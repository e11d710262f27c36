"""Parts on disk say what the file says, whoever read it and in how many processes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import patnav
from patnav.errors import InputError
from patnav.ingest.assemble import write_tables
from patnav.ingest.columns import from_columns, to_columns
from patnav.ingest.parts import Part
from patnav.ingest.read import read
from patnav.ingest.spill import UNREAD, Wanted, part_key, prune, spill
from patnav.model import Publication

HEADER = "公开（公告）号,申请号,标题 (中文),申请人,IPC,公开（公告）日,外星栏\n"


def table(folder: Path, rows: int, name: str = "rows.csv") -> Path:
    """An export with every kind of row: good, rejected, with a damaged date, of several lines."""
    path = folder / name
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for n in range(rows):
            number = "x" if n % 7 == 3 else f"CN{100000000 + n}A"
            day = "gestern" if n % 5 == 2 else "2020-02-03"
            title = f'"风筝\n第{n}号"' if n % 3 == 0 else f"风筝{n}"
            file.write(f"{number},,{title},纸鸢厂{n % 11},A63H27/08,{day},\n")
    return path


def publications(part: Part) -> list[Publication]:
    batches = [batch for rows in part.publications() for batch in rows.to_batches()]
    found = [row for b in batches for row in from_columns(b, [part.facts.file] * b.num_rows)]
    return sorted(found, key=lambda row: row.source)


def in_order(rows: pa.Table) -> list[dict[str, object]]:
    return sorted(rows.to_pylist(), key=lambda row: (row["row"], row["field"], row["value"]))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.from_type(Publication).filter(
            lambda row: all(
                value is None or abs(value) < 2**63
                for value in (row.cited_by, row.family_size, row.claim_count, row.source.row)
            )
        ),
        max_size=4,
    )
)
def test_columns_give_back_what_they_took(rows: list[Publication]) -> None:
    columns = to_columns(rows)
    assert from_columns(columns, [row.source.file for row in rows]) == rows
    tail = columns.slice(1)
    assert from_columns(tail, [row.source.file for row in rows[1:]]) == rows[1:]


def test_a_part_says_what_the_file_says(tmp_path: Path) -> None:
    path = table(tmp_path, 50)
    (part,) = spill([Wanted(path)], tmp_path / "parts")
    reading = read(path)
    records = list(reading)
    assert publications(part) == [row for row in records if isinstance(row, Publication)]
    assert part.facts.rows == reading.rows == 50
    assert (part.facts.publications, part.facts.rejections) == (
        reading.publications,
        reading.rejections,
    )
    assert (part.name, part.facts.file, part.facts.dialect) == (
        "rows.csv",
        reading.file,
        reading.dialect,
    )
    assert len(part.refused("rejections")) == reading.rejections
    assert part.refused("damages")["reason"].to_pylist() == [
        damage.reason for damage in reading.warnings
    ]


def test_reading_in_two_processes_gives_what_reading_in_one_gives(tmp_path: Path) -> None:
    wanted = [Wanted(table(tmp_path, 2_345), region="370900"), Wanted(table(tmp_path, 5, "b.csv"))]
    serial = spill(wanted, tmp_path / "serial", workers=1)
    shared = spill(reversed(wanted), tmp_path / "shared", workers=2, large=1_000)
    assert any(len(list(part.folder.glob("publications-*"))) == 2 for part in shared)
    for one, other in zip(serial, shared, strict=True):
        assert one.facts == other.facts
        assert publications(one) == publications(other)
        assert in_order(one.refused("rejections")) == in_order(other.refused("rejections"))
        assert in_order(one.refused("damages")) == in_order(other.refused("damages"))


def test_a_part_is_made_once_and_named_by_all_that_it_depends_on(tmp_path: Path) -> None:
    path = table(tmp_path, 5)
    (first,) = spill([Wanted(path)], tmp_path / "parts")
    made = (first.folder / "part.json").stat().st_mtime_ns
    renamed = path.rename(tmp_path / "other.csv")
    (again,) = spill([Wanted(renamed), Wanted(renamed)], tmp_path / "parts")
    assert (again.folder, again.facts, again.name) == (first.folder, first.facts, "other.csv")
    assert (again.folder / "part.json").stat().st_mtime_ns == made
    keys = {
        part_key(digest, Wanted(path, dialect, region))
        for digest in ("a" * 64, "b" * 64)
        for dialect in ("", "incopat")
        for region in ("", "CN")
    }
    assert len(keys) == 8


def test_a_part_that_is_not_whole_is_made_anew_and_old_ones_can_be_removed(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    (part,) = spill([Wanted(table(tmp_path, 5))], folder)
    (part.folder / "part.json").unlink()
    (again,) = spill([Wanted(table(tmp_path, 5))], folder)
    assert len(publications(again)) == again.facts.publications
    spill([Wanted(table(tmp_path, 6, "b.csv"))], folder)
    assert len(list(folder.iterdir())) == 2
    prune(folder, [again])
    assert list(folder.iterdir()) == [again.folder]


def test_what_cannot_be_read_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    for workers in (1, 2):
        with pytest.raises(InputError, match=r"bad\.csv: no dialect understands it"):
            spill([Wanted(bad)], tmp_path / "parts", workers=workers, large=1)
    with pytest.raises(InputError, match=r"none\.csv: cannot be opened"):
        spill([Wanted(tmp_path / "none.csv")], tmp_path / "parts")
    assert list((tmp_path / "parts").iterdir()) == []


@pytest.mark.skipif(not shutil.which("false"), reason="no program that only fails")
def test_a_reading_process_that_dies_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(InputError, match=r"rows\.csv: the process that read it ended with code 1"):
        spill([Wanted(table(tmp_path, 5))], tmp_path / "parts", large=1)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    spill([Wanted(table(tmp_path, 50))], tmp_path / "warm")
    for rows in (10_000, 30_000):
        path = table(tmp_path, rows)
        tracemalloc.start()
        spill([Wanted(path)], tmp_path / "parts")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]


def test_reading_opens_none_of_the_folders_that_the_key_leaves_out(tmp_path: Path) -> None:
    code = f"""
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from patnav.ingest.spill import Wanted, spill
spill([Wanted(__import__("pathlib").Path({str(table(tmp_path, 9))!r}))],
      __import__("pathlib").Path({str(tmp_path / "parts")!r}))
print(*opened, sep="\\n")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    home = Path(patnav.__file__).parent
    opened = {
        Path(line).relative_to(home).as_posix()
        for line in done.stdout.decode().splitlines()
        if Path(line).is_relative_to(home) and "__pycache__" not in line
    }
    assert "data/dialects/incopat.yaml" in opened
    assert [name for name in opened if name.startswith(tuple(f"{each}/" for each in UNREAD))] == []


def test_tables_of_parts_that_are_used_again_are_those_of_parts_made_anew(tmp_path: Path) -> None:
    old, new = Wanted(table(tmp_path, 40)), Wanted(table(tmp_path, 60, "b.csv"), region="370900")
    spill([old], tmp_path / "kept")
    said: list[str] = []
    kept = spill([old, new], tmp_path / "kept", say=said.append)
    assert said == ["read 1 of 2 file(s), the rest as kept"]
    fresh = spill([new, old], tmp_path / "fresh")
    assert bytes_of_tables(tmp_path / "one", kept) == bytes_of_tables(tmp_path / "two", fresh)


def bytes_of_tables(folder: Path, parts: Sequence[Part]) -> dict[str, bytes]:
    folder.mkdir()
    write_tables(parts, folder)
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}
