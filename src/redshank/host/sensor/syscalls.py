"""System calls the sensor handles: which handler takes which number, and the names of numbers (x86-64 and its 32-bit table).

Numbers: arch/x86/entry/syscalls/syscall_64.tbl and syscall_32.tbl of the kernel, fixed for ever.
"""

NATIVE: dict[str, dict[int, str]] = {
    "file_open": {2: "open", 85: "creat", 257: "openat", 437: "openat2"},
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
}
"""Handler of the kernel side to the 64-bit calls that reach it."""

COMPAT: dict[str, dict[int, str]] = {
    "file_open": {5: "open", 8: "creat", 295: "openat", 437: "openat2"},
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
}
"""The same for 32-bit calls. The kernel side tells apart what the old `socketcall` is for."""

_NAMES = {number: name for calls in NATIVE.values() for number, name in calls.items()}
_COMPAT_NAMES = {number: name for calls in COMPAT.values() for number, name in calls.items()}


def name_of(number: int, *, compat: bool) -> str:
    """The name of a call the sensor handles; `#17` where the number is none of them."""
    return (_COMPAT_NAMES if compat else _NAMES).get(number, f"#{number}")
