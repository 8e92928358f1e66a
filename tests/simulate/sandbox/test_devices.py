from pathlib import Path

import pytest

from redshank.core.errors import HostError
from redshank.simulate.sandbox.devices import DEVICES
from redshank.simulate.sandbox.orders import Start
from redshank.simulate.sandbox.world import World

pytestmark = pytest.mark.root


def shell(world: World, line: str) -> str:
    return world.run(Start(["/bin/sh", "-c", line]))


def test_devices_work_and_are_not_the_machines(world: World) -> None:
    assert sorted(shell(world, "ls /dev").split()) == sorted([*DEVICES, "fd", "ptmx", "pts", "shm", "stderr", "stdin", "stdout"])
    assert shell(world, "head -c 4 /dev/zero | od -An -tx1; echo x > /dev/null").split() == ["00"] * 4
    shell(world, "rm /dev/null; touch /dev/of-the-world /dev/shm/of-the-world")
    assert Path("/dev/null").is_char_device() and not Path("/dev/of-the-world").exists() and not Path("/dev/shm/of-the-world").exists()


def test_only_processes_of_the_world_are_seen(world: World) -> None:
    pids = [int(name) for name in shell(world, "ls /proc").split() if name.isdecimal()]
    assert 1 in pids and max(pids) < 50


@pytest.mark.parametrize("place", ["/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/kernel/profiling", "/sys/fs/cgroup/x"])
def test_what_holds_for_the_whole_machine_cannot_be_written(world: World, place: str) -> None:
    with pytest.raises(HostError, match=r"Read-only|cannot create|Permission"):
        shell(world, f"echo x > {place}")


def test_a_sensor_finds_what_it_needs(world: World) -> None:
    assert (
        shell(world, "test -r /sys/kernel/btf/vmlinux && test -d /sys/kernel/tracing/events && ls -d /sys/fs/bpf").strip() == "/sys/fs/bpf"
    )
    assert shell(world, "cat /proc/self/cgroup | tail -1").strip() == "0::/"


def test_no_ipv6_makes_traffic_of_its_own(world: World) -> None:
    assert shell(world, "cat /proc/sys/net/ipv6/conf/all/disable_ipv6 2>/dev/null || echo 1").strip() == "1"
