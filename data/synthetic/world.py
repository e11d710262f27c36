"""The invented world: regions, organisations, people, nodes, and what is planted where.

It is read from the YAML files of this folder and is the same for every seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import exp
from typing import Any, NamedTuple

from patnav.data import load_yaml, resource
from patnav.data.synthetic.dice import ladder

__all__ = [
    "Cell",
    "Effect",
    "Node",
    "Organisation",
    "Pair",
    "Plant",
    "Region",
    "WhiteSpot",
    "World",
    "load_world",
]

PEOPLE = 14  # inventors of an organisation
USUAL_UTILITY = {"device": 0.38, "material": 0.08, "control": 0.15}


class Pair(NamedTuple):
    """The same in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect that a text may claim; each phrase is a planted quote."""

    id: str
    effect_class: str
    attribute: Pair
    direction: str
    zh: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """What the patents of a chain node are about."""

    id: str
    weight: float
    growth: float
    age: float
    kind: str
    ipc: tuple[str, ...]
    products: tuple[Pair, ...]
    means: tuple[Pair, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A fictional owner; `spellings` are what files write, the first is the proper one."""

    spellings: tuple[str, ...]
    standard: str
    name_en: str
    address: str
    university: bool
    people: tuple[Pair, ...]

    @property
    def name(self) -> str:
        """The proper Chinese name."""
        return self.spellings[0]


@dataclass(frozen=True, slots=True)
class Region:
    """A province or a foreign country with its owners; firms first, then universities."""

    code: str
    share: float
    country: str
    firms: tuple[Organisation, ...]
    universities: tuple[Organisation, ...]

    @property
    def foreign(self) -> bool:
        """Whether it is a country other than China."""
        return not self.code.isdigit()


@dataclass(frozen=True, slots=True)
class Plant:
    """What is planted in a cell; the defaults are a neutral one."""

    times: float = 1.0
    utility: float | None = None
    cited: float = 1.0
    single: float | None = None
    growth: float | None = None
    node_class: str = ""


class WhiteSpot(NamedTuple):
    """A means and an effect class of a node that never meet in one patent."""

    node: str
    means: str
    effect: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A region in a node, with ladders to draw its owner and its year from."""

    region: Region
    node: Node
    plant: Plant
    weight: float
    utility: float
    order: tuple[int, ...]
    owners: tuple[float, ...]
    years: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Everything that is fixed before the first patent is drawn."""

    chain: str
    home: str
    benchmarks: tuple[str, ...]
    cutoff: date
    first_year: int
    last_year: int
    usual_cited: float
    white_spot: WhiteSpot
    nodes: Mapping[str, Node]
    regions: Mapping[str, Region]
    cells: tuple[Cell, ...]
    rungs: tuple[float, ...]


def _yaml(name: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = load_yaml(resource(f"synthetic/{name}.yaml"))
    return loaded


def _pairs(lines: Sequence[str]) -> tuple[Pair, ...]:
    return tuple(Pair(*line.split(" | ")) for line in lines)


def _effect(name: str, spec: Mapping[str, Any]) -> Effect:
    return Effect(
        id=name,
        effect_class=spec["class"],
        attribute=Pair(*spec["attribute"]),
        direction=spec["direction"],
        zh=tuple(spec["zh"]),
        en=tuple(spec["en"]),
    )


def _node(name: str, spec: Mapping[str, Any], effects: Mapping[str, Effect]) -> Node:
    return Node(
        id=name,
        weight=spec["weight"],
        growth=spec["growth"],
        age=spec["age"],
        kind=spec["kind"],
        ipc=tuple(spec["ipc"]),
        products=_pairs(spec["products"]),
        means=_pairs(spec["means"]),
        effects=tuple(effects[effect] for effect in spec["effects"]),
    )


def _region(number: int, code: str, spec: Mapping[str, Any], names: Mapping[str, Any]) -> Region:
    make = _foreign_firm if "country" in spec else _firm
    firms = tuple(make(number, k, spec, names) for k in range(6 + int(spec["share"])))
    academic = () if "country" in spec else tuple(_academics(number, spec, names))
    return Region(code, spec["share"], spec.get("country", "中国"), firms, academic)


def _firm(number: int, k: int, spec: Mapping[str, Any], names: Mapping[str, Any]) -> Organisation:
    city = spec["cities"][k % len(spec["cities"])]
    town, star = city.removesuffix("市"), names["stars"][(k + number) % len(names["stars"])]
    sector = names["sectors"][k % len(names["sectors"])]
    spellings: tuple[str, ...] = (f"{town}示例{star}{sector}有限公司",)
    if k % 4 == 1:  # brackets in both widths, as files mix them
        spellings = (f"示例{star}{sector}({town})有限公司", f"示例{star}{sector}（{town}）有限公司")
    return Organisation(
        spellings=spellings,
        standard=f"{town}示例{star}",
        name_en="",
        address=_address(spec["place"], city, k),
        university=False,
        people=tuple(_person(number * 31 + k, p, names) for p in range(PEOPLE)),
    )


def _address(place: str, city: str, k: int) -> str:
    return f"{place}{'' if city == place else city}示例产业园合成路{k + 1}号"


def _academics(
    number: int, spec: Mapping[str, Any], names: Mapping[str, Any]
) -> Iterator[Organisation]:
    city = spec["cities"][-1]
    town = city.removesuffix("市")
    for k, suffix in enumerate((*names["universities"], names["institute"])):
        yield Organisation(
            spellings=(f"{town}示例{suffix}",),
            standard=f"{town}示例{suffix}",
            name_en="",
            address=_address(spec["place"], city, 100 + k),
            university=True,
            people=tuple(_person(number * 31 + 24 + k, p, names) for p in range(PEOPLE)),
        )


def _person(owner: int, p: int, names: Mapping[str, Any]) -> Pair:
    surname = names["surnames"][(owner * 7 + p * 3) % len(names["surnames"])]
    mark = names["marks"][(owner + p) % len(names["marks"])]
    given = names["given"][(owner * 11 + p * 13) % len(names["given"])]
    return Pair(surname + mark + given, "")


def _foreign_firm(
    number: int, k: int, spec: Mapping[str, Any], names: Mapping[str, Any]
) -> Organisation:
    which = k % len(spec["cities"])
    star, sector = (k * 3 + number) % len(names["stars"]), k % len(names["sectors"])
    chinese = f"{names['stars'][star]}{names['sectors'][sector]}"
    english = f"{names['stars_en'][star]} {names['sectors_en'][sector]}"
    legal_zh, legal_en = spec["legal"]
    name = f"{spec['cities'][which]}示例{chinese}{legal_zh}"
    return Organisation(
        spellings=(name,),
        standard=name.removesuffix(legal_zh),
        name_en=f"{spec['cities_en'][which]} Sample {english} {legal_en}".upper(),
        address=f"{spec['place']}{spec['cities'][which]}示例町{k + 1}",
        university=False,
        people=tuple(_foreigner(k, p, spec) for p in range(PEOPLE)),
    )


def _foreigner(k: int, p: int, spec: Mapping[str, Any]) -> Pair:
    surname = spec["surnames"][(k + p) % len(spec["surnames"])]
    given = spec["given"][(p // 2 + k) % len(spec["given"])]
    middle = "ABCDEFGHJKLMNP"[p]
    return Pair(f"{given}·{middle}·{surname}", f"{surname} {given} {middle}".upper())


def _cell(region: Region, node: Node, place: int, plant: Plant, years: range) -> Cell:
    firms = len(region.firms)
    order = tuple((place * 5 + rank) % firms for rank in range(firms))
    growth = node.growth if plant.growth is None else plant.growth
    return Cell(
        region=region,
        node=node,
        plant=plant,
        weight=region.share * node.weight * plant.times,
        utility=USUAL_UTILITY[node.kind] if plant.utility is None else plant.utility,
        order=order,
        owners=ladder(_owner_weights(order, plant.single)),
        years=ladder([exp(growth * (year - years.start)) for year in years]),
    )


def _owner_weights(order: Sequence[int], single: float | None) -> list[float]:
    """Weights of the firms of a region in a node: by rank there; the first firms are large."""
    weights = [(1 + 2 / (firm + 1)) / (rank + 1.5) for rank, firm in enumerate(order)]
    if single is not None:
        weights[0] = sum(weights[1:]) * single / (1 - single)
    return weights


@cache
def load_world() -> World:
    """Read the world from its data files."""
    spec = _yaml("world")
    effects = {name: _effect(name, value) for name, value in _yaml("effects").items()}
    nodes = {name: _node(name, value, effects) for name, value in _yaml("nodes").items()}
    regions = {
        code: _region(number, code, value, spec["names"])
        for number, (code, value) in enumerate(spec["regions"].items())
    }
    cells = tuple(_cells(spec, regions, nodes))
    return World(
        chain=spec["chain"],
        home=spec["home"],
        benchmarks=tuple(spec["benchmarks"]),
        cutoff=spec["cutoff"],
        first_year=spec["first_year"],
        last_year=spec["last_year"],
        usual_cited=spec["usual_cited"],
        white_spot=WhiteSpot(**spec["white_spot"]),
        nodes=nodes,
        regions=regions,
        cells=cells,
        rungs=ladder([cell.weight for cell in cells]),
    )


def _cells(
    spec: Mapping[str, Any], regions: Mapping[str, Region], nodes: Mapping[str, Node]
) -> Iterator[Cell]:
    years = range(spec["first_year"], spec["last_year"] + 1)
    for code, region in regions.items():
        planted = spec["planted"].get(code, {})
        for place, (name, node) in enumerate(nodes.items()):
            yield _cell(region, node, place, _plant(planted.get(name, {})), years)


def _plant(spec: Mapping[str, Any]) -> Plant:
    values = dict(spec)
    return Plant(node_class=values.pop("class", ""), **values)
