"""The worker's side of the guardian: signs of life, and an end of its own when the guardian is gone."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from redshank.core.lifetime import end_with_parent


class Life:
    """Signs of life to a guardian, or to nobody where there is none. beat_fd: the pipe, None without a guardian."""

    def __init__(self, beat_fd: int | None) -> None:
        self._beat_fd, self._guardian = beat_fd, os.getppid()
        self.guardian_pid = self._guardian if beat_fd is not None else None
        self._gone = False
        if beat_fd is not None:
            os.set_blocking(beat_fd, False)
            os.set_inheritable(beat_fd, False)
            with suppress(OSError):  # the guardian's end shows in the pipe too
                end_with_parent(signal.SIGTERM)

    def beat(self, *, watching: bool = False) -> None:
        """Give a sign. watching: from now on this host is watched."""
        if self._beat_fd is None:
            return
        try:
            os.write(self._beat_fd, b"w" if watching else b".")
        except BlockingIOError:
            pass  # the guardian is frozen: the pipe is full of signs it did not read
        except OSError:
            self._gone = True

    def guardian_is_gone(self) -> bool:
        """True where there was a guardian, and it has ended: nobody would start us again or speak up for us."""
        return self._beat_fd is not None and (self._gone or os.getppid() != self._guardian)

    def guardian_is_stopped(self) -> bool:
        """True where the guardian is stopped (SIGSTOP, a debugger): it would notice nothing."""
        if self._beat_fd is None:
            return False
        with suppress(OSError):
            stat = Path(f"/proc/{self._guardian}/stat").read_bytes()
            return stat.rpartition(b")")[2].split()[:1] in ([b"T"], [b"t"])
        return False
