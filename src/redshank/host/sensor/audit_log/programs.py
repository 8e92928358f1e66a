"""An exec of the audit log: EXECVE, CWD, PATH and PROCTITLE records to a process.exec."""

import re

from redshank.events._generated.types import ProcessExec
from redshank.host.sensor.audit_log import paths
from redshank.host.sensor.audit_log.acting import describe
from redshank.host.sensor.audit_log.assemble import AuditEvent
from redshank.host.sensor.audit_log.record import Record
from redshank.host.sensor.logins.claims import cut

MAX_ARGS_BYTES = 32_768

_ARGUMENT = re.compile(r"a(\d{1,5})(?:\[\d{1,5}\])?$")
_MAX_ARGUMENTS = 65_536


def exec_event(event: AuditEvent, syscall: Record) -> ProcessExec:
    """The program that was started, with what the records say about its file."""
    made = ProcessExec(timestamp=event.time)
    args, length, number = arguments(event)
    if args:
        made.process_args, made.process_command_line = args, cut(" ".join(args), MAX_ARGS_BYTES)
        made.args_length, made.process_args_count = length, number
    elif (title := event.first("PROCTITLE")) is not None and (text := title.text("proctitle")):
        made.process_command_line = cut(text.rstrip("\0").replace("\0", " "), MAX_ARGS_BYTES)
    cwd = event.first("CWD")
    made.process_working_directory = cut(cwd.text("cwd") or "", paths.MAX_PATH_BYTES) or None if cwd is not None else None
    describe(made, syscall)
    _put_program(made, event)
    return made


def _put_program(made: ProcessExec, event: AuditEvent) -> None:
    """File facts of the program, where the first PATH record is about it and not about a script or a link to it."""
    first = next(iter(paths.items(event, "NORMAL")), None)
    if first is None or paths.full_path(event, first) != made.process_executable:
        return
    made.executable_inode, made.executable_device = first.number("inode"), paths.device(first)
    made.executable_mode = first.number("mode", 8, 0xFFFFFFFF)


def arguments(event: AuditEvent) -> tuple[list[str], int, int]:
    """Arguments of an exec, their true length in bytes with a NUL after each, and how many there were.

    A long argument comes in parts (`a2_len=18000 a2[0]=… a2[1]=…`), also over several records. At most 32 KiB are kept.
    """
    parts: dict[int, list[str]] = {}
    number = 0
    for record in event.all("EXECVE"):
        number = record.number("argc", most=1 << 31) or number
        for key, value in record.fields.items():
            if (found := _ARGUMENT.match(key)) and int(found[1]) < _MAX_ARGUMENTS:
                parts.setdefault(int(found[1]), []).append(value)
    whole = [_joined(parts[place]) for place in sorted(parts)]
    length = sum(len(argument.encode("utf-8", "backslashreplace")) + 1 for argument in whole)
    return _bounded(whole), length, max(number, len(whole))


def _joined(values: list[str]) -> str:
    """One argument of its parts: cut at any byte, so bytes are joined before they are read as text."""
    raw = b"".join(value[1:-1].encode() if value[:1] == '"' else _bytes(value) for value in values)
    return raw.decode("utf-8", "backslashreplace")


def _bytes(digits: str) -> bytes:
    try:
        return bytes.fromhex(digits)
    except ValueError:
        return digits.encode()


def _bounded(whole: list[str]) -> list[str]:
    kept: list[str] = []
    room = MAX_ARGS_BYTES
    for argument in whole:
        if room <= 0:
            break
        kept.append(cut(argument, room))
        room -= len(kept[-1].encode("utf-8", "backslashreplace")) + 1
    return kept


