"""What is planted in synthetic exports, as values and as files.

`synthetic_truth.json` holds a `Truth`; `synthetic_truth.jsonl` one `PatentTruth` per line.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from patnav.data.synthetic.exports import patent_key
from patnav.data.synthetic.patent import SyntheticPatent
from patnav.data.synthetic.world import Effect, WhiteSpot, World

__all__ = [
    "BrokenRow",
    "EffectTruth",
    "ExportFile",
    "PatentTruth",
    "PlantedCell",
    "Tally",
    "Truth",
    "load_truth",
    "read_patents",
]

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
TRUTH, PATENTS = "synthetic_truth.json", "synthetic_truth.jsonl"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file written: `rows` data rows, of which `rejections` are broken on purpose.

    `region` is what a project must declare for the file, because its rows do not say it.
    """

    name: str
    vendor: str
    region: str
    rows: int
    rejections: int


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row broken on purpose: `row` as a spreadsheet counts; one of `fields` is to blame."""

    file: str
    row: int
    fields: tuple[str, ...]
    kind: str  # scientific, nameless or date


@dataclass(frozen=True, slots=True)
class PlantedCell:
    """A region in a node with the class planted there and what was really written.

    `families` counts all kinds, `inventions` those that are no utility models.
    """

    region: str
    node: str
    node_class: str
    times: float
    families: int
    inventions: int


class EffectTruth(NamedTuple):
    """An effect of a patent with its quotes; a quote is empty when that language is not written."""

    id: str
    effect_class: str
    attribute: str
    direction: str
    quote_zh: str
    quote_en: str


class PatentTruth(NamedTuple):
    """What one family says and is. `patents` are the keys of its rights, the home office first."""

    patents: tuple[str, ...]
    node: str
    region: str
    year: int
    utility: bool
    owners: tuple[str, ...]
    inventors: tuple[str, ...]
    product: str
    means: tuple[str, ...]
    claimed: tuple[str, ...]
    effects: tuple[EffectTruth, ...]
    maturity: str
    maturity_quote: str
    prospect_quote: str
    cited: int


@dataclass(frozen=True, slots=True)
class Truth:
    """The planted truth of a folder of synthetic exports.

    `rejections` are rows that cannot be read, `damages` rows that can but for one value; both are
    broken copies of a good row. `documents` counts the rows that can be read.
    `cells` are the planted cells with a class; `firms` the owners of each node by families, most
    first, and `inventors` the same for people; `growth` is the yearly growth of filings in log
    points; `strong_pairs` holds (node, means, effect class) that meet more often than chance.
    """

    patents: int
    seed: int
    chain: str
    home: str
    benchmarks: tuple[str, ...]
    cutoff: str
    rights: int
    documents: int
    joined_families: int
    files: tuple[ExportFile, ...]
    rejections: tuple[BrokenRow, ...]
    damages: tuple[BrokenRow, ...]
    cells: tuple[PlantedCell, ...]
    firms: dict[str, tuple[tuple[str, int], ...]]
    inventors: dict[str, tuple[tuple[str, int], ...]]
    growth: dict[str, float]
    bands: dict[str, dict[str, int]]
    white_spot: WhiteSpot
    strong_pairs: tuple[tuple[str, str, str], ...]
    notice: str = "合成数据：机构、人员、产品均为虚构 / synthetic data, all names invented"


class Tally:
    """Counts while patents stream by; its size depends on the world, never on their number."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rights = self.joined = self.patents = 0
        self.families: Counter[tuple[str, str]] = Counter()
        self.inventions: Counter[tuple[str, str]] = Counter()
        self.firms: dict[str, Counter[str]] = {node: Counter() for node in world.nodes}
        self.people: dict[str, Counter[str]] = {node: Counter() for node in world.nodes}
        self.bands: dict[str, Counter[str]] = {}

    def add(self, patent: SyntheticPatent) -> None:
        """Count one family."""
        node, cell = patent.idea.node.id, (patent.cell.region.code, patent.idea.node.id)
        self.patents += 1
        self.rights += len(patent.rights)
        self.joined += len(patent.rights) > 1
        self.families[cell] += 1
        self.inventions[cell] += not patent.idea.utility
        for owner, _ in patent.owners:
            self.firms[node][owner.name] += 1
            for person, _ in patent.inventors:
                self.people[node][f"{person}@{patent.owners[0][0].name}"] += 1
        year = str(patent.rights[0].filed.year)
        self.bands.setdefault(year, Counter())[patent.idea.band] += 1

    def cells(self) -> tuple[PlantedCell, ...]:
        """Planted cells with what was counted in them."""
        return tuple(
            PlantedCell(
                region=cell.region.code,
                node=cell.node.id,
                node_class=cell.plant.node_class,
                times=cell.plant.times,
                families=self.families[cell.region.code, cell.node.id],
                inventions=self.inventions[cell.region.code, cell.node.id],
            )
            for cell in self.world.cells
            if cell.plant.node_class
        )


def ranked(counts: Counter[str], top: int = 20) -> tuple[tuple[str, int], ...]:
    """Names by count, most first, equal counts by name."""
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:top])


def strong_pairs(world: World) -> tuple[tuple[str, str, str], ...]:
    """Pairs of means and effect class that are planted to meet more often than chance."""
    return tuple(
        (node.id, means.zh, node.effects[k % len(node.effects)].effect_class)
        for node in world.nodes.values()
        for k, means in enumerate(node.means)
        if (node.id, means.zh) != (world.white_spot.node, world.white_spot.means)
    )


def patent_truth(patent: SyntheticPatent) -> PatentTruth:
    """What is true of one patent."""
    idea, text = patent.idea, patent.chinese or patent.english
    assert text is not None
    return PatentTruth(
        patents=tuple(patent_key(patent, right) for right in patent.rights),
        node=idea.node.id,
        region=patent.cell.region.code,
        year=patent.rights[0].filed.year,
        utility=idea.utility,
        owners=tuple(owner.name for owner, _ in patent.owners),
        inventors=tuple(name for name, _ in patent.inventors),
        product=idea.product.zh,
        means=tuple(means.zh for means in idea.means[: idea.shown]),
        claimed=tuple(means.zh for means in idea.means) if patent.chinese else (),
        effects=tuple(_effect(patent, k, effect) for k, effect in enumerate(idea.effects)),
        maturity=idea.band,
        maturity_quote=text.maturity,
        prospect_quote=text.prospect,
        cited=patent.cited,
    )


def _effect(patent: SyntheticPatent, k: int, effect: Effect) -> EffectTruth:
    return EffectTruth(
        id=effect.id,
        effect_class=effect.effect_class,
        attribute=effect.attribute.zh,
        direction=effect.direction,
        quote_zh=patent.chinese.effects[k] if patent.chinese else "",
        quote_en=patent.english.effects[k] if patent.english else "",
    )


def patent_line(patent: SyntheticPatent) -> str:
    """One line of the patents file."""
    truth = patent_truth(patent)
    values = truth._asdict() | {"effects": [effect._asdict() for effect in truth.effects]}
    return _ENCODE(values) + "\n"


def save_truth(truth: Truth, folder: Path) -> None:
    """Write a truth file."""
    text = json.dumps(asdict(truth), ensure_ascii=False, indent=1)
    (folder / TRUTH).write_text(text + "\n", encoding="utf-8")


def load_truth(folder: Path) -> Truth:
    """Read the truth of a folder back, equal to what `generate` returned."""
    values: dict[str, Any] = json.loads((folder / TRUTH).read_text(encoding="utf-8"))
    values["files"] = tuple(ExportFile(**item) for item in values["files"])
    values["cells"] = tuple(PlantedCell(**item) for item in values["cells"])
    for name in ("rejections", "damages"):
        values[name] = tuple(
            BrokenRow(**item | {"fields": tuple(item["fields"])}) for item in values[name]
        )
    for name in ("firms", "inventors"):
        values[name] = {node: _tuples(items) for node, items in values[name].items()}
    values["benchmarks"] = tuple(values["benchmarks"])
    values["white_spot"] = WhiteSpot(*values["white_spot"])
    values["strong_pairs"] = _tuples(values["strong_pairs"])
    return Truth(**values)


def _tuples(items: list[list[Any]]) -> tuple[Any, ...]:
    return tuple(map(tuple, items))


def read_patents(folder: Path) -> Iterator[PatentTruth]:
    """Yield what is true of each patent of a folder, in the order they were drawn."""
    with (folder / PATENTS).open(encoding="utf-8") as lines:
        for line in lines:
            values = json.loads(line)
            values["effects"] = tuple(EffectTruth(**effect) for effect in values["effects"])
            for name in ("patents", "owners", "inventors", "means", "claimed"):
                values[name] = tuple(values[name])
            yield PatentTruth(**values)
