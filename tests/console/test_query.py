"""What the console says of rows that come in live is what the server says of them: both sides read the same cases."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, select

from redshank.server.api.alert_query import filter_of, parse
from redshank.server.api.alert_rows import alert_row
from redshank.server.api.app import MAX_BODY_BYTES
from redshank.server.api.shapes import ActionRequest
from redshank.server.store.control import actions, alert_pages, alerts, detection
from redshank.server.store.control.alert_filter import AlertFilter, conditions
from redshank.server.store.control.database import Control, open_control
from redshank.server.store.control.tables import alerts as table
from tests.server.store.control.scene import NOW, alert, event, there

CONSOLE = Path(__file__).resolve().parents[2] / "console"
KNOWN = json.loads((CONSOLE / "test/query_cases.json").read_text())
ACTS = {"acknowledged": actions.Act("acknowledge"), "dismissed": actions.Act("dismiss", "expected")}


def save(c: Connection, number: int, row: dict[str, Any]) -> None:
    """An alert that the server shows as this row."""
    host = {"host_id": row["host"]["id"] or None, "host_name": row["host"]["name"] or None}
    last = event(number, **host, user_name=row["user"], process_executable=row["process"], simulated=row["simulated"])
    labels = {"technique_ids": tuple(row["techniques"]), "tactic_ids": tuple(row["tactics"])}
    shown = {"severity": row["severity"], "title": row["title"], "rule_id": row["rule"]["id"], "rule_name": row["rule"]["name"]}
    detection.save(c, [alert(row["id"], (last,), **shown, **labels)], number, None, NOW)
    if row["state"] in ACTS:
        actions.act(c, [row["id"]], ACTS[row["state"]], "ada", NOW)
    if row["assignee"]:
        actions.act(c, [row["id"]], actions.Act("assign", assignee=row["assignee"]), "ada", NOW)


@pytest.fixture(scope="module")
def control(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Control]:
    """A store that holds the rows of the cases."""
    opened = open_control(tmp_path_factory.mktemp("control"))
    with opened.write() as c:
        for number, row in enumerate(KNOWN["rows"], 1):
            save(c, number, row)
    yield opened
    opened.close()


def test_rows_of_the_cases_are_rows_of_the_server(control):
    with control.read() as c:
        for row in KNOWN["rows"]:
            shown = msgspec.to_builtins(alert_row(there(alerts.record(c, row["id"])).row, show_argv=True))
            assert {name: shown[name] for name in row} == row


@pytest.mark.parametrize(("line", "expected"), KNOWN["cases"], ids=[line for line, _ in KNOWN["cases"]])
def test_server_finds_what_the_console_lets_in(control, line, expected):
    with control.read() as c:
        chosen = select(table.c.id).where(*conditions(c, filter_of(parse(line)))).order_by(table.c.number)
        assert list(c.execute(chosen).scalars()) == expected


def test_every_head_that_sorts_sorts_by_a_key_of_the_server(control):
    columns = (CONSOLE / "src/parts/columns.ts").read_text()
    keys = re.findall(r'sort: "(\w+)"', columns)
    assert keys
    with control.read() as c:
        for key in (*keys, "severity"):
            assert len(alert_pages.page(c, AlertFilter(), f"-{key}").rows) == len(KNOWN["rows"])


def test_all_that_the_console_loads_can_be_named_in_one_act(control):
    most = re.search(r"MOST_LOADED = (\d+);", (CONSOLE / "src/lib/alerts.svelte.ts").read_text())
    assert most
    assert int(most[1]) == actions.MAX_IDS
    ids = [f"A-{9_000_000 + number}" for number in range(actions.MAX_IDS)]
    body = json.dumps({"ids": ids, "action": "dismiss", "reason": "other", "text": "ü" * 2000}, separators=(",", ":"), ensure_ascii=False)
    assert len(body.encode()) <= MAX_BODY_BYTES
    assert len(msgspec.json.decode(body, type=ActionRequest).ids or []) == actions.MAX_IDS
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"action": "reopen", "ids": [*ids, "A-1"]}, ActionRequest)
    with control.write() as c:
        assert actions.act(c, [*ids[1:], "A-1"], actions.Act("reopen"), "ada", NOW).changed == 0
