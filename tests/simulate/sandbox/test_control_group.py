import os
import subprocess
import sys
import time

import pytest

from redshank.core.errors import HostError
from redshank.simulate.sandbox import control_group
from redshank.simulate.sandbox.control_group import ControlGroup

pytestmark = pytest.mark.root

_JOIN = """
import os, sys, time
os.write(os.open("cgroup.procs", os.O_WRONLY, dir_fd=int(sys.argv[1])), b"0")
print(flush=True)
time.sleep(60)
"""


def sleeper(folder: int) -> "subprocess.Popen[bytes]":
    """A process that has joined the group."""
    process = subprocess.Popen([sys.executable, "-S", "-c", _JOIN, str(folder)], pass_fds=[folder], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_group_knows_its_processes_also_those_of_groups_below(group: ControlGroup) -> None:
    inner = control_group.below(group, "inner")
    with sleeper(group.folder) as one, sleeper(inner) as two:
        assert sorted(group.pids()) == sorted([one.pid, two.pid])
        one.kill()
        two.kill()
    os.close(inner)


def test_end_kills_all_and_removes_it() -> None:
    with control_group.open_groups() as groups:
        group = control_group.make_group(groups, f"test-{os.getpid()}-end")
        inner = control_group.below(group, "inner")
        with sleeper(inner) as process:
            os.close(inner)
            group.end()
            assert process.wait(5) == -9
        assert not control_group.exists(group.name, groups)


def test_group_in_use_is_not_taken_for_an_abandoned_one(group: ControlGroup) -> None:
    with control_group.open_groups() as groups:
        assert group.name not in [one.name for one in _taken(groups)]


def test_group_whose_lock_is_gone_is_abandoned() -> None:
    with control_group.open_groups() as groups:
        group = control_group.make_group(groups, f"test-{os.getpid()}-lost")
        os.close(group.folder)  # what the kernel does when its process is killed
        found = [one for one in _taken(groups) if one.name == group.name]
        assert len(found) == 1
        found[0].end()
        assert not control_group.exists(group.name, groups)


def test_abandoned_group_is_given_to_one_only() -> None:
    with control_group.open_groups() as groups, control_group.open_groups() as again:
        group = control_group.make_group(groups, f"test-{os.getpid()}-once")
        os.close(group.folder)
        (first,) = (one for one in control_group.abandoned_groups(groups) if one.name == group.name)
        assert group.name not in [one.name for one in control_group.abandoned_groups(again)]
        first.end()


def test_group_that_is_gone_already_ends_quietly() -> None:
    with control_group.open_groups() as groups:
        group = control_group.make_group(groups, f"test-{os.getpid()}-gone")
        os.rmdir(group.name, dir_fd=groups)
        start = time.monotonic()
        group.end()
        assert time.monotonic() - start < 1


def test_without_the_right_it_says_what_is_needed() -> None:
    code = (
        "from redshank.simulate.sandbox.control_group import open_groups\nfrom redshank.core.errors import HostError\n"
        "try:\n    open_groups().__enter__()\nexcept HostError as error:\n    print(error)"
    )
    words = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--reuid=0", sys.executable, "-c", code]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "needs root" in done.stdout
    assert issubclass(HostError, Exception)


def _taken(groups: int) -> list[ControlGroup]:
    """Abandoned groups; those of others are given back as they were."""
    return control_group.abandoned_groups(groups)


def test_error_of_who_uses_the_groups_is_his_own() -> None:
    with pytest.raises(FileNotFoundError, match="elsewhere"), control_group.open_groups():
        raise FileNotFoundError(2, "elsewhere")
