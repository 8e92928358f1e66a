"""Where lines go: standard output, in the form that was asked for."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Literal

from redshank.cli.terminal import Look, look_of
from redshank.core.errors import HostError
from redshank.events.codec import to_json

Format = Literal["text", "json"]


@dataclass(frozen=True, slots=True)
class Output:
    """A stream of lines. look: asked for at every batch, since a terminal's width changes."""

    stream: IO[str]
    form: Format = "text"
    look: Callable[[], Look] = field(default=Look)

    def write(self, lines: Iterable[str]) -> None:
        """One write and one flush for a batch, so that a reader sees it at once. Raises BrokenPipeError where the reader has gone."""
        if text := "".join(line + "\n" for line in lines):
            self.stream.write(text)
            self.stream.flush()


def open_output(form: Format, environment: Mapping[str, str]) -> Output:
    """Standard output; JSON is UTF-8 whatever the locale says. Raises HostError where it is closed."""
    stream: Any = sys.stdout
    if stream is None:
        raise HostError("standard output is closed: there is nowhere to write to")
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8" if form == "json" else None, errors="backslashreplace", newline="\n")
    return Output(stream, form, lambda: look_of(stream, environment))


def json_line(flat: Mapping[str, Any]) -> str:
    """The JSON line of flat keys, without its end."""
    return to_json(dict(flat)).decode()
