"""Processes: start, copy, end."""

from dataclasses import replace

from redshank.events.field import EventType, Field
from redshank.events.fields.common import NAMESPACE_MOUNT, PROCESS, RESULT, SYSCALL, SYSCALL_NAME
from redshank.events.fields.file import PACKAGE, PATH

_BY_NAME = {field.name: field for field in PROCESS}

NAMESPACE_NETWORK = Field("redshank.namespace.network", "u32", "inode number of the process's network namespace", origin="kernel")
NAMESPACE_USER = Field("redshank.namespace.user", "u32", "inode number of the process's user namespace", origin="kernel")
KERNEL_THREAD = Field("redshank.process.looks_like_kernel_thread", "bool", "true where a process with a program of its own calls itself as the kernel's threads are called")

_DETAILS = (
    NAMESPACE_MOUNT, NAMESPACE_NETWORK, NAMESPACE_USER,
    Field("redshank.environment.length", "u32", "bytes of the whole environment", unit="bytes", origin="kernel"),
    Field("redshank.environment.unread", "u32", "bytes of the environment that were not looked at, because it is too long", unit="bytes", origin="kernel"),
    Field("redshank.stdin.code", "u8", "what descriptor 0 is, as a number: see redshank.stdin.kind", origin="kernel"),
    Field("redshank.stdout.code", "u8", "what descriptor 1 is, as a number: see redshank.stdout.kind", origin="kernel"),
    Field("process.env_vars", "list", "of the environment NAME=value of the variables that change what a program runs or say who started it (LD_*, PYTHON*, PERL5*, RUBYOPT, NODE_OPTIONS, BASH_ENV, GCONV_PATH, GLIBC_TUNABLES, HISTFILE*, SSH_CONNECTION, SUDO_USER); no other ones are taken", origin="kernel", encoding="argv", ocsf="process.environment_variables"),
    Field("redshank.script.requested", "str:1024", "path of a `#!` script as its starter gave it", origin="kernel"),
    Field("redshank.stdin.kind", "str:16", "what the program reads from: closed, file, pipe, socket (a connection), unix_socket, terminal, null, device, folder or other"),
    Field("redshank.stdout.kind", "str:16", "what the program writes to, in the same words"),
    Field("redshank.interpreter.name", "str:16", "family of the interpreter that the program is: sh, python, perl, php, ruby, node, lua, tcl, awk; absent for other programs"),
    Field("redshank.script.from", "str:16", "where an interpreter's program text comes from: hashbang, argument (a file named), command (-c, -e), module (-m), stdin, or none (a person at a terminal)"),
    Field("redshank.script.path", "str:4096", "absolute path of the script that is run; absent where the text has no file"),
    Field("redshank.loader.target", "str:4096", "program that the dynamic loader was told to run, so that the loader is the executable (ld.so ./x)"),
    KERNEL_THREAD,
    Field("redshank.environment.changes", "str:16", "loader where process.env_vars tells the dynamic loader or the C library what to load, interpreter where it tells one; absent where neither"),
)

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
        *_DETAILS,
        Field("process.hash.sha256", "str:64", "sha256 of the program's file; absent where it could not be read in time", sigma=("sha256",), ocsf="process.file.hashes"),
        *PACKAGE,
    ), ring="urgent", ocsf_class=1007, ocsf_activity=1),
    EventType(2, "process.exec_failed", "a program could not be run; process.* is who tried", (
        RESULT, SYSCALL,
        Field("redshank.exec.requested", "str:4096", "path that was to be run, as the caller gave it", origin="kernel"),
        Field("redshank.exec.folder", "str:4096", "folder from which a relative path counts; absent for an absolute one", origin="kernel", encoding="path"),
        replace(PATH, origin="agent", encoding=""),
        SYSCALL_NAME,
        Field("redshank.exec.attempts", "u32", "how many folders were searched for the program in vain; 1 where there was no search"),
    ), ring="urgent", spool_class=2, ocsf_class=1007, ocsf_activity=1),
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
    EventType(6, "process.retitled", "a process shows another name or other arguments than it was started with", (
        Field("redshank.title.name", "str:16", "the short name it has now"),
        Field("redshank.title.command_line", "text", "the arguments it shows now, joined by blanks"),
        Field("redshank.title.name_before", "str:255", "name of the program it runs"),
        KERNEL_THREAD,
    ), spool_class=2, ocsf_class=1007, ocsf_activity=99),
)
