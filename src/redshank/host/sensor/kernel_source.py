"""The kernel as a source of events: two rings, a process table, and an account of every loss."""

import mmap
import select
import struct
from collections import Counter, deque
from collections.abc import Callable, Mapping
from types import MappingProxyType

from redshank.core.clock import Clock, boot_offset_ns
from redshank.core.errors import InputError
from redshank.events import Event
from redshank.events._generated.records import RECORDS
from redshank.events._generated.types import AgentThrottled
from redshank.host.sensor import refusals
from redshank.host.sensor.decode import Record, decode
from redshank.host.sensor.dns_names import DnsNames
from redshank.host.sensor.failed_execs import FailedExecs
from redshank.host.sensor.file_calls import told_by
from redshank.host.sensor.flow import Flow, Line, by_class, class_of
from redshank.host.sensor.join import join
from redshank.host.sensor.keeping import NOTHING_KEPT, Keeping
from redshank.host.sensor.kernel_watch import KernelWatch
from redshank.host.sensor.libbpf import Loaded
from redshank.host.sensor.limits import apply
from redshank.host.sensor.loss import LossLedger
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.programs import Mode, Scope
from redshank.host.sensor.ring import Ring
from redshank.host.sensor.self_check import SelfCheck
from redshank.host.sensor.source import SourceHealth
from redshank.host.sensor.takeover import Attached
from redshank.host.sensor.throttles import Throttles

URGENT_BYTES, BULK_BYTES = 4 << 20, 4 << 20  # the same in record.bpf.h
TERMINAL_RING_BYTES = 4 << 20  # the same in terminal.bpf.h
MAX_RECORDS = 512
"""Records taken from each ring in one go: a storm of one kind cannot keep the other waiting, and a turn's memory stays small."""
KEPT_CORRUPT = 64
_NS = 1_000_000_000
_RINGS = MappingProxyType({kind.name: kind.ring for kind in RECORDS.values()})


class KernelSource:
    """Attached programs and their rings. Raises HostError at the start where this kernel does not take them."""

    name = "ebpf"

    def __init__(  # noqa: PLR0913, PLR0917  what it watches, whom it asks, and what it goes on from
        self, mode: Mode, scope: Scope, table: ProcessTable, clock: Clock, log: Callable[[str], None], keeping: Keeping = NOTHING_KEPT
    ) -> None:
        self.mode = mode
        self._table, self._clock, self._kept = table, clock, keeping.sequences
        self._attached = keeping.attach(mode, scope, log)
        self._bpf, self._missing = self._attached.bpf, self._attached.missing
        self._limits = keeping.limits
        self.flow, self._throttles = Flow(self._bpf), Throttles()
        self._checked: list[tuple[Ring, int]] = []
        self._told: dict[int, tuple[int, int]] = {}
        self.watch = KernelWatch(self._bpf)
        self.self_check = SelfCheck(self._bpf, scope, self.watch)
        self.hold_back(1)
        self._urgent = Ring(self._bpf.map_fd("urgent"), URGENT_BYTES)
        self._bulk = Ring(self._bpf.map_fd("bulk"), BULK_BYTES)
        self._terminal = Ring(self._bpf.map_fd("terminal"), TERMINAL_RING_BYTES)
        self._idle = mmap.mmap(self._bpf.map_fd(".data.reader"), mmap.PAGESIZE)
        self._idle[0] = 1
        self._poll = select.epoll()
        for ring in (self._urgent, self._bulk, self._terminal):
            self._poll.register(ring.map_fd, select.EPOLLIN)
        self._ledger = {name: LossLedger(name) for name in ("urgent", "bulk", "terminal")}
        self._failed = FailedExecs()
        self._names = DnsNames()
        self._counted: Counter[str] = Counter()
        self.corrupt: deque[bytes] = deque(maxlen=KEPT_CORRUPT)
        self._offset_ns, self._next_check = boot_offset_ns(clock), 0
        for kind in RECORDS.values():
            self._ledger[kind.ring].resume(kind.name, self.flow.told_dropped(kind.number))
            self._throttles.resume(kind.name, self.flow.told_throttled(kind.number))

    @property
    def bpf(self) -> Loaded:
        """The loaded object, for its watch map."""
        return self._bpf

    def fileno(self) -> int | None:
        """Readable when either ring has records."""
        return self._poll.fileno()

    def read(self) -> list[Event]:
        """Records of both rings in the order of time, joined with their processes; then losses, once a second.

        Whoever asks again has kept what was given before; `settle` says so earlier. Until then it stays in the rings.
        """
        self.settle()
        end = self._bulk.produced()  # whatever an earlier record of the urgent ring explains is there by now
        shown = self._terminal.produced()
        records = self._take("urgent", self._urgent, self._urgent.produced()) + self._take("bulk", self._bulk, end)
        records += self._take("terminal", self._terminal, shown)
        records.sort(key=_time)
        events: list[Event] = []
        for record in records:
            event = join(self._table, record)
            self._names.take(event)
            if self._is_kept(record):
                continue
            if isinstance(event, AgentThrottled):
                self._throttles.take(event)
            for passed in self._failed.passed(event):
                events += told_by(passed)
        events += self._failed.overdue(self._clock.wall_ns())
        self._counted["events"] += len(events)
        return events + self._account()

    def _is_kept(self, record: Record) -> bool:
        """True where a killed agent had kept it and not yet said so to the kernel. A number comes once, so it is asked for once."""
        if not self._kept or record.sequence not in (kept := self._kept.get(_RINGS[record.event.event_action], set())):
            return False
        kept.discard(record.sequence)
        self._counted["kept_before"] += 1
        return True

    def settle(self) -> None:
        """What was given is kept: the kernel may write over it."""
        self.flow.settle()
        for number, (dropped, throttled) in self._told.items():
            self.flow.told_dropped(number, dropped)
            self.flow.told_throttled(number, throttled)
        self._told.clear()
        self._urgent.release()
        self._bulk.release()
        self._terminal.release()
        self._idle[0] = 1  # from here on the next record wakes us; one that slipped in makes the descriptor readable

    def guard(self, processes: Mapping[int, int]) -> None:
        """Tell who signals these processes from now on. processes: pid in our namespace to role, 1 worker, 2 guardian."""
        self.self_check.guard(processes)
        for pid, role in processes.items():
            self._bpf.put("guarded", struct.pack("<I", pid), struct.pack("<I", role))

    def hold_back(self, divisor: int) -> None:
        """Only this part of what the bulk ring usually may carry; 1: all of it."""
        self.self_check.limits = apply(self._bpf, self._limits, divisor)

    def ledger(self) -> dict[int, tuple[Line, int]]:
        """By spool class, since the programs were loaded: the line, and what no term of it explains."""
        remainders: Counter[int] = Counter()
        for number, rest in self.flow.remainder.items():
            remainders[class_of(number)] += rest
        return {place: (line, remainders[place]) for place, line in by_class(self.flow.lines()).items()}

    def throttled(self) -> dict[str, int]:
        """By event type, how much was held back since the programs were loaded."""
        return {RECORDS[number].name: line.throttled for number, line in self.flow.lines() if line.throttled}

    @property
    def attached(self) -> Attached:
        """The kernel side, and how it came to be attached."""
        return self._attached

    def take_leave(self) -> None:
        """This is a clean end: nothing is left attached for a successor."""
        if self._attached.pins is not None:
            self._attached.pins.remove()

    def _take(self, name: str, ring: Ring, end: int) -> list[Record]:
        taken, ledger = [], self._ledger[name]
        for data in ring.records(end, MAX_RECORDS):
            try:
                record = decode(data, self._offset_ns)
            except InputError as error:
                self.corrupt.append(data)
                ledger.corrupt(error.kind)
                self.flow.corrupt(int.from_bytes(data[:2], "little"))
                continue
            record.event.ring_sequence = record.sequence
            self.flow.arrived(int.from_bytes(data[:2], "little"))
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
        held_back: list[Event] = []
        drained = all(ring.is_read_to(end) for ring, end in self._checked)
        self._checked = [(ring, ring.produced()) for ring in (self._urgent, self._bulk)]
        for kind in RECORDS.values():
            counted = self.flow.kernel(kind.number)
            self._ledger[kind.ring].dropped(kind.name, counted.dropped)
            self.flow.check(kind.number, counted, drained)
            held_back += self._throttles.rest(kind.name, counted.throttled, self._clock.wall_ns())
            self._told[kind.number] = (counted.dropped, self._throttles.told[kind.name])
        return held_back + [event for ledger in self._ledger.values() for event in ledger.events(self._clock.wall_ns())]

    def health(self) -> SourceHealth:
        """ok, or degraded with what is missing; lost counts all that was dropped, corrupt or never arrived."""
        lost = {f"lost_{name}": ledger.total() for name, ledger in self._ledger.items()}
        corrupt = sum(ledger.corrupted() for ledger in self._ledger.values())
        names = {"dns_names": len(self._names), "dns_names_forgotten": self._names.forgotten}
        table = {"processes": len(self._table), "unresolved": self._table.unresolved, "forgotten": self._table.forgotten}
        counters = {**self._counted, **lost, **table, **names, "corrupt": corrupt, "merged_execs": self._failed.merged}
        counters["refused_programs"] = refusals.count(self._missing)
        return SourceHealth(self.name, "degraded" if self._missing else "ok", "; ".join(self._missing), counters)

    def close(self) -> None:
        """Detach and unload everything. May be called twice."""
        if self._poll.closed:
            return
        self._poll.close()
        self._urgent.close()
        self._bulk.close()
        self._terminal.close()
        self._idle.close()
        self.flow.close()
        self.self_check.close()
        self._bpf.close()


def _time(record: Record) -> int:
    return record.event.timestamp
