"""A world goes when the process that made it goes, however that ends."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from redshank.simulate.sandbox import control_group
from redshank.simulate.sandbox.control_group import ControlGroup
from redshank.simulate.sandbox.orders import Root, Start
from redshank.simulate.sandbox.world import begin

MAKER = """
import sys, time
from redshank.simulate.sandbox import control_group
from redshank.simulate.sandbox.orders import Root, Start
from redshank.simulate.sandbox.world import begin, prepare
with control_group.open_groups() as groups:
    group = control_group.make_group(groups, sys.argv[1])
    if sys.argv[2] == "early":
        prepare("early", group.folder, Root())
        print(flush=True)
        time.sleep(60)
    world = begin("short", group.folder, Root() if sys.argv[2] == "own" else None, network=sys.argv[2] == "own")
    world.start(Start(["/bin/sh", "-c", "trap '' HUP TERM INT; (setsid sleep 60 &) ; sleep 60"]))
    print(flush=True)
    time.sleep(60)
"""


@pytest.mark.root
@pytest.mark.parametrize("kind", ["own", "machine", "early"])
def test_kill_9_of_the_maker_takes_all_along(kind: str) -> None:
    run = f"test-{os.getpid()}-{kind}"
    with subprocess.Popen([sys.executable, "-c", MAKER, run, kind], stdout=subprocess.PIPE) as maker:
        assert maker.stdout is not None
        maker.stdout.readline()
        maker.kill()
    with control_group.open_groups() as groups:
        end = time.monotonic() + 5
        while not (left := [one for one in control_group.abandoned_groups(groups) if one.name.endswith(run)]):
            assert time.monotonic() < end, "its lock is still held"
        while left[0].pids():
            assert time.monotonic() < end, "processes outlived it"
        left[0].end()


def test_words_that_are_none_end_it_at_once() -> None:
    done = subprocess.run([sys.executable, "-m", "redshank.simulate.sandbox.entrance", "0", "0", "1"], check=False, timeout=20)
    assert done.returncode == 1


@pytest.mark.root
def test_machine_keeps_its_own_mounts_and_name(group: ControlGroup) -> None:
    before = Path("/proc/self/mountinfo").read_text(), os.uname().nodename
    world = begin("other-name", group.folder, Root())
    assert world.run(Start(["/bin/uname", "-n"])) == "other-name\n"
    world.close()
    assert (Path("/proc/self/mountinfo").read_text(), os.uname().nodename) == before
