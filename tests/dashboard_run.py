"""Run pages of the dashboard without a browser and read their markup as one would."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from streamlit.testing.v1 import AppTest

import patnav.dashboard

FOLDER = Path(patnav.dashboard.__file__).parent


def open_page(app: AppTest, page: str, /, **params: str) -> str:
    """Run one page and return its markup; an exception in the page fails the test."""
    app.run()
    app.query_params.clear()
    app.query_params.update(params)
    app.switch_page(f"views/{page}.py").run()
    assert not app.exception, app.exception
    return markup_of(app)


def markup_of(app: AppTest) -> str:
    parts = [element.proto.body for element in app.get("html")]
    return "".join(part for part in parts if not part.startswith("<style"))


class Reader(HTMLParser):
    """Collects tags and text of markup, as a browser would see them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self._hidden = False
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.text += " " if tag in {"td", "th", "p", "dt", "dd", "li"} else ""
        self._hidden = tag in {"sup", "style"}
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._hidden = False

    def handle_data(self, data: str) -> None:
        self.text += "" if self._hidden else data
