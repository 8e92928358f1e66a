import io
import time
from types import SimpleNamespace

import pytest

from redshank.analysis.intel.folder import Folder
from redshank.analysis.intel.live import LiveStore
from redshank.analysis.intel.sources import Followed, Source
from redshank.core.log import Log
from redshank.server.process import intel
from redshank.server.process.intel import IntelDuty
from tests.analysis.intel.making import store


class Home:
    def __init__(self, path):
        self.path, self.folder = path, Folder(path / "intel")
        self.stream, self.stepped = io.StringIO(), 0
        with self.folder.held():
            pass
        self.waiting = SimpleNamespace(waiting_events=0)
        self.rulebook = SimpleNamespace(live=LiveStore(self.folder.store, time.time_ns), detection=None)
        events = SimpleNamespace(stats=lambda: SimpleNamespace(oldest_ns={}))
        self.duty = IntelDuty(path, self.rulebook, events, None, self.waiting, None, Log(stream=self.stream))  # type: ignore[arg-type]

    def refreshed(self):
        """Waits until the refresh has ended."""
        deadline = time.monotonic() + 30
        while self.duty._child is not None:
            assert time.monotonic() < deadline
            self.duty._child.wait(30)
            (self.path / "kept.json").write_bytes((self.folder.path / "sources.json").read_bytes())
            (self.folder.path / "sources.json").unlink()
            self.duty.refresh()


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    yield made
    made.duty.end()


def gauge(home, name):
    return next(one.value for one in home.duty.gauges() if one.name == name)


def test_store_that_was_compiled_is_taken_up_and_said(home):
    home.duty.look()
    assert gauge(home, "redshank_indicators") == 0
    store(home.folder.store, ("198.18.7.7", 1), generation=3)
    home.duty.look()
    assert "intel.store generation=3 " in home.stream.getvalue()
    assert gauge(home, "redshank_indicators") == 1


def test_damaged_store_is_said_once(home):
    home.folder.store.write_bytes(b"x" * 100)
    for _ in range(3):
        home.duty.look()
    assert home.stream.getvalue().count("intel.store error=") == 1


def test_nothing_is_started_where_nothing_is_followed(home):
    home.duty.refresh()
    assert home.duty._child is None


def test_refresh_runs_in_a_process_of_its_own_and_its_store_is_taken_up(home, tmp_path):
    (tmp_path / "bad.txt").write_text("198.18.7.7\n")
    home.folder.save([Followed(Source("bad", str(tmp_path / "bad.txt"), keep_s=0))])
    home.duty.refresh()
    home.refreshed()
    home.duty.look()
    assert home.rulebook.live.lists()["listed_addresses"].lookup("198.18.7.7").startswith("bad (fetched ")
    assert home.duty.failed == 0


def test_refresh_in_which_a_source_fails_is_counted_and_said(home):
    home.folder.save([Followed(Source("gone", "/none", keep_s=0))])
    home.duty.refresh()
    home.refreshed()
    assert home.duty.failed == 1
    assert "intel.refresh status=1" in home.stream.getvalue()
    assert "gone: [Errno 2] No such file or directory" in home.stream.getvalue()


def test_refresh_that_takes_too_long_is_ended(home, monkeypatch):
    monkeypatch.setattr(intel, "MAX_REFRESH_S", -1.0)
    home.folder.save([Followed(Source("x", "/none", keep_s=0))])
    home.duty.refresh()
    child = home.duty._child
    child.send_signal(19)  # it does nothing any more
    (home.folder.path / "sources.json").unlink()
    monkeypatch.setattr(intel, "END_S", 0.05)
    home.duty.refresh()
    assert child.returncode is not None
    assert 'status="too long"' in home.stream.getvalue()


def test_past_waits_while_the_present_does(home, monkeypatch):
    monkeypatch.setattr("redshank.server.detect.retro.Retro.step", lambda self: setattr(home, "stepped", home.stepped + 1))
    home.duty.look_back()
    home.waiting.waiting_events = intel.BUSY_EVENTS
    home.duty.look_back()
    assert home.stepped == 1
    assert [chore.name for chore in home.duty.chores()] == ["intel", "intel-refresh", "intel-retro"]
