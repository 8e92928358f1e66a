"""What follows from the record of a program's start: what feeds it, what it interprets, what it pretends to be."""

from typing import Any

from redshank.host.sensor import scripts
from redshank.host.sensor.environment import changes, telling
from redshank.host.sensor.kernel_threads import looks_like_kernel_thread
from redshank.host.sensor.streams import stream_name


def describe_start(event: Any) -> None:
    """Fill in the details of a process.exec whose program, arguments and folder are known."""
    args, name = event.process_args or [], event.process_name or ""
    event.stdin_kind, event.stdout_kind = stream_name(event.stdin_code), stream_name(event.stdout_code)
    if event.process_env_vars:
        event.process_env_vars = telling(event.process_env_vars)
        event.environment_changes = changes(event.process_env_vars or ())
    if event.process_executable and (looks_like_kernel_thread(name) or (args and looks_like_kernel_thread(args[0]))):
        event.process_looks_like_kernel_thread = True
    if target := scripts.loader_target(name, args):
        event.loader_target = scripts.absolute(target, event.process_working_directory)
    _describe_script(event, name, args)


def _describe_script(event: Any, name: str, args: list[str]) -> None:
    kind = scripts.family(name, args)
    if kind:
        event.interpreter_name = kind
    if event.script_requested:
        event.script_from, path = "hashbang", event.script_requested
    elif kind:
        event.script_from, path = scripts.given(kind, args, event.stdin_kind)
    else:
        return
    if path:
        event.script_path = scripts.absolute(path, event.process_working_directory)


def describe_refusal(event: Any) -> None:
    """Fill in a process.exec_failed: the path made absolute, as far as it can be."""
    event.file_path = scripts.absolute(event.exec_requested or "", event.exec_folder) or event.exec_folder
    event.exec_attempts = 1
