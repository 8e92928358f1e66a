import random
import subprocess
import sys
from pathlib import Path

import pytest

from redshank.analysis.detect.known import Entry
from redshank.analysis.detect.novelty import Changes, Kept, Novelty
from redshank.server.detect import judge as judging_module
from redshank.server.store.control import alerts, baselines
from redshank.server.store.control.alert_filter import AlertFilter
from redshank.server.store.control.database import open_control
from tests.server.store.control import learning

ROOT = Path(__file__).parents[4]


def nothing() -> Novelty:
    return Novelty(learning.engine().rules.values(), lambda *_: ())


def row(key, host="h-1", last=20, value='["x"]'):
    return Kept(7, host, Entry(key, 10, last, 3), value)


def read(control):
    novelty = nothing()
    with control.write() as c:
        baselines.restore(c, novelty, secret=lambda: 5)
        baselines.save(c, novelty.changes)
    return novelty


def test_what_is_saved_is_what_is_restored(control):
    changes = Changes({"host:h-1": 99}, {(7, "h-1", key): row(key) for key in (5, (1 << 63) - 1, 1)})
    with control.write() as c:
        baselines.save(c, changes)
        baselines.save(c, Changes({"host:h-1": 100}, {(7, "h-1", 5): row(5, last=30), (7, "h-1", 1): None}))
    novelty = read(control)
    assert novelty.begins == {"host:h-1": 99}, "a begin stays what it was"
    assert list(novelty.rows()) == [(7, "h-1", Entry(5, 10, 30, 3)), (7, "h-1", Entry((1 << 63) - 1, 10, 20, 3))]


def test_secret_is_drawn_once_and_kept(control):
    assert read(control).secret == 5
    other = nothing()
    with control.write() as c:
        baselines.restore(c, other, secret=lambda: pytest.fail("there is one"))
    assert (other.secret, other.begins) == (5, {})


def test_keys_are_listed_page_by_page_and_by_host(control):
    with control.write() as c:
        baselines.save(c, Changes({}, {(7, host, key): row(key, host) for host in ("a", "b") for key in (1, 2, 3)}))
        first = baselines.listed(c, 7, None, None, 4)
        rest = baselines.listed(c, 7, None, (first[-1].host, first[-1].key), 4)
        assert [(one.host, one.key) for one in (*first, *rest)] == [(host, key) for host in ("a", "b") for key in (1, 2, 3)]
        assert [one.key for one in baselines.listed(c, 7, "b", None, 9)] == [1, 2, 3]
        assert baselines.listed(c, 8, None, None, 9) == []
        assert baselines.begins(c, ["host:a"]) == {}


def test_text_from_hostile_hands_is_kept(control):
    with control.write() as c:
        baselines.save(c, Changes({"host:a\0": 1}, {(7, "a\0", 1): row(1, "a\0", value='["\ud800\0"]')}))
        assert baselines.listed(c, 7, "a\\0", None, 9)[0].value == '["\\ud800\\0"]'


def test_what_nobody_can_remember_is_dropped(control):
    with control.write() as c:
        baselines.save(c, Changes({}, {(7, "a", 1): row(1, "a", last=20), (7, "a", 2): row(2, "a", last=2 * baselines.KEEP_S)}))
        assert baselines.prune(c, 2 * baselines.KEEP_S) == 1


def everything(control):
    """Alerts and baselines that are kept."""
    with control.read() as c:
        found = {row.id: row.count for row in alerts.page(c, AlertFilter(), limit=500).rows}
        number = baselines.begins(c, [baselines.HASHED_WITH])[baselines.HASHED_WITH]
    novelty = nothing()
    with control.read() as c:
        baselines.restore(c, novelty)
    assert number == novelty.secret
    return found, novelty


@pytest.mark.parametrize("snapshot_s", ["0", "60"])
def test_killed_at_any_instant_nothing_is_new_twice_and_nothing_is_forgotten(tmp_path, monkeypatch, capsys, snapshot_s):
    """snapshot_s: the rules' snapshot with each batch, or never: then everything is judged again over a baseline that is ahead."""
    rng = random.Random(int(snapshot_s))
    monkeypatch.setattr(baselines.restore, "__defaults__", (lambda: 5,))
    monkeypatch.setattr(judging_module, "SNAPSHOT_S", 2.0)
    monkeypatch.setattr(judging_module, "SNAPSHOT_SHARE", 20)
    whole, broken = open_control(tmp_path / "whole"), tmp_path / "broken"
    straight = learning.judged(whole, learning.filled(), 60.0)
    with open_control(broken).write() as c:
        baselines.save(c, Changes({baselines.HASHED_WITH: 5}, {}))
    command = [sys.executable, "-m", "tests.server.store.control.learning", str(broken), snapshot_s]
    for _ in range(2):
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            for _ in range(rng.randrange(20, 60)):
                assert process.stdout and process.stdout.readline()
            process.kill()
    control = open_control(broken)
    learning.judged(control, learning.filled(), float(snapshot_s))
    (expected, before), (found, after) = everything(whole), everything(control)
    assert len(expected) > 30
    assert found == expected
    assert list(after.rows()) == list(before.rows()) == list(straight.engine.novelty.rows())
    assert after.begins == before.begins
    control.close()
    whole.close()
