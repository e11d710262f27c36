"""The teachers of the tagger, as far as they go without torch: weights, tokenizer, windows, mix."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from gold_files import write_set
from teachers.corpus import corpus
from teachers.e5 import E5File
from teachers.labels import abstracts, directions, hinted, labelled, places
from teachers.mix import mixed, write_shares
from teachers.windows import windows

from patnav.data.synthetic import generate
from patnav.errors import InputError
from patnav.gold import GoldDocument, read_gold
from patnav.ingest.annotate.tagger import Passage
from patnav.ingest.annotate.units import Hint
from patnav.ingest.learn.lessons import read_lessons
from patnav.jsonlines import write_objects

PIECES = {"<s>": 0.0, "</s>": 0.0, "": 0.0, "<unk>": 0.0, "▁": -2.0, "水": -3.0, "泵": -3.0}
MORE = {"水泵": -4.0, "▁水": -6.0, "a": -3.0, "。": -1.0, "passage": -5.0, ":": -1.0}


def weights(path: Path) -> Path:
    """A file of the layout of e5-small-q4.bin with few pieces and two tensors."""
    pieces = PIECES | MORE
    encoded = [piece.encode() for piece in pieces]
    bounds = np.cumsum([0, *map(len, encoded)])
    forms = struct.pack("<IBI", ord("Ａ"), 1, ord("a")) + struct.pack("<IBI", ord("　"), 1, 32)
    tensors = [(b"emb.type", 0, 4), (b"emb.word", 1, 32)]
    floats = np.array([1, -2, 3, 0.5], "<f4").tobytes()
    block = np.array([0.5], "<f2").tobytes() + bytes([0x8 | low << 4 for low in range(16)])
    head = b"E5S1" + bytes(4) + struct.pack("<7i", 4, 1, 1, 8, 8, 16, 0)
    head += struct.pack("<fi", 1e-5, 0) + struct.pack("<5i", len(pieces), 0, 1, 2, 3)
    head += struct.pack("<Q", bounds[-1]) + bounds.astype("<u4").tobytes()
    head += np.array(list(pieces.values()), "<f4").tobytes() + b"".join(encoded)
    head += struct.pack("<iI", 2, len(forms)) + forms + struct.pack("<i", 2)
    table = sum(2 + len(name) + 21 for name, *_ in tensors)
    at = len(head) + table
    for (name, kind, count), content in zip(tensors, (floats, block), strict=True):
        head += struct.pack("<H", len(name)) + name
        head += struct.pack("<BIQQ", kind, count, at, len(content))
        at += len(content)
    path.write_bytes(head + floats + block)
    return path


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> E5File:
    return E5File(weights(tmp_path_factory.mktemp("e5") / "tiny.bin"))


def test_the_head_and_the_tensors_are_read(file: E5File) -> None:
    assert (file.sizes.width, file.sizes.inner, file.sizes.places) == (4, 8, 16)
    assert file.specials == (0, 1, 2, 3)
    assert file.floats("emb.type", 4).tolist() == [1, -2, 3, 0.5]
    assert file.count("emb.word") == 32


def test_four_bit_numbers_are_low_halves_first_then_high(file: E5File) -> None:
    matrix = file.quantised("emb.word", 2, 16)
    assert matrix[0].tolist() == [0.0] * 16
    assert matrix[1].tolist() == [(high - 8) / 2 for high in range(16)]


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(64))
    with pytest.raises(InputError, match="no weights"):
        E5File(tmp_path / "other.bin")


def test_the_likeliest_pieces_win(file: E5File) -> None:
    names = list(PIECES | MORE)
    numbers, starts = file.tokens("水泵。")
    assert [names[number] for number in numbers] == ["▁", "水泵", "。"]
    assert starts == [0, 0, 2]


def test_pieces_begin_at_characters_of_the_text_as_it_was(file: E5File) -> None:
    numbers, starts = file.tokens("Ａ　 泵x")
    names = list(PIECES | MORE)
    assert [names[number] for number in numbers] == ["▁", "a", "▁", "泵", "<unk>"]
    assert starts == [0, 0, 1, 3, 4]


def test_windows_hold_every_character_once_and_end_behind_sentences(file: E5File) -> None:
    text = "水泵泵。" * 300
    cut = list(windows(Passage(text, "水泵", "zh", [Hint("effect", 0, 2)]), file))
    assert [one.start for one in cut] == [0, *(one.end for one in cut[:-1])]
    assert cut[-1].end == len(text)
    assert len(cut) > 1
    for one in cut:
        assert text[one.end - 1] == "。"
        assert len(one.of) == one.end - one.start
        assert all(3 <= at < len(one.tokens) - 1 for at in one.of)
    assert cut[0].hints[:3, 0].tolist() == [1, 2, 0]
    assert cut[0].traits["titled"][:4].tolist() == [1, 1, 0, 0]


def test_the_longer_of_two_labels_keeps_its_place() -> None:
    assert places(7, [(0, 2), (1, 5), (5, 6)]).tolist() == [0, 1, 2, 2, 2, 1, 0]


def test_labels_are_places_of_characters(tmp_path: Path) -> None:
    gold = read_gold(write_set(tmp_path))
    pairs = {document.id: (document, labels) for document, labels in abstracts(gold)}
    assert list(pairs) == ["zh1", "en1"]
    document, labels = pairs["zh1"]
    spans = labelled(document, labels)
    assert [document.text[slice(*span)] for span in spans["means"]] == ["叶轮", "磁悬浮轴承"]
    begin, end = spans["effect"][0]
    assert set(directions(document, labels)[begin:end]) == {1}
    assert hinted([Hint("means", 3, 5)]) == {"effect": [], "means": [(3, 5)], "outlook": []}


def test_opinions_are_mixed_by_dimension_and_stay_shares() -> None:
    rng = np.random.default_rng(1)
    encoder, characters = (
        (raw / raw.sum(2, keepdims=True)).reshape(5, 9).astype(np.float32)
        for raw in (rng.random((5, 3, 3)), rng.random((5, 3, 3)))
    )
    whole = np.concatenate([encoder, np.full((5, 4), 0.25, np.float32)], 1)
    made = mixed(whole, characters)
    assert made.shape == (5, 13)
    np.testing.assert_allclose(made[:, :9].reshape(5, 3, 3).sum(2), 1, rtol=1e-5)
    np.testing.assert_allclose(made[:, :3], (encoder[:, :3] + characters[:, :3]) / 2, rtol=1e-5)
    np.testing.assert_allclose(
        made[:, 3:6], 0.65 * encoder[:, 3:6] + 0.35 * characters[:, 3:6], rtol=1e-5
    )
    assert (mixed(whole, None) == whole).all()


def test_patnav_train_reads_what_the_teachers_write(tmp_path: Path) -> None:
    document = GoldDocument({"id": "u1", "text": "水泵效率高。", "title": "水泵", "lang": "zh"})
    write_objects(tmp_path / "x.docs.jsonl", [document.record])
    shares = np.full((6, 13), 0.25, np.float32)
    write_shares(tmp_path / "x.shares.npz", [("u1", shares)])
    first = (tmp_path / "x.shares.npz").read_bytes()
    write_shares(tmp_path / "x.shares.npz", [("u1", shares)])
    assert (tmp_path / "x.shares.npz").read_bytes() == first
    (lesson,) = read_lessons(tmp_path / "x.docs.jsonl")
    assert (lesson.document.id, lesson.shares.shape) == ("u1", (6, 13))


def test_the_corpus_has_each_abstract_of_the_exports_once(tmp_path: Path) -> None:
    generate(tmp_path / "exports", patents=60, seed=3)
    said: list[str] = []
    (tmp_path / "exports" / "zz.bin").write_bytes(b"\0\1\2")
    found = list(corpus([tmp_path / "exports"], [], said.append))
    texts = [document.text for document in found]
    assert len(texts) > 20
    assert len(set(texts)) == len(texts)
    assert all(
        len(text) > 20 and "text" in document.record
        for text, document in zip(texts, found, strict=True)
    )
    assert any("zz.bin" in words for words in said)
    others = list(corpus([tmp_path / "exports"], texts[:5], said.append))
    assert [document.text for document in others] == texts[5:]
