import threading
import time

import pytest

from redshank.analysis.detect.suppression import DAY_NS, Part, Suppression
from redshank.core.clock import FixedClock
from redshank.core.errors import InputError
from redshank.server.store.event_store import Batch, Block
from redshank.server.store.memory import MemoryStore
from redshank.server.suppress import dry_run
from redshank.server.suppress.dry_run import Asked
from redshank.server.suppress.rules import Rules
from tests.generated import build
from tests.server.detect import judging

NOW = 1_795_507_200 * 10**9
ALL = Asked(0, NOW + DAY_NS)


@pytest.fixture(scope="module")
def rules():
    engine = judging.engine(FixedClock(NOW, 0))
    return Rules(tuple(engine.rules.values()), {})


def store(*events):
    made = MemoryStore()
    block = Block("a", "h-1", "0" * 32, 1, 1, len(events), tuple(events))
    made.append(Batch(1, (block,)))
    return made


def shell(number, executable="/opt/app/sh", host="h-1"):
    return build.process_exec(
        process_executable=executable,
        process_pid=number,
        timestamp=NOW - number * 10**9,
        event_id=f"e-{number:05}",
        host_id=host,
        host_name=host,
    )


def failure(number):
    return build.session_login_failed(source_ip="192.0.2.9", timestamp=NOW - number * 10**9, event_id=f"f-{number}")


def one(*hosts, executable="/opt/app/sh", rule="shell"):
    return Suppression("s", rule, "A shell", (Part("process.executable", executable),), "our own", "anna", NOW, NOW + DAY_NS, hosts, 1)


def test_rule_tells_what_it_would_have_raised(rules):
    found = dry_run.of_rule(store(*map(shell, range(5)), failure(9)), rules.find("shell"), rules, ALL)
    assert (found.looked_at, found.stored, found.matches, len(found.alerts), found.complete) == (5, 6, 5, 5, True)
    assert sum(found.by_day.values()) == 5
    assert found.by_host == {"h-1": 5}
    assert [event.process_pid for event in found.samples] == [0, 1, 2, 3, 4]


def test_suppression_reads_only_what_fits_and_tells_what_it_would_have_hidden(rules):
    events = store(shell(1), shell(2, "/bin/sh"), shell(3, host="h-2"))
    found = dry_run.of_suppression(events, one(), rules, ALL)
    assert (found.looked_at, found.matches) == (2, 2)
    assert dry_run.of_suppression(events, one("h-2"), rules, ALL).by_host == {"h-2": 1}
    with pytest.raises(InputError, match="in force"):
        dry_run.of_suppression(events, one(rule="gone"), rules, ALL)


def test_correlation_is_tried_forward_in_time(rules):
    found = dry_run.of_rule(store(*map(failure, range(4))), rules.find("guessing"), rules, ALL)
    assert found.matches >= 1
    assert len(found.alerts) == 1


def test_run_ends_at_its_bounds_says_how_far_it_came_and_goes_on_from_there(rules, monkeypatch):
    monkeypatch.setattr(dry_run, "PAGE", 4)
    events, told = store(*map(shell, range(10))), []
    first = dry_run.of_rule(events, rules.find("shell"), rules, Asked(0, NOW + 1, max_events=6), lambda found: told.append(found.looked_at))
    assert (first.looked_at, first.stored, first.complete, first.reached_ns) == (6, 10, False, NOW - 5 * 10**9)
    assert told == [4, 6]
    second = dry_run.of_rule(events, rules.find("shell"), rules, Asked(0, NOW + 1, first.after))
    assert (second.looked_at, second.complete) == (4, True)
    assert first.alerts | second.alerts == dry_run.of_rule(events, rules.find("shell"), rules, Asked(0, NOW + 1)).alerts


def test_run_out_of_time_is_not_complete(rules, monkeypatch):
    monkeypatch.setattr(dry_run, "PAGE", 4)
    found = dry_run.of_rule(store(*map(shell, range(10))), rules.find("shell"), rules, Asked(0, NOW + 1, max_s=0.0))
    assert (found.looked_at, found.complete) == (4, False)


def test_only_the_time_asked_for_is_looked_at(rules):
    found = dry_run.of_rule(store(*map(shell, range(10))), rules.find("shell"), rules, Asked(NOW - 3 * 10**9, NOW))
    assert found.looked_at == 3


def test_others_work_on_while_it_runs(rules, monkeypatch):
    """A page asks for at most as much again of rest, so another thread is never kept out for longer than a page takes."""
    slept: list[float] = []
    monkeypatch.setattr(dry_run, "PAGE", 100)
    monkeypatch.setattr(time, "sleep", slept.append)
    events = store(*map(shell, range(1000)))
    done = threading.Event()
    begin = time.monotonic()
    dry_run.of_rule(events, rules.find("shell"), rules, Asked(0, NOW + 1), lambda _: done.set())
    took = time.monotonic() - begin
    assert len(slept) == 10
    assert 0 < sum(slept) <= took
    assert max(slept) <= dry_run.MAX_PAUSE_S
