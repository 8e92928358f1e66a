import os
import signal
import subprocess
import time

import pytest

from redshank.host.worker_life import Life


@pytest.fixture
def pipe():
    ends = list(os.pipe())
    yield ends
    for end in ends:
        if end >= 0:
            os.close(end)


def test_worker_without_a_guardian_misses_none() -> None:
    life = Life(None)
    life.beat(watching=True)
    assert not life.guardian_is_gone() and not life.guardian_is_stopped() and life.guardian_pid is None


def test_signs_of_life_arrive_and_a_full_pipe_holds_nobody_up(pipe: list[int]) -> None:
    life = Life(pipe[1])
    life.beat(watching=True)
    life.beat()
    assert os.read(pipe[0], 10) == b"w."
    for _ in range(70_000):
        life.beat()
    assert not life.guardian_is_gone() and life.guardian_pid == os.getppid()
    assert not os.get_inheritable(pipe[1])


def test_guardian_whose_end_of_the_pipe_is_closed_is_gone(pipe: list[int]) -> None:
    life = Life(pipe[1])
    os.close(pipe[0])
    pipe[0] = -1
    life.beat()
    assert life.guardian_is_gone()


def test_guardian_that_is_stopped_is_noticed(pipe: list[int]) -> None:
    life = Life(pipe[1])
    with subprocess.Popen(["/bin/sleep", "60"]) as other:
        life._guardian = other.pid
        assert not life.guardian_is_stopped()
        other.send_signal(signal.SIGSTOP)
        for _ in range(500):
            if life.guardian_is_stopped():
                break
            time.sleep(0.01)
        assert life.guardian_is_stopped()
        other.kill()
    assert not life.guardian_is_stopped()
