from dataclasses import replace

from redshank.core.clock import FixedClock
from redshank.events._generated.types import AgentTamper
from redshank.server.detect.silence import LOST_BEFORE_NS, OwnEvents, Silence
from redshank.server.store.control.agents import LATE_S, SILENT_S, AgentRecord, said_goodbye

NOW_NS = 1_795_500_000_000_000_000
AGENT = AgentRecord(
    agent_id="a" * 26, host_id="h-1", host_name="web-03", public_key=b"k" * 32, token_id=None, simulated=False, version="", kernel="",
    os="", enrolled_at=NOW_NS, last_seen=NOW_NS, heartbeat_at=None, heartbeat={"redshank.heartbeat.state": "running"}, first_event_at=None,
    first_alert_at=None, first_severity_1_at=None, duplicates=0, holes=0, forks=0, revoked_at=None, revoked_by=None,
)  # fmt: skip
GOODBYE = replace(AGENT, heartbeat_at=NOW_NS, heartbeat={"redshank.heartbeat.state": "stopping"})


class Watch:
    """A look every few seconds of a clock that is moved by hand."""

    def __init__(self):
        self.now = 1000.0
        self.heard: dict[str, float] = {}
        self.silence = Silence(self.heard.get, lambda: self.now)

    def after(self, seconds, *records):
        self.now += seconds
        return [(change.agent.agent_id[0], change.state) for change in self.silence.look(records or [AGENT])]


def test_agent_is_late_then_silent_then_back():
    watch = Watch()
    watch.heard[AGENT.agent_id] = watch.now
    assert watch.after(LATE_S - 1) == []
    assert watch.after(1) == [("a", "late")]
    assert watch.after(SILENT_S - LATE_S) == [("a", "silent")]
    assert watch.after(600) == []
    watch.heard[AGENT.agent_id] = watch.now
    assert watch.after(1) == [("a", "ok")]


def test_goodbye_is_no_silence():
    watch = Watch()
    watch.heard[AGENT.agent_id] = watch.now
    assert watch.after(600, GOODBYE) == []
    assert said_goodbye(GOODBYE)
    assert not said_goodbye(replace(AGENT, heartbeat=None))


def test_agent_that_said_goodbye_and_was_heard_of_later_is_silent_when_it_is():
    watch = Watch()
    watch.heard[AGENT.agent_id] = watch.now
    back = replace(GOODBYE, last_seen=NOW_NS + 5_000_000_000)
    assert not said_goodbye(back)
    assert watch.after(600, back) == [("a", "silent")]


def test_revoked_agent_may_be_silent():
    assert Watch().after(600, replace(AGENT, revoked_at=NOW_NS)) == []


def test_after_a_start_of_the_server_an_agent_has_its_time_to_come_back():
    watch = Watch()
    assert watch.after(5) == []
    assert watch.after(SILENT_S) == [("a", "silent")]


def test_agent_that_was_silent_long_before_the_server_stopped_is_not_told_of_again():
    watch = Watch()
    gone = replace(AGENT, agent_id="b" * 26, last_seen=NOW_NS - LOST_BEFORE_NS - 1)
    assert watch.after(SILENT_S, AGENT, gone) == [("a", "silent")]


def test_fork_is_told_once_and_what_was_there_at_the_start_is_not():
    silence = Watch().silence
    one = replace(AGENT, forks=3)
    assert silence.forked([one]) == []
    assert silence.forked([replace(one, forks=4)]) == [replace(one, forks=4)]
    assert silence.forked([replace(one, forks=4)]) == []


def test_own_event_is_identified_and_lies_in_a_block_that_no_agent_sends():
    own = OwnEvents("e" * 32, FixedClock(NOW_NS + 1_999))
    block, other = own.tamper(replace(AGENT, simulated=True), "silent", "nothing heard", 61.5), own.tamper(AGENT, "copied", "")
    (event,) = block.events
    assert isinstance(event, AgentTamper)
    assert (block.size, block.lane, block.epoch, block.first_seq, other.first_seq) == (0, 0, "e" * 32, 1, 2)
    assert (event.event_id, event.timestamp, event.source, event.simulated) == (f"{'a' * 26}-{'e' * 32}-1", NOW_NS + 1_000, "server", True)
    assert event.tamper_blind_ns == 61_500_000_000
