"""One synthetic application with its dates, owners, texts and facts."""

from __future__ import annotations

from datetime import date
from math import log
from typing import NamedTuple

from patnav.data.synthetic.dice import Dice, ladder
from patnav.data.synthetic.prose import Idea, Prose, conceive, write_chinese, write_english
from patnav.data.synthetic.world import Cell, Organisation, World

__all__ = ["Right", "SyntheticPatent", "draw"]

_UNIVERSITY = 0.15  # share of Chinese filings that a university or institute files
_JOINT = 0.10  # share with a second applicant
_MEMBER = 0.3  # share of foreign families with a Chinese member
_GRANTED = 0.6  # share of inventions that are granted in the end
_LEAD = 0.6  # how often the specialist of an owner for a node is the first inventor
_CREW = ladder([1 / (k + 2) for k in range(14)])
_YEAR = 365


class Right(NamedTuple):
    """One legal right: an application at one office, with what became of it by the cut-off."""

    office: str
    filed: date
    published: date
    granted: date | None
    state: str  # pending in_force lapsed


class SyntheticPatent(NamedTuple):
    """A family of one or two rights; `serial`, the index it was drawn by, makes all its numbers."""

    serial: int
    cell: Cell
    idea: Idea
    owners: tuple[tuple[Organisation, str], ...]  # with the spelling used here
    inventors: tuple[tuple[str, str], ...]  # Chinese and English form
    rights: tuple[Right, ...]
    chinese: Prose | None
    english: Prose | None
    cited: int
    claims: int
    transfers: int
    licences: int


def draw(world: World, dice: Dice, index: int) -> SyntheticPatent | None:
    """Draw the application `index`; None when nothing of it is published by the cut-off."""
    dice.turn(index)
    cell = world.cells[dice.step(world.rungs)]
    utility = dice.chance(cell.utility) and not cell.region.foreign
    year = world.first_year + dice.step(cell.years)
    filed = date.fromordinal(date(year, 1, 1).toordinal() + dice.below(_YEAR))
    rights = tuple(_rights(world, cell, filed, utility, dice))
    if not rights:
        return None
    stage = (year - world.first_year) / (world.last_year - world.first_year)
    idea = conceive(cell, world.white_spot, stage, utility, dice)
    owners = _owners(cell, dice)
    high = idea.band == "high"
    lasting = high and not utility
    return SyntheticPatent(
        serial=index,
        cell=cell,
        idea=idea,
        owners=owners,
        inventors=_inventors(cell, owners[0][0], dice),
        rights=tuple(_in_use(right) for right in rights) if lasting else rights,
        chinese=write_chinese(idea, dice) if rights[-1].office == "CN" else None,
        english=write_english(idea, dice) if cell.region.foreign else None,
        cited=_cited(world, cell, rights[0].published, dice),
        claims=dice.between(4, 12),
        transfers=int(high and dice.chance(0.6)),
        licences=int(high) and 1,
    )


def _rights(world: World, cell: Cell, filed: date, utility: bool, dice: Dice) -> list[Right]:
    if not cell.region.foreign:
        return _published(world, [_right(world, "CN", filed, utility, dice)])
    home = _right(world, cell.region.code, filed, False, dice)
    if not dice.chance(_MEMBER):
        return _published(world, [home])
    later = date.fromordinal(filed.toordinal() + dice.between(330, 364))
    return _published(world, [home, _right(world, "CN", later, False, dice)])


def _published(world: World, rights: list[Right]) -> list[Right]:
    return [right for right in rights if right.published <= world.cutoff]


def _right(world: World, office: str, filed: date, utility: bool, dice: Dice) -> Right:
    day = filed.toordinal()
    if utility:
        granted = date.fromordinal(day + dice.between(150, 300))
        return Right(office, filed, granted, granted, _state(world, filed, granted, 10, dice))
    published = date.fromordinal(day + dice.between(300, 548))
    grant = date.fromordinal(day + dice.between(700, 1400))
    granted_by_now = grant if dice.chance(_GRANTED) and grant <= world.cutoff else None
    return Right(
        office, filed, published, granted_by_now, _state(world, filed, granted_by_now, 20, dice)
    )


def _state(world: World, filed: date, granted: date | None, term: int, dice: Dice) -> str:
    age = (world.cutoff - filed).days / _YEAR
    if granted is None:
        return "pending" if age < 4.5 else "lapsed"
    if age >= term or dice.chance(0.03 * age):
        return "lapsed"
    return "in_force"


def _in_use(right: Right) -> Right:
    return right._replace(state="in_force") if right.granted and right.state == "lapsed" else right


def _owners(cell: Cell, dice: Dice) -> tuple[tuple[Organisation, str], ...]:
    region = cell.region
    first = region.firms[cell.order[dice.step(cell.owners)]]
    if region.universities and cell.plant.single is None and dice.chance(_UNIVERSITY):
        first = dice.pick(region.universities)
    owners = [(first, dice.pick(first.spellings))]
    if dice.chance(_JOINT) and region.universities:
        second = dice.pick(region.firms if first.university else region.universities)
        owners.append((second, dice.pick(second.spellings)))
    return tuple(owners)


def _inventors(cell: Cell, owner: Organisation, dice: Dice) -> tuple[tuple[str, str], ...]:
    people = owner.people
    crew = dice.several(_CREW, dice.between(1, 4))
    if dice.chance(_LEAD):
        lead = sum(map(ord, cell.node.id)) % len(people)
        crew = [lead, *(position for position in crew if position != lead)]
    return tuple(people[position] for position in crew)


def _cited(world: World, cell: Cell, published: date, dice: Dice) -> int:
    """Draw from a geometric law, skewed as citations are; the mean grows for eight years."""
    age = min((world.cutoff - published).days / _YEAR, 8.0)
    mean = world.usual_cited * cell.plant.cited * age / 4 + 0.01
    return int(-log(1 - dice.random()) / log(1 + 1 / mean))
