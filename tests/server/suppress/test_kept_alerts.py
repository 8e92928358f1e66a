import pytest

from redshank.analysis.detect.suppression import DAY_NS, Part, Suppression
from redshank.core.errors import InputError
from redshank.server.store.control import detection
from redshank.server.store.control.database import open_control
from redshank.server.suppress import kept_alerts
from tests.generated import build
from tests.server.detect import judging

NOW = 1_795_507_200 * 10**9


def _shell(executable, pid, host):
    when = NOW - pid * DAY_NS
    return build.process_exec(
        process_executable=executable, process_pid=pid, timestamp=when, event_id=f"e-{pid}", host_id=host, host_name=host
    )


@pytest.fixture
def control(tmp_path, clock_of):
    opened = open_control(tmp_path)
    engine = judging.engine(clock_of)
    told = enumerate([("app", "h-1"), ("app", "h-2"), ("other", "h-1")])
    events = [_shell(f"/opt/{name}/sh", pid, host) for pid, (name, host) in told]
    with opened.write() as c:
        detection.save(c, engine.detect(events), 1, None, NOW)
    yield opened
    opened.close()


@pytest.fixture
def clock_of():
    from redshank.core.clock import FixedClock

    return FixedClock(NOW, 0)


def one(*hosts, executable="/opt/app/sh", rule="shell"):
    return Suppression("s", rule, "A shell", (Part("process.executable", executable),), "our own", "anna", NOW, NOW + DAY_NS, hosts, 1)


def test_alerts_that_would_have_vanished_are_told_by_day_host_and_state(control):
    with control.read() as c:
        found = kept_alerts.vanished(c, one())
    assert (found.looked_at, found.of, found.hidden, found.firings, found.unread) == (3, 3, 2, 2, 0)
    assert (sum(found.by_day.values()), len(found.by_day)) == (2, 2)
    assert found.by_host == {"h-1": 1, "h-2": 1}
    assert found.by_state == {"open": 2}
    assert {row.executable for row in found.samples} == {"/opt/app/sh"}


def test_scope_of_hosts_and_rule_hold(control):
    with control.read() as c:
        assert kept_alerts.vanished(c, one("h-2")).by_host == {"h-2": 1}
        assert kept_alerts.vanished(c, one(rule="copy")).looked_at == 0
        assert kept_alerts.vanished(c, one(executable="/opt/none/sh")).hidden == 0


def test_newest_alerts_are_seen_with_their_events(control):
    with control.read() as c:
        found = kept_alerts.seen(c)
    assert [(rule, event.process_executable) for rule, event in found] == [
        ("shell", "/opt/app/sh"), ("shell", "/opt/app/sh"), ("shell", "/opt/other/sh"),
    ]  # fmt: skip


def test_alert_that_todays_table_cannot_read_is_counted_as_not_hidden(control, monkeypatch):
    monkeypatch.setattr(kept_alerts, "FIELDS", {"process.executable": ()})
    with control.read() as c:
        monkeypatch.setattr(kept_alerts, "from_flat", lambda flat: (_ for _ in ()).throw(InputError("x", "unknown_field")))
        found = kept_alerts.vanished(c, one())
    assert (found.hidden, found.unread) == (0, 3)


def test_match_over_several_events_is_hidden_only_where_all_are():
    app = build.process_exec(process_executable="/opt/app/sh")
    assert kept_alerts.hides(one(), [app, app])
    assert not kept_alerts.hides(one(), [app, build.process_exec(process_executable="/bin/sh")])
    assert not kept_alerts.hides(one(), [])
