"""Training of the tagger: slopes, determinism, lessons of teachers, the command."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from patnav.cli import cli
from patnav.errors import InputError
from patnav.gold import EffectLabel, GoldDocument, GoldSet, Labels, read_gold
from patnav.ingest.annotate.models import MODEL
from patnav.ingest.annotate.network import HEADS, Network
from patnav.ingest.annotate.tagger import Passage, Tagger, tagger
from patnav.ingest.annotate.units import units
from patnav.ingest.learn import network
from patnav.ingest.learn.lessons import read_lessons
from patnav.ingest.learn.network import Plan
from patnav.ingest.learn.sureness import calibrated, of_patnav
from patnav.ingest.learn.tagger import TAUGHT, examples, fit, learn

THINGS = ("泵", "阀门", "电机", "滤芯", "支架", "转子", "壳体", "风扇", "管路", "刀具")
GAINS = (
    ("降低了能耗", "down"),
    ("提高了效率", "up"),
    ("结构简单", "enable"),
    ("避免了泄漏", "avoid"),
)


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty made-up abstracts with one effect and one means each."""
    folder = tmp_path_factory.mktemp("gold")
    docs, labels = [], []
    for number, (thing, (gain, way)) in enumerate((a, b) for a in THINGS for b in GAINS):
        text = f"一种{thing}，包括陶瓷{thing}套，{gain}。"
        docs.append({"id": f"d{number}", "text": text, "title": f"一种{thing}", "lang": "zh"})
        effect = {"quote": gain, "attribute": gain[-2:], "direction": way}
        labels.append({"id": f"d{number}", "effects": [effect], "means": [f"陶瓷{thing}套"]})
    for name, rows in (("docs", docs), ("gold", labels)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"made.{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder / "made.gold.jsonl"


@pytest.fixture(scope="module")
def english() -> GoldSet:
    """Thirty made-up English abstracts, in the same form."""
    gains = ("reduces noise", "saves energy", "prevents leakage")
    documents, labels = {}, {}
    for number in range(30):
        gain = gains[number % 3]
        text = f"A pump {'abcdefghij'[number % 10] * 3} with a ceramic sleeve {gain}."
        documents[f"e{number}"] = GoldDocument({"id": f"e{number}", "text": text, "lang": "en"})
        effect = EffectLabel(gain, "", "down")
        labels[f"e{number}"] = Labels(id=f"e{number}", effects=(effect,), means=("ceramic sleeve",))
    return GoldSet("english", documents, labels)


def test_labels_become_begin_inside_and_outside(gold: Path) -> None:
    example = examples(read_gold(gold), "zh")[0]  # 一种泵，包括陶瓷泵套，降低了能耗。
    effect = example.wanted[:, HEADS["effect"]].argmax(1).tolist()
    assert effect == [0] * 11 + [1, 2, 2, 2, 2] + [0]
    assert example.weights[:, 2].tolist() == [0.0] * 17  # the market was not labelled


def test_slopes_are_those_of_finite_differences() -> None:
    parameters = {
        name: value.astype(np.float64) for name, value in network.initial(3, "zh").items()
    }
    rows, traits, mask = network.pack([units("泵降低了能耗。", "", "zh"), units("阀。", "", "zh")])
    rng = np.random.default_rng(4)
    wanted = np.zeros((*mask.shape, 13))
    for head in (slice(0, 3), slice(3, 6), slice(6, 9)):
        wanted[..., head] = rng.dirichlet(np.ones(3), mask.shape)
    weights = np.repeat(mask[..., None], 4, -1)

    def cost() -> float:
        logits, _ = network._forward(parameters, rows, traits, mask, None)
        return network.loss(logits, wanted, weights)[0]

    logits, trace = network._forward(parameters, rows, traits, mask, None)
    slopes, vectors = network._backward(
        parameters, mask, trace, network.loss(logits, wanted, weights)[1]
    )
    summed = np.zeros(48)
    np.add.at(summed, slice(None), vectors[0, 0])
    for name, place, slope in (
        ("weight0", (5, 7), slopes["weight0"][5, 7]),
        ("weight2", (100, 3), slopes["weight2"][100, 3]),
        ("weight5", (300, 9), slopes["weight5"][300, 9]),
        ("weight_out", (20, 4), slopes["weight_out"][20, 4]),
        ("bias1", (11,), slopes["bias1"][11]),
        ("contexts", (int(rows[0, 0, 3]), 6), summed[6]),
    ):
        kept, step = parameters[name][place], 1e-4
        parameters[name][place] = kept + step
        above = cost()
        parameters[name][place] = kept - step
        below = cost()
        parameters[name][place] = kept
        assert slope == pytest.approx((above - below) / (2 * step), rel=2e-2, abs=1e-4), name


def test_the_same_labels_give_the_same_model_and_another_seed_another(gold: Path) -> None:
    sets = [read_gold(gold)]
    one, same = (fit(sets, [], Plan(passes=1, seed=5), lambda _: None) for _ in range(2))
    other = fit(sets, [], Plan(passes=1, seed=6), lambda _: None)
    assert list(one) == ["zh"]
    assert all((one["zh"][name] == same["zh"][name]).all() for name in one["zh"])
    assert any((one["zh"][name] != other["zh"][name]).any() for name in one["zh"])


def test_each_language_that_has_labels_enough_gets_its_network(
    gold: Path, english: GoldSet
) -> None:
    said: list[str] = []
    keys = list(english.documents)[:19]
    few = GoldSet("few", english.documents, {key: english.labels[key] for key in keys})
    assert list(fit([read_gold(gold), few], [], Plan(passes=1), said.append)) == ["zh"]
    assert said[0] == "en: 19 labelled abstracts, too few (20): not learned"
    assert list(fit([read_gold(gold), english], [], Plan(passes=1), str)) == ["zh", "en"]
    assert list(fit([english], [], Plan(passes=1), str)) == ["en"]


def test_english_is_learned_and_a_word_seen_twice_says_nothing(english: GoldSet) -> None:
    text = "A pump kkk with a ceramic sleeve saves energy."
    document = GoldDocument({"id": "n", "text": text * 2, "lang": "en"})
    more = GoldSet("more", {"n": document}, {"n": Labels(id="n")})
    arrays = fit([english, more], [], Plan(passes=60), str)["en"]
    found = Tagger({"en": Network(arrays)}).tag([Passage(text, "", "en")])[0]
    assert [text[tag.start : tag.end] for tag in found] == ["saves energy", "ceramic sleeve"]
    seldom, often = (units(word, "", "en").rows[0, 0] for word in ("kkk", "aaa"))
    assert not arrays["contexts"][seldom].any()
    assert arrays["contexts"][often].any()


def test_patnav_train_learns_what_it_is_shown(gold: Path, tmp_path: Path) -> None:
    models, docs = tmp_path / "models", tmp_path / "new.jsonl"
    given = ["train", str(gold), "-o", str(models), "--passes", "40"]
    trained = CliRunner().invoke(cli, given)
    assert trained.exit_code == 0, trained.output
    text = "一种夹具，包括陶瓷夹具套，提高了效率。"
    docs.write_text(json.dumps({"id": "n", "text": text}, ensure_ascii=False), encoding="utf-8")
    asked = ["annotate", str(docs), "--model", str(models), "-o", str(tmp_path / "out.jsonl")]
    assert CliRunner().invoke(cli, asked).exit_code == 0
    answer = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert [(one["quote"], one["direction"]) for one in answer["effects"]] == [("提高了效率", "up")]


def test_the_fifth_that_judges_teaches_nothing(gold: Path) -> None:
    whole, plan = read_gold(gold), Plan(passes=1)
    made = learn([], [], plan, str, [whole])
    taught = fit([whole.only(TAUGHT)], [], plan, str)
    assert {name: array.tobytes() for name, array in made.networks["zh"].items()} == {
        name: array.tobytes() for name, array in taught["zh"].items()
    }
    everything = fit([whole], [], plan, str)["zh"]
    assert any((everything[name] != array).any() for name, array in taught["zh"].items())


def test_what_was_not_judged_says_nothing_of_how_sure_a_tagger_is(tmp_path: Path) -> None:
    """A reviewer judged the first effect of each text; the second may be one, the market none."""
    rows = {"docs": [], "optional": [], "unsaid": []}
    for number in range(40):
        text = f"一种{THINGS[number % 10]}{number}，降低了能耗，提高了效率，具有广阔的市场前景。"
        effect = {"quote": "降低了能耗", "attribute": "能耗", "direction": "down"}
        rows["docs"].append({"id": f"d{number}", "text": text, "lang": "zh"})
        rows["unsaid"].append({"id": f"d{number}", "effects": [effect]})
        rows["optional"].append(rows["unsaid"][-1] | {"effects_optional": ["提高了效率"]})
    made = {}
    for name in ("optional", "unsaid"):
        for kind, lines in (("docs", rows["docs"]), ("gold", rows[name])):
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in lines)
            (tmp_path / f"{name}.{kind}.jsonl").write_text(text, encoding="utf-8")
        made[name] = calibrated(tagger(MODEL), [read_gold(tmp_path / name)]).tables
    sure = {name: float(tables["effect"].apply(3.0)) for name, tables in made.items()}
    assert sure["optional"] > 0.9
    assert sure["unsaid"] < 0.6
    assert "outlook" not in made["optional"]
    refined = calibrated(tagger(MODEL), [read_gold(tmp_path / "optional")], of_patnav()).tables
    assert refined["effect"].scores == of_patnav().tables["effect"].scores
    for tables in (refined, made["optional"]):  # nobody answered in English
        assert tables["effect.en"] == of_patnav().tables["effect.en"]


def test_learning_goes_on_from_a_model_where_it_stood(gold: Path) -> None:
    read = [units("一种泵，包括陶瓷泵套，降低了能耗。", "一种泵", "zh")]
    arrays = fit([read_gold(gold)], [], Plan(passes=8), str)["zh"]
    (before,) = Network(arrays).scores(read)
    (after,) = network.scores(network.continued(arrays), read)
    np.testing.assert_allclose(after, before * Network(arrays).unit, atol=0.1)
    said: list[str] = []
    fit([read_gold(gold)], [], Plan(passes=1, start={"zh": arrays}), said.append)
    fit([read_gold(gold)], [], Plan(passes=1), said.append)
    later, first = (float(words.split()[-1]) for words in said if words.startswith("pass"))
    assert later < first


def test_nothing_to_learn_from_is_said(tmp_path: Path) -> None:
    for name in ("docs", "gold"):
        (tmp_path / f"none.{name}.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="no language has 20 labelled abstracts"):
        fit([read_gold(tmp_path / "none")], [], Plan(passes=1), lambda _: None)


def test_lessons_are_shares_per_character(tmp_path: Path) -> None:
    docs = tmp_path / "more.docs.jsonl"
    docs.write_text('{"id": "a", "text": "泵降低了能耗。"}\n{"id": "b", "text": "阀。"}\n', "utf-8")
    shares = np.full((7, 13), 0.25, np.float16)
    np.savez(tmp_path / "more.shares.npz", a=shares)
    lessons = read_lessons(docs)
    assert [one.document.id for one in lessons] == ["a"]
    example = lessons[0].example()
    assert np.allclose(example.wanted[:, HEADS["effect"]].sum(1), 1)
    assert (example.wanted[:, HEADS["means"].start] < 1 / 3).all()  # leans towards finding means
    np.savez(tmp_path / "more.shares.npz", a=shares[:3])
    with pytest.raises(InputError, match="shares of shape"):
        read_lessons(docs)
    (tmp_path / "more.shares.npz").unlink()
    with pytest.raises(InputError, match="no shares of a teacher"):
        read_lessons(docs)
