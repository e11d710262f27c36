"""patnav.toml: what is accepted, and how a mistake is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from patnav.errors import ProjectError
from patnav.ingest.annotate.models import FILES
from patnav.project import (
    PROJECT_FILE,
    Project,
    create_project,
    file_hash,
    find_project,
    open_project,
)

GOOD = {
    "name": "z",
    "chain": "iot",
    "home_region": "320000",
    "cutoff": date(2025, 6, 30),
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return create_project(tmp_path / "z", dict(GOOD))


def test_a_created_project_opens_with_the_same_settings(project: Project) -> None:
    assert open_project(project.folder).settings == project.settings
    assert project.chain.chain == "iot"


@pytest.mark.parametrize("name", FILES)
def test_each_file_of_models_makes_the_folder_the_projects_own(project: Project, name: str) -> None:
    assert project.models is None
    (project.folder / "models").mkdir()
    (project.folder / "models" / name).touch()
    assert project.models == project.folder / "models"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unit": "patents"}, ["unit = 'patents'", "'family' or 'legal_right'"]),
        ({"home_region": "Jiangsu"}, ["home_region = 'Jiangsu'"]),
        ({"cutof": 1}, ["cutof: no such key", "cutoff"]),
        ({"thresholds": {"probability": 2}}, ["thresholds.probability = 2", "less than 1"]),
        ({"thresholds": {"probabilty": 0.9}}, ["no such key", "probability", "margin_strong"]),
        ({"review": {"ruel": "latest"}}, ["review.ruel: no such key", "rule", "random_share"]),
        ({"cutoff": "yesterday"}, ["cutoff = 'yesterday'"]),
    ],
)
def test_a_wrong_value_is_named_with_key_value_and_what_is_allowed(
    tmp_path: Path, change: dict[str, object], words: list[str]
) -> None:
    with pytest.raises(ProjectError) as caught:
        create_project(tmp_path, GOOD | change)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    (tmp_path / PROJECT_FILE).write_text('name = "z"\n')
    with pytest.raises(ProjectError, match="chain: is missing"):
        open_project(tmp_path)


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    (tmp_path / PROJECT_FILE).write_text("name = z\n")
    with pytest.raises(ProjectError, match="line 1"):
        open_project(tmp_path)


def test_an_unknown_chain_lists_the_shipped_ones(tmp_path: Path) -> None:
    with pytest.raises(ProjectError.__base__, match="intelligent_vehicles"):
        create_project(tmp_path, GOOD | {"chain": "cars"})
    assert not (tmp_path / PROJECT_FILE).exists()


def test_a_second_project_in_one_folder_is_refused(project: Project) -> None:
    with pytest.raises(ProjectError, match="a project already"):
        create_project(project.folder, dict(GOOD))


def test_sources_are_known_by_content(project: Project, tmp_path: Path) -> None:
    first, copy = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("x")
    copy.write_text("x")
    assert project.add_sources([first]) == ([first], [])
    assert project.add_sources([copy, first]) == ([], [copy, first])
    assert [source.sha256 for source in project.settings.sources] == [file_hash(first)]


def test_a_changed_source_is_named_and_can_be_added_anew(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x")
    project.add_sources([path])
    path.write_text("y")
    with pytest.raises(ProjectError, match="has changed since it was added"):
        project.source_path(project.settings.sources[0])
    assert project.add_sources([path], region="370900") == ([path], [])
    reopened = open_project(project.folder)
    assert reopened.source_path(reopened.settings.sources[0]) == path
    assert reopened.settings.sources[0].region == "370900"


def test_a_lost_source_is_named(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x")
    project.add_sources([path])
    path.unlink()
    with pytest.raises(ProjectError, match=r"a\.csv is not there"):
        project.source_path(project.settings.sources[0])


def test_comments_of_the_user_survive_adding(project: Project, tmp_path: Path) -> None:
    target = project.folder / PROJECT_FILE
    target.write_text(target.read_text() + "# 我的备注\n")
    path = tmp_path / "a.csv"
    path.write_text("x")
    open_project(project.folder).add_sources([path])
    assert "# 我的备注" in target.read_text()


def test_a_project_is_found_from_above_and_from_inside(project: Project) -> None:
    inside = project.folder / "exports"
    inside.mkdir()
    for start in (project.folder, inside, project.folder.parent):
        assert find_project(start).folder.resolve() == project.folder.resolve()


def test_of_several_projects_the_user_must_say_which(project: Project) -> None:
    create_project(project.folder.parent / "y", dict(GOOD))
    with pytest.raises(ProjectError, match="several projects: y, z"):
        find_project(project.folder.parent)
