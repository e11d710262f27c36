"""Knowledge as data files: chains, lexicons, taxonomies, reference tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

__all__ = ["load_yaml", "resource"]

# PyYAML comes with libyaml on the usual systems, which takes a tenth of the time.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def resource(name: str) -> Path:
    """Path of a data file or folder that comes with patnav."""
    return Path(__file__).resolve().parent / name


def load_yaml(path: Path) -> Any:  # noqa: ANN401 -- a YAML file of any shape
    """Content of a YAML file that comes with patnav; raises yaml.YAMLError."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 -- both are safe
