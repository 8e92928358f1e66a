"""The parts that the text lines of events and alerts share: when, by which process, by whom."""

from datetime import date, datetime
from typing import Any

from redshank.cli.terminal import visible
from redshank.events import Event
from redshank.events.values import rfc3339

MAX_CHAIN = 6
"""Programs of a process chain that are shown; the oldest ones are left out."""

ARROW = " \u203a "


def moment(ns: int, today: date) -> str:
    """Local time with milliseconds, and the date where it is not today's; UTC as RFC 3339 where this host cannot say its local time."""
    try:
        local = datetime.fromtimestamp(ns // 1_000_000_000).astimezone()
    except (ValueError, OverflowError, OSError):
        return rfc3339(ns)
    clock = f"{local:%H:%M:%S}.{ns // 1_000_000 % 1000:03d}"
    return clock if local.date() == today else f"{local.date().isoformat()} {clock}"


def chain(event: Event) -> str:
    """How the acting process came to be: names from the oldest ancestor on, the pid at the end; empty where no process is known.

    init is left out where somebody stands between it and the process; a program that ran itself is named once.
    """
    names = [*_ancestor_names(event), _own_name(event)]
    steps = [name for name, before in zip(names, [None, *names], strict=False) if name and name != before]
    if len(steps) > MAX_CHAIN:
        steps = ["…", *steps[-MAX_CHAIN:]]
    text = ARROW.join(visible(step) for step in steps)
    return f"{text} ({event.process_pid})".lstrip() if event.process_pid is not None else text


def _own_name(event: Event) -> str:
    return event.process_name or _last_part(event.process_executable) or event.process_thread_name or ""


def _ancestor_names(event: Event) -> list[str]:
    """Names of the ancestors, oldest first, without init. A recorded event's list may hold anything, so each entry is checked."""
    listed = event.process_ancestors
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    named = [_last_part(entry.get("executable")) for entry in reversed(entries) if entry.get("pid") != 1]
    if named or entries:
        return named
    parent = event.process_parent_name or _last_part(event.process_parent_executable)
    return [parent] if parent and event.process_parent_pid != 1 else []


def _last_part(path: Any) -> str:
    return path.rsplit("/", 1)[-1] if isinstance(path, str) else ""


def who(event: Event) -> str:
    """The user, and the one who logged in where that is somebody else: `root (login alice)`; a number where no name is known."""
    user = _named(event.user_name, event.user_id)
    effective = _named(event.user_effective_name, event.user_effective_id)
    login = _named(event.user_audit_name, event.user_audit_id)
    if effective and user and effective != user:
        user = f"{user} as {effective}"
    shown = user or effective
    return f"{shown} (login {login})" if login and login not in (user, effective) else shown


def _named(name: str | None, number: int | None) -> str:
    return visible(name) if name else "" if number is None else f"uid {number}"
