"""How fast the agent's own steps are on one processor: records decoded and joined, events written as JSON lines."""

import os
import time
from collections.abc import Callable

from tests.generated import build

from bench.workload import SOURCE
from redshank.cli.lines import LineWriter
from redshank.cli.output import Output
from redshank.core.clock import FixedClock
from redshank.events import Event
from redshank.host.redact.redactor import Redactor
from redshank.host.sensor.decode import decode
from redshank.host.sensor.join import join
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.sensor import Identity, Sensor
from redshank.host.sensor.users import UserNames

_SHELLS = 8  # levels of ancestors above the programs, as a login has them
_PROGRAMS = 2000
_TIMES = 3
_FIRST_PID = 1000
_SECOND_NS = 1_000_000_000


def measure() -> dict[str, float]:
    """Per second of processor time: `decode` (records to joined events), `lines` (events to JSON lines); best of three."""
    records = _records()
    decoded = min(_spent(lambda: _events(records)) for _ in range(_TIMES))
    events = _events(records)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - a device, not a path of ours
        writer = LineWriter(Output(nowhere, "json"))
        written = min(_spent(lambda: writer.write(events)) for _ in range(_TIMES))
    return {"decode": len(records) / decoded, "lines": len(records) / written}


def _spent(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _events(records: list[bytes]) -> list[Event]:
    table = ProcessTable("bench", "boot")
    clock = FixedClock()
    sensor = Sensor([], table, UserNames(SOURCE, clock), Identity("bench", "bench", "1"), clock)
    sensor.redact_with(Redactor(bytes(32)))
    try:
        return [sensor._finish(join(table, decode(record, 0)), "ebpf") for record in records]
    finally:
        sensor.close()


def _records() -> list[bytes]:
    """What a shell's children do: each is born, runs a program, opens a file, connects, ends."""
    found: list[bytes] = []
    for level in range(_SHELLS):
        found += _life(_FIRST_PID + level, _FIRST_PID + level - 1)[:2]
    parent = _FIRST_PID + _SHELLS - 1
    for number in range(_PROGRAMS):
        found += _life(parent + 1 + number, parent)
    return found


def _life(pid: int, parent: int) -> list[bytes]:
    head = {
        "process_pid": pid, "process_scope_pid": pid, "process_thread_id": pid, "start": pid * _SECOND_NS, "time": pid * _SECOND_NS,
        "parent_start": parent * _SECOND_NS, "parent_scope_pid": parent, "process_parent_pid": parent, "comm": b"program",
    }  # fmt: skip
    path = b"program\0bin\0usr\0"
    return [
        build.record_process_fork(**head),
        build.record_process_exec(b"pts0\0", path, b"web\0www\0var\0", b"program\0--with\0some\0arguments\0", b"", b"", **head),
        build.record_file_open(b"settings.conf\0program\0etc\0", b"", file_watch_bits=1, file_flags=1, **head),
        build.record_net_connect(destination_ip=bytes(10) + b"\xff\xff\xcb\x00\x71\x42", destination_port=443, **head),
        build.record_process_exit(**head),
    ]
