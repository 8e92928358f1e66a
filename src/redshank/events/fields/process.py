"""Processes: start, copy, end."""

from redshank.events.field import EventType, Field
from redshank.events.fields.common import PROCESS
from redshank.events.fields.file import PACKAGE

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
        Field("process.hash.sha256", "str:64", "sha256 of the program's file; absent where it could not be read in time", sigma=("sha256",), ocsf="process.file.hashes"),
        *PACKAGE,
    ), ring="urgent", ocsf_class=1007, ocsf_activity=1),
    EventType(3, "process.fork", "a process was born as a copy of its parent", ring="urgent", ocsf_class=1007, ocsf_activity=1),
    EventType(4, "process.exit", "a process ended", (
        Field("process.exit_code", "i32", "exit status, as its parent's wait sees it in WEXITSTATUS", ocsf="exit_code"),
        Field("redshank.exit.signal", "u8", "signal that ended it, 0 where it ended by itself"),
        Field("redshank.exit.status", "u32", "raw wait status", origin="kernel"),
    ), ring="urgent", ocsf_class=1007, ocsf_activity=2),
)
