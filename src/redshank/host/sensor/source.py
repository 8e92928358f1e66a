"""The seam between the sensor and whatever it reads: kernel rings, fanotify, logs."""

from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from redshank.events import Event


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source is: ok, degraded (works in part; detail says what is missing) or off (gives nothing).

    counters: what it counted since the start, by a short word: `events`, `lost`, `corrupt`, …
    """

    name: str
    state: Literal["ok", "degraded", "off"]
    detail: str = ""
    counters: dict[str, int] = field(default_factory=dict)


@runtime_checkable
class Lender(Protocol):
    """A source that keeps what it gave until somebody says that it is safe."""

    def settle(self) -> None:
        """All that was given is kept."""
        ...

    def take_leave(self) -> None:
        """This is a clean end: nothing is to be left for a successor."""
        ...


class Source(Protocol):
    """Gives events as they happen. Bad input is counted and shown in `health`, never raised.

    A source sets only what it knows itself; the sensor numbers its events, names the host, and joins the process
    (by `process_pid`, or by `process_scope_pid` where only that is known).
    """

    name: str

    def fileno(self) -> int | None:
        """A descriptor that becomes readable with new events; None: the sensor asks every 200 ms."""
        ...

    def read(self) -> list[Event]:
        """What came since the last call, oldest first; at most a few thousand. Never blocks."""
        ...

    def health(self) -> SourceHealth:
        """How it is now."""
        ...

    def close(self) -> None:
        """Give everything back: descriptors, marks, programs. May be called twice."""
        ...
