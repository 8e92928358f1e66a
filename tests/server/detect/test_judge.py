import threading
import time

import pytest

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.sigma.load import load_text
from redshank.core.errors import StoreError
from redshank.core.log import Log
from redshank.server.detect import judge as judging_module
from redshank.server.detect.judge import JudgeThread
from redshank.server.ingest.keep import Stored, in_order
from redshank.server.store.control import agents, alerts, detection
from redshank.server.store.control.alert_filter import AlertFilter
from redshank.server.store.event_store import Batch, Block
from tests.generated import build
from tests.server.detect import judging
from tests.server.ingest.sending import EPOCH, START_NS


class Host:
    """A host whose events are stored, batch by batch."""

    def __init__(self, stores):
        self.stores, self.sender = stores, stores.let_in()
        self.position = self.sequence = 0

    def _identified(self, event):
        self.sequence += 1
        event.timestamp = START_NS + self.sequence * 1_000_000_000
        event.event_id = f"{self.sender.agent_id}-{EPOCH}-{self.sequence}"
        event.event_sequence, event.agent_id, event.host_id = self.sequence, self.sender.agent_id, "h-1"
        return event

    def stored(self, *events):
        """These events as a batch that is stored."""
        self.position += 1
        made = tuple(self._identified(event) for event in events)
        block = Block(self.sender.agent_id, "h-1", EPOCH, 1, made[0].event_sequence, len(made), made)
        self.stores.events.append(Batch(self.position, (block,)))
        self.stores.clock.wall = made[-1].timestamp
        return Stored(self.position, in_order(iter(made)))


@pytest.fixture
def host(stores):
    return Host(stores)


def shell(pid=1):
    return build.process_exec(process_executable="/usr/bin/sh", process_pid=pid)


def failure():
    return build.session_login_failed(source_ip="192.0.2.9")


def kept(stores):
    """Every alert that is kept: id to count."""
    with stores.control.read() as connection:
        return {row.id: row.count for row in alerts.page(connection, AlertFilter(), limit=100).rows}


def record_of(host):
    """What is kept of the host's agent."""
    with host.stores.control.read() as connection:
        record = agents.get(connection, host.sender.agent_id)
    assert record is not None
    return record


def progress(stores):
    with stores.control.read() as connection:
        return detection.load(connection)


def caught_up(stores, until):
    """A judge after a start, once it has judged what it missed."""
    made = judging.judge(stores)
    for batch in made.missed(stores.events, until):
        made.judge(batch)
    return made


def test_alerts_and_cursor_are_kept_together(stores, host):
    verdict = judging.judge(stores).judge(host.stored(shell(), build.process_exec()))
    assert verdict is not None
    assert verdict.revision == 1
    assert list(kept(stores).values()) == [1]
    assert progress(stores).cursor == 1


def test_firsts_of_an_agent_are_told_once_and_kept(stores, host):
    made = judging.judge(stores)
    first = made.judge(host.stored(shell()))
    again = made.judge(host.stored(shell(2)))
    assert [(one.what, one.title) for one in first.firsts] == [
        ("event", ""),
        ("alert", "A shell was started"),
        ("severity_1", "A shell was started"),
    ]
    assert again.firsts == ()
    record = record_of(host)
    assert None not in (record.first_event_at, record.first_alert_at, record.first_severity_1_at)


def test_match_of_a_hidden_rule_is_no_alert_and_a_sign_of_the_canary(stores, host):
    made = judging.judge(stores)
    beat = build.agent_heartbeat(heartbeat_state="running", heartbeat_canary_s=60)
    sign = build.process_exec(process_command_line="python canary_act.py redshank-canary n")
    now = [0.0]
    made.canaries.clock_s = lambda: now[0]
    verdict = made.judge(host.stored(beat, sign))
    assert verdict.revision == 0 and kept(stores) == {}
    now[0] = 120.0
    made.judge(host.stored(beat, sign))
    now[0] = 130.0
    made.judge(host.stored(beat))
    assert made.canaries.look() == [], "the second sign came ten seconds ago"


def test_heartbeat_is_no_first_event_and_is_kept(stores, host):
    verdict = judging.judge(stores).judge(host.stored(build.agent_heartbeat(heartbeat_state="running")))
    assert (verdict.firsts, verdict.beats) == ((), (host.sender.agent_id,))
    record = record_of(host)
    assert record.heartbeat["redshank.heartbeat.state"] == "running"


def test_heartbeat_that_is_read_back_does_not_make_its_agent_seem_alive(stores, host):
    host.stored(build.agent_heartbeat(heartbeat_state="stopping"))
    stores.clock.move(3600 * 10**9)
    caught_up(stores, 1)
    record = record_of(host)
    assert (record.last_seen, record.heartbeat_at) == (START_NS, START_NS)


@pytest.mark.parametrize("killed_after", range(6))
def test_after_a_crash_alerts_are_those_of_a_run_without_one(stores, host, killed_after):
    batches = [
        host.stored(failure(), shell(1)),
        host.stored(failure()),
        host.stored(build.process_exec(process_executable="/usr/bin/cp")),
        host.stored(failure(), shell(2)),
        host.stored(build.process_exec(process_executable="/usr/bin/cp"), shell(1)),
    ]
    first = judging.judge(stores)
    first._snapshot_due = float("inf") if killed_after % 2 else 0.0
    for batch in batches[:killed_after]:
        first.judge(batch)
    before = kept(stores)
    caught_up(stores, 5)
    oracle = judging.engine(stores.clock)
    expected = {alert.id: alert.count for batch in batches for alert in oracle.detect(batch.events)}
    assert kept(stores) == expected
    assert set(before) <= set(expected)
    assert progress(stores).cursor == 5


def test_clean_end_leaves_nothing_to_judge_again(stores, host):
    made = judging.judge(stores)
    made.judge(host.stored(failure()))
    made.judge(host.stored(failure()))
    made.close()
    again = judging.judge(stores)
    assert list(again.missed(stores.events, 2)) == []
    again.judge(host.stored(failure()))
    assert 1 in kept(stores).values()
    assert progress(stores).cursor == 3


def test_only_what_was_stored_before_the_start_is_read_back(stores, host):
    host.stored(shell(1))
    later = host.stored(shell(2))
    made = judging.judge(stores)
    assert [batch.position for batch in made.missed(stores.events, 1) if made.judge(batch)] == [1]
    made.judge(later)
    assert len(kept(stores)) == 2


def test_snapshot_that_cannot_be_read_costs_an_hour_of_judging_again(stores, host, tmp_path):
    made = judging.judge(stores)
    made.judge(host.stored(shell(1)))
    stores.clock.move(2 * 3600 * 10**9)
    host.sequence += 3 * 3600
    made.judge(host.stored(shell(2)))
    with stores.control.write() as connection:
        detection.save(connection, [], 2, b"no snapshot", stores.clock.wall)
    with (tmp_path / "log").open("w") as stream:
        again = judging.judge(stores, stream)
        assert [batch.position for batch in again.missed(stores.events, 2) if again.judge(batch)] == [2]
    assert "detect.snapshot" in (tmp_path / "log").read_text()
    assert list(kept(stores).values()) == [1, 1]


def test_control_store_that_does_not_answer_is_asked_again_and_nothing_is_skipped(stores, host, monkeypatch, tmp_path):
    monkeypatch.setattr(judging_module, "RETRY_S", 0.0)
    failing = iter([StoreError("locked", "slow"), StoreError("disk full", "full"), None])
    save = detection.save

    def sometimes(*arguments):
        if (error := next(failing)) is not None:
            raise error
        return save(*arguments)

    monkeypatch.setattr(detection, "save", sometimes)
    with (tmp_path / "log").open("w") as stream:
        assert judging.judge(stores, stream).judge(host.stored(shell())).revision == 1
    assert list(kept(stores).values()) == [1]


def test_told_to_stop_while_the_control_store_does_not_answer_it_keeps_nothing(stores, host, monkeypatch, tmp_path):
    def never(*_):
        raise StoreError("locked", "slow")

    monkeypatch.setattr(detection, "save", never)
    with (tmp_path / "log").open("w") as stream:
        made = judging.judge(stores, stream)
        made.stopping.set()
        assert made.judge(host.stored(shell())) is None
        made.close()


def test_alerts_that_were_not_kept_when_told_to_stop_are_given_after_the_next_start(stores, host, monkeypatch, tmp_path):
    save, slow = detection.save, iter([True])

    def once(*arguments):
        if next(slow, False):
            raise StoreError("locked", "slow")
        return save(*arguments)

    monkeypatch.setattr(detection, "save", once)
    with (tmp_path / "log").open("w") as stream:
        made = judging.judge(stores, stream)
        made.stopping.set()
        assert made.judge(host.stored(shell())) is None
        made.close()
    again = judging.judge(stores)
    for batch in again.missed(stores.events, 1):
        again.judge(batch)
    assert list(kept(stores).values()) == [1]


def test_event_store_that_does_not_answer_is_asked_again(stores, host, monkeypatch, tmp_path):
    monkeypatch.setattr(judging_module, "RETRY_S", 0.0)
    host.stored(shell())
    query, failures = stores.events.query, iter([True, True])

    def sometimes(asked):
        if next(failures, False):
            raise StoreError("slow", "slow")
        return query(asked)

    monkeypatch.setattr(stores.events, "query", sometimes)
    with (tmp_path / "log").open("w") as stream:
        made = judging.judge(stores, stream)
        assert [batch.position for batch in made.missed(stores.events, 1) if made.judge(batch)] == [1]


def test_snapshot_that_takes_long_is_made_less_often(stores, host, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    made = judging.judge(stores)
    made.judge(host.stored(shell(1)))
    assert progress(stores).snapshot_cursor == 1
    made.judge(host.stored(shell(2)))
    assert progress(stores).snapshot_cursor == 1
    now[0] += judging_module.SNAPSHOT_S
    made.judge(host.stored(shell(3)))
    assert progress(stores).snapshot_cursor == 3


def test_thread_judges_what_was_missed_first_and_stops_after_the_batch_at_hand():
    judged, stopping, closed, go = [], threading.Event(), threading.Event(), threading.Event()

    def one(batch):
        judged.append(batch.position)
        if batch.position == 2:
            go.wait(10)

    made = JudgeThread(one, closed.set, stopping, Log())
    for position in (2, 3):
        made.take(Stored(position, (build.process_exec(),)))
    assert made.waiting_events == 2
    made.start([Stored(1, ())])
    while len(judged) < 2:
        threading.Event().wait(0.001)
    stopping.set()
    go.set()
    assert made.stop(10)
    assert (judged, closed.is_set()) == ([1, 2], True)


def test_batch_that_breaks_the_hop_is_counted_and_those_after_it_are_judged(tmp_path):
    judged, stopping, done = [], threading.Event(), threading.Event()

    def one(batch):
        if batch.position == 1:
            raise RuntimeError("a hostile batch")
        judged.append(batch.position)
        done.set()

    with (tmp_path / "log").open("w") as stream:
        made = JudgeThread(one, lambda: None, stopping, Log(stream=stream))
        made.take(Stored(1, (build.process_exec(),)))
        made.take(Stored(2, ()))
        made.start([])
        assert done.wait(10)
        assert made.stop(10)
    assert (judged, made.failed) == ([2], 1)
    assert "a hostile batch" in (tmp_path / "log").read_text()


def test_thread_has_no_room_while_too_much_waits(monkeypatch):
    monkeypatch.setattr(judging_module, "MAX_WAITING_EVENTS", 2)
    made = JudgeThread(lambda _: None, lambda: None, threading.Event(), Log())
    assert made.has_room()
    made.take(Stored(1, (build.process_exec(), build.process_exec())))
    assert not made.has_room()


def test_rules_that_change_between_batches_remember_what_the_old_ones_did(stores, host):
    made = judging.judge(stores)
    for batch in made.missed(stores.events, 0):
        made.judge(batch)
    made.judge(host.stored(failure(), failure(), shell()))
    before = kept(stores)
    made.offer(judging.engine(stores.clock))
    made.judge(host.stored(failure(), shell()))
    grown = {alert: count for alert, count in kept(stores).items() if before.get(alert) != count}
    assert sorted(grown.values()) == [1, 2], "the third failure completes the count, and the shell's alert repeats under its own id"
    assert set(before) <= set(kept(stores))


NEW = """
title: New program
id: new
logsource: {product: linux, category: process_creation}
detection: {selection: {Image|startswith: /}, condition: selection}
redshank: {first_seen: {fields: [Image], learning: 1s}}
"""


def new_engine(stores):
    return Engine(load_text(judging.RULES + "---" + NEW, "rules.yml", {}).rules, clock=stores.clock.wall_ns)


def test_what_was_learned_is_kept_with_the_alerts_and_read_back_after_a_start(stores, host):
    made = judging.judge(stores)
    made.engine = new_engine(stores)
    assert list(made.missed(stores.events, 0)) == []
    made.judge(host.stored(build.process_exec(process_executable="/bin/a")))
    made.judge(host.stored(build.process_exec(process_executable="/bin/b"), build.process_exec(process_executable="/bin/a")))
    assert made.engine.novelty.changes.keys == {}
    again = judging.judge(stores)
    again.engine = new_engine(stores)
    assert list(again.missed(stores.events, 0)) == []
    assert list(again.engine.novelty.rows()) == list(made.engine.novelty.rows()) != []
    again.judge(host.stored(*(build.process_exec(process_executable=f"/bin/{name}") for name in "abc")))
    assert len(kept(stores)) == 2, "b, and c"


def test_rules_that_are_offered_go_on_with_what_was_learned(stores, host):
    made = judging.judge(stores)
    made.engine = new_engine(stores)
    made.judge(host.stored(build.process_exec(process_executable="/bin/a")))
    made.offer(new_engine(stores))
    made.judge(host.stored(build.process_exec(process_executable="/bin/b")))
    made.judge(host.stored(build.process_exec(process_executable="/bin/a")))
    assert list(kept(stores).values()) == [1]


def test_reasons_are_told_between_batches_and_of_no_rule_there_are_none(stores, host):
    made = judging.judge(stores)
    batch = host.stored(failure())
    (event,) = batch.events
    made.judge(batch)
    told = made.reasons("guessing", event)
    assert told is not None and told.sentence == "event_count gte 3 within 10m: 1 of 3 in 10m, needs 3"
    assert made.reasons("nobody", event) is None
    assert not made.lock.locked()
