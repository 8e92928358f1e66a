import os
import signal
import time

import pytest

from redshank.core.errors import HostError
from redshank.simulate.sandbox.orders import Start
from redshank.simulate.sandbox.world import World

pytestmark = pytest.mark.root


def test_run_gives_both_outputs_and_takes_an_input(world: World) -> None:
    assert world.run(Start(["/bin/sh", "-c", "cat; echo to-error >&2"]), b"given\n") == "given\nto-error\n"


def test_run_that_fails_says_what_and_what_it_said(world: World) -> None:
    with pytest.raises(HostError, match=r"small: /bin/sh -c echo why; exit 3 ended with 3: why"):
        world.run(Start(["/bin/sh", "-c", "echo why; exit 3"]))
    with pytest.raises(HostError, match="takes too long"):
        world.run(Start(["/bin/sleep", "5"]), timeout_s=0.05)


def test_ended_tells_exit_status_or_signal(world: World) -> None:
    pid = world.start(Start(["/bin/sleep", "30"]))
    assert world.ended(pid) is None
    world.signal(pid, signal.SIGKILL)
    assert world.wait(pid, 5) == -signal.SIGKILL


def test_sockets_and_files_of_the_world_are_held_here(world: World) -> None:
    with world.receiver("/dev/log") as log:
        assert world.wait(world.start(Start(["/bin/sh", "-c", "test -S /dev/log"])), 5) == 0
        log.settimeout(5)
    file = world.open("/etc/new", os.O_RDWR | os.O_CREAT)
    os.write(file, b"from outside\n")
    os.close(file)
    assert world.run(Start(["/bin/cat", "/etc/new"])) == "from outside\n"


def test_world_that_is_gone_says_so(world: World) -> None:
    world.process.kill()
    world.process.wait()
    time.sleep(0.05)
    with pytest.raises(HostError, match="small: it"):
        world.run(Start(["/bin/true"]))
    world.close()
    world.close()
