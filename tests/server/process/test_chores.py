import threading
from functools import partial

import pytest

from redshank.core.errors import StoreError
from redshank.core.log import Log
from redshank.server.process.chores import FIRST_S, Chore, Chores


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


def test_rare_chore_is_not_put_off_for_its_whole_span_after_a_start(done):
    now = [0.0]
    made = Chores([Chore("age", 3_600.0, partial(done.append, "age"))], Log(), lambda: now[0])
    now[0] = FIRST_S
    assert made.turn() == 3_600.0
    assert done == ["age"]


def test_what_has_to_be_done_last_is_done_once_more_at_the_end(done):
    write, look = (partial(done.append, name) for name in ("write", "look"))
    made = Chores([Chore("write", 100.0, write, last=True), Chore("look", 100.0, look)], Log())
    made.start()
    made.stop(10)
    assert done == ["write"]


def test_thread_ends_when_it_is_told():
    did = threading.Event()
    made = Chores([Chore("sweep", 0.001, did.set)], Log())
    made.start()
    assert did.wait(10)
    made.stop(10)
    assert not made._thread.is_alive()
