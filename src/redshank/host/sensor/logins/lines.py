"""Chunks of bytes to whole lines, each of bounded length."""

from dataclasses import dataclass, field

MAX_LINE_BYTES = 32_768


@dataclass(slots=True)
class LineBuffer:
    """Keeps the unfinished end of the last chunk. A line over the bound is cut at it, and its rest left out.

    cut: lines that were cut.
    """

    most_bytes: int = MAX_LINE_BYTES
    cut: int = 0
    _rest: bytes = b""
    _skipping: bool = field(default=False)

    @property
    def pending_bytes(self) -> int:
        """Of the unfinished line."""
        return len(self._rest)

    def add(self, data: bytes) -> list[bytes]:
        """The lines that `data` finishes, without their newline."""
        if self._skipping:
            _, newline, data = data.partition(b"\n")
            if not newline:
                return []
            self._skipping = False
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        if len(data) > self.most_bytes or len(self._rest) > self.most_bytes or (lines and len(lines[0]) > self.most_bytes):
            lines = [self._bounded(line) for line in lines]
        if len(self._rest) > self.most_bytes:
            lines.append(self._bounded(self._rest))
            self._rest, self._skipping = b"", True
        return lines

    def finish(self) -> list[bytes]:
        """The unfinished line, where there is one: nothing more of it will come."""
        rest, self._rest, self._skipping = self._rest, b"", False
        return [rest] if rest else []

    def _bounded(self, line: bytes) -> bytes:
        if len(line) <= self.most_bytes:
            return line
        self.cut += 1
        return line[: self.most_bytes]
