"""A flood of one user on the real kernel: others are seen all the same, and every record held back is counted."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from redshank.core.clock import SystemClock
from redshank.events import Event
from redshank.events._generated.types import AgentThrottled
from redshank.host.sensor import limits, programs
from redshank.host.sensor.keeping import Keeping
from redshank.host.sensor.kernel_source import KernelSource
from redshank.host.sensor.kernel_watch import KernelWatch
from redshank.host.sensor.limits import Limits
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.programs import Scope
from tests.host.sensor.test_kernel_source import comes_to_rest, until_over

OPENS = 40_000
FLOOD = "import os\nos.setuid(12345)\nfor _ in range({}): os.close(os.open({!r}, 0))"
QUIET = (
    "import os\nos.setuid(23456)\nfor i in range(30):\n"
    " os.waitpid(os.posix_spawn('/bin/true', ['true', f'quiet-{{i}}'], {{}}), 0)\n os.close(os.open({!r}, 0))"
)


class Fake:
    def __init__(self) -> None:
        self.entries: dict[int, bytes] = {}

    def put(self, name: str, key: bytes, value: bytes) -> bool:
        self.entries[int.from_bytes(key, "little")] = value
        return name == limits.MAP


def test_what_the_agent_says_of_itself_is_never_held_back() -> None:
    fake = Fake()
    limits.apply(fake, Limits(10, 20, 30))  # type: ignore[arg-type]
    assert 114 not in fake.entries and 5 not in fake.entries
    assert fake.entries[1][:8] == bytes(8) and int.from_bytes(fake.entries[1][16:24], "little") == 10**9 // 30
    assert int.from_bytes(fake.entries[16][:8], "little") == 10**9 // 10


def test_a_share_of_the_bulk_limits_leaves_the_urgent_ones() -> None:
    fake = Fake()
    limits.apply(fake, Limits(10, 20, 30), divisor=2)  # type: ignore[arg-type]
    assert int.from_bytes(fake.entries[16][:8], "little") == 10**9 // 5
    assert int.from_bytes(fake.entries[1][16:24], "little") == 10**9 // 30


@pytest.mark.root
def test_flood_of_one_user_does_not_hide_what_another_does(tmp_path: Path) -> None:
    scope = Scope(programs.own_scope().namespace, 0)
    keeping = Keeping(limits=Limits(process=500, user=500, urgent=10_000))
    source = KernelSource("full", scope, ProcessTable("h", "b"), SystemClock(), lambda text: None, keeping)
    for part in (tmp_path, *list(tmp_path.parents)[:2]):
        part.chmod(0o755)
    try:
        files = [_secret(source, tmp_path / name) for name in ("flood", "quiet")]
        flood = subprocess.Popen([sys.executable, "-S", "-c", FLOOD.format(OPENS, files[0])])
        quiet = subprocess.Popen([sys.executable, "-S", "-c", QUIET.format(files[1])])
        events = until_over(source, flood, quiet, enough=lambda events: _held_back(events) > 0)
        programs_run = [e for e in events if e.event_action == "process.exec"]
        execs = {e.process_args[-1] for e in programs_run if e.process_args and e.process_args[-1].startswith("quiet-")}
        opens = [e for e in events if getattr(e, "file_path", "") == files[1]]
        told = [e for e in events if getattr(e, "file_path", "") == files[0]]
        assert len(execs) == 30 and len(opens) == 30
        assert len(told) + _held_back(events) == OPENS and len(told) < OPENS // 4
        first = next(e for e in events if isinstance(e, AgentThrottled))
        assert first.throttled_type == "file.open" and first.user_id == 12345 and first.process_scope_pid == flood.pid
        assert first.process_entity_id and first.throttled_by == "process" and "python" in (first.process_executable or "")
        assert comes_to_rest(source)
    finally:
        source.close()


def _held_back(events: list[Event]) -> int:
    return sum(e.throttled_count or 0 for e in events if isinstance(e, AgentThrottled) and e.throttled_type == "file.open")


def _secret(source: KernelSource, path: Path) -> str:
    path.write_text("x")
    path.chmod(0o644)
    stat = path.stat()
    KernelWatch(source.bpf).add(stat.st_ino, os.major(stat.st_dev) << 20 | os.minor(stat.st_dev), 2)
    return str(path)
