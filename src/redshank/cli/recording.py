"""Files of recorded events: JSON lines or an audit.log, told apart by what is in them, and read in lines of bounded length."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Protocol, Self

from redshank.cli.unpacking import Unpacked
from redshank.core.errors import ConfigError

CHUNK_BYTES = 256 * 1024
"""Read at once; from a pipe, what is there, so that a live stream is not held up."""

HEAD_BYTES = 64 * 1024
"""Looked at to tell what a file holds."""

STANDARD_INPUT = "-"
_AUDIT_LINE = re.compile(rb"\s*(node=\S+ )?type=[A-Z0-9_\[\]]+ msg=audit\(")
_COMPRESSED = {b"\x28\xb5\x2f\xfd": "zstd (zstdcat)"}
"""Forms that the standard library does not unpack."""

Form = Literal["events", "audit", "empty"]


class Stream(Protocol):
    """What a recording is read from."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end."""
        ...

    def close(self) -> None:
        """Give it back."""
        ...


@dataclass(slots=True)
class Recording:
    """An open file of recorded events; a context manager.

    name: as people gave it. head: what was read to tell its form. live: a pipe or terminal, which gives more as it comes.
    """

    name: str
    form: Form
    stream: Stream
    head: bytes
    live: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stream.close()

    @property
    def damage(self) -> str:
        """Why it ended before its end, where it was compressed and is damaged; empty else."""
        return getattr(self.stream, "damage", "")

    def chunks(self) -> Iterator[bytes]:
        """Its bytes in order, the head first."""
        chunk = self.head
        while chunk:
            yield chunk
            chunk = self.stream.read(CHUNK_BYTES)


def open_recording(name: str) -> Recording:
    """The recording in the file `name`, or on standard input for `-`. Raises ConfigError where it holds neither form."""
    try:
        if name == STANDARD_INPUT:
            raw: IO[bytes] = open(0, "rb", buffering=0, closefd=False)  # noqa: SIM115  (the recording closes it)
        else:
            raw = Path(name).open("rb", buffering=0)  # noqa: SIM115  (the recording closes it)
        stream = Unpacked(raw)
        head = _head(stream)
    except OSError as error:
        raise ConfigError(f"cannot read {_shown(name)}: {error.strerror}") from error
    try:
        if stream.damage and not head:
            raise ConfigError(f"{_shown(name)} cannot be unpacked: {stream.damage}")
        return Recording(_shown(name), form_of(head, _shown(name)), stream, head, _is_live(raw))
    except ConfigError:
        stream.close()
        raise


def _is_live(stream: IO[bytes]) -> bool:
    return not stat.S_ISREG(os.fstat(stream.fileno()).st_mode)


def _shown(name: str) -> str:
    return "standard input" if name == STANDARD_INPUT else name


def _head(stream: Stream) -> bytes:
    """The first bytes, with at least one whole line where there is one; a pipe may give them in pieces."""
    head = b""
    while len(head) < HEAD_BYTES and b"\n" not in head.lstrip():
        more = stream.read(HEAD_BYTES - len(head))
        if not more:
            break
        head += more
    return head


def form_of(head: bytes, name: str) -> Form:
    """What a file holds that begins so. Raises ConfigError: compressed, or no line of either form."""
    for magic, tool in _COMPRESSED.items():
        if head.startswith(magic):
            raise ConfigError(f"{name} is compressed with {tool}: unpack it into `redshank replay -`")
    lines = head.removeprefix(b"\xef\xbb\xbf").splitlines()
    if any(line.lstrip().startswith(b"{") for line in lines):
        return "events"
    if any(_AUDIT_LINE.match(line) for line in lines):
        return "audit"
    if not head.strip():
        return "empty"
    raise ConfigError(f"{name} holds neither events as JSON lines nor an audit.log")


def numbered_lines(chunks: Iterable[bytes], most: int) -> Iterator[list[tuple[int, bytes]]]:
    """For each chunk the whole lines that end in it, with their numbers from 1; the last line needs no end.

    A line of over `most` bytes is given cut to one byte more, so that memory is bounded and its reader refuses it.
    """
    number, rest = 1, b""
    for chunk in chunks:
        *whole, last = chunk.split(b"\n")
        if whole:
            whole[0] = (rest + whole[0])[: most + 1]
            rest = last
        else:
            rest = (rest + last)[: most + 1]
        yield list(enumerate(whole, number))
        number += len(whole)
    if rest:
        yield [(number, rest)]
