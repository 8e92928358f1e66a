"""Which session a terminal belongs to: from login to logout, across sudo, su and tmux, with the address it came from."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from redshank.events import Event

MAX_LOGINS = 512
MAX_ENVIRONMENT = 65_536


@dataclass(frozen=True, slots=True)
class Remote:
    """Where a login came from."""

    ip: str
    port: int | None = None


class Logins:
    """The last logins from afar, by the process that let them in."""

    def __init__(self) -> None:
        self._by_pid: OrderedDict[int, Remote] = OrderedDict()

    def note(self, event: Any) -> None:
        """Remember a session.login event."""
        if event.source_ip and event.process_pid:
            self._by_pid[event.process_pid] = Remote(event.source_ip, event.source_port)
            self._by_pid.move_to_end(event.process_pid)
            if len(self._by_pid) > MAX_LOGINS:
                self._by_pid.popitem(last=False)

    def find(self, event: Event) -> Remote | None:
        """The login whose process is that of `event` or one of its ancestors."""
        ancestors = event.process_ancestors or []
        pids: list[Any] = [event.process_pid, *(one.get("pid") for one in ancestors if isinstance(one, dict))]
        return next((self._by_pid[pid] for pid in pids if pid in self._by_pid), None)


def remote_of(proc: Path, pid: int) -> Remote | None:
    """What the environment of a process says in SSH_CONNECTION; None where it says nothing, or has ended."""
    with suppress(OSError), (proc / str(pid) / "environ").open("rb") as file:
        for entry in file.read(MAX_ENVIRONMENT).split(b"\0"):
            if entry.startswith(b"SSH_CONNECTION="):
                return _connection(entry.removeprefix(b"SSH_CONNECTION=").decode("ascii", "replace").split())
    return None


def _connection(words: Sequence[str]) -> Remote | None:
    """`address port address port`, as ssh(1) has it."""
    with suppress(ValueError, IndexError):
        port = int(words[1])
        return Remote(str(ip_address(words[0])), port if 0 < port < 65_536 else None)
    return None


def identity(prefix: str, *parts: object) -> str:
    """A short identity made of what tells one terminal or session from all others."""
    text = "\0".join(str(part) for part in parts)
    return f"{prefix}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
