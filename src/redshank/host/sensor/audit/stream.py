"""The audit records as they are written: as the daemon where nobody is one, else reading along with it."""

import errno
import select
from contextlib import suppress
from pathlib import Path
from socket import socket

from redshank.core.errors import HostError
from redshank.host.sensor.audit import netlink
from redshank.host.sensor.audit.records import FIRST_OF_USERS, LAST_OF_USERS, REPLACE, record_of
from redshank.host.sensor.audit_log.record import Record

MOST_DATAGRAMS = 4096
"""Read in one go."""
_MOST_BYTES = 64 * 1024


class RecordStream:
    """Subscribed from the start; again whenever the socket ends. Raises HostError where this process may not read.

    daemon: whether the kernel sends to us alone. overruns: how often the socket was too small. lost: audit events known
    to be missing by their serial numbers. corrupt: messages that are no record. restarts: how often it subscribed anew.
    """

    def __init__(self) -> None:
        self._poll = select.epoll()
        self.daemon = False
        self.overruns = self.lost = self.corrupt = self.restarts = self.yielded = self.records = 0
        self._last = 0
        self._gap = False
        self._sock = self._subscribe()

    def _subscribe(self, *, alone: bool = True) -> socket:
        sock = netlink.open_socket()
        try:
            self.daemon = alone and self._register(sock)
            if not self.daemon:
                netlink.join_readers(sock)
        except OSError as error:
            sock.close()
            raise HostError(f"the audit records may not be read: {error.strerror}") from error
        self._poll.register(sock, select.EPOLLIN)
        return sock

    def _register(self, sock: socket) -> bool:
        """Only where no daemon lives: to be refused by one costs it a message."""
        daemon = netlink.status().daemon
        if daemon and Path(f"/proc/{daemon}").exists():
            return False
        try:
            netlink.register(sock)
        except OSError:
            return False
        return True

    def fileno(self) -> int:
        """Readable with records; stays the same when it subscribes again."""
        return self._poll.fileno()

    def read(self) -> list[Record]:
        """What came since the last call, at most some thousand records. Never blocks."""
        found: list[Record] = []
        for _ in range(MOST_DATAGRAMS):
            try:
                data = self._sock.recv(_MOST_BYTES)
            except BlockingIOError:
                break
            except OSError as error:
                if not self._overrun(error):
                    break
                continue
            if not data:
                self.renew()
                break
            self._take(data, found)
        return found

    def _overrun(self, error: OSError) -> bool:
        """True where reading can go on: the socket was too small for a moment, and something is missing."""
        if error.errno == errno.ENOBUFS:
            self.overruns += 1
            self._gap = True
            return True
        self.renew()
        return False

    def _take(self, data: bytes, found: list[Record]) -> None:
        kind, payload = netlink.message(data)
        if kind == REPLACE:
            self._yield_place()
            return
        if kind < FIRST_OF_USERS and kind != 1006:
            return  # an answer to a request of ours
        record = record_of(kind, payload)
        if record is None:
            self.corrupt += 1
            return
        self.records += 1
        self._count(record.key[2])
        if not FIRST_OF_USERS <= kind <= LAST_OF_USERS:
            found.append(record)

    def _count(self, serial: int) -> None:
        if self._gap and serial > self._last + 1 > 1:
            self.lost += serial - self._last - 1
        self._gap = False
        self._last = max(self._last, serial)

    def _yield_place(self) -> None:
        """Another daemon wants to be the daemon: it shall find the place free when it tries again."""
        self.yielded += 1
        self.renew(alone=False)

    def renew(self, *, alone: bool = True) -> None:
        """Subscribe again; where that is refused, the next reading tries again."""
        self.restarts += 1
        self._gap = True
        self._leave()
        with suppress(HostError):
            self._sock = self._subscribe(alone=alone)

    def close(self) -> None:
        """End the subscription. May be called twice."""
        self._leave()
        self._poll.close()

    def _leave(self) -> None:
        with suppress(OSError):
            if self.daemon:
                netlink.unregister(self._sock)
        self.daemon = False
        self._sock.close()
