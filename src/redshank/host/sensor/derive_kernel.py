"""What follows from the records of acts on the kernel and on other processes: names for commands, requests and flags."""

from typing import Any

BPF_OPERATIONS = {
    0: "create_map", 5: "load_program", 6: "pin", 7: "open_pin", 8: "attach", 9: "detach", 13: "open_program", 14: "open_map",
    17: "attach", 28: "attach_link", 29: "change_link", 30: "open_link", 34: "detach_link",
}  # fmt: skip
"""enum bpf_cmd of include/uapi/linux/bpf.h, as far as the kernel side tells them."""

PROGRAM_TYPES = (
    "unknown", "socket_filter", "kprobe", "sched_cls", "sched_act", "tracepoint", "xdp", "perf_event", "cgroup_skb", "cgroup_sock",
    "lwt_in", "lwt_out", "lwt_xmit", "sock_ops", "sk_skb", "cgroup_device", "sk_msg", "raw_tracepoint", "cgroup_sock_addr",
    "lwt_seg6local", "lirc_mode2", "sk_reuseport", "flow_dissector", "cgroup_sysctl", "raw_tracepoint_writable", "cgroup_sockopt",
    "tracing", "struct_ops", "ext", "lsm", "sk_lookup", "syscall", "netfilter",
)  # fmt: skip
"""enum bpf_prog_type, in its order."""
_OF_MAPS = ("create_map", "open_map", "pin", "open_pin")

PTRACE_OPERATIONS = {
    0: "traceme", 4: "poke", 5: "poke", 6: "poke", 13: "set_registers", 15: "set_registers", 16: "attach", 0x4205: "set_registers",
    0x4206: "seize",
}  # fmt: skip
"""include/uapi/linux/ptrace.h and the x86 requests."""

_NEW = (
    ("mount", 0x20000), ("uts", 0x4000000), ("ipc", 0x8000000), ("user", 0x10000000), ("pid", 0x20000000), ("net", 0x40000000),
    ("cgroup", 0x2000000), ("time", 0x80),
)  # fmt: skip
_WRITE_FLAGS = 3  # O_WRONLY | O_RDWR

_MOUNT_BITS = ((0x20, "remount"), (0x1000, "bind"), (0x2000, "move"), (0x1E0000, "propagation"))
"""MS_… of mount(2) in the order in which the kernel looks at them; MS_SHARED, MS_PRIVATE, MS_SLAVE, MS_UNBINDABLE are one."""
_MOUNT_CALLS = {
    "umount": "unmount", "umount2": "unmount", "pivot_root": "pivot_root", "chroot": "chroot", "move_mount": "attach", "fsmount": "make",
    "open_tree": "clone",
}  # fmt: skip


def describe_bpf(event: Any) -> None:
    """Operation, and the kind of program in a word."""
    event.bpf_operation = BPF_OPERATIONS.get(event.bpf_command, str(event.bpf_command))
    if event.bpf_operation not in _OF_MAPS and event.bpf_type:
        event.bpf_type_name = PROGRAM_TYPES[event.bpf_type] if event.bpf_type < len(PROGRAM_TYPES) else str(event.bpf_type)


def describe_trace(event: Any) -> None:
    """Operation, by the call and its first argument."""
    if event.syscall_name == "process_vm_writev":
        event.ptrace_operation = "write_memory"
    elif event.syscall_name == "ptrace":
        event.ptrace_operation = PTRACE_OPERATIONS.get(event.syscall_a0, str(event.syscall_a0))
    else:
        event.ptrace_operation = "open_memory"
        event.ptrace_access = "write" if event.ptrace_open_flags & _WRITE_FLAGS else "read"


def describe_memory_file(event: Any) -> None:
    """The name without the word that the kernel puts before it."""
    if event.memfd_name:
        event.memfd_name = event.memfd_name.removeprefix("memfd:") or None


def describe_mount(event: Any) -> None:
    """Operation, by the call and its flags."""
    event.mount_operation = _MOUNT_CALLS.get(event.syscall_name) or next(
        (word for bits, word in _MOUNT_BITS if event.mount_flags & bits), "mount"
    )


def describe_namespace(event: Any) -> None:
    """Operation by the call, and the flags in words."""
    event.namespace_operation = {"unshare": "unshare", "setns": "enter"}.get(event.syscall_name, "born")
    event.namespace_kinds = [word for word, bit in _NEW if event.namespace_flags & bit]
