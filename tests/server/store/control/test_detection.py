import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from redshank.core.errors import StoreError
from redshank.server.store.control import actions, agents, alerts, outbox
from redshank.server.store.control.database import open_control
from redshank.server.store.control.detection import Mark, Progress, Saved, load, save
from redshank.server.store.control.tables import alert_labels, alert_records, alert_rules
from redshank.server.store.control.tables import alerts as table
from tests.server.store.control import saving
from tests.server.store.control.scene import NOW, SECOND, alert, enrolled, event, there

ROOT = Path(__file__).parents[4]


def firing(name, count, number=None, at=0, **fields):
    """The count-th firing of an alert, by an event of its own."""
    return alert(name, (event(number if number is not None else count, at),), count=count, **fields)


def row(c, name="a"):
    return there(alerts.record(c, name)).row


def test_nothing_found_moves_the_cursor(control):
    with control.write() as c:
        assert save(c, [], 5, None, NOW) == Saved((), ())
        assert load(c) == Progress(5, None, 0)


def test_cursor_and_snapshot_never_go_back(control):
    with control.write() as c:
        save(c, [], 5, b"five", NOW)
        save(c, [], 3, b"three", NOW)
        assert load(c) == Progress(5, b"five", 5)
        save(c, [], 9, None, NOW)
        assert load(c) == Progress(9, b"five", 5)
        save(c, [], 7, b"seven", NOW)
        assert load(c) == Progress(9, b"seven", 7)


def test_repeat_counts_and_keeps_what_the_first_firing_said(control):
    with control.write() as c:
        save(c, [firing("a", 1, severity=2, title="First")], 1, None, NOW)
        repeat = replace(firing("a", 4, at=60, severity=1, title="Second", created=NOW + 9), first_seen=NOW - 5)
        assert save(c, [repeat], 2, None, NOW) == Saved((2,), ())
        found = row(c)
    assert (found.severity, found.title, found.created) == (2, "First", NOW)
    assert (found.count, found.first_seen, found.last_seen, found.events_total) == (4, NOW - 5, NOW + 60 * SECOND, 2)


def test_lower_count_and_older_event_take_nothing_away(control):
    with control.write() as c:
        save(c, [firing("a", 5, at=60)], 1, None, NOW)
        save(c, [firing("a", 2, at=30)], 2, None, NOW)
        found = row(c)
    assert (found.count, found.first_seen, found.last_seen) == (5, NOW + 30 * SECOND, NOW + 60 * SECOND)


def test_dismissed_alert_that_fires_again_stays_dismissed_and_counts(control):
    with control.write() as c:
        save(c, [firing("a", 1)], 1, None, NOW)
        actions.act(c, ["a"], actions.Act("dismiss", "expected"), "ada", NOW)
        save(c, [firing("a", 2)], 2, None, NOW)
        found = row(c)
    assert (found.state, found.reason, found.count) == ("dismissed", "expected", 2)


def test_firings_of_one_alert_in_one_save_are_one_row(control):
    with control.write() as c:
        assert save(c, [firing("a", 1), firing("b", 1), firing("a", 2), firing("a", 3)], 1, None, NOW).revisions == (1, 2)
        assert (row(c).count, row(c).events_total) == (3, 3)


def test_event_that_completed_the_match_is_kept_of_however_many(control):
    many = tuple(event(n, n) for n in range(500))
    with control.write() as c:
        save(c, [alert("a", many)], 1, None, NOW)
        found = there(alerts.record(c, "a"))
    assert len(found.events) == 200
    assert found.events[-1]["event.id"] == many[-1].event_id
    assert found.events_total == 500


def test_the_worst_alerts_go_out_once(control):
    with control.write() as c:
        save(c, [firing("a", 1, severity=1), firing("b", 1, severity=2)], 1, None, NOW)
        save(c, [firing("a", 2, severity=1)], 2, None, NOW + 1)
        assert [(one.key, one.created_at) for one in outbox.unsent(c)] == [("alert/a/opened", NOW)]


def test_first_alert_of_an_agent_is_marked_once(control):
    with control.write() as c:
        agent_id = enrolled(c).agent_id

        def of_agent(name, severity):
            return alert(name, (event(1, agent_id=agent_id),), severity=severity)

        assert save(c, [of_agent("a", 2), of_agent("b", 3)], 1, None, NOW + 1).marks == (Mark("alert", agent_id, "web-01", NOW + 1),)
        assert save(c, [of_agent("c", 2)], 2, None, NOW + 2).marks == ()
        assert save(c, [of_agent("d", 3), of_agent("e", 1)], 3, None, NOW + 3).marks == (Mark("severity_1", agent_id, "web-01", NOW + 3),)
        found = there(agents.get(c, agent_id))
    assert (found.first_alert_at, found.first_severity_1_at) == (NOW + 1, NOW + 3)


def test_alert_of_an_agent_nobody_knows_is_kept(control):
    with control.write() as c:
        assert save(c, [alert("a", (event(1, agent_id=None),))], 1, None, NOW) == Saved((1,), ())


@pytest.mark.parametrize("fields", [{"process_command_line": "\ud800", "host_name": "\0"}, {"timestamp": 1 << 64}, {"event_id": None}])
def test_odd_event_costs_no_other_alert(control, fields):
    with control.write() as c:
        save(c, [alert("odd", (event(1, **fields),)), alert("good", (event(2),))], 1, None, NOW)
        assert [there(alerts.record(c, name)).row.id for name in ("odd", "good")] == ["odd", "good"]


def test_failed_save_leaves_alerts_and_cursor_as_they_were(tmp_path):
    control = open_control(tmp_path)
    with control.write() as c:
        save(c, [firing("a", 1)], 1, b"one", NOW)
    with pytest.raises(StoreError, match="full") as caught, control.write() as c:
        pages = c.exec_driver_sql("PRAGMA page_count").scalar()
        c.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        save(c, [firing(f"b{n}", 1) for n in range(500)], 2, b"two", NOW)
    assert caught.value.kind == "full"
    with control.read() as c:
        assert load(c) == Progress(1, b"one", 1)
        assert c.execute(select(func.count()).select_from(table)).scalar() == 1
    control.close()


def contents(c):
    """All that a re-run must leave as it is."""
    kept = [c.execute(select(one).order_by(*one.primary_key)).all() for one in (table, alert_records, alert_labels, alert_rules)]
    return kept, outbox.unsent(c), load(c).cursor


names = st.sampled_from("abcde")
histories = st.lists(st.lists(st.tuples(names, st.integers(0, 60)), max_size=6), min_size=1, max_size=6)


def batches_of(history):
    """Batches of firings as an engine makes them: each firing of an alert counts one more than the one before."""
    fired: dict[str, int] = {}
    batches = []
    for batch in history:
        found = []
        for name, number in batch:
            fired[name] = fired.get(name, 0) + 1
            found.append(firing(name, fired[name], number, number, severity=1 + "abcde".index(name) % 3))
        batches.append(found)
    return batches


@given(history=histories, data=st.data())
@settings(max_examples=40)
def test_detection_run_again_from_any_cursor_changes_nothing(shared, history, data):
    batches = batches_of(history)
    again = data.draw(st.integers(0, len(batches)))
    with shared.write() as c, c.begin_nested() as example:
        for cursor, batch in enumerate(batches, 1):
            save(c, batch, cursor, None, NOW)
        before = contents(c)
        for cursor, batch in list(enumerate(batches, 1))[again:]:
            assert save(c, batch, cursor, None, NOW + 1).revisions == ()
        assert contents(c) == before
        example.rollback()


@given(history=histories, data=st.data())
@settings(max_examples=40)
def test_crash_and_run_again_ends_like_a_run_without_crash(shared, history, data):
    batches = batches_of(history)
    crash = data.draw(st.integers(0, len(batches)))
    back = data.draw(st.integers(0, crash))
    ends = []
    for order in (range(len(batches)), [*range(crash), *range(back, len(batches))]):
        with shared.write() as c, c.begin_nested() as example:
            for at in order:
                save(c, batches[at], at + 1, None, NOW)
            rows = sorted((replace(one, revision=0) for one in alerts.since(c, 0)), key=lambda one: one.number)
            ends.append((rows, c.execute(select(alert_labels)).all(), outbox.unsent(c), load(c)))
            example.rollback()
    assert ends[0] == ends[1]


def test_killed_while_saving_alerts_and_cursor_agree(tmp_path):
    committed = 0
    for turn in range(3):
        child = subprocess.Popen(
            [sys.executable, saving.__file__, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        )
        with child:
            for _ in range(5 + turn):
                committed = int(there(child.stdout).readline())
            child.send_signal(signal.SIGKILL)
        control = open_control(tmp_path)
        with control.read() as c:
            progress = load(c)
            assert c.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert c.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert progress.cursor >= committed
            assert (progress.snapshot, progress.snapshot_cursor) == (b"%d" % progress.cursor, progress.cursor)
            count = select(func.count())
            assert c.execute(count.select_from(table)).scalar() == saving.EACH * progress.cursor
            assert c.execute(count.select_from(alert_records)).scalar() == saving.EACH * progress.cursor
            assert len(outbox.unsent(c, 10_000)) == saving.EACH * progress.cursor
            assert alerts.revision(c) == saving.EACH * progress.cursor
        control.close()
