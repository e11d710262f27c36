"""The analyst's path in a real Chromium: chain, node, cell, patent, sentence, in both languages.

The dashboard is started as a user starts it, on the demo project. A request
that leaves the machine is aborted and fails the test.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from conftest import Demo
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Route,
    WebSocketRoute,
    expect,
)

from patnav.dashboard.chain_chart import LEFT
from patnav.dashboard.chain_layout import lay_out
from patnav.dashboard.i18n import LANGUAGES, Lang, Words
from patnav.dashboard.source import rows_of
from patnav.dashboard.state import PAGES
from patnav.ledger import Ledger

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NODE = "BT-03"  # a planted strength of the synthetic chain
SECONDS = 90  # until a page must be there; a loaded machine is slow, a broken page never comes


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed")
    return browser_type_launch_args | {"executable_path": str(CHROMIUM), "args": FLAGS}


@pytest.fixture(scope="session")
def address(demo: Demo) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("patnav")), "dashboard"]
    options = ["--project", str(demo.folder), "--port", str(port)]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        url = server.stdout.readline().strip()
        assert url == f"http://127.0.0.1:{port}"
        try:
            wait_for(port)
            yield url
        finally:
            end(server)


def end(server: subprocess.Popen[str]) -> None:
    server.terminate()
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:  # Streamlit may wait for a socket that is half closed
        server.kill()


def wait_for(port: int) -> None:
    """Wait until the server takes connections; the system's own retry does the waiting."""
    for _ in range(200):
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        subprocess.run(["sleep", "0.2"], check=True)
    raise AssertionError("the dashboard does not answer")


@pytest.fixture
def offline_page(browser: Browser) -> Iterator[Page]:
    """A page that may talk to this machine only; anything else is aborted and fails the test."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    strangers = fence(context)
    page = context.new_page()
    page.set_default_timeout(1000 * SECONDS)
    expect.set_options(timeout=1000 * SECONDS)
    yield page
    context.close()
    assert not strangers, f"requests that leave the machine: {strangers}"


def fence(context: BrowserContext) -> list[str]:
    """Abort what would leave the machine; return the list in which its addresses are noted."""
    strangers: list[str] = []

    def check(route: Route) -> None:
        if leaves(route.request.url):
            strangers.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    def check_socket(socket: WebSocketRoute) -> None:
        if leaves(socket.url):
            strangers.append(socket.url)
            socket.close()
        else:
            socket.connect_to_server()

    context.route("**/*", check)
    context.route_web_socket("**/*", check_socket)
    return strangers


def leaves(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in {"data", "blob", "about"} and parts.hostname != "127.0.0.1"


def test_the_fence_notices_what_leaves_the_machine(browser: Browser) -> None:
    context = browser.new_context()
    strangers = fence(context)
    page = context.new_page()
    page.set_content(
        "<img src='http://192.0.2.1/a.png'><script>new WebSocket('ws://192.0.2.2')</script>"
    )
    page.wait_for_timeout(300)
    context.close()
    assert sorted(urlsplit(url).hostname or "" for url in strangers) == ["192.0.2.1", "192.0.2.2"]


def title(page: Page) -> Locator:
    return page.locator(".pn-title")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_from_the_chain_to_the_sentence_in_four_clicks(
    offline_page: Page, address: str, demo: Demo, lang: Lang
) -> None:
    page, words = offline_page, Words(lang)
    page.goto(f"{address}/?lang={lang}")
    expect(title(page)).to_have_text(words("page.chain"))
    name = node_name(demo, words)

    page.get_by_role("link", name=name, exact=True).click()
    expect(title(page)).to_contain_text(name)
    expect(page.locator(".pn-chip").first).to_be_visible()

    page.locator(".pn-tags a").first.click()
    expect(page.get_by_role("columnheader", name=words.column("means_sentence"))).to_be_visible()
    quotes = page.locator(".pn-table").first.locator("tbody tr").first.locator("td").all()
    means_quote, effect_quote = (cell.locator("b").inner_text() for cell in quotes[-2:])

    page.locator(".pn-table").first.locator("tbody a").first.click()
    expect(page.get_by_text(words("card.texts"))).to_be_visible()
    expect(page.locator("mark.pn-lit").first).to_be_visible()
    lit = set(page.locator("mark.pn-lit").all_inner_texts())
    assert means_quote in lit
    assert any(effect_quote in text or text in effect_quote for text in lit)
    assert page.locator("html").evaluate("document => document.scrollWidth") <= 1400


def test_a_click_on_the_picture_opens_the_node(
    offline_page: Page, address: str, demo: Demo
) -> None:
    page, words = offline_page, Words("zh")
    page.goto(address)
    page.wait_for_timeout(500)
    x, y, columns = place_of(demo, words)
    canvas = page.locator("canvas").first
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * (x / columns) + 60, box["y"] + y)
    expect(title(page)).to_contain_text(node_name(demo, words))
    assert f"node={NODE}" in page.url


def test_a_click_in_the_matrix_shows_the_patents_of_the_cell(
    offline_page: Page, address: str
) -> None:
    page = offline_page
    page.goto(f"{address}/matrix?node={NODE}")
    canvas = page.locator("canvas").first
    expect(canvas).to_be_visible()
    page.wait_for_timeout(500)
    box = canvas.bounding_box()
    assert box
    page.mouse.click(box["x"] + 230, box["y"] + 48)  # the first cell: most families
    expect(page.get_by_role("columnheader", name="手段原句")).to_be_visible()
    assert "means=" in page.url


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_opens_by_its_address_without_a_fault(
    offline_page: Page, address: str, lang: Lang
) -> None:
    faults: list[str] = []
    offline_page.on("pageerror", lambda error: faults.append(str(error)))
    for view in PAGES:
        offline_page.goto(f"{address}/{view}?lang={lang}&node={NODE}")
        expect(title(offline_page)).to_be_visible()
        expect(offline_page.locator(".pn-banner")).to_have_text(Words(lang)("app.synthetic"))
        assert offline_page.locator("[data-testid=stException]").count() == 0
    assert not faults


def test_the_language_is_switched_and_stays(offline_page: Page, address: str) -> None:
    page = offline_page
    page.goto(f"{address}/node?node={NODE}")
    expect(page.locator(".pn-head", has_text="主要权利人")).to_be_visible()
    page.get_by_role("radio", name="English").or_(page.get_by_text("English")).first.click()
    expect(page.locator(".pn-head", has_text="Leading organisations")).to_be_visible()
    assert "lang=en" in page.url
    page.get_by_role("link", name="Key lists").click()
    expect(title(page)).to_have_text("Key lists")
    assert "lang=en" in page.url


def test_a_heading_sorts_its_table(offline_page: Page, address: str) -> None:
    page = offline_page
    page.goto(address)
    heading = page.get_by_role("columnheader", name="发明族数")
    expect(page.locator("body[data-patnav=ready]")).to_be_attached()
    heading.click()
    cells = page.locator(".pn-table tbody tr td:nth-child(3)")
    numbers = [float(text.replace(",", "")) for text in cells.all_inner_texts()]
    assert len(set(numbers)) > 1
    assert numbers == sorted(numbers, reverse=True)


def test_the_workbook_is_downloaded(offline_page: Page, address: str, tmp_path: Path) -> None:
    page = offline_page
    page.goto(f"{address}/lists")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载 XLSX").click()
    target = tmp_path / "list.xlsx"
    waiting.value.save_as(target)
    assert target.read_bytes()[:2] == b"PK"


def test_a_csv_of_a_page_is_headed_in_the_language_of_the_reader(
    offline_page: Page, address: str, tmp_path: Path
) -> None:
    page = offline_page
    page.goto(address)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载 CSV").click()
    target = tmp_path / "map.csv"
    waiting.value.save_as(target)
    head, first, *_ = target.read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("环节,名称（中文）,名称（英文）")
    assert "p_strong" not in head
    assert "[" not in first


def test_a_decision_goes_into_the_ledger_and_is_undone(
    offline_page: Page, address: str, demo: Demo
) -> None:
    page, words, ledger = offline_page, Words("zh"), Ledger(demo.folder)
    one, other = demo.snapshot.frame("organisations")["organisation"][:2]
    page.goto(f"{address}/organisations?{urlencode({'organisation': one, 'other': other})}")
    page.get_by_label(words("party.who")).first.fill("王")
    page.get_by_label(words("party.why")).first.fill("年报第3页")
    page.get_by_role("button", name=words("party.different")).click()
    expect(page.get_by_text(words("party.recorded"))).to_be_visible()
    expect(page.get_by_text(words("party.waiting"))).to_be_visible()
    (made,) = ledger.decisions("party")
    assert (made.value, made.who, made.why) == ("different", "王", "年报第3页")
    page.get_by_label(words("party.why")).last.fill("看错了")
    page.get_by_role("button", name=words("party.undo")).click()
    expect(page.get_by_text(words("party.waiting"))).to_have_count(0)
    assert ledger.decisions("party") == []
    assert len(ledger.history("party")) == 2


def test_a_pair_of_terms_is_decided_seen_in_force_and_undone(
    offline_page: Page, address: str, demo: Demo
) -> None:
    page, words, ledger = offline_page, Words("zh"), Ledger(demo.folder)
    page.goto(f"{address}/terms")
    pairs = page.locator(".pn-table").first.locator("tbody tr")
    second = pairs.nth(1).locator("a")
    term = second.inner_text()
    second.click()
    expect(page.locator("tr.pn-here a")).to_have_text(term)
    page.get_by_label(words("party.who")).first.fill("王")
    page.get_by_label(words("party.why")).first.fill("说明书第3段")
    page.get_by_role("button", name=words("term.first"), exact=True).click()
    expect(page.get_by_text(words("party.recorded"))).to_be_visible()
    expect(page.get_by_text(words("party.waiting"))).to_be_visible()
    (made,) = ledger.decisions("term")
    assert (made.subject, made.value, made.why) == (term, "narrower", "说明书第3段")
    force = page.locator(".pn-list").last
    expect(force).to_contain_text(f"{made.id} {words('term.told.narrower')} {term} ↔ {made.other}")
    expect(force).to_contain_text("王：说明书第3段")
    expect(pairs.filter(has_text=f"{term} ↔ {made.other}")).to_have_count(0)
    page.get_by_label(words("party.why")).last.fill("看错了")
    page.get_by_role("button", name=words("party.undo")).click()
    expect(page.get_by_text(words("party.waiting"))).to_have_count(0)
    assert ledger.decisions("term") == []
    assert len(ledger.history("term")) == 2
    expect(pairs.filter(has_text=f"{term} ↔ {made.other}")).to_have_count(1)


def node_name(demo: Demo, words: Words) -> str:
    rows = rows_of(demo.snapshot.frame("nodes"))
    return next(words.name(row) for row in rows if row["node"] == NODE)


def place_of(demo: Demo, words: Words) -> tuple[float, float, int]:
    """Where the node stands in the picture: x in columns, y in pixels, number of columns."""
    layout = lay_out(rows_of(demo.snapshot.frame("nodes")), words)
    spot = next(spot for spot in layout.spots if spot.node == NODE)
    return spot.column + LEFT, spot.y, layout.columns
