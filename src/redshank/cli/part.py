"""A part of `redshank up` in a process of its own: started, heard, started again, stopped."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import msgspec

from redshank.core.lifetime import end_with_parent

STOP_S = 8.0
"""How long a part may take over a clean end before it is killed."""
PAUSES_S = (0.0, 1.0, 2.0, 5.0, 10.0)
"""Before each new start of a part that ended by itself; the last one goes on."""
CALM_S = 60.0
"""A part that ran so long is no longer in trouble."""
MAX_LINE_BYTES = 64 * 1024

Message = dict[str, Any]



@dataclass(slots=True)
class Part:
    """One child process. words: its command. hear: called with each JSON object it tells on its own channel, from another thread.

    It has a process group of its own, so that Ctrl-C reaches only us, who stop the parts in their order. It is told to
    end when we are killed; one that changes its user has to ask the kernel for that again.
    """

    name: str
    words: Sequence[str]
    hear: Callable[[Message], None] | None = None
    program: tuple[str, ...] = (sys.executable, "-I", "-m", "redshank")
    process: "subprocess.Popen[bytes] | None" = None
    starts: int = 0
    _since: float = field(default=0.0)

    def start(self, once: Sequence[str] = ()) -> None:
        """Start it. Its standard output and error are ours. once: words for this start alone."""
        told, tell = os.pipe()
        channel = ["--tell-fd", str(tell)] if self.hear else []
        command = [*self.program, *self.words, *once, *channel]
        self.process = subprocess.Popen(
            command, pass_fds=(tell,), process_group=0, stdin=subprocess.DEVNULL,
            preexec_fn=partial(end_with_parent, signal.SIGTERM),  # noqa: PLW1509  one system call, it takes no lock
        )  # fmt: skip
        os.close(tell)
        self.starts += 1
        self._since = time.monotonic()
        threading.Thread(target=self._listen, args=(told,), name=f"{self.name}-told", daemon=True).start()

    def _listen(self, told: int) -> None:
        with os.fdopen(told, "rb") as lines:
            while line := lines.readline(MAX_LINE_BYTES):
                if self.hear is not None:
                    self.hear(msgspec.json.decode(line, type=Message))

    def ended(self) -> int | None:
        """Its exit status where it has ended, else None."""
        return self.process.poll() if self.process else None

    def pause_s(self) -> float:
        """How long to wait before it is started again."""
        if time.monotonic() - self._since > CALM_S:
            self.starts = 1
        return PAUSES_S[min(self.starts - 1, len(PAUSES_S) - 1)]

    def stop(self) -> None:
        """End it cleanly; by force where it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
