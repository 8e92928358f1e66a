"""Recorded terminals as asciicast files, versions 2 and 3, which players of terminal recordings read.

One file a terminal. What ran in its session stands in it as markers, a new size of the window as a resize, a hole in the
recording as a marker that says so. https://docs.asciinema.org/manual/asciicast/v3/
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from redshank.events import Event
from redshank.events._generated.types import ProcessExec, SessionTty, SessionWinsize
from redshank.events.octets import to_bytes

DEFAULT_SIZE = (24, 80)
MAX_MARKER = 500
_ORDER = {"r": 0, "m": 1, "o": 2, "i": 3, "x": 4}


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a cast. code: o shown, i typed, r resized, m marker."""

    at_ns: int
    code: str
    text: str


def terminals(events: Iterable[Event]) -> dict[str, str]:
    """Identities of the recorded terminals among `events`, in the order of their first piece, each with its session."""
    return {event.tty_id: event.terminal_session or "" for event in events if isinstance(event, SessionTty) and event.tty_id}


def cast(events: Iterable[Event], terminal: str, version: Literal[2, 3] = 3) -> Iterator[str]:
    """The lines of the terminal's cast, without their ends; none where nothing of it was recorded. events: any order."""
    mine = sorted(events, key=lambda event: event.timestamp)
    pieces = [event for event in mine if isinstance(event, SessionTty) and event.tty_id == terminal]
    if not pieces:
        return
    sizes = [event for event in mine if isinstance(event, SessionWinsize) and event.tty_id == terminal]
    first = pieces[0]
    began, ended = first.timestamp, pieces[-1].timestamp
    moments = [*_shown(pieces), *_resized(sizes), *_marked(mine, first.terminal_session, began, ended)]
    moments.sort(key=lambda moment: (moment.at_ns, _ORDER[moment.code]))
    yield _line(_header(first, sizes, version))
    before = began
    for moment in moments:
        since, before = (before if version == 3 else began), max(before, moment.at_ns)
        yield _line([max(0, moment.at_ns - since) / 1e9, moment.code, moment.text])


def _header(first: SessionTty, sizes: list[SessionWinsize], version: int) -> dict[str, object]:
    rows, columns = DEFAULT_SIZE
    if sizes and sizes[0].process_tty_rows and sizes[0].process_tty_columns:
        rows, columns = sizes[0].process_tty_rows, sizes[0].process_tty_columns
    size = {"term": {"cols": columns, "rows": rows}} if version == 3 else {"width": columns, "height": rows}
    title = f"{first.terminal_session or ''} pts/{first.tty_number} {first.host_name or ''}".strip()
    return {"version": version, **size, "timestamp": first.timestamp // 1_000_000_000, "title": title}


def _shown(pieces: Iterable[SessionTty]) -> Iterator[Moment]:
    for piece in pieces:
        if piece.tty_missing:
            yield Moment(piece.timestamp, "m", f"{piece.tty_missing} bytes are missing here")
        at, text = 0, piece.process_io_text or ""
        for part in piece.tty_times or ():
            count, after = part.get("characters"), part.get("after_us")
            if isinstance(count, int) and isinstance(after, int) and count > 0:
                shown = to_bytes(text[at : at + count]).decode("utf-8", "replace")
                at += count
                yield Moment(piece.timestamp + after * 1000, "i" if piece.tty_direction == "input" else "o", shown)


def _resized(sizes: Iterable[SessionWinsize]) -> Iterator[Moment]:
    for size in sizes:
        if size.process_tty_columns and size.process_tty_rows:
            yield Moment(size.timestamp, "r", f"{size.process_tty_columns}x{size.process_tty_rows}")


def _marked(events: Iterable[Event], session: str | None, began: int, ended: int) -> Iterator[Moment]:
    for event in events:
        if isinstance(event, ProcessExec) and session and event.terminal_session == session and began <= event.timestamp <= ended:
            yield Moment(event.timestamp, "m", (event.process_command_line or event.process_executable or "")[:MAX_MARKER])


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
