"""A product is read in the language of its text, whatever the file calls it, or not at all."""

from __future__ import annotations

import pytest

from patnav.ingest.annotate import annotate
from patnav.tables import table

CHINESE = "1. 一种控制方法，其特征在于，包括采集温度。"
GERMAN = "Vorrichtung zur Herstellung von Steinen für die Ziegelei mit einem Förderband"
TITLE = {"zh": "一种电池热管理系统的控制方法", "de": GERMAN}


def products(lang: str, title: str, claim: str = "") -> list[str]:
    texts = [
        {"patent": "P", "section": section, "lang": lang, "text": text, "file": "f", "row": 1}
        for section, text in (("title", title), ("claim", claim))
        if text
    ]
    made = annotate(table("texts", texts), table("patents", [{"patent": "P", "title": title}]))
    return [str(one) for one in made["products"].column("product").to_pylist()]


@pytest.mark.parametrize("said", ["zh", "en", "und"])
def test_what_the_file_calls_the_language_changes_nothing(said: str) -> None:
    assert products(said, TITLE["zh"], CHINESE) == ["电池热管理系统控制方法"]


def test_other_languages_name_no_product() -> None:
    assert products("de", GERMAN) == []
    assert products("en", GERMAN) == []


@pytest.mark.parametrize("title", ["Pump", "Battery separator", "Ceramic Rotor"])
def test_a_short_english_title_names_one(title: str) -> None:
    assert products("en", title) == [title.lower()]
