import http.client
import os
import time
from contextlib import closing
from typing import Any

import pytest

from redshank.core.log import Log
from redshank.server.detect.rulebook import Rulebook, fingerprint
from tests.analysis.detect.bad_files import BAD_FILES
from tests.cli.make import BROKEN_RULE, RULE
from tests.generated import build
from tests.server.ingest.sending import Sender, block
from tests.server.running import running

OTHER = RULE.replace("0001", "0002").replace("name: web_shell", "name: two")


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "a.yml").write_text(RULE)
    return folder


@pytest.fixture
def book(place, tmp_path):
    with (tmp_path / "log").open("w") as stream:
        yield Rulebook([place], [], Log(stream=stream), site=tmp_path / "etc")


def test_unchanged_files_are_not_loaded_again(book):
    offered: list[Any] = []
    assert not book.look(offered.append)
    assert offered == []


def test_new_changed_and_removed_files_are_new_rules(book, place):
    offered: list[Any] = []
    (place / "b.yml").write_text(OTHER)
    assert book.look(offered.append)
    (place / "a.yml").write_text(RULE.replace("severity: 1", "severity: 2"))
    assert book.look(offered.append)
    (place / "b.yml").unlink()
    assert book.look(offered.append)
    assert [len(engine.rules) for engine in offered] == [2, 2, 1]
    assert [rule.severity for rule in book.detection.engine.rules.values()] == [2]
    assert not book.look(offered.append)


def test_broken_rule_is_said_and_the_others_go_on(book, place, tmp_path):
    (place / "b.yml").write_text(BROKEN_RULE)
    offered: list[Any] = []
    assert book.look(offered.append)
    assert len(offered[0].rules) == 1
    assert "b.yml:5:5" in (tmp_path / "log").read_text()


def test_files_of_every_bad_kind_are_said_by_name_and_the_good_rules_go_on(book, place, tmp_path):
    for name, data in BAD_FILES.items():
        (place / f"{name}.yml").write_bytes(data)
    offered: list[Any] = []
    assert book.look(offered.append)
    assert len(offered[0].rules) == 1
    assert len(offered[0].detect([build.process_exec()])) <= 1
    said = (tmp_path / "log").read_text()
    assert [name for name in BAD_FILES if f"/{name}.yml:" not in said] == []


def test_where_no_rule_is_left_the_old_ones_stay(book, place, tmp_path):
    (place / "a.yml").write_text(BROKEN_RULE)
    offered: list[Any] = []
    assert not book.look(offered.append)
    assert offered == []
    assert len(book.detection.engine.rules) == 1
    assert "rules.reload" in (tmp_path / "log").read_text()


def test_rules_and_lists_of_the_site_count(tmp_path):
    site = tmp_path / "etc"
    with (tmp_path / "log").open("w") as stream:
        book = Rulebook([], [], Log(stream=stream), site=site)
        shipped = book.detection.rule_count
        (site / "rules").mkdir(parents=True)
        (site / "rules/mine.yml").write_text(RULE)
        assert book.look(lambda engine: None)
        assert book.detection.rule_count == shipped + 1
        (site / "indicators").mkdir()
        (site / "indicators/bad.txt").write_text("203.0.113.9\n")
        assert book.look(lambda engine: None)


def test_loops_and_what_is_no_rule_file_do_not_matter(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "x.swp").write_text("")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.yml").write_text("x")
    assert [entry[0] for entry in fingerprint([tmp_path, tmp_path / "away"])] == [str(tmp_path / "a.yml")]


@pytest.mark.skipif(os.geteuid() != 0, reason="as another user the server gives up nothing: only as root all of its way is gone")
def test_rule_written_while_the_server_runs_judges_within_seconds(place, tmp_path, monkeypatch):
    monkeypatch.setenv("REDSHANK_SERVER__RULES", str(place))
    event = {"event_id": None, "process_executable": "/opt/thing", "process_command_line": "thing"}
    with running(tmp_path / "data") as server:
        sender = Sender()
        server.enrol(sender)
        server.push(sender, block(1, 1, [build.process_exec(**event)]))
        (place / "b.yml").write_text(OTHER.split("detection:")[0] + "detection: {s: {Image: /opt/thing}, condition: s}\n")
        rules_in_force(server.port, 2)
        server.push(sender, block(1, 2, [build.process_exec(**event)]))
        until(lambda: [mark["what"] for mark in server.marks] == ["first_event", "first_alert"])
        assert server.stop() == 0


def rules_in_force(port, wanted):
    def found():
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
            connection.request("GET", "/metrics")
            return f"redshank_rules {wanted}\n" in connection.getresponse().read().decode()

    until(found)


def until(holds, within_s=15.0):
    """Generous: the true span is measured in bench."""
    end = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
