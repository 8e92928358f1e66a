import threading
from typing import cast

import pytest

from redshank.core.errors import StoreError
from redshank.server.detect import judge as judging_module
from redshank.server.pipeline import Pipeline
from redshank.server.process.news import News
from tests.server.detect import judging
from tests.server.detect.test_judge import kept
from tests.server.ingest.sending import EPOCH
from tests.server.ingest.stores import Stores
from tests.server.ingest.test_keep import incoming


class Line:
    """A pipeline over real stores, and what it told."""

    def __init__(self, stores):
        self.stores, self.verdicts, self.told = stores, [], threading.Event()
        self.pipeline = Pipeline(stores.keeper(), judging.judge(stores), cast(News, self))
        self.pipeline.start(stores.events)

    def tell(self, verdict):
        """In place of the news."""
        self.verdicts.append(verdict)
        self.told.set()

    def push(self, sender, *blocks):
        return self.pipeline.joiner.submit(sender.agent_id, EPOCH, blocks).result(10)


@pytest.fixture
def stores(tmp_path):
    made = Stores(tmp_path / "server")
    yield made
    made.control.close()


def shells(sender, first, size):
    made = incoming(sender, first, size)
    for event in made.block.events:
        event.process_executable, event.process_pid, event.host_id = "/usr/bin/sh", event.event_sequence, "h-1"
    return made


def test_batch_is_stored_acknowledged_judged_kept_and_told(stores):
    sender = stores.let_in()
    line = Line(stores)
    assert line.push(sender, shells(sender, 1, 2)).high_water[1] == 2
    assert line.told.wait(10)
    assert len(kept(stores)) == 2
    assert [first.what for first in line.verdicts[0].firsts] == ["event", "alert", "severity_1"]
    assert line.pipeline.stop(20)


def test_what_could_not_be_stored_is_neither_acknowledged_nor_judged(stores):
    sender = stores.let_in()
    line = Line(stores)
    stores.events.keep = 0
    with pytest.raises(StoreError):
        line.push(sender, shells(sender, 1, 2))
    assert line.pipeline.stop(20)
    assert kept(stores) == {}


def test_what_was_stored_and_not_judged_is_judged_after_the_next_start(stores, monkeypatch):
    sender = stores.let_in()
    first = Line(stores)
    go = threading.Event()
    detect = first.pipeline.judge.engine.detect
    monkeypatch.setattr(first.pipeline.judge.engine, "detect", lambda events: go.wait(10) and detect(events))
    first.push(sender, shells(sender, 1, 1))
    first.push(sender, shells(sender, 2, 1))
    first.pipeline.judge.stopping.set()
    go.set()
    assert first.pipeline.stop(20)
    assert len(kept(stores)) == 1
    second = Line(stores)
    assert second.told.wait(10)
    assert second.pipeline.stop(20)
    assert len(kept(stores)) == 2


def test_while_judging_is_behind_agents_are_asked_to_wait(stores, monkeypatch):
    monkeypatch.setattr(judging_module, "MAX_WAITING_EVENTS", 1)
    sender = stores.let_in()
    line, go = Line(stores), threading.Event()
    detect = line.pipeline.judge.engine.detect
    monkeypatch.setattr(line.pipeline.judge.engine, "detect", lambda events: go.wait(10) and detect(events))
    line.push(sender, shells(sender, 1, 2))
    with pytest.raises(StoreError, match="detection is behind"):
        line.push(sender, shells(sender, 3, 1))
    go.set()
    assert line.told.wait(10)
    assert line.pipeline.stop(20)
