"""YAML files that users write by hand: read, or told in which line they are none and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import yaml

__all__ = ["Fault", "OwnYaml", "read_own_yaml"]

_DATE = "tag:yaml.org,2002:timestamp"
_KEY_THEN_COLON = re.compile(r"(?:^|[{,-])\s*\w+\s*：")
_SIGNS = (  # what a line must not have where it is no YAML, the likeliest first
    (_KEY_THEN_COLON, "write : and a blank for the full-width ： in line {line}"),
    (re.compile(r"^[ -]*\t"), "write blanks for the tab in line {line}"),
    (re.compile("[“”]"), 'write straight quotes " for “ and ” in line {line}'),
)
_REMEDY = (
    "write each field as name: value, fields side by side equally far in, - before each entry, "
    "quotes around a value that begins with a sign"
)


class Fault(NamedTuple):
    """Why a file is no YAML: line (from 1), what is wrong, what to do."""

    line: int
    what: str
    remedy: str


class OwnYaml(NamedTuple):
    """The values of a file and where they stand in it, or the fault for which there are none."""

    values: Any = None
    root: yaml.Node | None = None
    fault: Fault | None = None


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads what looks like a date as text, and tells a value that cannot be read with its line."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, form) for tag, form in forms if tag != _DATE]
        for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: ANN401
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, AttributeError):  # !!int x, a number of 5,000 digits
            kind = node.tag.rpartition(":")[2]
            what = f"{str(node.value)[:40]!r} cannot be read as {kind}"
            raise yaml.constructor.ConstructorError(None, None, what, node.start_mark) from None


def read_own_yaml(path: Path) -> OwnYaml:
    """Read a YAML file in UTF-8; dates stay text. Raises OSError when it cannot be opened."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return OwnYaml(fault=Fault(line, "is no UTF-8", "save it as UTF-8"))
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        return OwnYaml(loader.construct_document(root) if root else None, root)
    except yaml.YAMLError as error:
        return OwnYaml(fault=_fault(error, text))


def _fault(error: yaml.YAMLError, text: str) -> Fault:
    if isinstance(error, yaml.reader.ReaderError):  # a character that no YAML may hold
        line = text.count("\n", 0, text.find(chr(error.character))) + 1
        return Fault(line, "is no YAML: it holds a control character", "take the character out")
    at, since = _line(error, "problem_mark") or 1, _line(error, "context_mark")
    what = f"is no YAML: {getattr(error, 'problem', None) or 'it cannot be read'}"
    if since is not None and since < at:
        what += f" (begun in line {since})"
    if isinstance(error, yaml.constructor.ConstructorError):
        return Fault(at, what, "put the value in quotes, without a !tag before it")
    # What ends a line wrongly is often noticed in the next one only.
    return _of_signs(text.splitlines(), since or at - 1, at, what) or Fault(at, what, _REMEDY)


def _of_signs(lines: Sequence[str], first: int, last: int, what: str) -> Fault | None:
    for sign, remedy in _SIGNS:
        for line in range(last, max(0, first - 1), -1):
            if line <= len(lines) and sign.search(lines[line - 1]):
                return Fault(line, what, remedy.format(line=line))
    return None


def _line(error: yaml.YAMLError, mark: str) -> int | None:
    found = getattr(error, mark, None)
    return found.line + 1 if found else None
