from dataclasses import replace
from typing import Any

from redshank.server.store.control import actions, alerts, detection
from redshank.server.store.control.alert_filter import AlertFilter, Terms
from tests.server.store.control.scene import NOW, SECOND, alert, event, there


def save(c, *found):
    return detection.save(c, found, 1, None, NOW)


def test_record_has_everything_that_is_kept(control):
    with control.write() as c:
        save(c, alert("a", (event(2, 2), event(1, 1), event(3, 3))))
        actions.act(c, ["a"], actions.Act("dismiss", "expected", "a cron job"), "ada", NOW + 9)
    with control.read() as c:
        found = there(alerts.record(c, "a"))
        assert found == alerts.record(c, "A-1") == alerts.record(c, "1")
        assert alerts.record(c, "b") is None
    assert (found.row.id, found.row.state) == ("a", "dismissed")
    assert (found.body["alert.title"], found.body["why"][0]["field"]) == ("Shell by a", "process.executable")
    assert [one["event.id"][-1] for one in found.events] == ["1", "2", "3"]
    assert found.events_total == 3
    assert found.history == (alerts.HistoryEntry(NOW + 9, "ada", "dismiss", "expected", "a cron job", None),)


def test_changes_come_back_in_the_order_of_their_revisions(control):
    with control.write() as c:
        first = save(c, alert("a"), alert("b"), alert("c"))
        second = save(c, replace(alert("a", (event(9, 9),)), count=2))
        assert (first.revisions, second.revisions) == ((1, 2, 3), (4,))
        assert [row.id for row in alerts.since(c, 0)] == ["b", "c", "a"]
        assert [row.id for row in alerts.since(c, 2, limit=1)] == ["c"]
        assert [row.id for row in alerts.rows(c, (1, 3, 4))] == ["c", "a"]
        assert alerts.rows(c, ()) == alerts.since(c, 4) == []
        assert alerts.revision(c) == 4


def test_counts_of_a_kind_leave_that_kind_aside(control):
    with control.write() as c:
        save(c, *[alert(f"a{n}", (event(n),), severity=1 + n % 3) for n in range(9)])
        actions.act(c, ["a0", "a1"], actions.Act("acknowledge"), "ada", NOW)
        assert alerts.counts(c, AlertFilter()) == alerts.Counts(9, {1: 3, 2: 3, 3: 3}, {"open": 7, "acknowledged": 2, "dismissed": 0})
        found = alerts.counts(c, AlertFilter(Terms(severities=(1,), states=("open",))))
        assert found == alerts.Counts(2, {1: 2, 2: 2, 3: 3}, {"open": 2, "acknowledged": 1, "dismissed": 0})


def test_counts_of_a_filter(control):
    with control.write() as c:
        save(c, alert("a", (event(1, host_name="web-01"),), severity=1), alert("b", (event(2, host_name="web-02"),)))
        found = alerts.counts(c, AlertFilter(Terms(hosts=("web-02",))))
        assert found == alerts.Counts(1, {1: 0, 2: 1, 3: 0}, {"open": 1, "acknowledged": 0, "dismissed": 0})


def test_related_alerts_are_counted_by_severity(control):
    plain: dict[str, Any] = {"host_id": "h-1", "session_id": 7, "process_entity_id": "me", "process_parent_entity_id": "shell"}
    around: dict[str, dict[str, Any]] = {
        "child": {"process_entity_id": "c", "process_parent_entity_id": "me"},
        "parent": {"process_entity_id": "shell", "process_parent_entity_id": "sshd"},
        "sibling": {"process_entity_id": "s"},
        "other session": {"process_entity_id": "o", "process_parent_entity_id": "init", "session_id": 8},
        "other host": {"process_entity_id": "x", "process_parent_entity_id": "y", "host_id": "h-2"},
    }
    with control.write() as c:
        save(c, alert("me", (event(1, **plain),)), *[alert(name, (event(2, **plain | more),), severity=3) for name, more in around.items()])
        save(c, alert("late", (event(3, 301, **plain | {"process_entity_id": "l", "process_parent_entity_id": "init"}),), severity=1))
        found = there(alerts.related(c, "me"))
    assert found.same_host_5min == {1: 0, 2: 0, 3: 4}
    assert found.same_session == {1: 1, 2: 0, 3: 3}
    assert found.same_process_tree == {1: 0, 2: 0, 3: 3}


def test_alert_of_which_nothing_is_known_is_related_to_nothing(control):
    bare = {"host_id": None, "session_id": None, "process_entity_id": None, "process_parent_entity_id": None}
    with control.write() as c:
        save(c, *[alert(name, (event(n, **bare),)) for n, name in enumerate("abc")])
        found = there(alerts.related(c, "a"))
        assert [sum(counts.values()) for counts in (found.same_host_5min, found.same_session, found.same_process_tree)] == [0, 0, 0]
        assert alerts.related(c, "z") is None


def test_children_of_init_are_no_family(control):
    daemon = {"host_id": "h-1", "session_id": None, "process_parent_entity_id": "init"}
    with control.write() as c:
        save(c, *[alert(name, (event(n, process_entity_id=name, **daemon),)) for n, name in enumerate("abc")])
        assert sum(there(alerts.related(c, "a")).same_process_tree.values()) == 0


def test_history_has_the_newest_entries(control):
    with control.write() as c:
        save(c, alert("a"))
        for turn in range(alerts.MAX_HISTORY + 10):
            actions.act(c, ["a"], actions.Act("assign", assignee=str(turn)), "ada", NOW + turn * SECOND)
        history = there(alerts.record(c, "a")).history
    assert len(history) == alerts.MAX_HISTORY
    assert history[-1].assignee == str(alerts.MAX_HISTORY + 9)
    assert [entry.at for entry in history] == sorted(entry.at for entry in history)
