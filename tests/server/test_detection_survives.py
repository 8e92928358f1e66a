"""What detection remembers and by which rules it judges, with a real server: killed in the middle of a window, and edited."""

import os
import time
from pathlib import Path

import pytest

from redshank.core.resources import content_folder
from redshank.server.store.control import alerts
from redshank.server.store.control.alert_filter import AlertFilter
from redshank.server.store.control.database import open_control
from tests.generated import build
from tests.server.ingest.sending import Sender, block
from tests.server.running import running

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="the server's whole way, from root down, is what is tried here")

PATIENCE_S = 60.0
GUESSING = """
title: A refused login
id: refused
name: refused
logsource: {product: linux, service: redshank}
detection: {selection: {event.action: session.login_failed}, condition: selection}
level: informational
---
title: Ten refused logins
id: guessing
correlation: {type: event_count, rules: [refused], group-by: [source.ip], timespan: 1h, condition: {gte: 10}}
level: high
redshank: {aggregate: [source.ip]}
"""
EDITED = """
title: Marked program started
id: marked
logsource: {product: linux, category: process_creation}
detection: {selection: {Image|endswith: /marked}, condition: selection}
level: high
"""


def settings(folder: Path, *rules: Path) -> tuple[str, str]:
    path = folder / "redshank.toml"
    path.write_text(f"[server]\nrules = [{', '.join(repr(str(each)) for each in rules)}]\n")
    path.chmod(0o600)
    return "--config", str(path)


def refused(count):
    """Refused logins of the last minutes, a second apart."""
    now_ns = time.time_ns() - 300 * 10**9
    return [build.session_login_failed(timestamp=now_ns + n * 10**9, event_id=None, source_ip="192.0.2.7") for n in range(count)]


def kept(data, rule_id):
    """How many events stand behind each alert of a rule, and how often each fired."""
    control = open_control(data / "server")
    try:
        with control.read() as connection:
            rows = alerts.page(connection, AlertFilter(), limit=200).rows
        return [row.count for row in rows if row.rule_id == rule_id]
    finally:
        control.close()


def judged(server):
    text = server.get("/metrics")[1].decode()
    waiting = {line.split()[0]: float(line.split()[1]) for line in text.splitlines() if line.startswith("redshank_un")}
    return sum(waiting.values()) == 0


def wait_for(what):
    until = time.monotonic() + PATIENCE_S
    while not (found := what()):
        assert time.monotonic() < until
        time.sleep(0.05)
    return found


def test_count_goes_on_where_a_killed_server_left_it(tmp_path):
    data, sender = tmp_path / "data", Sender()
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "guessing.yml").write_text(GUESSING)
    options = settings(tmp_path, tmp_path / "rules")
    with running(data, *options) as server:
        server.enrol(sender)
        server.push(sender, block(1, 1, refused(3)))
        wait_for(lambda: judged(server))  # the first snapshot is made with the first batch: these are in it
        server.push(sender, block(1, 4, refused(2)))  # these come above it, or were not judged at all
        server.kill()
    assert kept(data, "guessing") == []
    with running(data, *options) as server:
        server.push(sender, block(1, 6, refused(4)))
        wait_for(lambda: judged(server))
        assert kept(data, "guessing") == []
        server.push(sender, block(1, 10, refused(1)))
        assert wait_for(lambda: kept(data, "guessing")) == [1]
        server.push(sender, block(1, 11, refused(5)))
        wait_for(lambda: judged(server))
        assert kept(data, "guessing") == [1], "the ten are told of once, and counting starts anew"


def test_edited_rule_is_live_within_seconds(tmp_path):
    data, sender, place = tmp_path / "data", Sender(), tmp_path / "site"
    place.mkdir()
    (place / "marked.yml").write_text(EDITED.replace("/marked", "/something-else"))
    with running(data, *settings(tmp_path, content_folder("rules"), place)) as server:
        server.enrol(sender)
        sent = 0

        def effect():
            nonlocal sent
            event = build.process_exec(event_id=None, process_executable="/opt/marked", process_pid=sent + 1)
            sent = server.push(sender, block(1, sent + 1, [event])).high_water["1"]
            return kept(data, "marked")

        assert effect() == []
        wait_for(lambda: judged(server))
        begin = time.monotonic()
        (place / "marked.yml").write_text(EDITED)
        wait_for(effect)
        print(f"from the edit of a rule to the first alert by it: {time.monotonic() - begin:.1f} s")  # noqa: T201  # a figure to read
