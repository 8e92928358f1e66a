"""One test at a time may use the kernel's audit system: it is one for the whole machine, whoever runs tests on it."""

import fcntl
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from redshank.host.sensor.audit import loan, netlink
from redshank.host.sensor.audit.netlink import Status

LOCK = Path(tempfile.gettempdir()) / "redshank-audit-tests.lock"
_PATIENCE_S = 20


@contextmanager
def alone() -> Iterator[Status]:
    """Auditing to ourselves; how it stood. Skips with the reason where somebody else uses it all the time."""
    with LOCK.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        end = time.monotonic() + _PATIENCE_S
        while (before := netlink.status()).daemon or loan.rules():
            if time.monotonic() > end:
                pytest.skip("this machine's audit system is in use")
            time.sleep(0.2)
        yield before
        now = netlink.status()
        assert (now.enabled, now.daemon, now.backlog_limit, now.backlog_wait) == (
            before.enabled, before.daemon, before.backlog_limit, before.backlog_wait,
        ), "a test left auditing changed"  # fmt: skip
        assert loan.marked() == [], "a test left audit rules"
