"""Loading and attaching the kernel side: which programs a mode needs, and what this kernel would not take.

full: one program at the exit of every system call hands over to a handler by number. light: one classic tracepoint a
call. off: no system-call hook at all; process life, connection attempts and listens remain.
"""

import os
import struct
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from redshank.core.errors import HostError
from redshank.host.sensor import kernelfs, refusals
from redshank.host.sensor.libbpf import BpfObject
from redshank.host.sensor.syscalls import COMPAT, NATIVE, shapes

Mode = Literal["full", "light", "off"]
Dns = Literal["off", "answers", "all"]

LOG_CHARACTERS = 4000
"""Of one message of libbpf that is passed on, the end."""
OBJECT = Path(__file__).parent / "bpf" / "redshank.bpf.o"
BTF = Path("/sys/kernel/btf/vmlinux")
PID_NAMESPACE, MOUNT_NAMESPACE = Path("/proc/self/ns/pid"), Path("/proc/self/ns/mnt")
PROCESS = ("process_exec", "process_fork", "process_exit", "signal_sent")
CGROUP = ("connect_v4", "connect_v6", "bind_v4", "bind_v6", "datagram_v4", "datagram_v6")
DNS: dict[Dns, tuple[str, ...]] = {"off": (), "answers": ("dns_in",), "all": ("dns_in", "dns_out")}
"""Programs for each choice; each runs for every packet of its direction, so questions, which the answers hold too, are a choice."""
RINGS = {
    "ring_submit": "io_uring_submit_req", "ring_submit_old": "io_uring_submit_sqe", "ring_create": "io_uring_create",
    "ring_complete": "io_uring_complete",
}  # fmt: skip
"""Program to its tracepoint; the second is the name of the first before 6.4. A kernel without io_uring has none of them."""
CONNECTS_BY_CALL: dict[Mode, int] = {"full": 2, "light": 1, "off": 0}
"""Which calls tell their connects and binds themselves: 2 all, 1 those of 64 bits. The control group's programs tell the others."""
NAMED_FOLDERS = (
    ("etc", ""), ("bin", ""), ("sbin", ""), ("root", ""), ("boot", ""), ("usr", "bin"), ("usr", "sbin"), ("var", "www"), ("var", "spool"),
    ("var", "log"), ("var", "mail"), ("usr", "lib"), ("usr", "local"), ("lib", ""), ("lib64", ""),
)
"""Folders of containers watched for opens for writing: the two topmost names, of which the kernel side compares 7 bytes."""
WRITTEN_NAMES = (
    ("", ".ssh"), ("", "autostart"), ("", "user"), (".bashrc", ""), (".bash_profile", ""), (".bash_login", ""), (".bash_aliases", ""),
    (".profile", ""), (".zshrc", ""), (".zshenv", ""), (".zprofile", ""), (".bash_history", ""), (".zsh_history", ""), (".xinitrc", ""),
    (".xsession", ""),
)  # fmt: skip
"""A container's files told wherever they lie when they are opened for writing: file and folder, one empty where the other is enough."""
SECRET_NAMES = (
    ("shadow", "etc"), ("shadow-", "etc"), ("gshadow", "etc"), ("sudoers", "etc"), ("", "sudoers.d"), ("opasswd", "security"),
    ("ssh_host_", "ssh"), ("krb5.keytab", "etc"), ("credentials", ".aws"), ("config", ".kube"), ("config.json", ".docker"),
    (".netrc", ""), (".pgpass", ""), (".my.cnf", ""), (".git-credentials", ""),
)  # fmt: skip
"""Those told when they are read too; a private key of ssh by its name beside them."""
REFUSED_FOLDERS = ("home",)
"""Folders in which only refused calls are told: another user's keys."""
LIGHT_HANDLERS = (
    "file_open", "net_connect", "net_accept", "net_bind", "net_socket", "net_option", "module_file", "module_memory", "module_unload",
    "credential_change",
    "exec_failed", "exec_failed_at", "trace_request", "memory_written", "memfd_made", "memfd_secret_made", "bpf_used",
    "namespace_left", "namespace_entered", "mounted", "unmounted", "root_pivoted", "root_changed",
    "mount_made", "mount_moved", "tree_cloned",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """What the kernel side reports: tasks of this pid namespace and those below it, without process `own_pid` there.

    dns: whether answers of name servers are told, questions too, or neither.
    """

    namespace: int
    own_pid: int
    dns: Dns = "answers"


def own_scope() -> Scope:
    """The scope of an agent that watches all it can see: its own pid namespace."""
    return Scope(PID_NAMESPACE.stat().st_ino, os.getpid())


def settings_of(scope: Scope) -> bytes:
    """What the kernel side is told, as its map `.data` has it."""
    return struct.pack("<III", scope.namespace, scope.own_pid, MOUNT_NAMESPACE.stat().st_ino)


def has_direct_reads(btf: bytes) -> bool:
    """True where the kernel has `bpf_rdonly_cast` (6.2 and later), which makes pointer walks plain loads."""
    return b"\0bpf_rdonly_cast\0" in btf


def ring_programs(btf: bytes) -> list[str]:
    """The programs for io_uring whose tracepoints this kernel has."""
    return [name for name, tracepoint in RINGS.items() if b"\0btf_trace_" + tracepoint.encode() + b"\0" in btf]


def attach(mode: Mode, scope: Scope, log: Callable[[str], None]) -> tuple[BpfObject, list[str]]:
    """The loaded and attached object, and what is missing in words.

    A program that the kernel refuses is left out and named; the others are loaded again without it.
    Raises HostError: no object built, no BTF, no right to load BPF, or the kernel refused what the rest needs.
    """
    if not BTF.exists():
        raise HostError(f"{BTF} is missing: this kernel has no BTF (CONFIG_DEBUG_INFO_BTF)")
    if not OBJECT.exists():
        raise HostError(f"{OBJECT} is missing: run `make build`")
    refused: dict[str, str] = {}
    while True:
        said: list[str] = []
        try:
            bpf, missing = _attach_but(refused, mode, scope, _both(said.append, log))
        except HostError:
            name, reason = refusals.refused_program(said) or ("", "")
            if not name or name in refusals.REQUIRED or name in refused or len(refused) >= refusals.MOST:
                raise
            refused[name] = reason
        else:
            return bpf, [refusals.sentence(*one) for one in refused.items()] + missing


def _both(keep: Callable[[str], None], log: Callable[[str], None]) -> Callable[[str], None]:
    """Keeps what libbpf says, and passes on the end of it: a verifier's log has a line for each step."""

    def hear(text: str) -> None:
        keep(text)
        log(text[-LOG_CHARACTERS:])

    return hear


def _attach_but(refused: Collection[str], mode: Mode, scope: Scope, log: Callable[[str], None]) -> tuple[BpfObject, list[str]]:
    """One load, without the programs refused before; libbpf wants the object opened anew for each."""
    bpf = BpfObject(OBJECT, log)
    try:
        btf = BTF.read_bytes()
        rings = [name for name in ring_programs(btf) if name not in refused]
        dns = tuple(name for name in DNS[scope.dns] if name not in refused)
        bpf.preset(".rodata", struct.pack("<I", has_direct_reads(btf)))
        bpf.preset(".data", settings_of(scope))
        first = time.time_ns() // 1000  # so that no number ever comes twice
        bpf.preset(".data.offered", struct.pack("<QQ", first, first))
        bpf.preset(".data.offered_terminal", struct.pack("<Q", first))
        lights = _light_programs(bpf, refused) if mode == "light" else {}
        wanted = (_wanted(bpf, mode) | set(lights) | set(rings) | set(dns)) - set(refused)
        told = mode == "off" or any({f"{way}_connect", f"{way}_bind"} <= wanted for way in ("light", "slot_net"))
        bpf.preset(".rodata.connects", struct.pack("<I", CONNECTS_BY_CALL[mode] if told else 0))
        bpf.choose(wanted)
        bpf.load()
        return bpf, _attach_all(bpf, mode, lights, dns, refused) + _attach_rings(bpf, rings)
    except BaseException:
        bpf.close()
        raise


def _wanted(bpf: BpfObject, mode: Mode) -> set[str]:
    wanted = {*PROCESS, *CGROUP}
    if mode == "full":
        return wanted | {"sys_exit"} | {name for name in bpf.programs if name.startswith("slot_")}
    return wanted | {"socket_state"}


def _light_programs(bpf: BpfObject, refused: Collection[str]) -> dict[str, int]:
    """Classic programs this kernel has a tracepoint for, with its number."""
    names = [name for name in bpf.programs if name.startswith("light_") and name not in refused]
    sections = {name: bpf.section(name).removeprefix("tracepoint/") for name in names}
    ids = kernelfs.tracepoint_ids(list(sections.values()))
    return {name: ids[section] for name, section in sections.items() if section in ids}


def _attach_all(bpf: BpfObject, mode: Mode, lights: dict[str, int], dns: tuple[str, ...], refused: Collection[str]) -> list[str]:
    missing = [f"{name} could not be attached" for name in PROCESS if name not in refused and not bpf.attach(name)]
    missing += _attach_cgroup(bpf, tuple(name for name in (*CGROUP, *dns) if name not in refused))
    _watch_names(bpf)
    if mode == "full":
        _fill_slots(bpf, refused)
        words = "sys_exit could not be attached: all acts told by system calls go unseen"
        return missing if "sys_exit" in refused or bpf.attach("sys_exit") else [*missing, words]
    words = "inet_sock_set_state could not be attached: listens go unseen"
    missing += [] if "socket_state" in refused or bpf.attach("socket_state") else [words]
    if mode == "light":
        return missing + _attach_light(bpf, lights, refused)
    unseen = "opens, accepts, module attempts, credential changes, failed execs, ptrace, memory files, BPF, unshare, setns and mounts"
    return [*missing, f"system calls off: {unseen} go unseen"]


def _watch_names(bpf: BpfObject) -> None:
    for top, below in NAMED_FOLDERS:
        bpf.put("names", struct.pack("<7sx7sx", top.encode(), below.encode()), struct.pack("<I", 1))
    for names, bits in ((WRITTEN_NAMES, 4), (SECRET_NAMES, 8)):
        for file, folder in names:
            bpf.put("names", struct.pack("<7sx7sx", file.encode(), folder.encode()), struct.pack("<I", bits))
    for top in REFUSED_FOLDERS:
        bpf.put("names", struct.pack("<7sx7sx", top.encode(), b""), struct.pack("<I", 2))


def _fill_slots(bpf: BpfObject, refused: Collection[str]) -> None:
    for number, shape in shapes().items():
        bpf.put("shapes", struct.pack("<I", number), struct.pack("<I", shape))
    for table, calls in (("slots", NATIVE), ("slots32", COMPAT)):
        for handler, numbers in calls.items():
            if f"slot_{handler}" in refused:
                continue
            program = struct.pack("<I", bpf.program_fd(f"slot_{handler}"))
            for number in numbers:
                bpf.put(table, struct.pack("<I", number), program)


def _attach_light(bpf: BpfObject, lights: dict[str, int], refused: Collection[str]) -> list[str]:
    missing = ["light: 32-bit system calls, and what calls about files were refused or done in containers, go unseen"]
    for name, number in lights.items():
        try:
            if bpf.attach_perf(name, kernelfs.open_tracepoint(number)):
                continue
        except OSError as error:
            missing.append(f"{name}: {error.strerror}")
    wanted = {f"light_{call}" for handler in LIGHT_HANDLERS for call in NATIVE[handler].values()}
    unseen = sorted(name.removeprefix("light_") for name in wanted - set(lights) - set(refused))
    return [*missing, f"this kernel has no tracepoint of {', '.join(unseen)}: go unseen"] if unseen else missing


def _attach_rings(bpf: BpfObject, rings: list[str]) -> list[str]:
    return [f"{name} could not be attached: io_uring goes unseen in part" for name in rings if not bpf.attach(name)]


def _attach_cgroup(bpf: BpfObject, names: tuple[str, ...]) -> list[str]:
    try:
        with kernelfs.detached("cgroup2") as root:
            refused = [name for name in names if not bpf.attach_cgroup(name, root)]
    except OSError as error:
        return [f"no cgroup2 here ({error.strerror}): datagrams, DNS, connects by io_uring go unseen, in off all connects and binds"]
    return [f"{name} could not be attached" for name in refused]
