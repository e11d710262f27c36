"""The teachers of the tagger, as far as they go without torch: windows, labels, mix, corpus."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gold_files import write_set
from teachers.corpus import corpus
from teachers.labels import abstracts, directions, hinted, labelled, places
from teachers.mix import CHARACTERS, ENCODER, WORTH, mixed, write_shares
from teachers.numbers import joined as joined_by_number
from teachers.numbers import records_of
from teachers.offsets import joined, row_of
from teachers.pretrained import Specials
from teachers.windows import windows

from patnav.data.synthetic import generate
from patnav.errors import InputError
from patnav.gold import GoldDocument, read_gold
from patnav.ingest.annotate.tagger import Passage
from patnav.ingest.annotate.units import Hint
from patnav.ingest.learn.lessons import read_lessons
from patnav.jsonlines import write_objects


class OnePerCharacter:
    """A tokenizer as the transformer teachers have one: a piece for each character."""

    prefix = "read: "
    specials = Specials(begin=1, end=2, fill=0)

    def tokens(self, text: str) -> tuple[list[int], list[int]]:
        return [ord(one) for one in text], list(range(len(text)))


def test_windows_hold_every_character_once_and_end_behind_sentences() -> None:
    text = "水泵泵。" * 300
    cut = list(windows(Passage(text, "水泵", "zh", [Hint("effect", 0, 2)]), OnePerCharacter()))
    assert [one.starts[0] for one in cut] == [0, *(one.end for one in cut[:-1])]
    assert cut[-1].end == len(text)
    assert len(cut) > 1
    for one in cut:
        assert text[one.end - 1] == "。"
        assert one.starts.tolist() == list(range(one.starts[0], one.end))
        assert one.tokens[one.first : -1] == [ord(text[at]) for at in one.starts]
        assert one.tokens[: one.first] == [1, *map(ord, "read: 水泵"), 2]
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
    other = np.concatenate([characters, np.zeros((5, 4), np.float32)], 1)
    made = mixed({ENCODER: whole, CHARACTERS: other})
    np.testing.assert_allclose(made[:, :9].reshape(5, 3, 3).sum(2), 1, rtol=1e-5)
    for number, dimension in enumerate(("effect", "means", "outlook")):
        head, worth = slice(3 * number, 3 * number + 3), WORTH[dimension]
        wanted = (1 - worth) * whole[:, head] + worth * characters[:, head]
        np.testing.assert_allclose(made[:, head], wanted, rtol=1e-5)
    assert (made[:, 9:] == whole[:, 9:]).all()
    assert (mixed({ENCODER: whole}) == whole).all()


def test_labels_kept_as_offsets_come_back_with_the_texts(tmp_path: Path) -> None:
    gold = read_gold(write_set(tmp_path))
    pairs = list(abstracts(gold))
    rows = [row_of(*pair) for pair in pairs]
    assert not any(
        document.text in str(row) for row, (document, _) in zip(rows, pairs, strict=True)
    )
    texts = [
        GoldDocument({"id": "other", "text": "无标注。"}),
        *(document for document, _ in pairs),
    ]
    found = list(joined(rows, texts, "labels.csv"))
    assert [document.id for document, _ in found] == [document.id for document, _ in pairs]
    for (_, made), (_, labels) in zip(found, pairs, strict=True):
        assert [(one.quote, one.direction) for one in made.effects] == [
            (one.quote, one.direction) for one in labels.effects
        ]
        assert [one.attribute for one in made.effects] == [
            one.attribute if one.attribute in one.quote else "" for one in labels.effects
        ]
        assert (made.means, made.market) == (labels.means, labels.market)
        assert (made.band, made.band_quote) == (labels.band, labels.band_quote)


def test_a_column_that_a_file_of_offsets_lacks_was_not_labelled(tmp_path: Path) -> None:
    (pair, *_) = abstracts(read_gold(write_set(tmp_path)))
    row = {name: row_of(*pair)[name] for name in ("text", "effects")}
    ((_, labels),) = joined([row], [pair[0]], "labels.csv")
    assert labels.labelled == {"effects"}
    assert [one.quote for one in labels.effects] == [one.quote for one in pair[1].effects]


def test_a_row_that_holds_no_offsets_is_refused(tmp_path: Path) -> None:
    (pair, *_) = abstracts(read_gold(write_set(tmp_path)))
    row = row_of(*pair) | {"means": "3:9"}
    with pytest.raises(InputError, match="start-end"):
        list(joined([row], [pair[0]], "labels.csv"))


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


def test_node_labels_kept_as_numbers_come_back_with_their_records(tmp_path: Path) -> None:
    export, samples = tmp_path / "mine.csv", tmp_path / "samples.csv"
    export.write_text(
        "公开号,标题,摘要,IPC分类号,申请人\n"
        "US10000001B2,Pump,A pump saves power.,F04D29/00,ACME INC\n",
        encoding="utf-8",
    )
    samples.write_text(
        "publication_number,text,labels\n"
        'CN1A,"Title: 泵\nKeywords: a; b\nAbstract: 一种泵。","[""F04D29/00""]"\n'
        'CN2A,阀 [SEP] a b [SEP] 一种阀。,"[""F16K1/00"", ""F16K3/00""]"\n,,\n',
        encoding="utf-8",
    )
    rows = [
        {
            "chain": "x",
            "export": name,
            "number": key,
            "primary": node,
            "nodes": node,
            "read": how,
        }
        for name, key, node, how in (
            ("samples.csv", "CN2A", "X-2", ""),
            ("mine.csv", "US10000001B2", "X-1", ""),
            ("samples.csv", "CN1A", "", "title"),
            ("absent.csv", "CN3A", "X-1", ""),
        )
    ]
    made = list(joined_by_number(rows, [*records_of(export), *records_of(samples)]))
    assert [one["title"] for one in made] == ["阀", "Pump", "泵"]
    assert [one["primary"] for one in made] == ["X-2", "X-1", None]
    assert [one["abstract"] for one in made] == ["一种阀。", "A pump saves power.", ""]
    assert [one["ipc"] for one in made] == ["F16K1/00; F16K3/00", "F04D29/00", "F04D29/00"]
    assert [one["applicant"] for one in made] == ["", "ACME INC", ""]
