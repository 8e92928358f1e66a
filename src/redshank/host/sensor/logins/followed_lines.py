"""The whole lines of one followed file, over rotation and truncation."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from redshank.host.sensor.logins.follow import Chunk, FollowedFile, Place
from redshank.host.sensor.logins.lines import LineBuffer
from redshank.host.sensor.logins.seen import SeenBefore


@dataclass(slots=True)
class FollowedLines:
    """Makes lines of a file's chunks. cut: lines over the bound of a line. seen: what tells copies of earlier lines apart."""

    file: FollowedFile
    cut: int = 0
    seen: SeenBefore = field(default_factory=SeenBefore)
    _buffers: dict[int, LineBuffer] = field(default_factory=dict)

    @property
    def is_past(self) -> bool:
        """True while what is read was written before we came."""
        return self.file.beginning is not None and not self.file.has_caught_up

    def of(self, chunk: Chunk) -> Iterator[tuple[bytes, bool]]:
        """Whole lines in order, each with whether it stood in the file when that was first seen, and so may be a copy."""
        for stream in [stream for stream in self._buffers if stream < chunk.stream - 1]:
            yield from ((line, False) for line in self._buffers.pop(stream).finish())
        if chunk.stream not in self._buffers:
            self.seen.begin()
        buffer = self._buffers.setdefault(chunk.stream, LineBuffer())
        before = buffer.cut
        yield from ((line, True) for line in buffer.add(chunk.data[: chunk.old_bytes]) if chunk.old_bytes)
        yield from ((line, False) for line in buffer.add(chunk.data[chunk.old_bytes :]))
        self.cut += buffer.cut - before

    def place(self) -> Place | None:
        """Up to where every whole line was given."""
        return self.file.place(lambda stream: self._buffers[stream].pending_bytes if stream in self._buffers else 0)
