"""Persons: one name is one person only with evidence; nothing is joined silently."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patnav.ingest.parties.person_names import frequency, person_key
from patnav.ingest.parties.persons import Filing, Person, persons_of


def filing(number: int, home: str, *names: str, year: int = 2010, classes: str = "") -> Filing:
    return Filing(f"CN{number}", year, tuple(home.split("+")), tuple(classes.split()), names)


def of(name: str, *filings: Filing) -> list[Person]:
    return sorted(person for person, one, _ in persons_of(filings) if one == name)


def told(filings: Iterable[Filing]) -> tuple[dict[tuple[str, str], str], list[Person]]:
    """(patent, name) -> key of the person, and all persons."""
    found = list(persons_of(list(filings)))
    keys = {(one.patent, name): person.key for person, name, patents in found for one in patents}
    return keys, sorted(person for person, _, _ in found)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("WANG, WEI", "wang wei"),
        ("Wang Wei", "wang wei"),
        ("WANG, Xiao-Ming", "wang xiaoming"),
        ("Xiaoming Wang", "wang xiaoming"),
        ("wang xiao ming", "wang xiaoming"),
        ("Smith, John A.", "a john smith"),
        ("John A. Smith", "a john smith"),
        ("SMITH JOHN A", "a john smith"),
        ("王 伟", "王伟"),
        ("張偉", "张伟"),
    ],
)
def test_a_name_has_one_key_in_any_order(name: str, key: str) -> None:
    assert person_key(name) == key


@pytest.mark.parametrize(
    ("key", "level"),
    [("张伟", "frequent"), ("张晓明", "usual"), ("欧阳小明", "rare"), ("亓伟", "usual"),
     ("zhang wei", "frequent"), ("zhang xiaoming", "frequent"), ("ouyang ming", "frequent"),
     ("a john smith", "rare"), ("铃木一郎", "rare")],
)  # fmt: skip
def test_a_name_proves_as_much_as_it_is_rare(key: str, level: str) -> None:
    assert frequency(key) == level


def test_one_name_in_one_organisation_is_one_person() -> None:
    [person] = of("张晓明", filing(1, "甲", "张晓明"), filing(2, "甲", "张晓明"))
    assert person.key == "P:张晓明@甲"
    assert person.basis == ("one name in one organisation",)


def large() -> list[Filing]:
    """Patents that make 甲 an organisation of many inventors."""
    return [filing(100 + n, "甲", f"李{chr(0x4E00 + n)}明") for n in range(40)]


def test_a_frequent_name_in_a_large_organisation_stays_apart_unless_something_connects() -> None:
    chips = filing(1, "甲", "张伟", "李大明", classes="H01L")
    alone = filing(2, "甲", "张伟", classes="A61K")
    same_mate = filing(3, "甲", "张伟", "李大明", classes="G06F")
    same_class = filing(4, "甲", "张伟", classes="H01L", year=2013)
    late = filing(5, "甲", "张伟", classes="H01L", year=2030)
    persons = of("张伟", chips, alone, same_mate, same_class, late, *large())
    assert [person.key for person in persons] == [
        "P:张伟@甲", "P:张伟@甲#CN2", "P:张伟@甲#CN5",
    ]  # fmt: skip
    assert persons[0].basis == (
        "one organisation, joined by co-inventors or by classes within five years",
    )
    assert persons[1].suggestions == (
        "P:张伟@甲#CN5: one organisation, but a frequent name and nothing in common",
        "P:张伟@甲: one organisation, but a frequent name and nothing in common",
    )


def test_two_shared_co_inventors_join_two_organisations() -> None:
    here = filing(1, "甲", "张伟", "钱一明", "孙二明", classes="H01L")
    there = filing(2, "乙", "张伟", "钱一明", "孙二明", classes="H01L", year=2014)
    [person] = of("张伟", here, there)
    assert (person.organisation, person.organisations) == ("甲", ("乙", "甲"))
    assert person.basis == ("shared co-inventors: 孙二明, 钱一明",)
    assert person.confidence >= 0.8


def test_one_frequent_co_inventor_only_suggests() -> None:
    here = filing(1, "甲", "张伟", "王伟")
    there = filing(2, "乙", "张伟", "王伟")
    persons = of("张伟", here, there)
    assert [person.suggestions for person in persons] == [
        ("P:张伟@甲: shared co-inventors: 王伟",),
        ("P:张伟@乙: shared co-inventors: 王伟",),
    ]


def test_a_rare_name_moves_with_its_class_and_the_years() -> None:
    here = filing(1, "甲", "欧阳小明", classes="H01M", year=2010)
    there = filing(2, "乙", "欧阳小明", classes="H01M", year=2012)
    far = filing(3, "丙", "欧阳小明", classes="A01B", year=2013)
    persons = of("欧阳小明", here, there, far)
    [moved] = [person for person in persons if len(person.organisations) > 1]
    assert moved.organisations == ("乙", "甲")
    assert moved.basis == ("move in 2012, same classes: H01M",)
    assert {person.organisation for person in persons} == {"甲", "丙"}
    later = filing(4, "丁", "欧阳小明", classes="H01M", year=2025)
    assert len(of("欧阳小明", here, later)) == 2


def test_a_frequent_name_does_not_move() -> None:
    here = filing(1, "甲", "张伟", classes="H01M", year=2010)
    there = filing(2, "乙", "张伟", classes="H01M", year=2012)
    assert len(of("张伟", here, there)) == 2


def test_organisations_that_filed_together_join_a_name_that_is_not_frequent() -> None:
    both = filing(1, "甲+乙", "张晓明", classes="H01M")
    other = filing(2, "乙", "张晓明", classes="H01M")
    [person] = of("张晓明", both, other)
    assert person.basis == ("both organisations filed together: 乙",)


def test_the_cost_of_a_name_is_bounded() -> None:
    filings = [
        filing(n, f"厂{n % 500}", "张伟", f"王{chr(0x4E00 + n % 7)}", classes="H01L G06F")
        for n in range(5000)
    ]
    keys, persons = told(filings)
    assert len({key for key in keys.values() if key.startswith("P:张伟@")}) >= 500
    assert all(person.basis for person in persons)


NAMES = st.sampled_from(["张伟", "王芳", "欧阳小明", "张晓明", "wang wei", "a john smith"])
FILINGS = st.builds(
    Filing,
    patent=st.integers(0, 10_000).map("CN{}".format),
    year=st.sampled_from([0, 2010, 2012, 2020]),
    organisations=st.lists(st.sampled_from("甲乙丙"), max_size=2, unique=True).map(tuple),
    classes=st.lists(st.sampled_from(["H01M", "G06F"]), max_size=2, unique=True).map(tuple),
    names=st.lists(NAMES, max_size=4, unique=True).map(tuple),
)


@given(st.lists(FILINGS, max_size=12, unique_by=lambda one: one.patent), st.randoms())
def test_every_inventor_has_a_person_with_a_reason_whatever_the_order(
    filings: list[Filing], dice: object
) -> None:
    keys, persons = told(filings)
    assert set(keys) == {(one.patent, name) for one in filings for name in one.names}
    assert {person.key for person in persons} == set(keys.values())
    assert len({person.key for person in persons}) == len(persons)
    assert all(person.basis and 0 < person.confidence <= 1 for person in persons)
    shuffled = list(filings)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert told(shuffled) == (keys, persons)
