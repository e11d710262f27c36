"""Patents found by numbers as people have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from patnav.analysis import card, find_patents
from patnav.errors import ProjectError
from patnav.project import ProjectFile, create_project
from patnav.snapshot import Snapshot, SnapshotWriter
from patnav.tables import table

DOCUMENTS = {  # publication: patent, kind
    "CN111856303A": ("CN202010302257", "A"),
    "CN111856303B": ("CN202010302257", "B"),
    "CN113378991A": ("CN113378991", "A"),
    "JPH08012345A": ("JPH08012345A", "A"),
    "JPH08012345U": ("JPH08012345U", "U"),
    "US20170104972A1": ("US20170104972", "A1"),
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    values = {"name": "n", "chain": "new_energy_battery_hydrogen", "home_region": "320500"}
    settings = ProjectFile.model_validate(values | {"cutoff": "2024-12-31"})
    folder: Path = tmp_path_factory.mktemp("numbers") / "project"
    writer = SnapshotWriter(create_project(folder, settings.model_dump()), "0123456789abcdef")
    rows = [
        {"publication": number, "patent": patent, "kind_code": kind}
        for number, (patent, kind) in DOCUMENTS.items()
    ]
    shown = {patent: number for number, (patent, _) in DOCUMENTS.items()}
    patents = [{"patent": key, "publication": shown[key], "title": key} for key in shown]
    writer.write(
        "tables",
        {"publications": table("publications", rows), "patents": table("patents", patents)},
    )
    return writer.finish({"patnav": "test", "code": "test", "decisions": ""})


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("CN202010302257.8", ["CN202010302257"]),
        ("202010302257", ["CN202010302257"]),
        ("2020103022578", ["CN202010302257"]),
        ("ZL202010302257.8", ["CN202010302257"]),
        ("cn111856303b", ["CN202010302257"]),
        (" CN 111856303 ", ["CN202010302257"]),
        ("CN111856303C", ["CN202010302257"]),
        ("CN113378991", ["CN113378991"]),
        ("US 2017/0104972 A1", ["US20170104972"]),
        ("JPH0812345", ["JPH08012345A", "JPH08012345U"]),
        ("JPH0812345U", ["JPH08012345U"]),
        ("JPH0812345B", []),
        ("CN999999999A", []),
        ("", []),
        ("电池", []),
    ],
)
def test_a_number_finds_its_patents(snapshot: Snapshot, asked: str, found: list[str]) -> None:
    assert list(find_patents(snapshot, asked)["patent"]) == found


def test_a_number_of_several_patents_makes_no_card_and_names_them(snapshot: Snapshot) -> None:
    with pytest.raises(ProjectError, match=r"names 2 patents.*JPH08012345A, JPH08012345U"):
        card(snapshot, "JPH0812345")
