"""Fields that follow from others, nearly always: only what differs is stored, and ALIAS columns show them whole.

process.args and process.command_line   one text, the arguments with NUL between them
event.created                           how long after the event
process ids of scope and thread         how far from process.pid
event.id                                nothing, where it is agent, epoch and sequence
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from redshank.events import Event

ABSENT = "\0\1"
"""Stored for a text that is absent although it would follow; no text that is there is stored like this."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Fields that share columns. aliases: attribute to the type and the expression of its ALIAS column."""

    columns: dict[str, str]
    aliases: dict[str, tuple[str, str]]


PACKED = (
    Packed(
        {"event_id_apart": "String CODEC(ZSTD(1))"},
        {
            "event_id": (
                "String",
                "if(event_id_apart = '', ifNull(concat(agent_id, '-', block_epoch, '-', toString(event_sequence)), ''), event_id_apart)",
            )
        },
    ),
    Packed(
        {"event_created_offset": "Nullable(Int64) CODEC(T64, ZSTD(1))"},
        {
            "event_created": (
                "Nullable(DateTime64(9, 'UTC'))",
                "fromUnixTimestamp64Nano(toUnixTimestamp64Nano(timestamp) + event_created_offset, 'UTC')",
            )
        },
    ),
    Packed(
        {"process_scope_pid_offset": "Nullable(Int64) CODEC(ZSTD(1))"},
        {"process_scope_pid": ("Nullable(Int64)", "ifNull(process_pid, 0) + process_scope_pid_offset")},
    ),
    Packed(
        {"process_thread_id_offset": "Nullable(Int64) CODEC(ZSTD(1))"},
        {"process_thread_id": ("Nullable(Int64)", "ifNull(process_pid, 0) + process_thread_id_offset")},
    ),
    Packed(
        {"process_argv": "LowCardinality(String) CODEC(ZSTD(1))", "process_args_apart": "Array(String) CODEC(ZSTD(1))"},
        {
            "process_args": (
                "Array(String)",
                "multiIf(notEmpty(process_args_apart), process_args_apart, process_argv = '', [], splitByChar('\\0', process_argv))",
            ),
            "process_command_line": (
                "String",
                "if(notEmpty(process_args_apart), process_argv, replaceAll(process_argv, '\\0', ' '))",
            ),
        },
    ),
)
HIDDEN = frozenset(attribute for packed in PACKED for attribute in packed.aliases)
"""Attributes that have no column of their own."""
_OFFSETS = {"event_created": "timestamp", "process_scope_pid": "process_pid", "process_thread_id": "process_pid"}


def text_in(value: str | None) -> str | None:
    """A text as rows have it: the empty one, and those that begin with NUL, with a NUL before them."""
    return value if value is None or (value and value[0] != "\0") else "\0" + value


def text_out(value: str) -> str | None:
    """A text as it was; None where it was absent."""
    if not value or value == ABSENT:
        return None
    return value[1:] if value[0] == "\0" else value


def list_in(value: list[str] | None) -> list[str]:
    """A list as rows have it: the empty one, and those that begin with a text that begins with NUL, with an element "\\0" before them."""
    if value is None:
        return []
    return ["\0", *value] if not value or value[0][:1] == "\0" else value


def list_out(value: list[str]) -> list[str] | None:
    """A list as it was; None where it was absent."""
    if not value or value[0] == ABSENT:
        return None
    return value[1:] if value[0] == "\0" else value


def pack(columns: dict[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Attributes to values, as events of one type have them, as columns to values. `event_id`: of `id_apart` already."""
    packed = {attribute: values for attribute, values in columns.items() if attribute not in HIDDEN}
    packed["event_id_apart"] = columns["event_id"]
    for attribute, base in _OFFSETS.items():
        pairs = zip(columns[attribute], columns[base], strict=True)
        packed[f"{attribute}_offset"] = [None if value is None else value - (start or 0) for value, start in pairs]
    both = [_arguments(args, line) for args, line in zip(columns["process_args"], columns["process_command_line"], strict=True)]
    packed["process_argv"], packed["process_args_apart"] = zip(*both, strict=True)
    return packed


def id_apart(event: Event, epoch: str) -> str:
    """What is stored of an event's id: the empty text where it follows from agent, epoch and sequence."""
    follows = derived_id(event.agent_id, epoch, event.event_sequence)
    if event.event_id == follows and (follows is None or is_unambiguous(epoch)):
        return ""
    return ABSENT if event.event_id is None else text_in(event.event_id) or ""


def derived_id(agent: str | None, epoch: str, sequence: int | None) -> str | None:
    """The id that follows from agent, epoch and sequence; None where one of them is missing."""
    return None if not agent or sequence is None else f"{agent}-{epoch}-{sequence}"


def is_unambiguous(epoch: str) -> bool:
    """Whether an id with this epoch can be taken apart again."""
    return bool(epoch) and "-" not in epoch


def _arguments(args: list[str] | None, line: str | None) -> tuple[str, list[str]]:
    if args is None:
        return ("", []) if line is None else (text_in(line) or "", [ABSENT])
    if args and line and " ".join(args) == line and (argv := "\0".join(args)).count("\0") == len(args) - 1:
        return argv, []
    return text_in(line) or "", list_in(args)


def unpack(columns: dict[str, Sequence[Any]]) -> None:
    """Columns of an answer get the attributes that they stand for; the inverse of `pack`."""
    for attribute, base in _OFFSETS.items():
        pairs = zip(columns[f"{attribute}_offset"], columns[base], strict=True)
        columns[attribute] = [None if offset is None else offset + (start or 0) for offset, start in pairs]
    pairs = zip(columns["process_argv"], columns["process_args_apart"], strict=True)
    both = [_arguments_out(argv, apart) for argv, apart in pairs]
    columns["process_args"], columns["process_command_line"] = zip(*both, strict=True) if both else ((), ())
    ids = zip(columns["event_id_apart"], columns["agent_id"], columns["block_epoch"], columns["event_sequence"], strict=True)
    columns["event_id"] = [text_out(apart) if apart else derived_id(agent, epoch, sequence) for apart, agent, epoch, sequence in ids]


def _arguments_out(argv: str, apart: list[str]) -> tuple[list[str] | None, str | None]:
    if not apart:
        return (argv.split("\0"), argv.replace("\0", " ")) if argv else (None, None)
    return list_out(apart), text_out(argv)

