"""The operations that are measured, and how an agent's report of each is recognised."""

from dataclasses import dataclass
from typing import Literal

Name = Literal["exec", "open", "write", "connect", "getpid"]
Mode = Literal["full", "light", "off"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. count: how often in one run. runs: runs in a row, of which the best counts.

    reported: event type that each single one must give, with the modes in which it does; empty where none is asked for.
    """

    name: Name
    says: str
    count: int
    runs: int
    reported: str = ""
    modes: tuple[Mode, ...] = ()

    def scaled(self, share: float) -> "Operation":
        """The same with fewer repetitions."""
        return Operation(self.name, self.says, max(50, int(self.count * share)), 1, self.reported, self.modes)


OPERATIONS = (
    Operation("exec", "start a program and wait for its end", 800, 1, "process.exec", ("full", "light", "off")),
    Operation("open", "open, read, close; unwatched", 150_000, 4),
    Operation("write", "create, write, close in a watched folder", 20_000, 3, "file.open", ("full", "light")),
    Operation("connect", "connect, accept, close on loopback", 12_000, 2, "net.connect", ("full", "light", "off")),
    Operation("getpid", "one raw system call", 3_000_000, 3),
)


def chosen(names: str) -> tuple[Operation, ...]:
    """The operations of a comma-separated list, all for the empty one. Raises ValueError for a name that is none."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    known = [operation.name for operation in OPERATIONS]
    for name in wanted:
        if name not in known:
            raise ValueError(f"no operation '{name}': choose from {', '.join(known)}")
    return tuple(operation for operation in OPERATIONS if not wanted or operation.name in wanted)
