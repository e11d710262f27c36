"""What commands print: strict JSON, and what to do next in words that can be typed here."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from patnav.cli.output import print_json, program_name


def test_a_number_that_json_does_not_have_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    told = {"a": [math.nan, 1.5, -math.inf], "b": (np.float32("inf"), np.array([np.nan, 2.0]))}
    print_json([told])
    read = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert read == [{"a": [None, 1.5, None], "b": [None, [None, 2.0]]}]


def test_the_program_is_named_as_it_can_be_called(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.argv", [".venv/bin/patnav", "demo"])
    assert program_name() == ".venv/bin/patnav"
    (tmp_path / "patnav").touch(0o755)
    assert program_name() == "patnav"
