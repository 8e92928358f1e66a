"""What changes the kernel or a process's rights."""

from redshank.events.field import EventType, Field
from redshank.events.fields.common import RESULT, SYSCALL, SYSCALL_NAME, VIA
from redshank.events.fields.file import PATH

A0 = Field("redshank.syscall.a0", "u64", "first argument of the system call", sigma=("a0",), origin="kernel")
A1 = Field("redshank.syscall.a1", "u64", "second argument of the system call", sigma=("a1",), origin="kernel")
A2 = Field("redshank.syscall.a2", "u64", "third argument of the system call", sigma=("a2",), origin="kernel")

TYPES = (
    EventType(80, "kernel.module", "a kernel module was loaded or unloaded, or somebody tried", (
        RESULT, SYSCALL,
        Field("redshank.module.flags", "u32", "flags of the call", origin="kernel"),
        Field("redshank.module.name", "str:64", "module named by an unload, or the file's name without its ending", origin="kernel"),
        Field("redshank.module.parameters", "str:256", "parameters given to the module; user memory, so a second thread can change them", origin="kernel"),
        PATH,
        Field("redshank.module.operation", "str:16", "load, load_memory (no file: the image came from memory) or unload", sigma=("operation",)),
        SYSCALL_NAME,
    ), ring="urgent", ocsf_class=1005, ocsf_activity=1),
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
