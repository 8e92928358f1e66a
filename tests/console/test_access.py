"""For everyone: axe finds nothing, contrast holds by calculation, pages reflow, and what is in the list is really painted."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.console import mock
from tests.console.quiet import FIELDS

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "console/node_modules/axe-core/axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (levels) => (await axe.run(document, {runOnly: levels})).violations.map(
  (v) => v.id + ': ' + v.nodes.map((n) => n.html).join(' | ').slice(0, 600))"""
PLACES = {"alerts": "/alerts?q=state:open%20-user:nobody&sel=al000020", "wrong": "/alerts?q=sev:9", "empty": "/alerts?q=state:dismissed"}
NOW = datetime(2026, 11, 24, tzinfo=UTC)
GROUNDS = ("bg", "surface", "sunken", "selected")


def violations(page: Page) -> list[str]:
    """What axe says of the page as it is. Evaluated, not inserted: the policy of the page stays as it is."""
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(RUN, LEVELS)
    return found


@pytest.mark.browser
@pytest.mark.parametrize("density", ["regular", "compact"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(page, server, theme, density):
    server.hosts[1] |= {"state": "silent", "dropped": 12}
    server.hosts[2]["sources"][1] |= {"state": "degraded", "detail": "no pid"}
    page.emulate_media(color_scheme=theme)
    page.add_init_script(f"localStorage.setItem('redshank', JSON.stringify({{density: '{density}', theme: 'system'}}))")
    found: dict[str, list[str]] = {}
    for name, path in PLACES.items():
        page.goto(f"{server.address}{path}")
        page.wait_for_timeout(250)
        if name == "alerts":
            expect(page.get_by_text("Ancestry")).to_be_visible()
            page.locator("section.panel li > button").first.click()
            page.get_by_role("grid", name="Alerts").focus()
            page.keyboard.press("Shift+J")
        found[name] = violations(page)
    page.keyboard.press("?")
    found["keys"] = violations(page)
    # Rows have a density, the other pages have none: there each theme is looked at once.
    for path in ("/hosts", "/install", "/suppressions", "/nowhere") if density == "regular" else ():
        page.goto(f"{server.address}{path}")
        page.wait_for_timeout(250)
        if path == "/install":
            page.get_by_role("button", name="Make the command").click()
            expect(page.get_by_role("region", name="Command")).to_be_visible()
        if path == "/suppressions":
            server.quiet.rows = [server.quiet.row({"rule_id": "r", "fields": FIELDS[:2], "hosts": [], "reason": "our own"}, mock.rfc(NOW))]
            page.reload()
            page.get_by_role("button", name="Revoke: Configuration changed").click()
        found[path] = violations(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(320, 640), (720, 450)], ids=["320 px", "200 %"])
def test_pages_reflow_without_loss(page, server, width, height):
    page.set_viewport_size({"width": width, "height": height})
    for path in ("/alerts", "/alerts?sel=al000020", "/alerts/al000020", "/hosts", "/install", "/suppressions"):
        page.goto(f"{server.address}{path}")
        expect(page.locator("h1, h2").first).to_be_attached()
        page.wait_for_timeout(200)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} scrolls sideways"
    page.goto(f"{server.address}/alerts")
    expect(page.locator("[data-alert]").first).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("scroll", [0, 5000, 10**6], ids=["top", "middle", "end"])
def test_first_and_last_row_in_view_are_really_painted(page, server, scroll):
    for number in range(400, 60, -1):
        server.put(mock.row(number), tell=False)
    page.goto(f"{server.address}/alerts")
    grid = page.get_by_role("grid", name="Alerts")
    expect(page.locator("[data-alert]").first).to_be_visible()
    grid.evaluate("(e, y) => { e.scrollTop = y; }", scroll)
    page.wait_for_timeout(150)
    box = grid.bounding_box()
    assert box
    top, bottom = box["y"] + 32, box["y"] + box["height"]
    placed = [(row, area) for row in page.locator("[data-alert]").all() if (area := row.bounding_box())]
    rows = [(row, area) for row, area in placed if area["y"] >= top and area["y"] + area["height"] <= bottom]
    assert len(rows) > 10
    rows.sort(key=lambda pair: pair[1]["y"])
    assert rows[0][1]["y"] - box["y"] - 32 < 32, "no gap above"
    assert box["y"] + box["height"] - rows[-1][1]["y"] - 32 < 34, "no gap below"
    for row, area in (rows[0], rows[-1]):
        middle = [area["x"] + 400, area["y"] + 16]
        at = page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.closest('[data-alert]')?.dataset.alert", middle)
        assert at == row.get_attribute("data-alert")
        clip = {"x": area["x"], "y": area["y"], "width": 600, "height": area["height"]}
        blank = page.screenshot(clip=clip | {"y": box["y"] + 2, "height": 2})
        assert len(page.screenshot(clip=clip)) > 3 * len(blank), "pixels of text are there"


# Contrast, from the tokens


def tokens() -> list[dict[str, tuple[float, float, float]]]:
    """The colours of the light and of the dark theme."""
    text = (ROOT / "console/src/tokens.css").read_text()
    pairs = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", text)
    assert len(pairs) >= 27
    return [{name: _rgb(colours[which]) for name, *colours in pairs} for which in (0, 1)]


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def luminance(colour: tuple[float, float, float]) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["text", "muted", "subtle", "accent", "sev1", "sev2", "sev3", "sev3-label", "ok"])
def test_text_is_readable_on_every_ground(name, theme):
    known = tokens()[theme]
    assert min(contrast(known[name], known[ground]) for ground in GROUNDS) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [("on-accent", "accent", 4.5), ("sev1-label", "sev1-fill", 4.5), ("sev2-label", "sev2-fill", 4.5), ("text", "mark", 4.5)]
    + [(name, ground, 3.0) for name in ("control", "sev1-graphic", "sev2-graphic", "sev3-graphic", "sev3-edge") for ground in GROUNDS],
)  # fmt: skip
def test_labels_and_shapes_stand_out_from_what_they_stand_on(ink, ground, least, theme):
    known = tokens()[theme]
    assert contrast(known[ink], known[ground]) >= least
