"""System calls the sensor handles: which handler takes which number, and the names of numbers (x86-64 and its 32-bit table).

Numbers: arch/x86/entry/syscalls/syscall_64.tbl and syscall_32.tbl of the kernel, fixed for ever.
"""

NATIVE: dict[str, dict[int, str]] = {
    "file_open": {2: "open", 85: "creat", 257: "openat", 304: "open_by_handle_at", 437: "openat2"},
    "file_path": {
        76: "truncate", 83: "mkdir", 84: "rmdir", 87: "unlink", 90: "chmod", 92: "chown", 94: "lchown", 188: "setxattr", 189: "lsetxattr",
        197: "removexattr", 198: "lremovexattr", 258: "mkdirat", 260: "fchownat", 263: "unlinkat", 268: "fchmodat", 452: "fchmodat2",
        82: "rename", 86: "link", 264: "renameat", 265: "linkat", 316: "renameat2", 88: "symlink", 266: "symlinkat",
    },
    "file_descriptor": {16: "ioctl", 77: "ftruncate", 91: "fchmod", 93: "fchown", 190: "fsetxattr", 199: "fremovexattr"},
    "net_connect": {42: "connect"},
    "net_accept": {43: "accept", 288: "accept4"},
    "net_listen": {50: "listen"},
    "net_bind": {49: "bind"},
    "net_socket": {41: "socket"},
    "net_option": {54: "setsockopt"},
    "module_file": {313: "finit_module"},
    "module_memory": {175: "init_module"},
    "module_unload": {176: "delete_module"},
    "credential_change": {
        105: "setuid", 106: "setgid", 113: "setreuid", 114: "setregid", 116: "setgroups", 117: "setresuid",
        119: "setresgid", 122: "setfsuid", 123: "setfsgid", 126: "capset",
    },
    "exec_failed": {59: "execve"},
    "exec_failed_at": {322: "execveat"},
    "trace_request": {101: "ptrace"},
    "memory_written": {311: "process_vm_writev"},
    "memfd_made": {319: "memfd_create"},
    "memfd_secret_made": {447: "memfd_secret"},
    "bpf_used": {321: "bpf"},
    "namespace_left": {272: "unshare"},
    "namespace_entered": {308: "setns"},
    "mounted": {165: "mount"},
    "unmounted": {166: "umount2"},
    "root_pivoted": {155: "pivot_root"},
    "root_changed": {161: "chroot"},
    "mount_made": {432: "fsmount"},
    "mount_moved": {429: "move_mount"},
    "tree_cloned": {428: "open_tree"},
}
"""Handler of the kernel side to the 64-bit calls that reach it."""

COMPAT: dict[str, dict[int, str]] = {
    "file_open": {5: "open", 8: "creat", 295: "openat", 342: "open_by_handle_at", 437: "openat2"},
    "file_path": {
        10: "unlink", 15: "chmod", 16: "lchown", 39: "mkdir", 40: "rmdir", 92: "truncate", 182: "chown", 193: "truncate64", 198: "lchown",
        212: "chown", 226: "setxattr", 227: "lsetxattr", 235: "removexattr", 236: "lremovexattr", 296: "mkdirat", 298: "fchownat",
        301: "unlinkat", 306: "fchmodat", 452: "fchmodat2",
        9: "link", 38: "rename", 302: "renameat", 303: "linkat", 353: "renameat2", 83: "symlink", 304: "symlinkat",
    },
    "file_descriptor": {
        54: "ioctl", 93: "ftruncate", 94: "fchmod", 95: "fchown", 194: "ftruncate64", 207: "fchown", 228: "fsetxattr", 237: "fremovexattr",
    },
    "net_connect": {362: "connect"},
    "net_accept": {364: "accept4"},
    "net_listen": {363: "listen"},
    "net_bind": {361: "bind"},
    "net_socket": {359: "socket"},
    "net_option": {366: "setsockopt"},
    "net_socketcall": {102: "socketcall"},
    "module_file": {350: "finit_module"},
    "module_memory": {128: "init_module"},
    "module_unload": {129: "delete_module"},
    "credential_change": {
        23: "setuid", 46: "setgid", 70: "setreuid", 71: "setregid", 81: "setgroups", 138: "setfsuid", 139: "setfsgid",
        164: "setresuid", 170: "setresgid", 185: "capset", 203: "setreuid", 204: "setregid", 206: "setgroups",
        208: "setresuid", 210: "setresgid", 213: "setuid", 214: "setgid", 215: "setfsuid", 216: "setfsgid",
    },
    "exec_failed": {11: "execve"},
    "exec_failed_at": {358: "execveat"},
    "trace_request": {26: "ptrace"},
    "memory_written": {348: "process_vm_writev"},
    "memfd_made": {356: "memfd_create"},
    "memfd_secret_made": {447: "memfd_secret"},
    "bpf_used": {357: "bpf"},
    "namespace_left": {310: "unshare"},
    "namespace_entered": {346: "setns"},
    "mounted": {21: "mount"},
    "unmounted": {22: "umount", 52: "umount2"},
    "root_pivoted": {217: "pivot_root"},
    "root_changed": {61: "chroot"},
    "mount_made": {432: "fsmount"},
    "mount_moved": {429: "move_mount"},
    "tree_cloned": {428: "open_tree"},
}
"""The same for 32-bit calls. The kernel side tells apart what the old `socketcall` is for."""

BIRTHS = {56: "clone", 57: "fork", 58: "vfork", 435: "clone3"}
"""Calls that make processes, which no handler takes: the scheduler's own tracepoint does."""
COMPAT_BIRTHS = {2: "fork", 120: "clone", 190: "vfork", 435: "clone3"}

PATH_SHAPES: dict[str, tuple[str, ...]] = {
    "path": (
        "truncate", "truncate64", "mkdir", "rmdir", "unlink", "chmod", "chown", "lchown", "setxattr", "lsetxattr", "removexattr",
        "lremovexattr",
    ),
    "path_at": ("mkdirat", "fchownat", "unlinkat", "fchmodat", "fchmodat2"),
    "paths": ("rename", "link"),
    "paths_at": ("renameat", "linkat", "renameat2"),
    "symlink": ("symlink",),
    "symlink_at": ("symlinkat",),
}
"""How the paths of a call of `file_path` stand among its arguments; in the order of the kernel side's numbers, from 1."""
COMPAT_NUMBERS = 512
"""Where the numbers of 32-bit calls begin in the kernel side's table of shapes."""


def shapes() -> dict[int, int]:
    """Number of a call, those of 32-bit calls moved up, to the number of its shape."""
    by_name = {name: shape for shape, names in enumerate(PATH_SHAPES.values(), 1) for name in names}
    found = {number: by_name[name] for number, name in NATIVE["file_path"].items()}
    return found | {COMPAT_NUMBERS + number: by_name[name] for number, name in COMPAT["file_path"].items()}


_NAMES = BIRTHS | {number: name for calls in NATIVE.values() for number, name in calls.items()}
_COMPAT_NAMES = COMPAT_BIRTHS | {number: name for calls in COMPAT.values() for number, name in calls.items()}


def name_of(number: int, *, compat: bool) -> str:
    """The name of a call the sensor handles; `#17` where the number is none of them."""
    return (_COMPAT_NAMES if compat else _NAMES).get(number, f"#{number}")
