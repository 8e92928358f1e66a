"""Processes: start, copy, end."""

from redshank.events.field import EventType, Field
from redshank.events.fields.common import PROCESS

_BY_NAME = {field.name: field for field in PROCESS}

TYPES = (
    EventType(1, "process.exec", "a process became another program", (
        Field("redshank.executable.inode", "u64", "inode number of the program", origin="kernel", ocsf="process.file.uid"),
        Field("redshank.capabilities.effective", "u64", "effective capabilities, one bit each", origin="kernel"),
        Field("redshank.executable.device", "u32", "device of the program, as the kernel encodes it: major << 20 | minor", origin="kernel"),
        Field("redshank.executable.mode", "u32", "type and permission bits of the program (set-user-id is 04000)", origin="kernel"),
        Field("redshank.executable.links", "u32", "names the program's file still has; 0 where it was deleted or never had one", origin="kernel"),
        Field("redshank.executable.filesystem", "u32", "magic number of the program's file system", origin="kernel"),
        Field("process.args_count", "u32", "number of arguments", origin="kernel"),
        Field("redshank.args.length", "u32", "true length of the arguments, also where they were cut", unit="bytes", origin="kernel"),
        Field("process.tty.rows", "u16", "height of the terminal's window, 0 where it never was set", unit="lines", origin="kernel"),
        Field("process.tty.columns", "u16", "width of the terminal's window, 0 where it never was set", unit="columns", origin="kernel"),
        _BY_NAME["process.tty.name"],
        _BY_NAME["process.executable"],
        _BY_NAME["process.working_directory"],
        _BY_NAME["process.args"],
        Field("redshank.executable.kind", "str:16", "file, deleted, memfd or tmpfs: where the program's bytes lie"),
    ), ring="urgent", ocsf_class=1007, ocsf_activity=1),
    EventType(3, "process.fork", "a process was born as a copy of its parent", ring="urgent", ocsf_class=1007, ocsf_activity=1),
    EventType(4, "process.exit", "a process ended", (
        Field("process.exit_code", "i32", "exit status, as its parent's wait sees it in WEXITSTATUS", ocsf="exit_code"),
        Field("redshank.exit.signal", "u8", "signal that ended it, 0 where it ended by itself"),
        Field("redshank.exit.status", "u32", "raw wait status", origin="kernel"),
    ), ring="urgent", ocsf_class=1007, ocsf_activity=2),
    EventType(5, "process.signal", "somebody sent a signal to a process of the agent; the acting process is the sender", (
        Field("redshank.signal.target_start", "u64", "start of the process it was sent to, since boot", unit="ns", origin="kernel"),
        Field("redshank.signal.number", "u32", "number of the signal", origin="kernel"),
        Field("redshank.signal.code", "i32", "how it was sent: 0 kill, -6 tgkill, 128 by the kernel itself", origin="kernel"),
        Field("redshank.signal.outcome", "u32", "0 delivered, 1 ignored, 2 already pending, 3 and 4 overflow", origin="kernel"),
        Field("redshank.signal.target_pid", "u32", "process it was sent to, in the host's own namespace", origin="kernel"),
        Field("redshank.signal.target_role_number", "u32", "1 worker, 2 guardian", origin="kernel"),
        Field("redshank.signal.sender_role_number", "u32", "1 worker, 2 guardian, 3 whoever started the process it was sent to, 0 somebody else", origin="kernel"),
        Field("redshank.signal.name", "str:16", "name of the signal, for example SIGKILL"),
        Field("redshank.signal.target_role", "str:16", "worker or guardian of the agent"),
        Field("redshank.signal.sender_role", "str:16", "worker, guardian, parent, kernel or other"),
    ), ring="urgent", spool_class=0, ocsf_class=1007, ocsf_activity=99),
)
