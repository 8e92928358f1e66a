"""What one terminal showed, gathered into pieces of readable size with the secrets taken out.

A piece ends at a line's end where there is one, so that a secret is rarely cut in two; the last 4 KiB before it are kept
in memory and looked at together with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from redshank.events.octets import to_text

MAX_BYTES = 8000
"""Of one piece: as text at most four times as many characters, which is below the bound of a field."""
MAX_PARTS = 256
AGE_NS = 1_000_000_000
"""A piece that ends with a line waits at most so long for more."""
LINE_AGE_NS = 2_000_000_000
"""An unfinished line waits at most so long for its end."""
CARRIED = 4096


@dataclass(frozen=True, slots=True)
class Span:
    """A secret in a text: from start to before end, to be replaced by `token`."""

    start: int
    end: int
    token: str


class Finder(Protocol):
    """Finds secrets."""

    def spans(self, text: str) -> Sequence[tuple[int, int, str]]:
        """(start, end, token) of each secret in `text`, in order, none over another."""
        ...


@dataclass(frozen=True, slots=True)
class Unredacted:
    """Finds nothing: until a redactor is given."""

    def spans(self, text: str) -> Sequence[tuple[int, int, str]]:
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Text shown or typed. at_ns: of its first part. parts: (ns after it, characters). offset and length: in bytes, before redaction."""

    at_ns: int
    text: str
    parts: tuple[tuple[int, int], ...]
    offset: int = 0
    length: int = 0
    missing: int = 0


@dataclass(slots=True)
class Output:
    """The output of one terminal. offset: bytes seen, or known to be lost, so far."""

    finder: Finder
    offset: int | None = None
    missing: int = 0
    _held: bytearray = field(default_factory=bytearray)
    _ends: list[tuple[int, int]] = field(default_factory=list)
    _carried: str = ""
    _open: bool = False

    def add(self, at_ns: int, offset: int, data: bytes, length: int) -> list[Piece]:
        """Take in bytes; pieces that are full. offset, length: as the kernel side counted; what is not in `data` is missing."""
        pieces: list[Piece] = []
        if self.offset is not None and offset > self.offset:
            pieces += self.flush()
            self.missing += offset - self.offset
        if data:
            self._held += data
            self._ends.append((at_ns, len(self._held)))
        if length > len(data):
            pieces += self.flush()
            self.missing += length - len(data)
        self.offset = max(self.offset or 0, offset + length)
        while len(self._held) >= MAX_BYTES or len(self._ends) >= MAX_PARTS:
            pieces.append(self._cut(self._place()))
        return pieces

    def due(self, now_ns: int) -> list[Piece]:
        """What has waited long enough."""
        if not self._held or now_ns - self._ends[0][0] < AGE_NS:
            return []
        line = self._held.rfind(b"\n") + 1
        if line:
            return [self._cut(line)]
        return self.flush() if now_ns - self._ends[0][0] >= LINE_AGE_NS else []

    def flush(self) -> list[Piece]:
        """All that is held."""
        pieces = []
        while self._held:
            pieces.append(self._cut(min(len(self._held), self._place())))
        return pieces

    def last_line(self) -> str:
        """What stands since the last line's end, as far as it is remembered."""
        return (self._carried + to_text(bytes(self._held))).rpartition("\n")[2]

    def _place(self) -> int:
        if len(self._held) < MAX_BYTES:
            return len(self._held)
        line = self._held.rfind(b"\n", 0, MAX_BYTES) + 1
        return line or _boundary(self._held, MAX_BYTES)

    def _cut(self, place: int) -> Piece:
        parts, ends, at = [], [], 0
        for when, end in self._ends:
            stop = _boundary(self._held, min(end, place)) if end < place else place
            if stop > at:
                parts.append((when, to_text(bytes(self._held[at:stop]))))
                at = stop
            if end > place:
                ends.append((when, end - place))
        length, begin = len(self._held), (self.offset or 0) - len(self._held)
        del self._held[:place]
        self._ends = ends
        missing, self.missing = self.missing, 0
        return self._piece(parts, begin, length - len(self._held), missing)

    def _piece(self, parts: list[tuple[int, str]], offset: int, length: int, missing: int) -> Piece:
        text = "".join(part for _, part in parts)
        spans = self._spans(text)
        self._carried = (self._carried + text)[-CARRIED:]
        at_ns = parts[0][0]
        shown, counts = replace(text, [len(part) for _, part in parts], spans)
        times = tuple((when - at_ns, count) for (when, _), count in zip(parts, counts, strict=True))
        return Piece(at_ns, shown, times, offset, length, missing)

    def _spans(self, text: str) -> list[Span]:
        """Secrets in `text`; one that began in what was given out before loses the rest of it here."""
        before, found = len(self._carried), []
        for start, end, token in self.finder.spans(self._carried + text):
            if end > before:
                found.append(Span(max(0, start - before), end - before, "" if start < before and self._open else token))
        self._open = bool(found) and found[-1].end == len(text)
        return found


def redacted(piece: Piece, finder: Finder) -> Piece:
    """A piece of its own, which no other goes before, without its secrets."""
    spans = [Span(*span) for span in finder.spans(piece.text)]
    text, counts = replace(piece.text, [count for _, count in piece.parts], spans)
    times = tuple((after, count) for (after, _), count in zip(piece.parts, counts, strict=True))
    return Piece(piece.at_ns, text, times, piece.offset, piece.length, piece.missing)


def replace(text: str, lengths: Sequence[int], spans: Sequence[Span]) -> tuple[str, list[int]]:
    """`text` with the spans replaced, and how long each of its parts is then. lengths: of the parts, in order."""
    if not spans:
        return text, list(lengths)
    kept, at, moves = [], 0, []
    for span in spans:
        kept += [text[at : span.start], span.token]
        at = span.end
        moves.append((span.start, span.end, len(span.token)))
    kept.append(text[at:])
    counts, begin, end = [], 0, 0
    for length in lengths:
        end += length
        place = _moved(end, moves)
        counts.append(place - begin)
        begin = place
    return "".join(kept), counts


def _moved(place: int, moves: Sequence[tuple[int, int, int]]) -> int:
    """Where a boundary of the old text lies in the new one; inside a replaced span: behind it."""
    shift = 0
    for start, end, size in moves:
        if place <= start:
            break
        shift += size - (min(place, end) - start) if place >= end else size - (place - start)
    return place + shift


def _boundary(data: bytes | bytearray, place: int) -> int:
    """`place`, or up to three bytes before it, so that no UTF-8 sequence is cut."""
    for back in range(4):
        if place - back <= 0 or place >= len(data):
            return place
        if data[place - back] & 0xC0 != 0x80:
            return place - back
    return place
