"""The kernel side's switch: handlers of read and write stand in their slots only while a terminal is open.

Every process pays for a filled slot at each read and write (about 35 ns), so an empty host pays nothing.
"""

import mmap
import struct
from typing import Literal

from redshank.host.sensor.libbpf import Loaded

TerminalMode = Literal["off", "metadata", "output", "full"]

NATIVE = {0: "read", 1: "write", 19: "readv", 20: "writev"}
"""Numbers of the calls in the 64-bit table; syscall_64.tbl of the kernel."""
COMPAT = {3: "read", 4: "write", 145: "readv", 146: "writev"}
"""The same for 32-bit callers; syscall_32.tbl."""
_MODES: dict[TerminalMode, int] = {"off": 0, "metadata": 1, "output": 2, "full": 3}
_SETTINGS = struct.Struct("<II")


class Switch:
    """Turns the recording of a loaded object on and off."""

    def __init__(self, bpf: Loaded, mode: TerminalMode) -> None:
        self._bpf, self._mode = bpf, mode
        self._memory = mmap.mmap(bpf.map_fd(".data.recording"), mmap.PAGESIZE)
        self._memory[:4] = struct.pack("<I", _MODES[mode])
        self.is_on = True  # a killed agent may have left them filled
        self.turn(False)

    def opened(self) -> int:
        """How many terminals were opened since the programs are attached."""
        return int(_SETTINGS.unpack_from(self._memory)[1])

    def turn(self, on: bool) -> None:
        """Fill the slots, or clear them. Input is not looked at where it is not wanted."""
        if on == self.is_on:
            return
        self.is_on = on
        for table, calls in (("slots", NATIVE), ("slots32", COMPAT)):
            for number, call in calls.items():
                self._set(table, number, call, on and (self._mode == "full" or call.startswith("read")))

    def _set(self, table: str, number: int, call: str, on: bool) -> None:
        key, program = struct.pack("<I", number), f"slot_terminal_{call}"
        if on and program in (loaded := self._bpf.program_fds()):  # a kernel may have refused it
            self._bpf.put(table, key, struct.pack("<I", loaded[program]))
        elif not on:
            self._bpf.drop(table, key)

    def close(self) -> None:
        """Give the memory back. May be called twice."""
        self._memory.close()
