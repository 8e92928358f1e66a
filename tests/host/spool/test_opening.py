"""The spool on a real disk: killed, locked, full, away."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from redshank.core.clock import SystemClock
from redshank.core.errors import HostError
from redshank.host.spool import SpoolSettings, open_spool
from redshank.host.spool.opening import PLENTY, Surroundings, in_memory
from tests.host.spool.story import Server, drain, numbered

ROUNDS = int(os.environ.get("REDSHANK_KILL_ROUNDS", "50"))
SETTINGS = SpoolSettings(cap_percent=100.0, keep_free_percent=0.0, segment_bytes=64 << 10)


def append_until_killed(folder, tell, seed):
    """Child: numbered events as fast as they go; the last number is told once its append is back."""
    chance, spool = random.Random(seed), open_spool(folder, SETTINGS, SystemClock())
    number = int.from_bytes(os.read(tell[0], 8), "little")
    while True:
        batch = range(number + 1, number + 1 + chance.choice((1, 7, 40, 700)))
        number = batch[-1]
        spool.append([numbered(one % 3, one) for one in batch])
        os.write(tell[1], number.to_bytes(8, "little"))


def killed_child(folder, first, seed):
    """A child of its own, killed at a moment of chance; the last number it told."""
    down, up = os.pipe(), os.pipe()
    os.write(down[1], first.to_bytes(8, "little"))
    if (pid := os.fork()) == 0:
        try:
            append_until_killed(folder, (down[0], up[1]), seed)
        finally:
            os._exit(1)
    os.close(up[1])
    told = os.read(up[0], 8)
    time.sleep(random.Random(seed).random() * 0.05)
    os.kill(pid, signal.SIGKILL)
    assert os.waitpid(pid, 0)[1] == signal.SIGKILL, "the child ended by itself"
    while data := os.read(up[0], 1 << 16):
        told += data
    for fd in (*down, up[0]):
        os.close(fd)
    whole = len(told) // 8 * 8
    return int.from_bytes(told[whole - 8 : whole], "little")


def test_kill_at_any_moment_loses_nothing_appended_and_doubles_nothing(tmp_path):
    server, promised, last = Server(), set[int](), 0
    for at in range(ROUNDS):
        promised |= set(range(last + 1, killed_child(tmp_path, last, at) + 1))
        spool = open_spool(tmp_path, SETTINGS, SystemClock())
        assert spool.sync()
        drain(spool, server, ack=at % 3 != 0)
        spool.close()
        numbers = [number for numbers in server.numbers.values() for number in numbers]
        assert len(numbers) == len(set(numbers)), "twice"
        assert promised <= set(numbers), f"round {at}: {sorted(promised - set(numbers))[:5]} missing"
        last = max(numbers)  # the append that was cut off may be there in part: its numbers were not promised
    assert not server.losses
    assert all(numbers == sorted(numbers) for numbers in server.numbers.values())


def test_second_process_is_told_that_the_spool_is_open(tmp_path):
    spool = open_spool(tmp_path, SETTINGS, SystemClock())
    with pytest.raises(HostError, match="another process has this spool open"):
        open_spool(tmp_path, SETTINGS, SystemClock())
    spool.close()
    open_spool(tmp_path, SETTINGS, SystemClock()).close()


def test_committer_makes_events_durable_by_itself_and_wakes_the_sender(tmp_path):
    spool = open_spool(tmp_path, SETTINGS, SystemClock())
    spool.append([numbered(1, 1)])
    assert spool.wait({0: 0, 1: 0}, 10.0)
    assert [block.count for block in spool.unsent(1, 0, 1000, 1 << 20)] == [1]
    assert not spool.wait({1: 1}, 0.0)
    spool.close()
    assert not spool.wait({1: 0}, 10.0)
    with pytest.raises(ValueError, match="closed"):
        spool.append([])


def test_what_is_made_is_for_root_alone(tmp_path):
    spool = open_spool(tmp_path / "spool", SETTINGS, SystemClock())
    spool.append([numbered(1, 1)])
    spool.sync()
    spool.close()
    folder = tmp_path / "spool" / "v1"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir() if path.is_file()} == {0o600}


def test_folder_that_cannot_be_made_gives_a_spool_in_memory(tmp_path):
    (tmp_path / "file").write_text("")
    spool = open_spool(tmp_path / "file" / "spool", SETTINGS, SystemClock())
    server = Server()
    spool.append([numbered(1, 1), numbered(2, 2)])
    assert not spool.sync()
    assert spool.health().state == "degraded"
    assert "kept in memory" in spool.health().detail
    drain(spool, server)
    assert sorted(number for numbers in server.numbers.values() for number in numbers) == [1, 2]
    spool.close()


def test_memory_is_bounded_and_what_is_over_it_is_counted_from_the_least_important():
    settings = SpoolSettings(memory_bytes=64 << 10)
    spool = in_memory(Surroundings(settings, SystemClock(), lambda: PLENTY), "no disk")
    for at in range(300):
        spool.append([numbered(2, at, os.urandom(100).hex()) for _ in range(50)] + [numbered(0, at)] * (at % 30 == 0))
        spool.sync()
    health = spool.health()
    assert health.bytes < 128 << 10
    assert health.dropped[0] == 0 and health.dropped[2] > 0
    assert health.dropped[2] + health.events[2] == 300 * 50


@pytest.mark.root
@pytest.mark.parametrize("size", ["256k", "1m", "4m"])
def test_full_disk_costs_only_what_is_counted(size, tmp_path):
    command = ["unshare", "--mount", sys.executable, "-m", "tests.host.spool.full_disk", size, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
