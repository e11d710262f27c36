"""The command line as a user meets it: exit codes, stdout for data, stderr for words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from patnav.cli.options import LIST_KIND

BIN = Path(sys.executable).parent


def patnav(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BIN / "patnav"), *words], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_help_lists_every_command_with_a_sentence(tmp_path: Path) -> None:
    done = patnav("--help", cwd=tmp_path)
    assert done.returncode == 0
    for command in ("demo", "init", "add", "build"):
        assert f"\n  {command} " in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("init", "z", "--chain", "cars"), 2, "intelligent_vehicles"),
        (("init", "z", "--chain", "iot", "--home-region", "火星"), 2, "'火星' is no region"),
        (("build",), 2, "run: patnav init"),
        (("add", "no-such-file.xlsx"), 2, "no patnav project here"),
        (("frobnicate",), 2, "No such command"),
    ],
)
def test_a_mistake_is_one_sentence_without_traceback(
    tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    done = patnav(*words, cwd=tmp_path)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_init_then_build_without_sources_says_what_to_add(tmp_path: Path) -> None:
    assert patnav("init", "z", "--chain", "iot", cwd=tmp_path).returncode == 0
    done = patnav("build", "--project", "z", cwd=tmp_path)
    assert (done.returncode, "run: patnav add FILE" in done.stderr) == (2, True)


@pytest.mark.parametrize(("name", "code"), [("江苏", "320000"), ("南通市", "320600"), ("JP", "JP")])
def test_a_region_may_be_given_by_name(tmp_path: Path, name: str, code: str) -> None:
    patnav("init", "z", "--chain", "iot", "--home-region", name, cwd=tmp_path)
    assert f'home_region = "{code}"' in (tmp_path / "z/patnav.toml").read_text("utf-8")


@pytest.mark.parametrize(
    "word", ["enterprise", "enterprises", "key-enterprise", "重点企业", "企业"]
)
def test_a_list_may_be_named_as_people_say_it(word: str) -> None:
    assert LIST_KIND.convert(word, None, None) == "enterprise"


def test_an_unknown_list_names_those_that_there_are() -> None:
    with pytest.raises(click.BadParameter, match="'enterprise', 'product', 'talent', 'technology'"):
        LIST_KIND.convert("licences", None, None)
