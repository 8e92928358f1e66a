"""Orders as a world does them."""

import os
import time

import pytest

from redshank.core.errors import HostError
from redshank.simulate.sandbox.first_process import RISKY_RIGHTS
from redshank.simulate.sandbox.orders import Start
from redshank.simulate.sandbox.world import World

pytestmark = pytest.mark.root

RIGHTS = "sed -n 's/CapEff:\\s*//p' /proc/self/status"


def test_program_gets_its_words_surroundings_folder_and_user(world: World) -> None:
    program = Start(["/bin/sh", "-c", "echo $WORD; pwd; id -u; id -G; echo $PATH"], {"WORD": "yes"}, 33, "/usr")
    assert world.run(program).splitlines()[:4] == ["yes", "/usr", "33", "33"]


def test_only_who_needs_them_has_the_risky_rights(world: World) -> None:
    few, many = (int(world.run(Start(["/bin/sh", "-c", RIGHTS], all_rights=which)), 16) for which in (False, True))
    assert not any(few >> right & 1 for right in RISKY_RIGHTS)
    assert many >> 21 & 1, "CAP_SYS_ADMIN"


def test_program_that_cannot_be_run_ends_with_127(world: World) -> None:
    assert world.wait(world.start(Start(["/no/such/program"])), 5) == 127


def test_descriptors_are_numbered_in_their_order(world: World) -> None:
    pipes = [os.pipe() for _ in range(4)]
    pid = world.start(Start(["/bin/sh", "-c", "ls /proc/self/fd; echo 3 >&3; echo 1"]), [pipes[0][0], *(write for _, write in pipes[1:])])
    assert world.wait(pid, 5) == 0
    for _, write in pipes:
        os.close(write)
    assert os.read(pipes[3][0], 100) == b"3\n"
    assert os.read(pipes[1][0], 100).split() == [b"0", b"1", b"2", b"3", b"4", b"1"], "4 is what ls itself has opened"
    for read, _ in pipes:
        os.close(read)


def test_children_that_lost_their_parent_are_taken_in(world: World) -> None:
    world.run(Start(["/bin/sh", "-c", "(sleep 0.05; exit 3) >/dev/null 2>&1 &"]))
    end = time.monotonic() + 5
    while (states := world.run(Start(["/bin/sh", "-c", "cat /proc/[0-9]*/stat || true"]))).count("sleep") or ") Z " in states:
        assert time.monotonic() < end, states


def test_order_that_fails_is_told_and_the_next_is_done(world: World) -> None:
    with pytest.raises(HostError, match="No such file"):
        world.open("/no/such/file")
    with pytest.raises(HostError, match="No such process"):
        world.signal(4_000, 15)
    assert world.run(Start(["/bin/echo", "still there"])) == "still there\n"
