"""What an incident remembers of the events behind an alert, for families and the story: a few fields, by their dotted names. Pure."""

from collections.abc import Iterator
from typing import Any

from redshank.events import Event
from redshank.events._generated.types import KEYS
from redshank.findings.incident import Fact

FIELDS = (
    "file_path", "file_old_path", "file_target_path", "file_type", "file_size", "file_hash_sha256", "file_diff", "package_name",
    "package_state", "process_executable", "process_pid", "process_command_line", "process_hash_sha256", "process_parent_executable",
    "process_working_directory", "process_tty_name", "process_thread_name", "user_name", "user_effective_name", "user_audit_name",
    "source_ip", "source_port", "destination_ip", "destination_port", "destination_domain", "dns_question_name",
    "network_transport", "module_name", "event_outcome", "sweep_check", "log_file_path",
)  # fmt: skip
MAX_VALUE = 512


def facts_of(event: Event) -> tuple[Fact, ...]:
    """(name, value as text) of the fields that are set, each value at most 512 characters; traits of a sweep one by one."""
    return tuple(_facts(event))


def _facts(event: Event) -> Iterator[Fact]:
    yield "event.action", event.event_action
    for attribute in FIELDS:
        value: Any = getattr(event, attribute, None)
        if value is not None:
            yield KEYS.get(attribute, attribute), str(value)[:MAX_VALUE]
    for trait in getattr(event, "sweep_traits", None) or ():
        yield "redshank.sweep.traits", str(trait)[:MAX_VALUE]
