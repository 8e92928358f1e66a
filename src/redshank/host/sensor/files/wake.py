"""A descriptor that becomes readable after a while: how a source that is waited for by its descriptor asks for another turn."""

import ctypes
import os
from ctypes import c_int
from struct import Struct

from redshank.core.errors import HostError

_MONOTONIC = 1
_TIMES = Struct("4l")  # struct itimerspec: interval (s, ns), then value (s, ns)
_NS = 1_000_000_000


class Wake:
    """A timer of the kernel (timerfd). Close it."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.timerfd_settime.argtypes = [c_int, c_int, ctypes.c_char_p, ctypes.c_void_p]
        self.fd = int(self._libc.timerfd_create(_MONOTONIC, os.O_NONBLOCK | os.O_CLOEXEC))
        if self.fd < 0:
            raise HostError(f"timerfd_create: {os.strerror(ctypes.get_errno())}")

    def after(self, ns: int) -> None:
        """Be readable `ns` from now; 0 is at once. An earlier wish is forgotten."""
        self._libc.timerfd_settime(self.fd, 0, _TIMES.pack(0, 0, *divmod(max(ns, 1), _NS)), None)

    def calm(self) -> None:
        """Not be readable any more, if the time had come."""
        try:
            os.read(self.fd, 8)
        except BlockingIOError:
            return

    def close(self) -> None:
        """Give the timer back. May be called twice."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1
