from dataclasses import replace
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.server.api.alert_detail import MAX_BYTES, Around, _around, alert_detail
from redshank.server.api.parts import RuleText
from redshank.server.store.control import alerts
from redshank.server.store.control.prevalence import Prevalence
from tests.server import story
from tests.server.api.conftest import Visit
from tests.server.site import Site


@pytest.fixture
def number(site: Site) -> str:
    site.tell(story.break_in(), site.enrol("web-03"))
    with site.control.read() as c:
        return next(f"A-{row.number}" for row in alerts.since(c, 0) if "xpacket" in row.title)


def test_detail_answers_what_why_who_and_what_else(owner: httpx.Client, number: str) -> None:
    detail = owner.get(f"/api/v1/alerts/{number}").json()
    assert detail["meaning"].startswith("insmod loads a module")
    assert detail["response"]
    matched = [clause for clause in detail["why"] if clause["matched"] and clause["span"]]
    assert any(clause["value"][clause["span"][0] :][: clause["span"][1]] for clause in matched)
    [event] = detail["events"]
    assert (event["summary"], event["action"]) == ("insmod /usr/lib/xpacket.ko", "process.exec")
    process = detail["process"]
    assert process["args"] == ["insmod", "/usr/lib/xpacket.ko"]
    assert [one["executable"] for one in process["ancestors"]][-1] == "/usr/lib/systemd/systemd"
    assert (process["session"], process["tty"], process["audit_user"]) == ("183", "pts/0", "root")
    assert sum(detail["related"]["same_host_5min"].values()) > 5
    assert sum(detail["related"]["same_session"].values()) > 2


def test_alert_without_a_session_has_nothing_of_the_same_one(site: Site, owner: httpx.Client, number: str) -> None:
    [row] = owner.get("/api/v1/alerts", params={"q": 'rule:"Web service runs a shell"'}).json()["alerts"]
    detail = owner.get(f"/api/v1/alerts/{row['id']}").json()
    assert detail["process"]["session"] is None
    assert detail["related"]["same_session"] is None


def test_viewer_sees_no_command_line(visit: Visit, number: str) -> None:
    text = visit("viewer").get(f"/api/v1/alerts/{number}").text
    assert "xpacket" not in text
    assert "hidden from your role" in text


def test_hostile_alerts_stay_within_bounds(site: Site, owner: httpx.Client) -> None:
    site.tell(story.hostile(), site.enrol("web-03"))
    rows = owner.get("/api/v1/alerts", params={"limit": 500}).json()["alerts"]
    assert len(rows) >= 20
    for row in rows:
        answer = owner.get(f"/api/v1/alerts/{row['id']}")
        assert answer.status_code == 200
        assert len(answer.content) <= MAX_BYTES
        assert answer.json()["events"]


def test_however_much_there_is_the_answer_is_bounded_and_has_the_event_that_matched(site: Site, number: str) -> None:
    with site.control.read() as c:
        record = alerts.record(c, number)
    assert record
    wide: dict[str, Any] = {f"field.{n}": "\x00" * 40_000 for n in range(100)}
    events = tuple(record.events[0] | wide | {"event.id": f"e-{n}"} for n in range(200))
    big = {
        "event.id": "e-117", "process.args": ["\u0001" * 32_768] * 4096,
        "process.ancestors": [{"pid": 1, "executable": "\x7f" * 4096}] * 256,
        "why": [{"clause": "c" * 9000, "field": "f", "value": "v" * 40_000, "span": [39_000, 5], "matched": True}] * 500,
        "alert.response": "r" * 90_000, "rule.author": "a" * 9000, "process.working_directory": "\x02" * 4096,
    }  # fmt: skip
    history = tuple(alerts.HistoryEntry(1, "ann", "assign", None, "\x03" * 4096, "bob") for _ in range(200))
    full = replace(record, body=record.body | big, events=events, events_total=99_999, history=history)
    detail = alert_detail(full, Around(None, Prevalence(1, 1, True, 0, False)), RuleText("m" * 90_000, 1), True)
    assert len(msgspec.json.encode(detail)) <= MAX_BYTES
    assert "e-117" in [event.id for event in detail.events]
    assert detail.events_total == 99_999


@given(st.integers(0, 9000), st.integers(1, 60), st.sampled_from([24, 96, 256, 1024, 4096]))
def test_match_is_kept_and_its_place_with_it_where_a_value_is_cut(start: int, length: int, limit: int) -> None:
    value = "a" * start + "M" * length + "b" * 5000
    shown, span = _around(value, [start, length], limit)
    assert span is not None
    assert len(shown) <= max(limit, len(value) if len(value) <= limit else limit)
    seen = shown[span[0] :][: span[1]]
    assert seen.startswith("M")
    assert set(seen) <= {"M", "…"}
