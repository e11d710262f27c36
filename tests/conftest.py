"""Fixtures that several test modules share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The founders' shared material beside the checkout; its texts never enter the project."""
    folder = Path(os.environ.get("PATNAV_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("shared test data is not beside this checkout (set PATNAV_SHARED)")
    return folder


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI nothing may be skipped: with PATNAV_NO_SKIP a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("PATNAV_NO_SKIP") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
