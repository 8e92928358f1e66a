"""What a world sees of the machine and what the machine sees of a world."""

import os
from pathlib import Path

import pytest

from redshank.core.errors import HostError
from redshank.simulate.sandbox import control_group
from redshank.simulate.sandbox.control_group import ControlGroup
from redshank.simulate.sandbox.orders import Entry, File, Folder, Link, Root, Start
from redshank.simulate.sandbox.root_folder import HOLDS
from redshank.simulate.sandbox.world import World, begin

pytestmark = pytest.mark.root


def shell(world: World, line: str) -> str:
    return world.run(Start(["/bin/sh", "-c", line]))


def names(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def listing(*places: str) -> dict[str, tuple[int, int, int]]:
    """Every file below these folders with its inode, size and time of change."""
    found = {}
    for place in places:
        for folder, _, names in os.walk(place):
            for name in [*names, "."]:
                state = os.lstat(Path(folder, name))
                found[f"{folder}/{name}"] = (state.st_ino, state.st_size, state.st_mtime_ns)
    return found


def test_changes_of_a_world_never_reach_the_machine(world: World) -> None:
    before = listing("/etc", "/usr/bin", "/usr/sbin"), names("/var/log")
    shell(
        world, "echo x >> /etc/passwd; rm /etc/hosts; cp /bin/true /bin/zzz; rm -rf /usr/sbin; mkdir /etc/new; chmod 600 /etc; > /var/log/x"
    )
    assert shell(world, "ls /etc/new /bin/zzz /var/log; ls /usr/sbin 2>&1 || true").split()[:3] == ["/bin/zzz", "/etc/new:", "/var/log:"]
    assert (listing("/etc", "/usr/bin", "/usr/sbin"), names("/var/log")) == before


def test_files_of_the_plan_are_there_and_emptied_folders_are_empty(world: World) -> None:
    assert shell(world, "cat /etc/marked") == "ours\n"
    assert shell(world, "ls -A /var/log /home /tmp /mnt /run").split() == ["/home:", "/mnt:", "/run:", "/tmp:", "/var/log:"]
    assert shell(world, "stat -c %a /tmp").strip() == "1777"
    assert not Path("/etc/marked").exists()


def test_entries_of_every_kind_lie_with_their_mode_and_owner(group: ControlGroup) -> None:
    entries: list[Entry] = [
        File("/srv/a/b", b"text", mode=0o640, owner=33), Link("/srv/l", "/srv/a/b"), Folder("/srv/f", 0o700, 33),
        File("/srv/true", copy_of="/bin/true", mode=0o755), Link("/etc/hostname", "/srv/l"),
    ]  # fmt: skip
    own = control_group.below(group, "entries")
    world = begin("entries", own, Root(entries))
    os.close(own)
    try:
        assert shell(world, "stat -c '%a %u %F' /srv/a/b /srv/f").splitlines() == ["640 33 regular file", "700 33 directory"]
        assert shell(world, "cat /srv/l /etc/hostname; /srv/true && echo ran") == "texttextran\n"
    finally:
        world.close()


def test_program_below_an_emptied_folder_is_shown_and_cannot_be_written(group: ControlGroup, tmp_path: Path) -> None:
    (tmp_path / "program").write_text("here")
    own = control_group.below(group, "shown")
    world = begin("shown", own, Root([], [str(tmp_path)]))
    os.close(own)
    try:
        assert shell(world, f"cat {tmp_path}/program") == "here"
        with pytest.raises(HostError, match="Read-only"):
            shell(world, f"echo x > {tmp_path}/program")
    finally:
        world.close()


def test_no_mount_point_of_the_machine_is_left_to_build_on(group: ControlGroup) -> None:
    own = control_group.below(group, "nowhere")
    with pytest.raises(HostError, match="none of /mnt, /media"):
        begin("nowhere", own, Root([], [f"{place}/program" for place in HOLDS]))
    os.close(own)
