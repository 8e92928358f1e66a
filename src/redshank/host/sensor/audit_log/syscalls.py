"""System calls of an audit event as events of ours: programs, files, connections, modules, credentials."""

from collections.abc import Container

from redshank.events import Event
from redshank.events._generated.types import KernelCredentials, KernelModule, NetAccept, NetBind, NetConnect, NetListen
from redshank.host.sensor.audit_log import calls, sockaddr
from redshank.host.sensor.audit_log.acting import describe
from redshank.host.sensor.audit_log.assemble import AuditEvent
from redshank.host.sensor.audit_log.files import SECRETS, file_events
from redshank.host.sensor.audit_log.kernel_acts import KERNEL, kernel_event
from redshank.host.sensor.audit_log.programs import exec_event
from redshank.host.sensor.audit_log.record import Record
from redshank.host.sensor.logins.claims import cut

_OPERATIONS = {"init_module": "load_memory", "finit_module": "load", "delete_module": "unload"}
_UINT32 = 0xFFFFFFFF


def syscall_events(event: AuditEvent, syscall: Record, secrets: Container[str] = SECRETS) -> list[Event]:
    """What a system call means; nothing for calls that are none of ours, and for programs and changes that failed.

    Refused connections and attempts at modules and credentials are events, as their result tells.
    """
    name = calls.name_of(syscall)
    succeeded = syscall.fields.get("success") == "yes"
    found: list[Event] = []
    if name in calls.EXEC:
        return [exec_event(event, syscall)] if succeeded else []
    if name in calls.NETWORK:
        found = _network(event, syscall, name)
    elif name in calls.MODULE:
        found = [_module(event, syscall, name)]
    elif name in calls.CREDENTIALS:
        found = [_credentials(event, syscall, name)]
    elif name in KERNEL:
        found = [made] if (made := kernel_event(event, syscall, name)) is not None else []
    elif name and succeeded:
        found = file_events(event, syscall, name, secrets)
    for made in found:
        describe(made, syscall)
    return found


def _network(event: AuditEvent, syscall: Record, name: str) -> list[Event]:
    result, number = syscall.result(), syscall.number("syscall", most=_UINT32)
    if name == "listen":
        return [NetListen(timestamp=event.time, result=result, syscall_number=number)]
    record = event.first("SOCKADDR")
    found = sockaddr.parse(record.fields.get("saddr")) if record is not None else None
    if found is None:
        return []
    family, address, port = found
    if name == "bind":
        bound = NetBind(timestamp=event.time, source_ip=address, source_port=port, result=result, syscall_number=number)
        bound.network_family = family
        return [bound]
    if name == "connect":
        connect = NetConnect(timestamp=event.time, destination_ip=address, destination_port=port, result=result, syscall_number=number)
        connect.network_family, connect.network_direction, connect.network_initiated = family, "egress", True
        return [connect]
    accept = NetAccept(timestamp=event.time, source_ip=address, source_port=port, result=result, syscall_number=number)
    accept.network_family, accept.network_direction, accept.network_initiated = family, "ingress", False
    return [accept]


def _module(event: AuditEvent, syscall: Record, name: str) -> KernelModule:
    named = event.first("KERN_MODULE")
    module = named.text("name") if named is not None else None
    return KernelModule(
        timestamp=event.time,
        result=syscall.result(),
        syscall_name=name,
        syscall_number=syscall.number("syscall", most=_UINT32),
        module_operation=_OPERATIONS[name],
        module_name=cut(module, 64) if module else None,
    )


def _credentials(event: AuditEvent, syscall: Record, name: str) -> KernelCredentials:
    return KernelCredentials(
        timestamp=event.time,
        result=syscall.result(),
        syscall_name=name,
        syscall_number=syscall.number("syscall", most=_UINT32),
        syscall_a0=syscall.number("a0", 16),
        syscall_a1=syscall.number("a1", 16),
        syscall_a2=syscall.number("a2", 16),
    )
