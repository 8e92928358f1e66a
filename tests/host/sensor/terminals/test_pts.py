import os
from pathlib import Path

from redshank.host.sensor.terminals.pts import HostTerminals, device_of, own_terminals


def test_terminals_of_the_folder_are_the_hosts(tmp_path: Path) -> None:
    (tmp_path / "3").touch()
    (tmp_path / "ptmx").touch()
    device = device_of(tmp_path)
    host = HostTerminals(tmp_path, device, 7, frozenset((3,)))
    assert host.is_open(3) and not host.is_open(4)
    assert host.is_own(device, 3) and not host.is_own(device, 4) and not host.is_own((device or 0) + 1, 3)
    assert not host.any_open()  # only the agent's own
    (tmp_path / "4").touch()
    assert host.any_open()
    assert host.is_inner(8) and not host.is_inner(7) and not host.is_inner(None)


def test_age_is_known_for_the_hosts_own_alone(tmp_path: Path) -> None:
    (tmp_path / "3").touch()
    host = HostTerminals(tmp_path, device_of(tmp_path), 7)
    now = (tmp_path / "3").stat().st_ctime_ns + 5
    assert host.age_ns(host.device, 3, now) == 5
    assert host.age_ns(host.device, 9, now) is None and host.age_ns(-1, 3, now) is None


def test_own_terminals_are_those_behind_descriptors_and_the_controlling_one(tmp_path: Path) -> None:
    master, slave = os.openpty()
    number = int(os.ttyname(slave).rsplit("/", 1)[1])
    line = tmp_path / "stat"
    line.write_text("1 (a ) b) S 1 1 1 34818 1")  # 136:2
    try:
        assert own_terminals((slave, 9999), line) == {number, 2}
    finally:
        os.close(master)
        os.close(slave)
    line.write_text("1 (a) S 1 1 1 0 1")
    assert own_terminals((), line) == frozenset()


def test_missing_folder_is_no_error(tmp_path: Path) -> None:
    host = HostTerminals(tmp_path / "none", device_of(tmp_path / "none"), 7)
    assert host.device is None and not host.any_open()
