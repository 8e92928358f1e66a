import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from redshank.core.clock import SystemClock
from redshank.host.sensor.proc_scan import scan
from redshank.host.sensor.process_table import Process, ProcessTable
from redshank.host.sensor.titles import LOOKS, TitleSource


def shown(proc: Path, pid: int, title: bytes, name: bytes = b"tool\n") -> None:
    (proc / str(pid)).mkdir(exist_ok=True)
    (proc / str(pid) / "cmdline").write_bytes(title)
    (proc / str(pid) / "comm").write_bytes(name)


def started(table: ProcessTable, pid: int, args: list[str], executable: str | None = "/usr/bin/tool") -> Process:
    return table.add(Process(pid, pid, pid=pid, executable=executable, name="tool", args=args, command_line=" ".join(args)))


def turns(source: TitleSource, count: int) -> list[Any]:
    return [event for _ in range(count) for event in source.read()]


@pytest.fixture
def table() -> ProcessTable:
    return ProcessTable("h", "b")


def test_other_arguments_are_told_once_and_only_when_seen_twice(table: ProcessTable, tmp_path: Path) -> None:
    started(table, 5, ["tool", "-x"])
    shown(tmp_path, 5, b"nginx: worker process\0\0\0")
    source = TitleSource(table, tmp_path, SystemClock())
    assert turns(source, 1) == []
    (event,) = turns(source, 1)
    assert (event.title_command_line, event.title_name, event.title_name_before) == ("nginx: worker process", "tool", "tool")
    assert event.process_scope_pid == 5 and event.process_looks_like_kernel_thread is None
    assert turns(source, 6) == []
    shown(tmp_path, 5, b"[kworker/1:2]\0")
    (event,) = turns(source, 3)
    assert event.process_looks_like_kernel_thread is True
    assert turns(source, 6) == []


def test_unchanged_and_kernels_own_and_ended_ones_stay_quiet(table: ProcessTable, tmp_path: Path) -> None:
    started(table, 5, ["tool", "-x", ""])
    shown(tmp_path, 5, b"tool\0-x\0\0")
    started(table, 6, [], executable=None)
    shown(tmp_path, 6, b"", b"kworker/0:1\n")
    started(table, 7, ["gone"])
    started(table, 8, ["zombie"])
    shown(tmp_path, 8, b"")
    assert turns(TitleSource(table, tmp_path, SystemClock()), 4) == []


def test_name_of_a_kernel_thread_is_told_though_the_arguments_are_the_same(table: ProcessTable, tmp_path: Path) -> None:
    started(table, 5, ["tool"])
    shown(tmp_path, 5, b"tool\0", b"kswapd0\n")
    (event,) = turns(TitleSource(table, tmp_path, SystemClock()), 3)
    assert event.process_looks_like_kernel_thread and event.title_name == "kswapd0"


def test_exec_between_two_looks_is_no_change_of_title(table: ProcessTable, tmp_path: Path) -> None:
    process = started(table, 5, ["tool"])
    shown(tmp_path, 5, b"other\0")
    source = TitleSource(table, tmp_path, SystemClock())
    source.read()
    process.args, process.command_line = ["other"], "other"
    assert turns(source, 4) == []


def test_long_arguments_compare_as_far_as_both_are_known(table: ProcessTable, tmp_path: Path) -> None:
    started(table, 5, ["tool", "x" * 6000])
    shown(tmp_path, 5, b"tool\0" + b"x" * 4090)
    assert turns(TitleSource(table, tmp_path, SystemClock()), 3) == []


def test_only_a_few_are_looked_at_in_a_turn(table: ProcessTable, tmp_path: Path) -> None:
    for pid in range(10, 10 + 3 * LOOKS):
        started(table, pid, ["tool"])
        shown(tmp_path, pid, b"tool\0")
    source = TitleSource(table, tmp_path, SystemClock())
    source.read()
    assert source.health().counters["looks"] == LOOKS


def test_real_process_that_overwrites_its_name_is_found(table: ProcessTable) -> None:
    code = "import sys; sys.stdin.readline(); open('/proc/self/comm', 'w').write('kworker/3:0'); print(flush=True); sys.stdin.readline()"
    with subprocess.Popen([sys.executable, "-S", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        end = time.monotonic() + 5
        while b"kworker" not in Path(f"/proc/{process.pid}/cmdline").read_bytes() and time.monotonic() < end:
            pass  # until it runs the program and no longer ours
        scan(table, Path("/proc"), 0, host_pids=True)
        mine = ProcessTable("h", "b")
        found = table.get(process.pid)
        assert found is not None
        mine.add(found)
        source = TitleSource(mine, Path("/proc"), SystemClock())
        assert turns(source, 2) == []
        process.stdin.write("go\n")
        process.stdin.flush()
        process.stdout.readline()
        (event,) = turns(source, 3)
        assert event.title_name == "kworker/3:0" and event.process_scope_pid == process.pid
        process.stdin.write("end\n")
