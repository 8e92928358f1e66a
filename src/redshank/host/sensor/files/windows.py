"""Repeats of one change by one process, told once. Pure."""

from dataclasses import dataclass

QUIET_NS = 100_000_000
"""A repeat this soon after the last one belongs to it …"""
LONGEST_NS = 300_000_000
"""… unless the first is this old."""
HELD_NS = 5_000_000_000
"""How long a process may go on writing a file it made before it is told again: a large copy is one story."""
MAX_WINDOWS = 8_192

Key = tuple[object, bytes, int]


@dataclass(slots=True)
class _Window:
    told: int
    last: int
    more: bool = False


class Windows:
    """Says of each change whether it is news. The first is always news, at once; nothing is ever held back."""

    def __init__(self) -> None:
        self._open: dict[Key, _Window] = {}

    def __len__(self) -> int:
        return len(self._open)

    def news(self, key: Key, now_ns: int, held: bool = False) -> bool:
        """True where this change is to be told. now_ns: a clock that never goes back. held: see HELD_NS."""
        window = self._open.get(key)
        if window is not None and self._lasts(window, now_ns, held):
            window.last, window.more = now_ns, True
            return False
        if window is None and len(self._open) >= MAX_WINDOWS:
            self._prune(now_ns)
        self._open[key] = _Window(now_ns, now_ns)
        return True

    def close(self, key: Key, now_ns: int) -> bool:
        """The writer is done: True where it changed more since it was last told, and that is a while ago."""
        window = self._open.get(key)
        if window is None or not window.more or now_ns - window.told <= LONGEST_NS:
            return False
        window.told, window.last, window.more = now_ns, now_ns, False
        return True

    def end(self, key: Key) -> None:
        """The object is gone, or another one has its name: the next change is news."""
        self._open.pop(key, None)

    def move(self, old: Key, new: Key) -> None:
        """The object got another name."""
        if window := self._open.pop(old, None):
            self._open[new] = window

    @staticmethod
    def _lasts(window: _Window, now_ns: int, held: bool) -> bool:
        if held:
            return now_ns - window.told <= HELD_NS
        return now_ns - window.last <= QUIET_NS and now_ns - window.told <= LONGEST_NS

    def _prune(self, now_ns: int) -> None:
        self._open = {key: window for key, window in self._open.items() if now_ns - window.last <= QUIET_NS}
        while len(self._open) >= MAX_WINDOWS:
            del self._open[next(iter(self._open))]
