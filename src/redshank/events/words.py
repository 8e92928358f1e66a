"""What an event is about, in a few words: one function for each event type, listed at the end.

The words hold what the event holds, hostile text too: who shows them makes them harmless for the place they go to.
"""

from collections.abc import Callable, Iterator
from typing import Any

from redshank.events._generated.types import KEYS, Event
from redshank.events.codec import to_flat, to_json


def what(event: Event) -> str:
    """The object of the event in a few words: the command line, the file, the peer, the log line."""
    known = WHAT.get(event.event_action)
    words = known(event) if known else _own_fields(event)
    return " ".join(str(word) for word in words if word not in (None, ""))


def value_text(value: Any) -> str:
    """A field's value as one word of text; not yet made harmless."""
    if value is None:
        return "absent"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return " ".join(value)
    return str(value) if isinstance(value, (int, float)) else to_json(value).decode()


def _exec(event: Any) -> Iterator[Any]:
    yield event.process_command_line or " ".join(event.process_args or ()) or event.process_executable
    if event.executable_kind not in (None, "file"):
        yield f"[{event.executable_kind}]"


def _exit(event: Any) -> Iterator[Any]:
    yield f"killed by signal {event.exit_signal}" if event.exit_signal else f"status {_known(event.process_exit_code)}"


def _file(event: Any) -> Iterator[Any]:
    yield event.file_path
    if target := getattr(event, "file_target_path", None):
        yield f"→ {target}"


def _open(event: Any) -> Iterator[Any]:
    yield event.file_path
    yield f"for {'reading' if event.file_access == 'read' else 'writing'}"
    yield _result(event)


def _rename(event: Any) -> Iterator[Any]:
    yield f"{event.file_old_path or '(from outside)'} → {event.file_path}"


def _flow(event: Any) -> Iterator[Any]:
    yield event.network_transport
    yield f"{_endpoint(event.source_ip, event.source_port)} → {_endpoint(event.destination_ip, event.destination_port)}"
    yield _result(event)


def _listen(event: Any) -> Iterator[Any]:
    yield event.network_transport
    yield _endpoint(event.source_ip, event.source_port)
    yield _result(event)


def _dns(event: Any) -> Iterator[Any]:
    yield f"{event.dns_type or 'message'} {event.dns_question_name or ''} {event.dns_question_type or ''}".rstrip()
    yield event.dns_response_code
    if event.dns_resolved_ip:
        yield " ".join(event.dns_resolved_ip[:4])
    yield f"by {_endpoint(event.destination_ip, event.destination_port)}"


def _raw(event: Any) -> Iterator[Any]:
    yield event.socket_operation
    yield event.socket_kind
    yield f"protocol {_known(event.socket_protocol)}"
    if event.socket_filter_length:
        yield f"{event.socket_filter_length} instructions"
    yield _result(event)


def _ring(event: Any) -> Iterator[Any]:
    yield event.io_uring_operation
    if event.file_old_path or event.io_uring_other_name:
        yield f"{event.file_old_path or event.io_uring_other_name} →"
    yield event.file_path


def _session(event: Any) -> Iterator[Any]:
    yield event.user_name or "unknown user"
    if event.source_ip:
        yield f"from {event.source_ip}"
    if event.login_service or event.login_method:
        yield f"by {' '.join(word for word in (event.login_service, event.login_method) if word)}"


def _log(event: Any) -> Iterator[Any]:
    yield f"{event.log_syslog_appname}: {event.message}" if event.log_syslog_appname else event.message


def _web(event: Any) -> Iterator[Any]:
    yield event.source_ip
    yield event.http_request_method
    yield event.url_original
    yield f"→ {event.http_response_status_code}" if event.http_response_status_code else ""


def _module(event: Any) -> Iterator[Any]:
    yield event.module_operation or event.syscall_name
    yield event.module_name
    yield event.file_path
    yield _result(event)


def _credentials(event: Any) -> Iterator[Any]:
    yield event.syscall_name
    yield f"uid {_known(event.credentials_previous_user)} → {_known(event.user_effective_id)}"
    yield _result(event)


def _exec_failed(event: Any) -> Iterator[Any]:
    yield event.file_path or event.exec_requested
    yield _result(event)


def _retitled(event: Any) -> Iterator[Any]:
    yield f"{_known(event.title_name_before)} → {_known(event.title_command_line)} ({_known(event.title_name)})"


def _bpf(event: Any) -> Iterator[Any]:
    yield event.bpf_operation
    yield event.bpf_type_name
    yield event.bpf_name
    yield _result(event)


def _ptrace(event: Any) -> Iterator[Any]:
    yield event.ptrace_operation
    yield event.target_executable or f"process {_known(event.target_pid)}"
    yield _result(event)


def _memfd(event: Any) -> Iterator[Any]:
    yield event.memfd_name or "(without a name)"
    yield _result(event)


def _mount(event: Any) -> Iterator[Any]:
    yield event.mount_operation
    yield event.mount_source
    yield f"→ {event.mount_path or event.mount_target}" if event.mount_path or event.mount_target else ""
    yield _result(event)


def _namespace(event: Any) -> Iterator[Any]:
    yield event.namespace_operation
    yield " ".join(event.namespace_kinds or ())
    yield _result(event)


def _loss(event: Any) -> Iterator[Any]:
    yield f"{_known(event.loss_count)} events lost"
    yield f"({', '.join(word for word in (event.loss_reason, event.loss_where, event.loss_type) if word)})"


def _heartbeat(event: Any) -> Iterator[Any]:
    yield f"agent {event.heartbeat_state or 'running'}"


def _tamper(event: Any) -> Iterator[Any]:
    yield f"the agent was {event.tamper_what}" if event.tamper_what else "the agent was interfered with"
    yield f"({event.tamper_detail})" if event.tamper_detail else ""


def _nothing(_: Any) -> Iterator[Any]:
    return iter(())


def _own_fields(event: Event) -> Iterator[Any]:
    """The fields that only this type has, for a type nobody has worded yet."""
    flat = to_flat(event)
    for key in (KEYS[attribute] for attribute in event.__struct_fields__ if attribute not in Event.__struct_fields__):
        if key in flat:
            yield f"{key}={value_text(flat[key])}"


def _endpoint(address: str | None, port: int | None) -> str:
    host = f"[{address}]" if address and ":" in address else address or "?"
    return f"{host}:{port}" if port is not None else host


def _result(event: Any) -> str:
    """How a call ended, where it failed: `failed (-13)`."""
    return f"failed ({event.result})" if event.result is not None and event.result < 0 else ""


def _known(value: Any) -> Any:
    return "?" if value is None else value


def _state(event: Any) -> Iterator[Any]:
    yield f"{event.sweep_check}:"
    yield event.file_path or event.process_executable or event.module_name
    if event.destination_ip or event.source_ip:
        yield f"{event.network_transport} {_endpoint(event.source_ip, event.source_port)}"
    if event.destination_ip:
        yield f"→ {_endpoint(event.destination_ip, event.destination_port)}"
    yield f"→ {event.file_target_path}" if event.file_target_path else None
    yield ", ".join(event.sweep_traits or ())
    yield event.package_state


WHAT: dict[str, Callable[[Any], Iterator[Any]]] = {
    "process.exec": _exec,
    "process.fork": _nothing,
    "process.exit": _exit,
    "process.exec_failed": _exec_failed,
    "process.retitled": _retitled,
    "file.open": _open,
    "file.create": _file,
    "file.modify": _file,
    "file.delete": _file,
    "file.rename": _rename,
    "file.attrib": _file,
    "net.connect": _flow,
    "net.accept": _flow,
    "net.listen": _listen,
    "net.bind": _listen,
    "net.dns": _dns,
    "net.raw": _raw,
    "kernel.io_uring": _ring,
    "session.login": _session,
    "session.login_failed": _session,
    "session.logout": _session,
    "log.line": _log,
    "log.web": _web,
    "kernel.module": _module,
    "kernel.credentials": _credentials,
    "kernel.bpf": _bpf,
    "kernel.ptrace": _ptrace,
    "kernel.memfd": _memfd,
    "kernel.mount": _mount,
    "kernel.namespace": _namespace,
    "host.state": _state,
    "agent.heartbeat": _heartbeat,
    "agent.loss": _loss,
    "agent.tamper": _tamper,
}
"""Event type to the function that words it; a type that is missing here shows its own fields."""
