from types import SimpleNamespace

import pytest

from redshank.core.log import Log
from redshank.events._generated.types import AgentHeartbeat
from redshank.server.detect.canaries import Canaries
from redshank.server.detect.silence import OwnEvents, Silence
from redshank.server.ingest.disk import DiskLadder
from redshank.server.ingest.tally import Tally
from redshank.server.process.housekeeping import DAY_NS, House
from redshank.server.settings import ServerSettings
from redshank.server.store.control import agents, refusals
from redshank.server.store.event_store import Batch, Block
from tests.server.ingest.sending import START_NS
from tests.server.ingest.stores import Stores
from tests.server.ingest.test_keep import incoming


class Home:
    def __init__(self, stores, stream):
        self.stores, self.free, self.now = stores, 1.0, 0.0
        self.published: list[tuple[str, str]] = []
        self.own_blocks: list[Block] = []
        self.heard: dict[str, float] = {}
        self.canaries = Canaries(lambda: self.now)
        self.engine = SimpleNamespace(counters={"failures": 0, "hidden": 0}, disabled={})
        self.troubles: list[str] = []
        self.changed = False
        detection = SimpleNamespace(rule_count=5, refused=("x",), troubles=lambda: self.troubles, engine=self.engine)
        self.looked: list[tuple[str, object]] = []
        self.book = SimpleNamespace(
            unused={},
            look=lambda engine: self.looked.append(("look", engine)),
            equip=lambda engine: self.looked.append(("equip", engine)),
            note=lambda engine: self.looked.append(("note", engine)),
        )
        self.rulebook = SimpleNamespace(detection=detection, look=lambda offer: self.changed)
        reception = SimpleNamespace(
            registry=stores.registry,
            ladder=DiskLadder(lambda: self.free),
            tally=Tally(),
            joiner=SimpleNamespace(submit_own=self.own_blocks.append, waiting_events=3),
            clock=stores.clock,
        )
        self.house = House(
            settings=ServerSettings(keep_days=2, keep_bulk_days=1),
            control=stores.control,
            events=stores.events,
            reception=reception,  # type: ignore[arg-type]  # as much of it as the chores touch
            judge=SimpleNamespace(  # type: ignore[arg-type]
                judged_events=11, engine=self.engine, offer=lambda engine: None, canaries=self.canaries
            ),
            waiting=SimpleNamespace(waiting_events=7, failed=0),  # type: ignore[arg-type]
            hub=SimpleNamespace(publish=lambda topic, key: self.published.append((topic, key))),  # type: ignore[arg-type]
            silence=Silence(self.heard.get, lambda: self.now),
            own=OwnEvents("e" * 32, stores.clock),
            book=self.book,  # type: ignore[arg-type]
            rulebook=self.rulebook,  # type: ignore[arg-type]
            log=Log(stream=stream),
        )


@pytest.fixture
def home(tmp_path):
    stores = Stores(tmp_path / "server")
    with (tmp_path / "log").open("w") as stream:
        yield Home(stores, stream)
    stores.control.close()


def told(home):
    return [(block.agent_id, block.events[0].tamper_what) for block in home.own_blocks]


def test_rule_that_fails_is_said_once_and_shows(home, tmp_path):
    home.troubles.append("rule x failed: TypeError")
    home.engine.disabled["x"] = "failed on 50 events"
    home.house.look_at_rules()
    home.house.look_at_rules()
    assert (tmp_path / "log").read_text().count("rules.trouble") == 1
    assert {gauge.name: gauge.value for gauge in home.house.gauges()}["redshank_rules_disabled"] == 1


def test_changed_rules_may_fail_anew(home, tmp_path):
    home.troubles.append("rule x failed: TypeError")
    home.house.look_at_rules()
    home.changed = True
    home.house.look_at_rules()
    assert (tmp_path / "log").read_text().count("rules.trouble") == 2
    assert {gauge.name: gauge.value for gauge in home.house.gauges()}["redshank_rules_refused"] == 1


def test_agent_that_falls_silent_becomes_an_event_once(home):
    sender = home.stores.let_in()
    home.heard[sender.agent_id] = 0.0
    home.house.look_at_agents()
    for home.now in (61.0, 63.0, 65.0):
        home.house.look_at_agents()
    assert told(home) == [(sender.agent_id, "silent")]
    assert "61 s" in home.own_blocks[0].events[0].tamper_detail
    assert home.published == [("agent", sender.agent_id)]


def test_agent_that_sends_and_whose_canary_stays_away_becomes_an_event_once(home):
    sender = home.stores.let_in()
    for home.now in range(0, 200, 15):
        home.heard[sender.agent_id] = home.now
        home.canaries.take([AgentHeartbeat(timestamp=1, agent_id=sender.agent_id, heartbeat_canary_s=60)], [])
        home.house.look_at_agents()
    assert told(home) == [(sender.agent_id, "blind")]
    assert "135 s" in home.own_blocks[0].events[0].tamper_detail


def test_key_in_two_places_becomes_an_event(home):
    sender = home.stores.let_in()
    home.house.look_at_agents()
    with home.stores.control.write() as connection:
        agents.count(connection, sender.agent_id, forks=1)
    home.house.look_at_agents()
    assert told(home) == [(sender.agent_id, "copied")]


def test_agent_revoked_elsewhere_is_out(home):
    sender = home.stores.let_in()
    with home.stores.control.write() as connection:
        agents.revoke(connection, sender.agent_id, "anna", START_NS)
    home.house.look_at_agents()
    found = home.stores.registry.find(sender.agent_id)
    assert found is not None
    assert found.revoked


def test_disk_that_fills_up_is_said_and_shows(home, tmp_path):
    assert home.house.trouble() == ""
    home.free = 0.03
    home.house.look_at_disk()
    assert home.house.trouble() == "disk: urgent_only"
    home.free = 0.5
    home.house.look_at_disk()
    assert home.house.trouble() == ""
    assert (tmp_path / "log").read_text().count("server.disk") == 2


def test_refusals_are_written_down_with_their_sample(home):
    home.house.reception.tally.count("-", "wrong_signature", 5)
    home.house.reception.tally.count("-", "block.corrupt", sample=b"bytes")
    home.house.write_refusals()
    with home.stores.control.read() as connection:
        assert {one.kind: one.count for one in refusals.totals(connection)} == {"wrong_signature": 5, "block.corrupt": 1}
        assert [letter.sample for letter in refusals.letters(connection)] == [b"bytes"]


def test_what_is_too_old_is_dropped_by_its_lane(home):
    sender = home.stores.let_in()
    for lane in (1, 3):
        home.stores.events.append(Batch(lane, (incoming(sender, lane * 10, 1, lane).block,)))
    home.stores.events._clock = home.stores.clock
    home.stores.clock.wall = home.house.events._rows[0][0] * DAY_NS + int(2.5 * DAY_NS)
    home.house.drop_old()
    assert [row.lane for _, row in home.house.events._rows] == [1]


def test_gauges_tell_how_the_stages_are(home):
    values = {gauge.name: gauge.value for gauge in home.house.gauges()}
    assert values["redshank_unstored_events"] == 3
    assert values["redshank_unjudged_events"] == 7
    assert values["redshank_judged_events_total"] == 11


def test_every_chore_runs_as_it_is(home):
    for chore in home.house.chores():
        chore.do()
    assert [chore.name for chore in home.house.chores()] == ["disk", "agents", "refusals", "rules", "suppressions", "age"]


def test_new_rules_judge_with_the_suppressions_in_place(home):
    offered: list[object] = []
    home.house.judge.offer = offered.append
    home.rulebook.look = lambda offer: offer("new rules")
    home.house.look_at_rules()
    assert home.looked == [("equip", "new rules")]
    assert offered == ["new rules"]


def test_suppressions_go_into_the_newest_rules_and_counts_come_from_those_that_judge(home):
    home.rulebook.detection.engine = "newest"
    home.house.look_at_suppressions()
    assert home.looked == [("look", "newest"), ("note", home.engine)]
