"""How an act was asked for, as the flags of its kernel record tell."""

from typing import Any

FLAG_RING, FLAG_USER = 0x100, 0x200  # of record.bpf.h
RING, USER = "io_uring", "user"


def mark(event: Any, flags: int) -> None:
    """Set what the flags say on an event that has the field: through a ring, and from the caller's memory."""
    if flags & FLAG_RING and hasattr(event, "via"):
        event.via = RING
    if flags & FLAG_USER and hasattr(event, "arg_source"):
        event.arg_source = USER
