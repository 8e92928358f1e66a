"""The kernel as a source of events: two rings, a process table, and an account of every loss."""

import mmap
import select
import struct
from collections import Counter, deque
from collections.abc import Callable

from redshank.core.clock import Clock, boot_offset_ns
from redshank.core.errors import InputError
from redshank.events import Event
from redshank.events._generated.records import RECORDS
from redshank.host.sensor.container_files import created_by
from redshank.host.sensor.decode import Record, decode
from redshank.host.sensor.join import join
from redshank.host.sensor.libbpf import BpfObject
from redshank.host.sensor.loss import LossLedger
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.programs import Mode, Scope, attach
from redshank.host.sensor.ring import Ring
from redshank.host.sensor.source import SourceHealth

RING_BYTES = 8 << 20  # RING_BYTES in record.bpf.h
MAX_RECORDS = 512
"""Records taken from each ring in one go: a storm of one kind cannot keep the other waiting, and a turn's memory stays small."""
KEPT_CORRUPT = 64
_NS = 1_000_000_000


class KernelSource:
    """Attached programs and their rings. Raises HostError at the start where this kernel does not take them."""

    name = "ebpf"

    def __init__(self, mode: Mode, scope: Scope, table: ProcessTable, clock: Clock, log: Callable[[str], None]) -> None:
        self._table, self._clock = table, clock
        self._bpf, self._missing = attach(mode, scope, log)
        self._urgent = Ring(self._bpf.map_fd("urgent"), RING_BYTES)
        self._bulk = Ring(self._bpf.map_fd("bulk"), RING_BYTES)
        self._idle = mmap.mmap(self._bpf.map_fd(".data.reader"), mmap.PAGESIZE)
        self._idle[0] = 1
        self._poll = select.epoll()
        for ring in (self._urgent, self._bulk):
            self._poll.register(ring.map_fd, select.EPOLLIN)
        self._ledger = {"urgent": LossLedger("urgent"), "bulk": LossLedger("bulk")}
        self._counted: Counter[str] = Counter()
        self.corrupt: deque[bytes] = deque(maxlen=KEPT_CORRUPT)
        self._offset_ns, self._next_check = boot_offset_ns(clock), 0

    @property
    def bpf(self) -> BpfObject:
        """The loaded object, for its watch map."""
        return self._bpf

    def fileno(self) -> int | None:
        """Readable when either ring has records."""
        return self._poll.fileno()

    def read(self) -> list[Event]:
        """Records of both rings in the order of time, joined with their processes; then losses, once a second."""
        end = self._bulk.produced()  # whatever an earlier record of the urgent ring explains is there by now
        records = self._take("urgent", self._urgent, self._urgent.produced()) + self._take("bulk", self._bulk, end)
        records.sort(key=_time)
        events: list[Event] = []
        for record in records:
            events.append(join(self._table, record))
            if created := created_by(events[-1]):
                events.append(created)
        self._urgent.release()
        self._bulk.release()
        self._idle[0] = 1  # from here on the next record wakes us; one that slipped in makes the descriptor readable
        self._counted["events"] += len(events)
        return events + self._account()

    def _take(self, name: str, ring: Ring, end: int) -> list[Record]:
        taken, ledger = [], self._ledger[name]
        for data in ring.records(end, MAX_RECORDS):
            try:
                record = decode(data, self._offset_ns)
            except InputError as error:
                self.corrupt.append(data)
                ledger.corrupt(error.kind)
                continue
            ledger.arrived(record.sequence)
            taken.append(record)
        return taken

    def _account(self) -> list[Event]:
        """Once a second: what the kernel's counters say was lost since. Also asks the clocks again."""
        now = self._clock.boot_ns()
        if now < self._next_check:
            return []
        self._next_check = now + _NS
        self._offset_ns = boot_offset_ns(self._clock)
        for kind in RECORDS.values():
            self._ledger[kind.ring].dropped(kind.name, self._dropped(kind.number))
        return [event for ledger in self._ledger.values() for event in ledger.events(self._clock.wall_ns())]

    def _dropped(self, number: int) -> int:
        size = 8 * self._bpf.possible_cpus()
        raw = self._bpf.get("dropped", struct.pack("<I", number), size)
        return sum(struct.unpack(f"<{size // 8}Q", raw)) if raw else 0

    def health(self) -> SourceHealth:
        """ok, or degraded with what is missing; lost counts all that was dropped, corrupt or never arrived."""
        lost = {f"lost_{name}": ledger.total() for name, ledger in self._ledger.items()}
        corrupt = sum(ledger.corrupted() for ledger in self._ledger.values())
        table = {"processes": len(self._table), "unresolved": self._table.unresolved, "forgotten": self._table.forgotten}
        counters = {**self._counted, **lost, **table, "corrupt": corrupt}
        return SourceHealth(self.name, "degraded" if self._missing else "ok", "; ".join(self._missing), counters)

    def close(self) -> None:
        """Detach and unload everything. May be called twice."""
        if self._poll.closed:
            return
        self._poll.close()
        self._urgent.close()
        self._bulk.close()
        self._idle.close()
        self._bpf.close()


def _time(record: Record) -> int:
    return record.event.timestamp
