from pathlib import Path

import pytest

from redshank.core.clock import FixedClock
from redshank.events import Event
from redshank.host.sensor.applogs import file as file_module
from redshank.host.sensor.applogs import source as module
from redshank.host.sensor.applogs.source import LOOK_NS, AppLogs

LINE = '192.0.2.7 - - [10/Oct/2026:13:55:36 -0700] "GET /x HTTP/1.1" 200 12 "-" "agent"\n'


@pytest.fixture
def nginx(tmp_path: Path) -> Path:
    path = tmp_path / "var/log/nginx/access.log"
    path.parent.mkdir(parents=True)
    path.write_text(LINE)
    return path


def kinds(events: list[Event]) -> list[str]:
    return [event.event_action for event in events]


def add(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def test_usual_logs_are_followed_from_now_on(tmp_path: Path, nginx: Path) -> None:
    logs = AppLogs(tmp_path, (), FixedClock())
    assert logs.read() == []
    add(nginx, LINE)
    (event,) = logs.read()
    assert (event.event_action, event.log_file_path) == ("log.web", str(nginx))  # type: ignore[attr-defined]
    assert logs.health().state == "ok" and logs.health().counters["lines"] == 1
    logs.close()


def test_log_that_comes_later_is_read_from_its_first_line(tmp_path: Path, nginx: Path) -> None:
    clock = FixedClock(0, 1)
    logs = AppLogs(tmp_path, ("/srv/*.log",), clock)
    (tmp_path / "srv").mkdir()
    (tmp_path / "srv/app.log").write_text("a line\n")
    assert logs.read() == []
    clock.boot += LOOK_NS
    assert kinds(logs.read()) == ["log.line"]
    logs.close()


def test_host_without_such_logs_is_well(tmp_path: Path) -> None:
    assert AppLogs(tmp_path, (), FixedClock()).health().detail == "no logs of programs here"


def test_what_was_over_the_rate_becomes_a_loss(tmp_path: Path, nginx: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_module, "BURST", 3)
    clock = FixedClock(7, 1)
    logs = AppLogs(tmp_path, (), clock)
    add(nginx, LINE * 10)
    events = logs.read()
    assert kinds(events) == ["log.web"] * 3 + ["agent.loss"]
    assert (events[-1].loss_count, events[-1].loss_reason) == (7, "rate")  # type: ignore[attr-defined]
    clock.boot += 10**10
    assert logs.read() == []
    logs.close()


def test_more_files_than_are_followed_are_said(tmp_path: Path, nginx: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 1)
    (nginx.parent / "other-access.log").touch()
    health = AppLogs(tmp_path, (), FixedClock()).health()
    assert health.state == "degraded" and "1 more files" in health.detail


def test_next_run_goes_on_where_the_last_one_was(tmp_path: Path, nginx: Path) -> None:
    first = AppLogs(tmp_path, (), FixedClock(9, 1))
    add(nginx, LINE)
    first.read()
    places = first.places()
    assert [when for _, when in places.values()] == [9]
    first.close()
    add(nginx, LINE * 2)
    again = AppLogs(tmp_path, (), FixedClock(), {path: place for path, (place, _) in places.items()})
    assert [event.swept for event in again.read()] == [True, True]
    again.close()


def test_link_out_of_the_host_is_not_followed(tmp_path: Path, nginx: Path) -> None:
    outside = tmp_path / "outside.log"
    outside.write_text("")
    host = tmp_path / "host"
    (host / "var/log/nginx").mkdir(parents=True)
    (host / "var/log/nginx/access.log").symlink_to(outside)
    logs = AppLogs(host, (), FixedClock())
    assert logs.read() == [] and "leads out" in logs.health().detail
