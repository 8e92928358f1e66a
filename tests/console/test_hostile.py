"""Evidence is hostile text: it is drawn, never interpreted, and breaks neither the page nor its policy (the context checks that)."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.console import mock
from tests.server.story import HOSTILE

pytestmark = pytest.mark.browser


def hostile(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """An alert and its detail, every text of them hostile."""
    row = mock.row(
        1, severity=1, title=text[:4000], user=text[:200], process=text[:4000], assignee=text[:64], host={"id": "h-1", "name": text[:200]},
        rule={"id": "r", "name": text[:400]}, techniques=[text[:40]],
    )  # fmt: skip
    ancestors = [{"pid": 1, "executable": text[:4000]}]
    process = mock.detail(row)["process"] | {"args": [text, "", text[:200]], "executable": text[:4000], "user": text[:99]}
    process |= {"tty": text[:40], "ancestors": ancestors}
    fields = {text[:60]: text, "a.b": [text]}
    events = [{"id": "e", "time": row["last_seen"], "action": text[:40], "summary": text[:4000], "fields": fields, "cut": []}]
    why = [{"clause": text[:900], "field": text[:60], "value": text, "span": [3, 4], "matched": True}]
    history = [{"at": row["created"], "actor": text[:64], "action": text[:20], "reason": None, "text": text[:900]}]
    rule = {"id": "r", "name": text[:400], "author": text[:200], "source": "", "licence": text[:40], "severity": 1}
    said = {"meaning": text[:4000], "response": text[:4000], "rule": rule, "why": why, "history": history}
    return row, mock.detail(row, process=process, events=events, **said)


def test_hostile_texts_are_text_wherever_they_stand(page, server):
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message) or dialog.dismiss())  # type: ignore[func-returns-value]  # both happen
    texts = [*HOSTILE, "\x00nul\r\nline", "\ud800 lone \udcff", "\u202etxt.exe\u202c"]
    server.alerts.clear()
    for number, text in enumerate(texts, 1):
        row, detail = hostile(text)
        known = server.put(row | {"id": f"x{number}", "number": number}, tell=False)
        server.details[known["id"]] = detail
    page.goto(f"{server.address}/alerts")
    expect(page.locator("[data-alert]")).to_have_count(len(texts))
    for number in range(1, len(texts) + 1):
        page.goto(f"{server.address}/alerts/x{number}")
        expect(page.get_by_role("heading", name="Why it fired")).to_be_visible()
        page.locator("article li > button").first.click()
        assert page.evaluate("document.querySelectorAll('article script, article img, article iframe, article [onerror]').length") == 0
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"text {number} breaks the layout"
    assert dialogs == []


def test_what_cannot_be_seen_is_shown_as_a_token(page, server):
    server.put(mock.row(1, title="a\u202eb\u200bc\nd\x00e\x1b"), tell=False)
    page.goto(f"{server.address}/alerts/al000001")
    expect(page.get_by_role("heading", level=1)).to_have_text("a⟨U+202E⟩b⟨U+200B⟩c⏎d⟨U+0000⟩e⟨U+001B⟩")


def test_long_value_is_cut_at_two_kilobytes_until_all_is_asked_for(page, server):
    why = [{"clause": "c", "field": "process.command_line", "value": "A" * 65_000 + "END", "span": None, "matched": True}]
    server.details["al000020"] = mock.detail(server.alerts["al000020"], why=why)
    page.goto(f"{server.address}/alerts/al000020")
    expect(page.get_by_role("button", name="Show all 63 KiB")).to_be_visible()
    shown = page.locator("article li .value .value bdi").first
    assert len(shown.inner_text()) < 2100
    page.get_by_role("button", name="Show all 63 KiB").click()
    assert shown.inner_text().endswith("END")


def test_what_agents_tell_is_shown_as_tokens_in_tooltips_too(page, server):
    server.hosts[0] |= {"name": "web\u202e-01"}
    server.hosts[0]["sources"] = [{"name": "ebpf", "state": "o\u200bk", "detail": "no\u202etxt\n"} for _ in range(2)]
    page.goto(f"{server.address}/hosts")
    source = page.locator("li", has_text="ebpf").first
    expect(source).to_have_text(re.compile(r"ebpf\s*o⟨U\+200B⟩k: no⟨U\+202E⟩txt⏎"))
    expect(source).to_have_attribute("title", "no⟨U+202E⟩txt⏎")
    expect(page.get_by_role("link", name="web⟨U+202E⟩-01")).to_be_visible()
    server.put(mock.row(1, title="a\u202eb"), tell=False)
    page.goto(f"{server.address}/alerts?q=id:A-1%20%22a%E2%80%AEb%22")
    expect(page.locator("[data-alert] a")).to_have_attribute("title", "a⟨U+202E⟩b")
    expect(page.get_by_role("button", name="Remove \"a⟨U+202E⟩b\"")).to_be_visible()
