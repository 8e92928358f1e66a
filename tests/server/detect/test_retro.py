import io

import pytest

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.sigma.load import load_text
from redshank.analysis.detection import Detection
from redshank.analysis.intel.folder import Folder
from redshank.analysis.intel.live import LiveStore
from redshank.analysis.lists import load_lists
from redshank.core.errors import StoreError
from redshank.core.log import Log
from redshank.server.detect import retro as looking_back
from redshank.server.detect.retro import Retro, asks_lists
from redshank.server.store.event_store import Batch, Block
from tests.analysis.intel.making import store
from tests.generated import build

DAY_NS = 86_400 * 10**9
NOW_NS = 20_000 * DAY_NS + 3_600 * 10**9

RULES = """
title: Connection to a listed address
id: listed
logsource: {product: linux, service: redshank}
detection:
  selection: {event.action: net.connect, 'destination.ip|expand': '%listed_addresses%'}
  fine: {process.name: resolver}
  condition: selection and not fine
level: high
redshank: {aggregate: [destination.ip]}
---
title: Connection to anywhere else
id: other
logsource: {product: linux, service: redshank}
detection:
  selection: {event.action: net.connect}
  fine: {'destination.ip|expand': '%listed_addresses%'}
  condition: selection and not fine
level: low
---
title: A shell
id: shell
logsource: {product: linux, category: process_creation}
detection: {selection: {Image|endswith: /sh}, condition: selection}
level: low
"""


class Past:
    """A store of events, indicators that are new, and what was found."""

    def __init__(self, stores, path, monkeypatch):
        monkeypatch.setattr("redshank.server.detect.retro.time.time_ns", lambda: NOW_NS)
        self.events, self.found, self.position, self.stream = stores.events, [], 0, io.StringIO()
        self.folder = Folder(path / "intel")
        with self.folder.held():
            pass
        self.fail = False

    def stored(self, *ages_s, address="198.18.7.7"):
        self.position += 1
        made = []
        for at, age_s in enumerate(ages_s):
            event = build.net_connect(destination_ip=address, process_name="x", timestamp=NOW_NS - age_s * 10**9)
            event.event_id, event.host_id, event.agent_id = f"{self.position}-{at}", "h-1", "a" * 26
            made.append(event)
        block = Block("a" * 26, "h-1", "e" * 32, 2, self.position * 1_000, len(made), tuple(made))
        self.events.append(Batch(self.position, (block,)))

    def fresh(self, generation, *listed, also=()):
        store(self.folder.store, *((word, 1) for word in (*listed, *also)), generation=generation)
        store(self.folder.new / f"{generation:010}.bin", *((word, 1) for word in listed), generation=generation)

    def retro(self):
        live = LiveStore(self.folder.store, lambda: NOW_NS)
        lists = load_lists([], live=live).by_name
        loaded = load_text(RULES, "rules.yml", lists)
        assert loaded.errors == ()
        detection = Detection(Engine(loaded.rules, lists=lists, clock=lambda: NOW_NS), 3, (), lists)
        return Retro(self.folder, live, self.events, lambda: detection, self.save, Log(stream=self.stream))

    def save(self, alerts):
        if self.fail:
            raise StoreError("no", "broken")
        self.found += alerts

    def run(self, retro):
        steps = 0
        while retro.step():
            steps += 1
            assert steps < 100
        return steps


@pytest.fixture
def past(stores, tmp_path, monkeypatch):
    return Past(stores, tmp_path, monkeypatch)


def live_ids(past):
    """The ids that the same rules would have given at the time."""
    engine = past.retro().rules().engine
    rows = sorted((row for _, row in past.events._rows), key=lambda row: row.event.timestamp)
    return {alert.id for alert in engine.detect([row.event for row in rows]) if alert.rule_id == "listed"}


def test_new_indicator_is_found_in_the_past_as_it_would_have_been_at_the_time(past):
    past.stored(30, 20, 3 * 86_400, 90 * 86_400)
    past.stored(10, address="198.18.7.8")
    past.fresh(1, "198.18.7.7")
    past.run(past.retro())
    assert {alert.rule_id for alert in past.found} == {"listed"}
    assert {alert.id for alert in past.found} == live_ids(past)
    assert all(alert.retro and alert.title == "Connection to a listed address (found in retrospect)" for alert in past.found)
    assert sorted({alert.event.timestamp for alert in past.found}) == [NOW_NS - age * 10**9 for age in (90 * 86_400, 3 * 86_400, 30, 20)]
    assert "in second" in past.found[0].why[1].clause


def test_newest_day_comes_first_and_empty_days_are_passed_over(past):
    past.stored(90 * 86_400, 20)
    past.fresh(1, "198.18.7.7")
    assert past.run(past.retro()) == 2
    assert [alert.event.timestamp for alert in past.found] == [NOW_NS - 20 * 10**9, NOW_NS - 90 * DAY_NS]


def test_nothing_is_looked_for_twice(past):
    past.stored(20)
    past.fresh(1, "198.18.7.7")
    past.run(past.retro())
    assert past.run(past.retro()) == 0
    assert len(past.found) == 1
    assert list(past.folder.new.iterdir()) == []


def test_only_what_is_new_is_looked_for_and_only_while_it_is_still_listed(past):
    past.stored(20)
    past.stored(20, address="198.18.7.8")
    past.stored(20, address="198.18.7.9")
    past.fresh(1, "198.18.7.8", "198.18.7.9", also=["198.18.7.7"])
    store(past.folder.store, ("198.18.7.7", 1), ("198.18.7.8", 1), generation=2)
    past.run(past.retro())
    assert [alert.event.destination_ip for alert in past.found] == ["198.18.7.8"]


def test_it_goes_on_where_a_killed_server_stopped(past, monkeypatch):
    monkeypatch.setattr(looking_back, "PAGE", 4)
    past.stored(*range(100, 120))
    past.fresh(1, "198.18.7.7")
    first = past.retro()
    assert first.step() and first.step()
    half = len(past.found)
    past.run(past.retro())
    assert half == 8
    assert len({(alert.id, alert.count) for alert in past.found}) == len(past.found) == 20
    assert {alert.id for alert in past.found} == live_ids(past)


def test_page_whose_alerts_were_not_kept_is_looked_through_again(past):
    past.stored(20)
    past.fresh(1, "198.18.7.7")
    retro, past.fail = past.retro(), True
    with pytest.raises(StoreError):
        retro.step()
    past.fail = False
    past.run(past.retro())
    assert len(past.found) == 1


def test_what_came_last_is_looked_for_first_and_days_left_are_told(past):
    past.stored(20, 5 * 86_400)
    past.fresh(1, "198.18.7.7")
    past.fresh(2, "198.18.7.8", also=["198.18.7.7"])
    retro = past.retro()
    assert retro.days_left == 0
    retro.step()
    assert retro.days_left >= 1
    assert "file=0000000002.bin" in past.stream.getvalue()
    past.run(retro)
    assert "file=0000000001.bin events=2 found=2 then=done" in past.stream.getvalue()


def test_damaged_file_is_said_and_left(past):
    past.folder.put(past.folder.new / "0000000001.bin", b"x" * 100)
    assert not past.retro().step()
    assert "not looked for in the past" in past.stream.getvalue()
    assert list(past.folder.new.iterdir()) == []


def test_damaged_progress_means_from_the_start(past):
    past.stored(20)
    past.fresh(1, "198.18.7.7")
    past.folder.put(past.folder.path / "retro.state", b"x" * 100)
    past.run(past.retro())
    assert len(past.found) == 1


def test_rules_that_ask_no_list_have_no_part_in_it(past):
    rules = past.retro().rules().engine.rules
    assert [rule_id for rule_id, rule in rules.items() if asks_lists(rule)] == ["listed", "other"]
