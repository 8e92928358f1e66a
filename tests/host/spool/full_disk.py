"""`python -m tests.host.spool.full_disk SIZE FOLDER`, in a mount namespace of its own: a spool on a small disk that others fill."""

import os
import subprocess
import sys
from pathlib import Path

from redshank.core.clock import SystemClock
from redshank.host.spool import SpoolSettings, open_spool
from tests.host.spool.story import Server, drain, numbered


def fill(path: Path) -> None:
    """Take all that is free."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


def main(size: str, folder: Path) -> None:
    """Raises AssertionError where a promise is broken."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    settings = SpoolSettings(cap_percent=100.0, keep_free_percent=0.0, memory_bytes=1 << 20)
    spool, server = open_spool(folder / "spool", settings, SystemClock()), Server()
    given = {0: 0, 1: 0, 2: 0}

    def give(lane: int, count: int) -> None:
        spool.append([numbered(lane, given[lane] * 3 + lane + at * 3, os.urandom(60).hex()) for at in range(count)])
        given[lane] += count

    give(1, 100)
    assert spool.sync(), spool.health()
    fill(folder / "filler")
    for _ in range(40):
        give(2, 400)
        give(1, 100)
        give(0, 1)
        spool.sync()
    health = spool.health()
    assert health.dropped[0] == 0, health
    (folder / "filler").unlink()
    give(1, 10)
    if not spool.sync():  # the smallest is full of its own events: the server has to take some first
        drain(spool, server)
        give(1, 10)
    assert spool.sync(), spool.health()
    assert spool.health().state == "ok", spool.health()
    spool.close()
    spool = open_spool(folder / "spool", settings, SystemClock())
    drain(spool, server)
    numbers = [number for numbers in server.numbers.values() for number in numbers]
    assert len(numbers) == len(set(numbers)), "twice"
    for lane, count in given.items():
        arrived = len([number for (_, of), numbers in server.numbers.items() if of == lane for number in numbers])
        lost = sum(loss.loss_count or 0 for loss in server.losses if loss.loss_type == f"class {lane}")
        assert arrived + lost == count, f"lane {lane}: {count} given, {arrived} arrived, {lost} told as lost"
        assert lane or not lost
    assert any(loss.loss_reason == "spool_full" for loss in server.losses)
    spool.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
