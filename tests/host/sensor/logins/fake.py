"""A made-up journalctl for tests of the journal."""

import json
import os
import select
import sys
from collections.abc import Callable
from pathlib import Path

from redshank.events import Event
from tests.host.sensor.golden import DATA


class FakeJournal:
    """A program called journalctl in `folder`, which prints what `feed` is given."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.program = folder, folder / "journalctl"
        self.program.write_text(f"#!{sys.executable}\n" + (DATA / "logins/fake_journalctl.py").read_text())
        self.program.chmod(0o755)
        self.feed(b"", fresh=True)

    def feed(self, content: bytes, *, fresh: bool = False) -> None:
        """More to print; fresh: in place of what the next start would print."""
        if fresh:
            (self.folder / "next").write_bytes(content)
            (self.folder / "next").rename(self.folder / "feed")
            return
        with (self.folder / "feed").open("ab") as file:
            file.write(content)

    def starts(self) -> list[list[str]]:
        """The arguments of each start."""
        started = self.folder / "started"
        return [json.loads(line) for line in started.read_text().splitlines()] if started.exists() else []


def entry(message: object, program: str = "sshd", time: int = 1_795_500_000_000_001, **fields: object) -> bytes:
    """One line of `journalctl --output=json`."""
    plain = {"MESSAGE": message, "SYSLOG_IDENTIFIER": program, "SYSLOG_PID": "7", "_PID": "7", "_UID": "0", "SYSLOG_FACILITY": "4"}
    return json.dumps(plain | {"__REALTIME_TIMESTAMP": str(time), "__CURSOR": f"c{time}"} | fields).encode() + b"\n"


def read_until(read: Callable[[], list[Event]], fd: int, done: Callable[[list[Event]], bool]) -> list[Event]:
    """Events until `done`; waits on the descriptor, at most some seconds in all."""
    events: list[Event] = []
    for _ in range(200):
        events += read()
        if done(events):
            return events
        select.select([fd], [], [], 0.05)
    raise AssertionError(f"not done after {len(events)} events: {[event.event_action for event in events[-3:]]}")


def alive(pid: int) -> bool:
    """True where there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
