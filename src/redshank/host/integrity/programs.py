"""Hash and package of programs that were started. Files are read by the worker; the sensor waits for it only a little."""

import os
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from redshank.core.clock import Clock
from redshank.events._generated.types import ProcessExec
from redshank.host.hashing.cache import Key, key_of
from redshank.host.hashing.opening import REMOTE_MAGIC
from redshank.host.integrity.budget import Budget
from redshank.host.integrity.examiner import Examiner, package_values
from redshank.host.integrity.worker import Order, Worker
from redshank.host.packages.owner import state_of

MAX_KNOWN = 4_096
WAIT_NS = 50_000_000
"""How long one turn of the sensor waits for programs it does not know yet …"""
_WAIT_SHARE = 0.1
"""… and of all time: a storm of new programs goes by without their hashes, and is counted."""
_Known = tuple[Key, str]


class Programs:
    """Describes process.exec events. counts: known, read, late (not ready in time) and unreachable."""

    def __init__(self, worker: Worker, examiner: Callable[[], Examiner | None], clock: Clock) -> None:
        self._worker, self._examiner, self._clock = worker, examiner, clock
        self._known: OrderedDict[_Known, dict[str, Any]] = OrderedDict()
        self._waiting: dict[_Known, Order] = {}
        self._budget = Budget(_WAIT_SHARE, 4 * WAIT_NS, clock.boot_ns())
        self.counts: Counter[str] = Counter()

    def describe(self, events: Iterable[ProcessExec]) -> None:
        """Put hash and package on these events, as far as they are known within the bound."""
        missing: list[tuple[ProcessExec, _Known]] = []
        for event in events:
            found = self._find(event)
            if found is None:
                self.counts["unreachable"] += 1
            elif (values := self._known.get(found)) is not None:
                _apply(event, values)
            else:
                missing.append((event, found))
        if missing:
            self._wait(missing)

    def _wait(self, missing: list[tuple[ProcessExec, _Known]]) -> None:
        began = self._clock.boot_ns()
        end = began + WAIT_NS if self._budget.allows(began) else began
        for event, key in missing:
            order = self._waiting.get(key)
            if order is not None:
                order.done.wait(max(end - self._clock.boot_ns(), 0) / 1e9)
            if (values := self._known.get(key)) is not None:
                _apply(event, values)
            else:
                self.counts["late"] += 1
        self._budget.take(self._clock.boot_ns() - began)
        self._waiting = {key: order for key, order in self._waiting.items() if not order.done.is_set()}

    def _find(self, event: ProcessExec) -> _Known | None:
        """The program's file as it is now; an order to read it is given where it is not known. The living process shows it best."""
        if event.executable_filesystem in REMOTE_MAGIC or not event.process_executable:
            return None
        for place in (f"/proc/{event.process_scope_pid}/exe", event.process_executable):
            try:
                found = os.stat(place)  # noqa: PTH116
            except (OSError, ValueError):
                continue
            if found.st_ino == event.executable_inode:
                key = (key_of(found), event.process_executable)
                if key not in self._known and key not in self._waiting:
                    self._order(place, key)
                return key
        return None

    def _order(self, place: str, key: _Known) -> None:
        try:
            looked = os.open(place, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            return
        order = self._worker.order(lambda: self._read(looked, key))
        if order is None:
            os.close(looked)
            self.counts["refused"] += 1
        else:
            self._waiting[key] = order

    def _read(self, looked: int, key: _Known) -> None:
        """On the worker's thread. A package is asked for only where the path means this very file on this host."""
        try:
            examiner, found = self._examiner(), os.fstat(looked)
            if examiner is None or key_of(found) != key[0]:
                return
            values: dict[str, Any] = {}
            here = examiner.looker.stat(os.fsencode(key[1]))
            owner, asked = examiner.owner(key[1]) if here and (here.st_dev, here.st_ino) == key[0][:2] else (None, False)
            digest, _ = examiner.looker.read(looked, found, md5=owner is not None and owner.algorithm == "md5")
            if digest.sha256:
                values["process_hash_sha256"] = digest.sha256
            if owner is not None:
                values |= package_values(owner)
            if asked:
                values["package_state"] = state_of(owner, digest.sha256, digest.md5)
            self._keep(key, values)
            self.counts["read"] += 1
        finally:
            os.close(looked)

    def _keep(self, key: _Known, values: dict[str, Any]) -> None:
        self._known[key] = values
        while len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)

    def forget(self) -> None:
        """The packages changed: what was said of them may be wrong."""
        self._known.clear()


def _apply(event: ProcessExec, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(event, name, value)
