"""What changes the kernel or a process's rights."""

from redshank.events.field import EventType, Field
from redshank.events.fields.common import NAMESPACE_MOUNT, RESULT, SYSCALL, SYSCALL_NAME, VIA
from redshank.events.fields.file import PATH
from redshank.events.fields.process import NAMESPACE_NETWORK, NAMESPACE_USER

A0 = Field("redshank.syscall.a0", "u64", "first argument of the system call", sigma=("a0",), origin="kernel")
A1 = Field("redshank.syscall.a1", "u64", "second argument of the system call", sigma=("a1",), origin="kernel")
A2 = Field("redshank.syscall.a2", "u64", "third argument of the system call", sigma=("a2",), origin="kernel")

TARGET_PID = Field("redshank.target.pid", "u32", "process that the act is aimed at, in the host's own pid namespace; 0 where the kernel side could not tell", origin="kernel")
TARGET_SCOPE_PID = Field("redshank.target.scope_pid", "u32", "the same process as the agent's own pid namespace counts it, 0 where unknown", origin="kernel")
TARGET_EXECUTABLE = Field("redshank.target.executable", "str:4096", "program of the process that the act is aimed at", sigma=("TargetImage",))
TARGET_NAME = Field("redshank.target.name", "str:255", "last part of redshank.target.executable")
TARGET_ENTITY = Field("redshank.target.entity_id", "str:32", "identity of the process that the act is aimed at")
TARGET_USER = Field("redshank.target.user.id", "u32", "effective user of the process that the act is aimed at")
TARGET_RELATION = Field("redshank.target.relation", "str:16", "self, child, descendant, parent or other: how the target is related to the one who acts")

MODULE_NAME = Field("redshank.module.name", "str:64", "module named by an unload, or the file's name without its ending", origin="kernel")

TYPES = (
    EventType(80, "kernel.module", "a kernel module was loaded or unloaded, or somebody tried", (
        RESULT, SYSCALL,
        Field("redshank.module.flags", "u32", "flags of the call", origin="kernel"),
        MODULE_NAME,
        Field("redshank.module.parameters", "str:256", "parameters given to the module; user memory, so a second thread can change them", origin="kernel"),
        PATH,
        Field("redshank.module.operation", "str:16", "load, load_memory (no file: the image came from memory) or unload", sigma=("operation",)),
        SYSCALL_NAME,
    ), ring="urgent", ocsf_class=1005, ocsf_activity=1),
    EventType(81, "kernel.bpf", "a program or map for the kernel's own machine (BPF) was made, attached, taken off or taken hold of, or somebody tried", (
        RESULT, SYSCALL,
        Field("redshank.bpf.command", "u32", "number of the command", origin="kernel"),
        Field("redshank.bpf.type", "u32", "number of the program's type, or of the map's", origin="kernel"),
        Field("redshank.bpf.id", "u32", "the kernel's number of the program, map or link; 0 where nothing was made", origin="kernel"),
        Field("redshank.bpf.attach_type", "u32", "where it is to be attached, as a number; from the caller's memory", origin="kernel"),
        Field("redshank.bpf.name", "str:256", "name of the program or map, or the path of a pin", origin="kernel"),
        Field("redshank.bpf.operation", "str:32", "load_program, create_map, pin, open_pin, attach, detach, attach_link, change_link, detach_link, open_program, open_map or open_link"),
        Field("redshank.bpf.type_name", "str:32", "kind of program in a word: tracing, kprobe, xdp, lsm, …; absent for maps"),
        SYSCALL_NAME,
    ), ring="urgent", ocsf_class=1005, ocsf_activity=1),
    EventType(82, "kernel.ptrace", "a process took hold of another one, or wrote into its memory, or tried", (
        RESULT, A0, A1, A2, SYSCALL, TARGET_PID, TARGET_SCOPE_PID,
        Field("redshank.ptrace.repeats", "u32", "the same pokes at the same target since the last one told, which were not told: one a second is", origin="kernel"),
        Field("redshank.ptrace.open_flags", "u32", "flags of the open where /proc/PID/mem was opened", origin="kernel"),
        PATH,
        Field("redshank.ptrace.operation", "str:16", "attach, seize, traceme (is to be traced by its parent), poke, set_registers, write_memory (process_vm_writev), open_memory (/proc/PID/mem)"),
        Field("redshank.ptrace.access", "str:8", "read or write: what /proc/PID/mem was opened for"),
        SYSCALL_NAME, TARGET_EXECUTABLE, TARGET_NAME, TARGET_ENTITY, TARGET_USER, TARGET_RELATION,
    ), ring="urgent", ocsf_class=1007, ocsf_activity=4),
    EventType(83, "kernel.memfd", "a file was made that exists in memory only, or somebody tried", (
        RESULT, SYSCALL,
        Field("redshank.memfd.flags", "u32", "flags of the call", origin="kernel"),
        Field("redshank.memfd.name", "str:255", "name given to it; nobody can find it by that", origin="kernel"),
        SYSCALL_NAME,
    ), ring="bulk", spool_class=2, ocsf_class=1001, ocsf_activity=1),
    EventType(84, "kernel.mount", "something was mounted, moved or taken off, or a process's root was moved, or somebody tried", (
        RESULT,
        Field("redshank.mount.flags", "u64", "flags of the call", origin="kernel"),
        SYSCALL,
        Field("redshank.mount.source", "str:512", "what was mounted: a device, a folder or a word; of pivot_root where the old root goes", origin="kernel"),
        Field("redshank.mount.target", "str:1024", "where to, or the new root, as the caller gave it", origin="kernel"),
        Field("redshank.mount.filesystem", "str:32", "kind of file system", origin="kernel"),
        Field("redshank.mount.path", "str:4096", "where it lies now, or the new root, as the kernel resolved it; of move_mount, fsmount, open_tree and chroot only", origin="kernel", encoding="path"),
        Field("redshank.mount.operation", "str:16", "mount, remount, bind, move, propagation, unmount, pivot_root, chroot, attach (move_mount), make (fsmount) or clone (open_tree)"),
        SYSCALL_NAME,
    ), ring="urgent", ocsf_class=1007, ocsf_activity=99),
    EventType(85, "kernel.namespace", "a process left or entered namespaces, or was born into new ones; redshank.namespace.* is where it is now", (
        RESULT, SYSCALL,
        Field("redshank.namespace.flags", "u32", "namespaces asked for, or those that a new process does not share with its maker, as the bits CLONE_NEW…", origin="kernel"),
        NAMESPACE_MOUNT, NAMESPACE_NETWORK, NAMESPACE_USER,
        Field("redshank.namespace.home", "u8", "1 where it is in the agent's own mount namespace now", origin="kernel"),
        Field("redshank.namespace.operation", "str:16", "unshare, enter (setns) or born"),
        Field("redshank.namespace.kinds", "list", "mount, uts, ipc, user, pid, net, cgroup, time: what the flags say"),
        Field("redshank.namespace.previous_mount", "u32", "its mount namespace before, where that was known"),
        Field("redshank.namespace.entered_host", "bool", "true where it came from another mount namespace into the agent's own: out of a container"),
        SYSCALL_NAME,
    ), ring="urgent", ocsf_class=1007, ocsf_activity=99),
    EventType(86, "kernel.credentials", "a process changed its user, group or capabilities; user.* is the result", (
        RESULT, A0, A1, A2,
        Field("redshank.capabilities.effective", "u64", "effective capabilities after the call, one bit each", origin="kernel"),
        SYSCALL, SYSCALL_NAME,
        Field("redshank.credentials.previous_user", "u32", "effective user id before, where the process was known"),
    ), ring="urgent", ocsf_class=1007, ocsf_activity=99),
    EventType(87, "kernel.io_uring", "a program made a ring of io_uring, or used one for what a system call would do: its first use of each operation, operations on names each time", (
        Field("redshank.io_uring.opcode", "u32", "number of the operation; 255 for the ring itself", origin="kernel"),
        Field("redshank.io_uring.flags", "u32", "set-up flags of the ring; bit 1: a thread of the kernel takes its entries", origin="kernel"),
        Field("redshank.io_uring.entries", "u32", "entries asked for", origin="kernel"),
        Field("redshank.io_uring.name", "str:4096", "name the operation acts on, as given, in the kernel's own copy", origin="kernel"),
        Field("redshank.io_uring.other_name", "str:4096", "the other name of renameat, linkat and symlinkat: where it was, or what is pointed to", origin="kernel"),
        Field("redshank.io_uring.folder", "str:4096", "folder a relative name counts from", origin="kernel", encoding="path"),
        Field("redshank.io_uring.other_folder", "str:4096", "folder a relative other name counts from", origin="kernel", encoding="path"),
        Field("redshank.io_uring.operation", "str:16", "setup, openat, connect, unlinkat, …"),
        Field("file.path", "str:4096", PATH.doc, sigma=PATH.sigma, ocsf=PATH.ocsf),
        Field("redshank.file.old_path", "str:4096", "path before the change; absent where it came from outside the watched trees", sigma=("SourceFilename",), ocsf="file_result.path"),
        VIA,
    ), ring="bulk", spool_class=1, ocsf_class=1007, ocsf_activity=99),
)
