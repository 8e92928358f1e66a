"""How an act was asked for: as the flags of its kernel record tell, and for changes of files as their process's ring tells."""

from collections import deque
from typing import Any

from redshank.host.sensor.process_table import Process

FLAG_RING, FLAG_USER = 0x100, 8  # of record.bpf.h
RING, USER = "io_uring", "user"
RING_PATHS = 64
"""Paths kept of a process that uses a ring: fanotify tells of a change at once, so a few are enough."""


def mark(event: Any, flags: int) -> None:
    """Set what the flags say on an event that has the field: through a ring, and from the caller's memory."""
    if flags & FLAG_RING and hasattr(event, "via"):
        event.via = RING
    if flags & FLAG_USER and hasattr(event, "arg_source"):
        event.arg_source = USER


def remember(event: Any, process: Process) -> None:
    """Keep the paths that a ring was asked to change, for the changes that fanotify will tell without their way."""
    if process.ring_paths is None:
        process.ring_paths = deque(maxlen=RING_PATHS)
    process.ring_paths += [path for path in paths_of(event) if path not in process.ring_paths]


def mark_change(event: Any, process: Process) -> None:
    """A change of a file that its process asked a ring for came through the ring."""
    if process.ring_paths and hasattr(event, "via") and any(path in process.ring_paths for path in paths_of(event)):
        event.via = RING


def paths_of(event: Any) -> list[str]:
    """The paths an event names."""
    return [path for name in ("file_path", "file_old_path") if (path := getattr(event, name, None))]
