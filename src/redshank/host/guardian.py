"""The guardian: starts the worker, starts it again, notices when it is frozen, and writes down how it ended.

It runs beside the worker for the whole life of an agent, so it is a script of its own (`python -I -S guardian.py`) that
imports a few modules of the standard library and nothing else: 4 MiB instead of 40. It signals its own child only, by a
descriptor that stands for that very process.

    guardian.py FOLDER WORKER-COMMAND...

The worker finds the pipe on which it gives signs of life in its environment (REDSHANK_BEAT_FD). `w` means that it
watches, any other byte that it is alive.
"""

import os
import select
import signal
import sys
import time
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing's own would cost a megabyte for as long as the agent runs
    from collections.abc import Callable, Mapping, Sequence

BEAT_VARIABLE = "REDSHANK_BEAT_FD"
NOTES = "ends.jsonl"
MAX_NOTES_BYTES = 64 * 1024

TICK_S = 5.0
FROZEN_TICKS = 6
"""So many of our own ticks without a sign of life mean frozen. Ticks, not time: while we are frozen with it, none passes."""
START_TICKS = 24
"""The same before its first sign: a slow machine may need long to load the programs."""
STOP_S = 6.0
"""How long a clean end may take before it is forced."""
PAUSES_S = (0.0, 1.0, 2.0, 5.0)
LOOP_CRASHES, LOOP_S, LOOP_PAUSE_S = 5, 600.0, 60.0
"""Five ends in ten minutes are a loop: from then on a new start waits a minute."""
USAGE = 2
"""Exit status of a command that could not even begin: before it watched, starting it again would not help."""
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
HELD_BACK = (signal.SIGTERM, signal.SIGINT)
"""From a worker that starts. Not SIGHUP: it ends one that is stopped and has lost us."""


class Worker:
    """A running worker, in a process group of its own, so that Ctrl-C reaches us alone.

    It begins with the signals of a clean end held back, and takes them once it can end so. The group also sees to it that
    none stays behind: where we are killed while it is stopped, the kernel sends SIGHUP and SIGCONT to a group that has lost
    its parent.
    """

    def __init__(self, command: "Sequence[str]", environment: "Mapping[str, str]") -> None:
        read, write = os.pipe()
        os.set_inheritable(write, True)
        os.set_blocking(read, False)
        with_pipe = {**environment, BEAT_VARIABLE: str(write)}
        try:
            self.pid = os.posix_spawn(command[0], list(command), with_pipe, setpgroup=0, setsigdef=ENDING, setsigmask=HELD_BACK)
        except OSError:
            os.close(read)
            raise
        finally:
            os.close(write)
        self.beat, self.pidfd = read, os.pidfd_open(self.pid)
        self.watching, self.missed, self.seen_ns = False, 0, time.time_ns()

    def take_beats(self) -> bool:
        """Read its signs of life. False where it has closed the pipe."""
        try:
            data = os.read(self.beat, 4096)
        except BlockingIOError:
            return True
        if data:
            self.watching = self.watching or b"w" in data
            self.missed, self.seen_ns = 0, time.time_ns()
        return bool(data)

    def is_frozen(self) -> bool:
        """One more tick without a sign; True where there were too many."""
        self.missed += 1
        return self.missed >= (FROZEN_TICKS if self.watching else START_TICKS)

    def signal(self, number: int) -> None:
        """To this very process, never to another one that got its number."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, number)

    def wait(self) -> int:
        """How it ended: its status as os.waitpid gives it."""
        _, status = os.waitpid(self.pid, 0)
        os.close(self.beat)
        os.close(self.pidfd)
        return status


class Guardian:
    """One run. folder: where the notes go. say: takes a line for people."""

    def __init__(
        self, folder: str, command: "Sequence[str]", environment: "Mapping[str, str]", say: "Callable[[str], None]"
    ) -> None:
        self.folder, self.command, self.environment, self.say = folder, command, environment, say
        self.wake, self.wake_write = os.pipe()
        for end in (self.wake, self.wake_write):
            os.set_blocking(end, False)
        self.stopping = self.watched = False
        self.ends: list[float] = []

    def listen(self) -> None:
        """From now on the signals that end a program wake us."""
        signal.set_wakeup_fd(self.wake_write, warn_on_full_buffer=False)
        for number in ENDING:
            signal.signal(number, lambda _number, _frame: None)

    def run(self) -> int:
        """Keeps a worker running until a signal comes; then its exit status, as a shell would have it."""
        while True:
            try:
                worker = Worker(self.command, self.environment)
            except OSError as error:  # no memory, no process to be had: this may pass
                self.say(f"the agent's worker cannot be started: {error.strerror}")
                if self.pause():
                    return 0
                continue
            frozen = self.attend(worker)
            status = worker.wait()
            self.watched = self.watched or worker.watching
            if self.stopping or (is_usage(status) and not self.watched):
                return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
            self.note(worker, status, frozen)
            if self.pause():
                return 0

    def attend(self, worker: Worker) -> bool:
        """Until it has ended or was killed; True where it had to be killed because it was frozen."""
        poll = select.poll()
        for descriptor in (worker.pidfd, worker.beat, self.wake):
            poll.register(descriptor, select.POLLIN)
        deadline = float("inf")
        while True:
            ready = [descriptor for descriptor, _ in poll.poll(max(0.0, min(TICK_S, deadline - time.monotonic())) * 1000)]
            if self.wake in ready and self.was_told():
                worker.signal(signal.SIGTERM)
                deadline = min(deadline, time.monotonic() + STOP_S)
            if worker.beat in ready and not worker.take_beats():
                poll.unregister(worker.beat)
            if worker.pidfd in ready:
                return False
            if time.monotonic() >= deadline or (not ready and worker.is_frozen()):
                worker.signal(signal.SIGKILL)
                return deadline == float("inf")

    def was_told(self) -> bool:
        """True where one of the signals that end us came."""
        try:
            os.read(self.wake, 4096)
        except BlockingIOError:
            return False
        self.stopping = True
        return True

    def pause(self) -> bool:
        """Wait before the next start; True where a signal came meanwhile."""
        now = time.monotonic()
        self.ends = [*(at for at in self.ends if now - at < LOOP_S), now][-LOOP_CRASHES:]
        wait_s = PAUSES_S[min(len(self.ends), len(PAUSES_S)) - 1]
        if len(self.ends) >= LOOP_CRASHES:
            wait_s = LOOP_PAUSE_S
            times = f"{LOOP_CRASHES} ends in {now - self.ends[0]:.0f} s"
            self.say(f"the worker does not keep running ({times}): it is started again only every {wait_s:.0f} s")
            self.write({"what": "crash_loop", "detail": times, "at_ns": time.time_ns()})
        ready, _, _ = select.select([self.wake], [], [], wait_s)
        return bool(ready) and self.was_told()

    def note(self, worker: Worker, status: int, frozen: bool) -> None:
        """How a worker ended that nobody told to: for the next one, which tells it on, and for people."""
        if frozen:
            what, detail = "frozen", f"no sign of life for {FROZEN_TICKS * TICK_S:.0f} s, so it was killed"
        elif os.WIFSIGNALED(status):
            what, detail = "killed", f"signal {os.WTERMSIG(status)}"
        else:
            what, detail = "exited", f"exit status {os.WEXITSTATUS(status)}"
        self.say(f"the worker (pid {worker.pid}) ended: {what}, {detail}; it is started again")
        self.write({"what": what, "detail": f"pid {worker.pid}: {detail}", "at_ns": time.time_ns(), "seen_ns": worker.seen_ns})

    def write(self, note: "Mapping[str, str | int]") -> None:
        """One line more in the notes. Its texts are our own words and numbers, so nothing needs to be escaped."""
        pairs = (f'"{key}": {value}' if isinstance(value, int) else f'"{key}": "{value}"' for key, value in note.items())
        try:
            append(self.folder, NOTES, ("{" + ", ".join(pairs) + "}\n").encode())
        except OSError as error:
            self.say(f"{self.folder}/{NOTES} cannot be written: {error.strerror}")


def append(folder: str, name: str, data: bytes) -> None:
    """Add to a file of the folder while it is not too large; no link is followed. Raises OSError."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        file = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600, dir_fd=place)
        try:
            if os.fstat(file).st_size < MAX_NOTES_BYTES:
                os.write(file, data)
        finally:
            os.close(file)
    finally:
        os.close(place)


def is_usage(status: int) -> bool:
    """True where the command says that it could not begin."""
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == USAGE


def clean_environment(environment: "Mapping[str, str]") -> dict[str, str]:
    """What is left without all that changes what Python or the loader load."""
    return {name: value for name, value in environment.items() if not name.startswith(("PYTHON", "LD_"))}


def say_line(text: str) -> None:
    """A line for people, on standard error."""
    with suppress(OSError):
        os.write(2, f"redshank: {text}\n".encode())


def main(words: "Sequence[str]") -> int:
    """Entry. words: the folder of the agent, then the command of the worker."""
    folder, *command = words
    guardian = Guardian(folder, command, clean_environment(os.environ), say_line)
    guardian.listen()
    return guardian.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
