"""Ship what is tested: the wheel holds the data files and runs without the checkout."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
FOLDERS = sorted(set(SETTINGS["tool"]["setuptools"]["package-dir"].values()))
# import name -> distribution, where they differ
NAMES = {"yaml": "pyyaml", "ahocorasick": "pyahocorasick", "opencc": "opencc_python_reimplemented"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    wheel = next(folder.glob("*.whl"))
    target = folder / "site"
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    return target


def test_the_wheel_holds_every_data_file(installed: Path) -> None:
    wanted = {
        f"{path.name}"
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in {".yaml", ".cypher", ".gz", ".csv", ".xml"}
    }
    shipped = {path.name for path in (installed / "patnav").rglob("*")}
    assert len(wanted) > 10
    assert wanted <= shipped


def test_the_wheel_runs_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(installed)!r}); import patnav.chain as c; "
        "print(c.__file__); print(len(c.load_chain('iot').nodes))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    file, nodes = done.stdout.split()
    assert Path(file).is_relative_to(installed)
    assert int(nodes) > 20


def test_every_import_is_a_declared_dependency() -> None:
    extras = SETTINGS["project"]["optional-dependencies"].values()
    lines = [*SETTINGS["project"]["dependencies"], *(line for extra in extras for line in extra)]
    declared = {re.split(r"[^\w-]", line)[0].replace("-", "_").lower() for line in lines}
    foreign = _imports() - set(sys.stdlib_module_names) - {"patnav"}
    missing = {NAMES.get(name, name) for name in foreign} - declared
    assert missing <= {"pydantic_core"}, missing  # comes with pydantic, in lockstep


def _imports() -> set[str]:
    found: set[str] = set()
    for folder in FOLDERS:
        for path in (ROOT / folder).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    found.add(node.module.split(".")[0])
    return found
