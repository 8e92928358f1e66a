"""Events as the console shows them: in words, with their fields, cut to what a page can bear."""

from collections.abc import Iterator, Mapping
from typing import Any

from redshank.core.errors import InputError
from redshank.events import Event
from redshank.events.codec import from_flat, to_flat
from redshank.events.words import what
from redshank.server.api.shapes import EventLine

WHOLE = 1 << 20
"""No value is cut: the bounds of the event table are below it."""
MAX_SUMMARY = 300
HIDDEN = "«hidden from your role»"
ARGV_FIELDS = frozenset(("process.args", "process.command_line", "process.parent.command_line", "message"))
"""What may hold a command line with a secret in it; roles without the right argv.read do not see it."""


def line_of(flat: Mapping[str, Any], limit: int = WHOLE, show_argv: bool = True) -> EventLine:
    """An event from its flat keys. limit: characters of one value; a longer one is cut and named in `cut`."""
    shown = dict(flat) if show_argv else hide_argv(flat)
    fields, cut = cut_fields(shown, limit)
    return EventLine(
        id=str(flat.get("event.id", "")),
        time=str(flat.get("@timestamp", "")),
        action=str(flat.get("event.action", "")),
        summary=summary_of(shown),
        fields=fields,
        cut=cut,
    )


def line_of_event(event: Event, show_argv: bool = True) -> EventLine:
    """An event of the store, whole."""
    return line_of(to_flat(event), WHOLE, show_argv)


def summary_of(flat: Mapping[str, Any]) -> str:
    """The event in words; its type where it was kept by a version that had other fields."""
    try:
        words = what(from_flat(dict(flat)))
    except InputError:
        words = str(flat.get("event.action", ""))
    return cut_text(words, MAX_SUMMARY)


def hide_argv(flat: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with every command line hidden."""
    return {key: _hidden(value) if key in ARGV_FIELDS else value for key, value in flat.items()}


def _hidden(value: Any) -> Any:
    return [HIDDEN] if isinstance(value, list) else HIDDEN


def cut_fields(flat: Mapping[str, Any], limit: int) -> tuple[dict[str, Any], list[str]]:
    """The fields with no value over `limit` characters, and the names of those that were cut."""
    fields = {key: cut_value(value, limit) for key, value in flat.items()}
    return fields, [key for key, value in flat.items() if fields[key] != value]


def cut_value(value: Any, limit: int) -> Any:
    """A JSON value of about `limit` characters at most: texts end in an ellipsis, lists and objects lose their ends."""
    if isinstance(value, str):
        return cut_text(value, limit)
    if isinstance(value, list):
        return list(_within(value, limit))
    if isinstance(value, dict):
        kept = list(_within([[str(key), item] for key, item in value.items()], limit))
        return {pair[0]: pair[1] for pair in kept if isinstance(pair, list) and len(pair) == 2}
    return value


def _within(items: list[Any], limit: int) -> Iterator[Any]:
    """Items from the start while there is room, the first one at least in part."""
    for item in items:
        if limit <= 0:
            return
        cut = cut_value(item, limit)
        yield cut
        limit -= size_of(cut) + 1


def size_of(value: Any) -> int:
    """About how many characters a JSON value takes."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list):
        return sum(size_of(item) + 1 for item in value)
    if isinstance(value, dict):
        return sum(len(key) + size_of(item) + 2 for key, item in value.items())
    return 8


def cut_text(text: str, limit: int) -> str:
    """The text in at most `limit` characters, an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: max(0, limit - 1)] + "…"
