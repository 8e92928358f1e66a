"""Fields that every event has, whatever saw it: identity, time, host, and the acting process with its user."""

from redshank.events.field import Field

IDENTITY = (
    Field("@timestamp", "time", "when it happened: the kernel's clock, or the evidence's own time for swept facts", unit="ns", ocsf="time"),
    Field("event.id", "str:96", "identity of this event: agent, epoch of its spool, sequence in the epoch", ocsf="metadata.uid"),
    Field("event.sequence", "u64", "position in the epoch of the agent's spool", ocsf="metadata.sequence"),
    Field("event.created", "time", "when the agent made the event", unit="ns", ocsf="metadata.logged_time"),
    Field("event.outcome", "str:16", "success, failure or unknown", ocsf="status"),
    Field("agent.id", "str:64", "hash of the agent's public key", ocsf="metadata.product.uid"),
    Field("host.id", "str:64", "the machine, stable over reboots and re-enrolments", origin="ingest", ocsf="device.uid"),
    Field("host.name", "str:255", "host name of the machine", sigma=("Computer", "ComputerName"), ocsf="device.hostname"),
    Field("redshank.source", "str:32", "what saw it: ebpf, fanotify, journal, auth_log, btmp, wtmp, audit, app_log, sweep, proc", ocsf="metadata.log_name"),
    Field("redshank.ring_sequence", "u64", "number of the kernel's record in its ring, from which a successor of a killed agent knows what was kept"),
    Field("redshank.swept", "bool", "true where it was found by the sweep and happened before the agent started"),
    Field("redshank.simulated", "bool", "true where a simulation of ours caused it"),
)

PROCESS = (
    Field("process.entity_id", "str:32", "identity of the process over pid reuse: hash of host, boot, start time and pid", sigma=("ProcessGuid",), ocsf="process.uid"),
    Field("process.pid", "u32", "process id in the host's own namespace", sigma=("ProcessId", "pid"), ocsf="process.pid", origin="kernel"),
    Field("process.pid_namespace", "u32", "inode number of the process's pid namespace", origin="kernel"),
    Field("redshank.process.scope_pid", "u32", "process id as the agent's own pid namespace counts it", origin="kernel"),
    Field("redshank.process.namespace_level", "u32", "nesting of the process's pid namespace, 0 on the host itself", origin="kernel"),
    Field("process.thread.id", "u32", "id of the acting thread", ocsf="process.tid", origin="kernel"),
    Field("process.thread.name", "str:16", "the kernel's short name of the acting thread (comm), which a program can set as it likes", sigma=("comm",), origin="kernel"),
    Field("process.start", "time", "when the process started", unit="ns", ocsf="process.created_time"),
    Field("process.executable", "str:4096", "absolute path of the running program, resolved by the kernel", sigma=("Image", "exe"), ocsf="process.file.path", origin="kernel", encoding="path"),
    Field("process.name", "str:255", "last part of process.executable, or the short name where there is no executable", ocsf="process.name"),
    Field("process.args", "list", "the arguments, the program's own name first", origin="kernel", encoding="argv"),
    Field("process.command_line", "text", "the arguments, joined by blanks", sigma=("CommandLine", "proctitle"), ocsf="process.cmd_line"),
    Field("process.working_directory", "str:4096", "current folder of the process", sigma=("CurrentDirectory", "cwd"), ocsf="process.working_directory", origin="kernel", encoding="path"),
    Field("process.tty.name", "str:64", "controlling terminal, for example pts/0; absent without one", sigma=("tty", "TerminalSessionId"), ocsf="process.session.terminal", origin="kernel"),
    Field("process.parent.entity_id", "str:32", "identity of the parent process", sigma=("ParentProcessGuid",), ocsf="process.parent_process.uid"),
    Field("process.parent.pid", "u32", "parent's process id in the host's own namespace", sigma=("ParentProcessId", "ppid"), ocsf="process.parent_process.pid", origin="kernel"),
    Field("process.parent.executable", "str:4096", "parent's running program", sigma=("ParentImage",), ocsf="process.parent_process.file.path"),
    Field("process.parent.name", "str:255", "last part of process.parent.executable", ocsf="process.parent_process.name"),
    Field("process.parent.command_line", "text", "parent's arguments, joined by blanks", sigma=("ParentCommandLine",), ocsf="process.parent_process.cmd_line"),
    Field("process.ancestors", "json", "list of {pid, executable} from the parent up to init, nearest first; pids of the host", ocsf="process.ancestry"),
)

NAMESPACE_MOUNT = Field("redshank.namespace.mount", "u32", "inode number of the process's mount namespace, as of its last exec, birth or change of namespace", origin="kernel")
ARG_SOURCE = Field("redshank.arg_source", "str:8", "user where a value comes from the caller's memory, which another thread may have changed in the meantime; absent where all is the kernel's own")

USER = (
    Field("user.id", "u32", "real user id of the acting process", sigma=("uid",), ocsf="actor.user.uid", origin="kernel"),
    Field("user.name", "str:64", "name of the real user, or the user a login was for", sigma=("User",), ocsf="actor.user.name"),
    Field("user.effective.id", "u32", "effective user id", sigma=("euid",), ocsf="process.euid", origin="kernel"),
    Field("user.effective.name", "str:64", "name of the effective user"),
    Field("group.id", "u32", "real group id", sigma=("gid",), ocsf="actor.user.groups.uid", origin="kernel"),
    Field("user.audit.id", "u32", "user who logged in, whatever su and sudo made of him since (auid); absent for daemons", sigma=("auid", "LoginId"), ocsf="process.auid", origin="kernel"),
    Field("user.audit.name", "str:64", "name of the user who logged in"),
    Field("redshank.session.id", "u32", "the kernel's audit session, one counter for the machine; absent outside a login", sigma=("ses", "LogonId"), ocsf="process.session.uid", origin="kernel"),
    Field("redshank.cgroup.id", "u64", "control group of the process", origin="kernel"),
    Field("container.id", "str:64", "container of the process, from its control group", ocsf="container.uid"),
    Field("container.name", "str:255", "name of the container, where its engine wrote it down", ocsf="container.name"),
    Field("container.image.name", "str:255", "image the container was made from, where its engine wrote it down", ocsf="container.image.name"),
    Field("redshank.terminal.session", "str:32", "recorded session this happened in: from login to logout, across sudo and su; absent where its terminal is not recorded"),
)

COMMON = (*IDENTITY, *PROCESS, *USER, NAMESPACE_MOUNT, ARG_SOURCE)
"""What the Python class `Event` holds, so that every event type has it."""

RESULT = Field("redshank.result", "i64", "what the system call returned: 0 or more on success, -errno on failure", ocsf="status_code", origin="kernel")
SYSCALL = Field("redshank.syscall.number", "u32", "number of the system call in its table", origin="kernel")
SYSCALL_NAME = Field("redshank.syscall.name", "str:32", "name of the system call", sigma=("SYSCALL", "syscall"))
VIA = Field("redshank.via", "str:16", "io_uring where the act was asked of a ring of io_uring and not of a system call")
MESSAGE = Field("message", "text", "the log line as written, without its time and host", ocsf="message")
LOG_PATH = Field("log.file.path", "str:4096", "file or journal the line came from", ocsf="metadata.log_name")
PROGRAM = Field("log.syslog.appname", "str:64", "program that wrote the line, by its own word", ocsf="app_name")

HEADER = (
    Field("record.type", "u16", "number of the event type", origin="kernel"),
    Field("record.flags", "u16", "bit 0: 32-bit system call; bit 1: a tail was cut; bit 2: seen before the call, no result; bit 3: a string came from the caller's memory", origin="kernel"),
    Field("record.length", "u32", "bytes of the whole record, for a check against the ring's own length", unit="bytes", origin="kernel"),
    Field("record.sequence", "u64", "count of records offered to this ring; a gap is a loss", origin="kernel"),
    Field("record.time", "u64", "nanoseconds since boot, suspended time included", unit="ns", origin="kernel"),
    Field("record.start", "u64", "start of the process, since boot", unit="ns", origin="kernel"),
    Field("record.parent_start", "u64", "start of the parent process, since boot", unit="ns", origin="kernel"),
    Field("redshank.cgroup.id", "u64", "control group of the process", origin="kernel"),
    Field("process.pid", "u32", "thread group id in the first pid namespace", origin="kernel"),
    Field("process.thread.id", "u32", "thread id in the first pid namespace", origin="kernel"),
    Field("process.parent.pid", "u32", "parent's thread group id in the first pid namespace", origin="kernel"),
    Field("process.pid_namespace", "u32", "inode of the innermost pid namespace", origin="kernel"),
    Field("redshank.process.scope_pid", "u32", "thread group id in the agent's namespace", origin="kernel"),
    Field("redshank.process.namespace_level", "u32", "nesting of the innermost pid namespace", origin="kernel"),
    Field("record.parent_scope_pid", "u32", "parent's thread group id in the agent's namespace, 0 where it lies outside", origin="kernel"),
    Field("user.id", "u32", "real user", origin="kernel"),
    Field("user.effective.id", "u32", "effective user", origin="kernel"),
    Field("group.id", "u32", "real group", origin="kernel"),
    Field("user.audit.id", "u32", "login user, 4294967295 where unset", origin="kernel"),
    Field("redshank.session.id", "u32", "audit session, 4294967295 where unset", origin="kernel"),
)
"""The fixed head of every kernel record, in this order; comm[16] follows it."""
