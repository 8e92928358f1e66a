"""The process that an act is aimed at: what the process table knows of it, and how it is related to the one who acts."""

from redshank.events._generated.types import KernelPtrace
from redshank.host.sensor.process_table import MAX_ANCESTORS, Process, ProcessTable


def describe_target(table: ProcessTable, event: KernelPtrace, actor: Process) -> None:
    """Fill in the target of `event` by its pid; nothing where that is not known here."""
    target = table.get(event.target_scope_pid) if event.target_scope_pid else None
    if target is None:
        return
    event.target_executable, event.target_name = target.executable, target.name
    event.target_entity_id, event.target_user_id = target.entity, target.effective_user
    event.target_pid = event.target_pid or target.pid
    event.target_relation = _relation(actor, target)


def _relation(actor: Process, target: Process) -> str:
    if target is actor:
        return "self"
    if target.parent is actor:
        return "child"
    if actor.parent is target:
        return "parent"
    above = target.parent
    for _ in range(MAX_ANCESTORS):
        if above is None:
            break
        if above is actor:
            return "descendant"
        above = above.parent
    return "other"
