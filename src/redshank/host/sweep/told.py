"""What earlier sweeps told: a later one tells only what is new or changed. Pure."""

from collections.abc import Iterator
from hashlib import blake2b

from redshank.events._generated.types import HostState

DIGEST_BYTES = 8
MOST = 65_536
"""Findings that are remembered; what is beyond is told again."""
_ALWAYS = frozenset(("summary", "connections"))
"""Of these the moment counts, so they are told each time."""


class Told:
    """Digests of findings: of the rounds before, and of the round at hand."""

    def __init__(self, before: set[bytes] | None = None) -> None:
        self._before = before or set()
        self._now: set[bytes] = set()

    @classmethod
    def read(cls, data: bytes) -> "Told":
        """From its plain form; what is no whole digest is left."""
        return cls(set(_pieces(data[: MOST * DIGEST_BYTES])))

    def plain(self) -> bytes:
        """As bytes for the next start."""
        return b"".join(sorted(self._before))

    def is_known(self, event: HostState) -> bool:
        """Whether the same was told before; from now on it was."""
        if event.sweep_check in _ALWAYS:
            return False
        made = digest_of(event)
        known = made in self._before or made in self._now
        if len(self._now) < MOST:
            self._now.add(made)
        return known

    def end_round(self) -> None:
        """A round came to its end: what it did not find again is forgotten, so that it is told when it comes back."""
        self._before, self._now = self._now, set()


def digest_of(event: HostState) -> bytes:
    """What makes a finding the same one: check, object, its state and its time; not the moment it was looked at."""
    when = event.timestamp if event.sweep_time_from != "now" else 0
    parts = (
        event.sweep_check, event.sweep_traits, event.sweep_facts, event.file_path, event.file_target_path, event.file_mode,
        event.file_hash_sha256, event.package_state, event.process_executable, event.process_scope_pid, event.module_name,
        event.source_ip, event.source_port, event.user_name, when,
    )  # fmt: skip
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).digest()


def _pieces(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data) - DIGEST_BYTES + 1, DIGEST_BYTES):
        yield data[at : at + DIGEST_BYTES]
