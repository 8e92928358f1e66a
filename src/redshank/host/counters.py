"""Numbers of requests that only grow, over restarts and kills too: a number used twice would be a replay."""

import threading
from contextlib import suppress

import msgspec

from redshank.host.state_folder import StateFolder
from redshank.wire.messages import CHANNELS

NAME = "counters.json"
RESERVED = 1000
"""So many numbers are set aside on disk at once; a killed agent leaves out what it did not use of them."""
MOST = (1 << 63) - 1


class Counters:
    """The next number of each channel. Used by several threads."""

    def __init__(self, folder: StateFolder) -> None:
        self._folder, self._lock = folder, threading.Lock()
        self._next = self._read()
        self._reserved = dict(self._next)

    def take(self, channel: str) -> int:
        """A number that this channel has not used yet."""
        with self._lock:
            number = self._next[channel]
            if number >= self._reserved[channel]:
                self._reserve(channel, number + RESERVED)
            self._next[channel] = number + 1
            return number

    def raise_over(self, channel: str, last: int) -> None:
        """Go on above `last`, which the server has heard already."""
        with self._lock:
            if self._next[channel] <= last < MOST:
                self._next[channel] = last + 1

    def _reserve(self, channel: str, until: int) -> None:
        with suppress(OSError):  # a full disk must not silence the agent: should it be killed, the server tells the last number
            self._folder.write(NAME, msgspec.json.encode(self._reserved | {channel: until}))
        self._reserved[channel] = until

    def _read(self) -> dict[str, int]:
        """Where to go on; a damaged file is as good as none, since the server says its last number when it refuses one."""
        raw = self._folder.read(NAME) or b"{}"
        try:
            known = msgspec.json.decode(raw, type=dict[str, int])
        except (msgspec.DecodeError, UnicodeDecodeError):
            known = {}
        return {channel: max(1, min(known.get(channel, 1), MOST)) for channel in CHANNELS}
