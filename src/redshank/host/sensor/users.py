"""Names of user numbers, from the host's passwd file, read again when it changes."""

from pathlib import Path

from redshank.core.clock import Clock
from redshank.events import Event

_CHECK_NS = 2_000_000_000
_MAX_BYTES = 4 << 20


class UserNames:
    """Names by number. Users that only a directory service knows have none here: asking it could hang the sensor."""

    def __init__(self, passwd: Path, clock: Clock) -> None:
        self._passwd, self._clock = passwd, clock
        self._names: dict[int, str] = {}
        self._stamp: tuple[int, int] | None = None
        self._next_check = 0

    def name(self, number: int | None) -> str | None:
        """The name of a user, None where it is unknown."""
        return self._names.get(number) if number is not None else None

    def describe(self, event: Event) -> None:
        """Put names beside the numbers on `event`."""
        if event.user_name is None:
            event.user_name = self.name(event.user_id)
        event.user_effective_name = self.name(event.user_effective_id)
        event.user_audit_name = self.name(event.user_audit_id)

    def refresh(self) -> None:
        """Read the file again if it changed; at most every two seconds. A file that is gone keeps the names known."""
        if self._clock.boot_ns() < self._next_check:
            return
        self._next_check = self._clock.boot_ns() + _CHECK_NS
        try:
            stat = self._passwd.stat()
            if self._stamp != (stat.st_mtime_ns, stat.st_ino):
                self._stamp = (stat.st_mtime_ns, stat.st_ino)
                with self._passwd.open("rb") as file:
                    self._names = _parse(file.read(_MAX_BYTES))
        except OSError:
            return


def _parse(raw: bytes) -> dict[int, str]:
    names: dict[int, str] = {}
    for line in raw.decode("utf-8", "backslashreplace").splitlines():
        parts = line.split(":")
        if len(parts) >= 3 and parts[2].isdigit():
            names.setdefault(int(parts[2]), parts[0])
    return names
