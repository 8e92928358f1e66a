"""Names of the system calls that become events, by the `arch=` and `syscall=` of a SYSCALL record.

Numbers: the kernel's system call tables (arch/x86/entry/syscalls, include/uapi/asm-generic/unistd.h), fixed for ever.
"""

from collections.abc import Iterable

from redshank.host.sensor.audit_log.record import Record

_X86_64 = {
    2: "open", 42: "connect", 43: "accept", 49: "bind", 50: "listen", 59: "execve", 76: "truncate", 77: "ftruncate", 82: "rename",
    83: "mkdir",
    84: "rmdir", 85: "creat", 86: "link", 87: "unlink", 88: "symlink", 90: "chmod", 91: "fchmod", 92: "chown", 93: "fchown", 94: "lchown",
    101: "ptrace", 155: "pivot_root", 161: "chroot", 165: "mount", 166: "umount2", 272: "unshare", 308: "setns",
    311: "process_vm_writev", 319: "memfd_create", 321: "bpf",
    105: "setuid", 106: "setgid", 113: "setreuid", 114: "setregid", 116: "setgroups", 117: "setresuid", 119: "setresgid", 122: "setfsuid",
    123: "setfsgid", 126: "capset", 133: "mknod", 175: "init_module", 176: "delete_module", 257: "openat", 258: "mkdirat", 259: "mknodat",
    260: "fchownat", 263: "unlinkat", 264: "renameat", 265: "linkat", 266: "symlinkat", 268: "fchmodat", 288: "accept4",
    313: "finit_module", 316: "renameat2", 322: "execveat", 437: "openat2", 452: "fchmodat2",
}  # fmt: skip
_I386 = {
    21: "mount", 22: "umount", 26: "ptrace", 52: "umount2", 61: "chroot", 217: "pivot_root", 310: "unshare", 346: "setns",
    348: "process_vm_writev", 356: "memfd_create", 357: "bpf",
    5: "open", 8: "creat", 9: "link", 10: "unlink", 11: "execve", 14: "mknod", 15: "chmod", 16: "lchown", 23: "setuid", 38: "rename",
    39: "mkdir", 40: "rmdir", 46: "setgid", 70: "setreuid", 71: "setregid", 81: "setgroups", 83: "symlink", 92: "truncate",
    93: "ftruncate", 94: "fchmod", 95: "fchown", 128: "init_module", 129: "delete_module", 138: "setfsuid", 139: "setfsgid",
    164: "setresuid", 170: "setresgid", 182: "chown", 185: "capset", 198: "lchown", 203: "setreuid", 204: "setregid", 206: "setgroups",
    207: "fchown", 208: "setresuid", 210: "setresgid", 212: "chown", 213: "setuid", 214: "setgid", 215: "setfsuid", 216: "setfsgid",
    295: "openat", 296: "mkdirat", 297: "mknodat", 298: "fchownat", 301: "unlinkat", 302: "renameat", 303: "linkat", 304: "symlinkat",
    306: "fchmodat", 350: "finit_module", 353: "renameat2", 358: "execveat", 361: "bind", 362: "connect", 363: "listen", 364: "accept4",
    437: "openat2", 452: "fchmodat2",
}  # fmt: skip
_ARM64 = {
    39: "umount2", 40: "mount", 41: "pivot_root", 51: "chroot", 97: "unshare", 117: "ptrace", 200: "bind", 268: "setns",
    271: "process_vm_writev", 279: "memfd_create", 280: "bpf",
    33: "mknodat", 34: "mkdirat", 35: "unlinkat", 36: "symlinkat", 37: "linkat", 38: "renameat", 45: "truncate", 46: "ftruncate",
    52: "fchmod", 53: "fchmodat", 54: "fchownat", 55: "fchown", 56: "openat", 91: "capset", 105: "init_module", 106: "delete_module",
    143: "setregid", 144: "setgid", 145: "setreuid", 146: "setuid", 147: "setresuid", 149: "setresgid", 151: "setfsuid", 152: "setfsgid",
    159: "setgroups", 201: "listen", 202: "accept", 203: "connect", 221: "execve", 242: "accept4", 273: "finit_module", 276: "renameat2",
    281: "execveat", 437: "openat2", 452: "fchmodat2",
}  # fmt: skip
_BY_ARCH = {"c000003e": _X86_64, "40000003": _I386, "c00000b7": _ARM64}
_SOCKETCALLS = {"2": "bind", "3": "connect", "4": "listen", "5": "accept", "12": "accept4"}
"""i386 has one call for all of them; `a0=` says which, in hexadecimal digits (include/uapi/linux/net.h)."""
_SOCKETCALL = 102
_KNOWN = frozenset(name for table in _BY_ARCH.values() for name in table.values())

EXEC = frozenset({"execve", "execveat"})
NETWORK = frozenset({"connect", "accept", "accept4", "listen", "bind"})
OPEN = frozenset({"open", "creat", "openat", "openat2"})
CREATE = frozenset({"mkdir", "mkdirat", "link", "linkat", "symlink", "symlinkat", "mknod", "mknodat"})
DELETE = frozenset({"unlink", "unlinkat", "rmdir"})
RENAME = frozenset({"rename", "renameat", "renameat2"})
ATTRIB = frozenset({"chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat"})
MODIFY = frozenset({"truncate", "ftruncate"})
MODULE = frozenset({"init_module", "finit_module", "delete_module"})
CREDENTIALS = frozenset(name for name in _KNOWN if name.startswith("set") and name != "setns") | {"capset"}


def name_of(syscall: Record) -> str:
    """The name of the call: auditd's own where it added one, else by number; empty where it makes no event."""
    if (name := syscall.name("SYSCALL")) is not None and name != "socketcall":
        return name if name in _KNOWN else ""
    number = syscall.number("syscall")
    if number == _SOCKETCALL and syscall.fields.get("arch") == "40000003":
        return _SOCKETCALLS.get(syscall.fields.get("a0", ""), "")
    return _BY_ARCH.get(syscall.fields.get("arch", ""), {}).get(number, "") if number is not None else ""


def numbers(arch: str, names: Iterable[str]) -> frozenset[int]:
    """The numbers of calls on an architecture, as `arch=` writes it; a call it does not have is left out."""
    wanted = frozenset(names)
    return frozenset(number for number, name in _BY_ARCH.get(arch, {}).items() if name in wanted)
