"""The command line in hostile surroundings: unwritable places, poor terminals, broken files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Demo

from patnav.chain import read_chain
from patnav.cli import cli
from patnav.errors import InputError, PatnavError, ProjectError
from patnav.project import open_project

BIN = Path(sys.executable).parent
SETTINGS = 'name = "z"\nchain = "iot"\nhome_region = "320000"\ncutoff = 2025-06-30\n'
DOCUMENT = {"id": "a", "text": "降低了能耗😀。", "chain": "iot"}


def patnav(
    *words: str, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [str(BIN / "patnav"), *words],
        cwd=cwd,
        env=os.environ | (env or {}),
        capture_output=True,
        check=False,
    )


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "出口 表.csv"
    path.write_text("申请号,名称\nCN202010302257.5,一种装置\n", encoding="utf-8")
    return path


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    path = tmp_path / "docs.jsonl"
    path.write_text(json.dumps(DOCUMENT) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("init", "file/z", "--chain", "iot"), "cannot be made (Not a directory)"),
        (("init", "z", "--chain", "iot", "--home-region", "999999"), "'999999' is no region"),
        (("init", "z", "--chain", "iot", "--home-region", "QX"), "'QX' is no region"),
        (("list", "enterprise", "--project", "file"), "is a file"),
        (("demo", "file/demo", "--patents", "50"), "Not a directory"),
        (("demo", "d", "--patents", "-5"), "'--patents'"),
    ],
)
def test_a_place_that_cannot_be_is_one_sentence(
    tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = patnav(*words, cwd=tmp_path)
    assert done.returncode in {1, 2}
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


def test_a_list_that_cannot_be_written_names_the_place(demo: Demo, tmp_path: Path) -> None:
    for name in ("no/list.xlsx", "no/list.csv"):
        words = ["list", "product", "--project", str(demo.folder), "-o", str(tmp_path / name)]
        error = CliRunner().invoke(cli, words).exception
        assert isinstance(error, ProjectError)
        assert "No such file or directory" in str(error)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_one_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [str(BIN / "patnav"), "chain", "list"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (1, b"patnav: No space left on device\n")


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    command = f"{BIN / 'patnav'} chain show iot --json | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("{\n", "")


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "utf-8"])
def test_a_poor_terminal_still_gets_valid_json(tmp_path: Path, encoding: str) -> None:
    name = "表é😀.csv"
    (tmp_path / name).write_text("申请号,名称\nCN202010302257.5,一种装置\n", encoding="utf-8")
    env = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = patnav("read", name, "--json", cwd=tmp_path, env=env)
    assert json.loads(done.stdout.decode(encoding))[0]["file"] == name
    assert patnav("read", name, cwd=tmp_path, env=env).returncode == 0


@pytest.mark.parametrize("command", ["annotate", "assign"])
def test_answers_go_to_stdout_and_into_what_is_no_ordinary_file(
    tmp_path: Path, documents: Path, command: str
) -> None:
    real, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    link.symlink_to(real)
    shown = CliRunner().invoke(cli, [command, str(documents), "-o", "-"])
    plain = CliRunner().invoke(cli, [command, str(documents)])
    CliRunner().invoke(cli, [command, str(documents), "-o", str(link)])
    assert link.is_symlink()
    assert shown.stdout == plain.stdout == real.read_text(encoding="utf-8")
    assert json.loads(shown.stdout)["id"] == "a"


@pytest.mark.parametrize("command", ["annotate", "assign"])
@pytest.mark.parametrize(
    "line", [b"[" * 100_000, b'{"id": "a", "chain": "iot", "text": "\\ud800"}', b"\xff", b"[1]"]
)
def test_a_line_that_is_no_document_is_named(tmp_path: Path, command: str, line: bytes) -> None:
    source = tmp_path / "docs.jsonl"
    source.write_bytes(json.dumps(DOCUMENT).encode() + b"\n" + line)
    result = CliRunner().invoke(cli, [command, str(source), "-o", str(tmp_path / "out.jsonl")])
    assert isinstance(result.exception, InputError)
    assert source.name in str(result.exception)
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + SETTINGS.replace("\n", "\r\n"),
        SETTINGS + "sources = []\n[graph]\n",
        SETTINGS + f'sources = [{{path = "b.csv", sha256 = "{"0" * 64}"}}]\n',
    ],
)
def test_sources_are_added_to_a_file_written_by_hand(
    tmp_path: Path, export: Path, content: str
) -> None:
    (tmp_path / "patnav.toml").write_text(content, encoding="utf-8", newline="")
    result = CliRunner().invoke(cli, ["add", str(export), "--project", str(tmp_path)])
    assert result.exit_code == 0, result.exception
    assert open_project(tmp_path).settings.sources[-1].path == export.name


def test_a_chain_of_ones_own_is_found_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = CliRunner().invoke(cli, ["chain", "show", "iot", "--json"]).stdout
    Path("own.yaml").write_text(shown, encoding="utf-8")
    assert CliRunner().invoke(cli, ["init", "z", "--chain", "own.yaml"]).exit_code == 0
    assert open_project(Path("z")).chain.chain == "iot"


def test_status_tells_that_the_chain_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "patnav.toml").write_text(SETTINGS.replace("iot", "nosuch"), encoding="utf-8")
    result = CliRunner().invoke(cli, ["status", "--project", str(tmp_path)])
    assert isinstance(result.exception, PatnavError)
    assert "no chain 'nosuch'" in str(result.exception)


def test_a_chain_that_contains_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "loop.yaml"
    path.write_text("&a [*a]", encoding="utf-8")
    tree, problems, _ = read_chain(path)
    assert (tree, len(problems)) == (None, 1)


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    result = CliRunner().invoke(cli, ["read", str(tmp_path / "pipe.csv")])
    assert (result.exit_code, "is no file" in result.stderr) == (2, True)
