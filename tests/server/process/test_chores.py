import threading
from functools import partial

import pytest

from redshank.core.errors import StoreError
from redshank.core.log import Log
from redshank.server.process.chores import Chore, Chores


@pytest.fixture
def done():
    return []


def chores(done, log, *names, **failing):
    now = [0.0]

    def do(name):
        done.append((now[0], name))
        if name in failing:
            raise failing[name]

    made = Chores([Chore(name, 10.0, partial(do, name)) for name in names], log, lambda: now[0])
    return made, now


def test_chore_is_done_when_its_time_has_come(done):
    made, now = chores(done, Log(), "sweep")
    assert made.turn() == 10.0
    for now[0] in (9.0, 10.0, 15.0, 20.0):
        made.turn()
    assert done == [(10.0, "sweep"), (20.0, "sweep")]


def test_chore_that_fails_takes_no_other_with_it_and_is_said_once(done, tmp_path):
    with (tmp_path / "log").open("w") as stream:
        made, now = chores(done, Log(stream=stream), "wash", "sweep", wash=StoreError("disk full", "full"))
        for now[0] in (10.0, 20.0):
            made.turn()
    assert [name for _, name in done] == ["wash", "sweep"] * 2
    assert (tmp_path / "log").read_text().count("chore.failed chore=wash kind=full") == 1


def test_thread_ends_when_it_is_told():
    did = threading.Event()
    made = Chores([Chore("sweep", 0.001, did.set)], Log())
    made.start()
    assert did.wait(10)
    made.stop(10)
    assert not made._thread.is_alive()
