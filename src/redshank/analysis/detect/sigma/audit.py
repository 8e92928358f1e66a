"""auditd's records, which Sigma's rules for auditd are written against, in terms of our event types.

One act is several records to auditd and one event here. What a record has and no event carries is known, and absent.
"""

import re

from redshank.analysis.detect.sigma.tree import Attribute, Fixed, Source
from redshank.events import BY_NAME

AUDIT_RECORDS: dict[str, tuple[str, ...]] = {
    "process.exec": ("EXECVE", "SYSCALL", "CWD", "PROCTITLE"),
    **{f"file.{act}": ("PATH", "SYSCALL") for act in ("open", "create", "modify", "delete", "rename", "attrib")},
    "net.connect": ("SOCKADDR", "SYSCALL"),
    "net.accept": ("SOCKADDR", "SYSCALL"),
    "kernel.module": ("KERN_MODULE", "SYSCALL"),
    "kernel.credentials": ("SYSCALL",),
    "kernel.bpf": ("BPF", "SYSCALL"),
    "kernel.ptrace": ("OBJ_PID", "SYSCALL"),
    "kernel.memfd": ("SYSCALL",),
    "kernel.mount": ("SYSCALL",),
    "kernel.namespace": ("SYSCALL",),
    "session.login": ("USER_LOGIN", "USER_AUTH", "USER_START"),
    "session.login_failed": ("USER_LOGIN", "USER_AUTH"),
    "session.logout": ("USER_END", "USER_LOGOUT"),
}
"""Event type to the audit records that tell of the same act."""

AUDIT_CALLS: dict[str, tuple[str, ...]] = {
    "process.exec": ("execve", "execveat"),
    "net.connect": ("connect",),
    "net.accept": ("accept", "accept4"),
    "kernel.module": ("init_module", "finit_module", "delete_module"),
    "kernel.credentials": (
        "setuid",
        "setgid",
        "setreuid",
        "setregid",
        "setresuid",
        "setresgid",
        "setfsuid",
        "setfsgid",
        "setgroups",
        "capset",
    ),
    "kernel.bpf": ("bpf",),
    "kernel.ptrace": ("ptrace", "process_vm_writev"),
    "kernel.memfd": ("memfd_create", "memfd_secret"),
    "kernel.mount": ("mount", "umount", "umount2", "pivot_root", "chroot", "move_mount", "fsmount", "open_tree"),
    "kernel.namespace": ("unshare", "setns", "clone", "clone3"),
}
"""Event type to the system calls it can tell of; what is not here, no audit rule can match."""

AUDIT_FIXED: dict[str, dict[str, tuple[str, ...]]] = {
    "type": AUDIT_RECORDS,
    "nametype": {
        "file.create": ("CREATE",),
        "file.delete": ("DELETE",),
        "file.open": ("NORMAL",),
        "file.modify": ("NORMAL",),
        "file.attrib": ("NORMAL",),
        "file.rename": ("CREATE", "DELETE"),
    },
    "res": {"session.login": ("success", "1"), "session.login_failed": ("failed", "0")},
}
AUDIT_ALIASES = {
    "acct": "user.name",
    "addr": "source.ip",
    "hostname": "source.ip",
    "terminal": "process.tty.name",
    "a0": "redshank.syscall.a0",
}
AUDIT_UNSEEN = frozenset(
    (
        "key",
        "unit",
        "success",
        "exit",
        "items",
        "argc",
        "op",
        "per",
        "arch",
        "mode",
        "obj",
        "subj",
        "vm",
        "id",
        "cap_fp",
        "path",
        "dev",
        "saddr",
    )
)
"""Names that audit records have and our events do not carry: known, but always absent."""

MAX_CALL_ARGUMENT = 2
"""Events about system calls carry a0 to a2."""

_ARGUMENT = re.compile(r"a(\d{1,2})")


def audit_source(name: str, event_type: str) -> Source | None:
    """What a field of an audit record is on events of a type; None where it is called the same as elsewhere, or by an alias."""
    folded = name.lower()
    if folded in AUDIT_FIXED:
        return Fixed(f"audit.{folded}", AUDIT_FIXED[folded].get(event_type, ()))
    if folded in AUDIT_UNSEEN:
        return Fixed(f"audit.{folded}")
    if folded == "syscall":
        told = "syscall_name" in BY_NAME[event_type].__struct_fields__
        return None if told else Fixed("redshank.syscall.name", AUDIT_CALLS.get(event_type, ()))
    if argument := _ARGUMENT.fullmatch(folded):
        return _argument(int(argument[1]), event_type)
    return None


def possible_calls(name: str, event_type: str) -> tuple[str, ...] | None:
    """The values an audit rule's `SYSCALL` can have on a type, or None where `name`, a dotted name, is not that field."""
    return AUDIT_CALLS.get(event_type, ()) if name == "redshank.syscall.name" else None


def _argument(number: int, event_type: str) -> Source | None:
    """a0, a1, …: of a program's start its arguments, of a system call the first ones in numbers."""
    if event_type == "process.exec":
        return Attribute(f"process.args[{number}]", "process_args", "text", number)
    return Fixed(f"audit.a{number}") if number > MAX_CALL_ARGUMENT else None
