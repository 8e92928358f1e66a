"""The stage itself: what stands on it, what it says where it lacks something, that nothing of it stays."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from redshank.core.errors import HostError
from redshank.simulate import scene as scenes
from redshank.simulate.host_files import ADDRESS
from redshank.simulate.sandbox import control_group
from redshank.simulate.sandbox.control_group import ControlGroup
from redshank.simulate.sandbox.orders import Start
from redshank.simulate.scene import CONTROL, INTRUDER, Scene, lacking, open_scene
from tests.simulate.sandbox.test_root_folder import listing, names


@pytest.fixture
def scene(stage: None, group: ControlGroup) -> Iterator[Scene]:
    with open_scene(group) as made:
        yield made


def test_what_is_missing_is_one_line_with_the_command_that_brings_it(monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(scenes, "_PROGRAM_PATH", "/nowhere")
    assert lacking().endswith("apt-get install openssh-server openssh-client iproute2 util-linux")
    assert "\n" not in lacking() and "sshd and ssh" in lacking()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "needs root" in lacking()


@pytest.mark.root
def test_intruder_gets_a_terminal_with_the_right_password_only(scene: Scene) -> None:
    scene.guess(1, 2)
    scene.log_in()
    assert scene.terminal is not None
    assert b"/dev/pts/0" in scene.terminal.type("tty") and b"web-03" in scene.terminal.type("uname -n")
    log = scene.web.run(Start(["/bin/cat", "/var/log/auth.log"]))
    assert log.count("Failed password for root") == 2 and f"Accepted password for root from {INTRUDER}" in log
    scene.password = "wrong"
    with pytest.raises(HostError, match="did not let him in"):
        scene.bring("/tmp/x", b"x")


@pytest.mark.root
def test_file_is_brought_as_it_is(scene: Scene) -> None:
    scene.bring("/tmp/breeb", b"text\n" * 1000)
    assert scene.web.run(Start(["/bin/cat", "/tmp/breeb"])) == "text\n" * 1000


@pytest.mark.root
def test_control_servers_listen_and_nothing_else_is_reached(scene: Scene) -> None:
    for address, port in CONTROL.items():
        scene.web.connect(ADDRESS, address, port).close()
    routes = scene.web.run(Start(["/bin/cat", "/proc/net/route"])).splitlines()[1:]
    assert sorted(line.split()[1] for line in routes) == sorted(["000200C0", "006433C6", "007100CB"]), "192.0.2, 198.51.100, 203.0.113"


@pytest.mark.root
def test_web_page_is_answered_by_the_web_user(scene: Scene) -> None:
    scene.request("/uploads/status.php")
    names = scene.web.run(Start(["/bin/sh", "-c", "for p in /proc/[0-9]*; do stat -c %u $p; readlink $p/exe; done; true"], all_rights=True))
    assert "33\n/usr/sbin/apache2" in names


@pytest.mark.root
def test_typing_before_the_login_is_an_error(scene: Scene) -> None:
    with pytest.raises(HostError, match="before anybody has logged in"):
        scene.type("id")


@pytest.mark.root
def test_machine_is_as_before_after_the_whole_stage(stage: None, group: ControlGroup) -> None:
    def state() -> tuple[object, ...]:
        mounts = Path("/proc/self/mountinfo").read_text()
        return listing("/etc", "/usr/bin", "/usr/sbin"), names("/var/log"), mounts, names("/sys/class/net")

    before = state()
    with open_scene(group) as scene:
        scene.log_in()
        scene.type("echo x >> /etc/hosts; cp /bin/true /bin/netstat; ln -sf /dev/null /var/log/wtmp; rm -f /etc/passwd /var/log/auth.log")
    assert group.pids() == []
    assert state() == before


PLAYER = """
import sys
from redshank.simulate import host_files
from redshank.simulate.sandbox import control_group
from redshank.simulate.scene import open_scene
with control_group.open_groups() as groups:
    group = control_group.make_group(groups, sys.argv[1])
    print(flush=True)
    with open_scene(group) as scene:
        scene.guess(12, 10)
        scene.log_in()
        scene.bring("/tmp/breeb", host_files.dropper())
        scene.type("chmod 755 /tmp/breeb", "nohup /tmp/breeb >/dev/null 2>&1 &")
        scene.cue("breeb", "install")
        scene.cue("getty", "connect")
        while True:
            scene.cue("getty", "flood")
            scene.request("/uploads/status.php")
"""


@pytest.mark.root
@pytest.mark.parametrize("after_s", [0.02, 0.1, 0.2, 0.5, 1.2, 3.0])
def test_kill_9_at_any_moment_leaves_an_empty_group_and_nothing_else(stage: None, after_s: float) -> None:
    run = f"test-{os.getpid()}-killed-{after_s}"
    mounts, wires = Path("/proc/self/mountinfo").read_text(), names("/sys/class/net")
    with subprocess.Popen([sys.executable, "-c", PLAYER, run], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as player:
        assert player.stdout is not None and player.stderr is not None
        player.stdout.readline()
        time.sleep(after_s)
        player.kill()
        assert b"Error" not in player.stderr.read(), "it was to run until it was killed"
    with control_group.open_groups() as groups:
        end = time.monotonic() + 5
        while not (left := [one for one in control_group.abandoned_groups(groups) if one.name.endswith(run)]):
            assert time.monotonic() < end, "its lock is still held"
        (group,) = left
        while group.pids():
            assert time.monotonic() < end, "processes outlived it"
        group.end()
    assert (Path("/proc/self/mountinfo").read_text(), names("/sys/class/net")) == (mounts, wires)
