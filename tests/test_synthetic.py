"""The synthetic chain says what its truth says, and says it the same way every time."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from patnav.chain import load_chain
from patnav.data.synthetic import Truth, draw_patents, generate, load_truth, read_patents
from patnav.data.synthetic.exports import INCOPAT, check_digit
from patnav.data.synthetic.world import load_world
from patnav.project import file_hash

PUBLISHED = "synthetic_incopat_published.csv"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("synthetic")


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    return generate(folder)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_truth_file_gives_back_what_generate_returned(folder: Path, truth: Truth) -> None:
    assert load_truth(folder) == truth
    assert sum(1 for _ in read_patents(folder)) == truth.patents == 4000


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_same_seed_writes_the_same_bytes(
    folder: Path, truth: Truth, tmp_path: Path, hash_seed: str
) -> None:
    code = f"""if True:
        from pathlib import Path
        from patnav.data.synthetic import generate
        generate(Path({str(tmp_path)!r}))
    """
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    names = sorted(path.name for path in folder.iterdir())
    assert [file.name for file in truth.files if file.name not in names] == []
    assert [name for name in names if file_hash(folder / name) != file_hash(tmp_path / name)] == []


def test_a_longer_run_begins_with_a_shorter_one() -> None:
    assert list(draw_patents(300)) == list(islice(draw_patents(900), 300))
    assert list(draw_patents(300, seed=2)) != list(draw_patents(300))


def test_every_file_is_named_synthetic_and_holds_the_rows_the_truth_counts(
    folder: Path, truth: Truth
) -> None:
    assert {path.name.partition("_")[0] for path in folder.iterdir()} == {"synthetic"}
    for file in truth.files:
        path = folder / file.name
        if path.suffix == ".csv":
            assert len(rows(path)) == file.rows
        else:
            sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
            assert len(sheet.to_python()) == file.rows + 1


def test_every_organisation_name_carries_the_mark(folder: Path, truth: Truth) -> None:
    chinese = {name for row in rows(folder / PUBLISHED) for name in row["申请人"].split("; ")}
    english = {
        row["Applicants"]
        for file in truth.files
        if file.vendor == "lens"
        for row in rows(folder / file.name)
    }
    assert chinese
    assert english
    assert [name for name in chinese if "示例" not in name] == []
    assert [name for name in english if " SAMPLE " not in name] == []


def test_quotes_and_means_stand_verbatim_in_the_abstracts(folder: Path, truth: Truth) -> None:
    texts = {row["申请号"].partition(".")[0]: row for row in rows(folder / PUBLISHED)}
    english = [
        (row["Application Number"].removesuffix(" A").replace(" ", ""), row["Abstract"])
        for file in truth.files
        if file.vendor == "lens"
        for row in rows(folder / file.name)
    ]
    foreign, seen = dict(english), 0
    for patent in read_patents(folder):
        row = texts.get(patent.patents[-1])
        if row is not None:
            quotes = [effect.quote_zh for effect in patent.effects]
            parts = [*quotes, *patent.means, patent.maturity_quote, patent.prospect_quote]
            assert [part for part in parts if part not in row["摘要 (中文)"]] == []
            assert [means for means in patent.claimed if means not in row["首项权利要求"]] == []
            assert patent.product in row["首项权利要求"]
        if patent.patents[0] in foreign:
            text = foreign[patent.patents[0]]
            assert [e.quote_en for e in patent.effects if e.quote_en not in text] == []
            seen += 1
    assert seen > 300


def test_application_numbers_have_a_valid_check_digit(folder: Path) -> None:
    assert check_digit("202010302257") == "8"  # the example of FORMATS: CN202010302257.8
    good = [row["申请号"] for row in rows(folder / PUBLISHED) if row["申请号"].startswith("CN")]
    assert len(good) > 3000
    assert [number for number in good if check_digit(number[2:14]) != number[15:]] == []


def test_classes_are_those_of_the_chain_and_regions_have_codes() -> None:
    world = load_world()
    chain = load_chain(world.chain)
    assert set(world.nodes) == set(chain.by_id)
    strange = [
        (node.id, symbol)
        for node in world.nodes.values()
        for symbol in node.ipc
        if symbol not in chain.by_id[node.id].ipc
    ]
    assert strange == []
    assert world.home in world.regions
    assert set(world.benchmarks) < set(world.regions)


def test_broken_rows_stand_where_the_truth_says(folder: Path, truth: Truth) -> None:
    table = rows(folder / PUBLISHED)
    assert Counter(row.kind for row in truth.rejections) == {"scientific": 2, "nameless": 1}
    assert [row.kind for row in truth.damages] == ["date", "date"]
    starts = {"scientific": "2.01910E+11", "nameless": "", "date": "2019-02-30"}
    for broken in truth.rejections + truth.damages:
        row = table[broken.row - 2]  # row 1 is the header
        assert {row[name] for name in broken.fields} == {starts[broken.kind]}


def test_planted_cells_differ_from_neutral_ones_as_planned(truth: Truth, folder: Path) -> None:
    inventions: Counter[tuple[str, str]] = Counter()
    for patent in read_patents(folder):
        inventions[patent.region, patent.node] += not patent.utility
    by_node, by_region, total = Counter[str](), Counter[str](), inventions.total()
    for (region, node), x in inventions.items():
        by_node[node] += x
        by_region[region] += x
    for cell in truth.cells:
        x = inventions[cell.region, cell.node]
        expected = by_node[cell.node] * by_region[cell.region] / total
        assert x == cell.inventions
        match cell.node_class:
            case "strong":
                assert x / expected > 1.5
            case "weak":
                assert x / expected < 0.5
            case "absent":
                assert (x, expected >= 5) == (0, True)
            case "insufficient":
                assert by_node[cell.node] < 20
            case "hollow":
                assert cell.families > 1.5 * expected


def test_the_white_spot_never_meets_although_both_are_frequent(folder: Path, truth: Truth) -> None:
    node, means, effect = truth.white_spot
    held = [patent for patent in read_patents(folder) if patent.node == node]
    with_means = [p for p in held if means in p.means + p.claimed]
    with_effect = [p for p in held if any(e.effect_class == effect for e in p.effects)]
    assert len(with_means) * len(with_effect) / len(held) >= 5
    assert [p for p in with_means if p in with_effect] == []


def test_maturity_moves_from_the_laboratory_to_production(folder: Path) -> None:
    years: dict[str, list[int]] = {}
    for patent in read_patents(folder):
        years.setdefault(patent.maturity, []).append(patent.year)
    mean = {band: sum(values) / len(values) for band, values in years.items()}
    assert mean["low"] < mean["mid"] - 1 < mean["high"] - 2


def test_nothing_is_published_after_the_cutoff(folder: Path, truth: Truth) -> None:
    dates = [row["公开（公告）日"] for row in rows(folder / PUBLISHED)]
    assert max(dates) <= truth.cutoff
    assert set(INCOPAT) == set(rows(folder / PUBLISHED)[0])
