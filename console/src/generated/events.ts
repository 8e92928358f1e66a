// Generated from the event table by `make generate`. Do not edit.

export interface EventBase {
  /** when it happened: the kernel's clock, or the evidence's own time for swept facts */
  "@timestamp": string;
  /** identity of this event: agent, epoch of its spool, sequence in the epoch */
  "event.id"?: string;
  /** position in the epoch of the agent's spool */
  "event.sequence"?: string;
  /** when the agent made the event */
  "event.created"?: string;
  /** success, failure or unknown */
  "event.outcome"?: string;
  /** hash of the agent's public key */
  "agent.id"?: string;
  /** the machine, stable over reboots and re-enrolments */
  "host.id"?: string;
  /** host name of the machine */
  "host.name"?: string;
  /** what saw it: ebpf, fanotify, journal, auth_log, btmp, wtmp, audit, sweep */
  "redshank.source"?: string;
  /** true where it was found by the sweep and happened before the agent started */
  "redshank.swept"?: boolean;
  /** true where a simulation of ours caused it */
  "redshank.simulated"?: boolean;
  /** identity of the process over pid reuse: hash of host, boot, start time and pid */
  "process.entity_id"?: string;
  /** process id in the host's own namespace */
  "process.pid"?: number;
  /** inode number of the process's pid namespace */
  "process.pid_namespace"?: number;
  /** process id as the agent's own pid namespace counts it */
  "redshank.process.scope_pid"?: number;
  /** nesting of the process's pid namespace, 0 on the host itself */
  "redshank.process.namespace_level"?: number;
  /** id of the acting thread */
  "process.thread.id"?: number;
  /** the kernel's short name of the acting thread (comm), which a program can set as it likes */
  "process.thread.name"?: string;
  /** when the process started */
  "process.start"?: string;
  /** absolute path of the running program, resolved by the kernel */
  "process.executable"?: string;
  /** last part of process.executable, or the short name where there is no executable */
  "process.name"?: string;
  /** the arguments, the program's own name first */
  "process.args"?: string[];
  /** the arguments, joined by blanks */
  "process.command_line"?: string;
  /** current folder of the process */
  "process.working_directory"?: string;
  /** controlling terminal, for example pts/0; absent without one */
  "process.tty.name"?: string;
  /** identity of the parent process */
  "process.parent.entity_id"?: string;
  /** parent's process id in the host's own namespace */
  "process.parent.pid"?: number;
  /** parent's running program */
  "process.parent.executable"?: string;
  /** last part of process.parent.executable */
  "process.parent.name"?: string;
  /** parent's arguments, joined by blanks */
  "process.parent.command_line"?: string;
  /** list of {pid, executable} from the parent up to init, nearest first; pids of the host */
  "process.ancestors"?: { [key: string]: unknown }[];
  /** real user id of the acting process */
  "user.id"?: number;
  /** name of the real user, or the user a login was for */
  "user.name"?: string;
  /** effective user id */
  "user.effective.id"?: number;
  /** name of the effective user */
  "user.effective.name"?: string;
  /** real group id */
  "group.id"?: number;
  /** user who logged in, whatever su and sudo made of him since (auid); absent for daemons */
  "user.audit.id"?: number;
  /** name of the user who logged in */
  "user.audit.name"?: string;
  /** the kernel's audit session, one counter for the machine; absent outside a login */
  "redshank.session.id"?: number;
  /** control group of the process */
  "redshank.cgroup.id"?: string;
  /** container of the process, from its control group */
  "container.id"?: string;
  /** recorded session this happened in: from login to logout, across sudo and su; absent where its terminal is not recorded */
  "redshank.terminal.session"?: string;
}

/** a process became another program */
export interface ProcessExec extends EventBase {
  "event.action": "process.exec";
  /** inode number of the program */
  "redshank.executable.inode"?: string;
  /** effective capabilities, one bit each */
  "redshank.capabilities.effective"?: string;
  /** device of the program, as the kernel encodes it: major << 20 | minor */
  "redshank.executable.device"?: number;
  /** type and permission bits of the program (set-user-id is 04000) */
  "redshank.executable.mode"?: number;
  /** names the program's file still has; 0 where it was deleted or never had one */
  "redshank.executable.links"?: number;
  /** magic number of the program's file system */
  "redshank.executable.filesystem"?: number;
  /** number of arguments */
  "process.args_count"?: number;
  /** true length of the arguments, also where they were cut */
  "redshank.args.length"?: number;
  /** height of the terminal's window, 0 where it never was set */
  "process.tty.rows"?: number;
  /** width of the terminal's window, 0 where it never was set */
  "process.tty.columns"?: number;
  /** file, deleted, memfd or tmpfs: where the program's bytes lie */
  "redshank.executable.kind"?: string;
}

/** a process was born as a copy of its parent */
export interface ProcessFork extends EventBase {
  "event.action": "process.fork";
}

/** a process ended */
export interface ProcessExit extends EventBase {
  "event.action": "process.exit";
  /** exit status, as its parent's wait sees it in WEXITSTATUS */
  "process.exit_code"?: number;
  /** signal that ended it, 0 where it ended by itself */
  "redshank.exit.signal"?: number;
  /** raw wait status */
  "redshank.exit.status"?: number;
}

/** a watched file was opened for writing, or a secret was opened for reading */
export interface FileOpen extends EventBase {
  "event.action": "file.open";
  /** inode number */
  "file.inode"?: string;
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** flags of the open call */
  "redshank.file.flags"?: number;
  /** device of the file, as the kernel encodes it: major << 20 | minor */
  "redshank.file.device"?: number;
  /** type and permission bits */
  "redshank.file.mode"?: number;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** bit 0: below a watched tree; bit 1: a secret; bit 2: a container's, found by name; bit 3: this open made the file */
  "redshank.file.watch_bits"?: number;
  /** absolute path of the file */
  "file.path"?: string;
  /** last part of file.path */
  "file.name"?: string;
  /** why it is watched: tree (writes below a watched folder) or secret (also reads) */
  "redshank.file.watch"?: string;
  /** read or write */
  "redshank.file.access"?: string;
}

/** a file, folder or link appeared in a watched tree */
export interface FileCreate extends EventBase {
  "event.action": "file.create";
  /** absolute path of the file */
  "file.path"?: string;
  /** last part of file.path */
  "file.name"?: string;
  /** inode number */
  "file.inode"?: string;
  /** type and permission bits */
  "redshank.file.mode"?: number;
  /** why it is watched: tree (writes below a watched folder) or secret (also reads) */
  "redshank.file.watch"?: string;
  /** file, dir, symlink, fifo, socket, block or char */
  "file.type"?: string;
  /** the fanotify bits of all merged changes */
  "redshank.file.mask"?: string;
  /** where a symbolic link points */
  "file.target_path"?: string;
}

/** the content of a watched file changed */
export interface FileModify extends EventBase {
  "event.action": "file.modify";
  /** absolute path of the file */
  "file.path"?: string;
  /** last part of file.path */
  "file.name"?: string;
  /** inode number */
  "file.inode"?: string;
  /** type and permission bits */
  "redshank.file.mode"?: number;
  /** why it is watched: tree (writes below a watched folder) or secret (also reads) */
  "redshank.file.watch"?: string;
  /** file, dir, symlink, fifo, socket, block or char */
  "file.type"?: string;
  /** the fanotify bits of all merged changes */
  "redshank.file.mask"?: string;
}

/** a file or folder left a watched tree */
export interface FileDelete extends EventBase {
  "event.action": "file.delete";
  /** absolute path of the file */
  "file.path"?: string;
  /** last part of file.path */
  "file.name"?: string;
  /** inode number */
  "file.inode"?: string;
  /** type and permission bits */
  "redshank.file.mode"?: number;
  /** why it is watched: tree (writes below a watched folder) or secret (also reads) */
  "redshank.file.watch"?: string;
  /** file, dir, symlink, fifo, socket, block or char */
  "file.type"?: string;
  /** the fanotify bits of all merged changes */
  "redshank.file.mask"?: string;
}

/** a file got another name in a watched tree */
export interface FileRename extends EventBase {
  "event.action": "file.rename";
  /** absolute path of the file */
  "file.path"?: string;
  /** last part of file.path */
  "file.name"?: string;
  /** inode number */
  "file.inode"?: string;
  /** type and permission bits */
  "redshank.file.mode"?: number;
  /** why it is watched: tree (writes below a watched folder) or secret (also reads) */
  "redshank.file.watch"?: string;
  /** file, dir, symlink, fifo, socket, block or char */
  "file.type"?: string;
  /** the fanotify bits of all merged changes */
  "redshank.file.mask"?: string;
  /** path before the change; absent where it came from outside the watched trees */
  "redshank.file.old_path"?: string;
  /** where a symbolic link points */
  "file.target_path"?: string;
}

/** owner, permission or link count of a watched file changed */
export interface FileAttrib extends EventBase {
  "event.action": "file.attrib";
  /** absolute path of the file */
  "file.path"?: string;
  /** last part of file.path */
  "file.name"?: string;
  /** inode number */
  "file.inode"?: string;
  /** type and permission bits */
  "redshank.file.mode"?: number;
  /** why it is watched: tree (writes below a watched folder) or secret (also reads) */
  "redshank.file.watch"?: string;
  /** file, dir, symlink, fifo, socket, block or char */
  "file.type"?: string;
  /** the fanotify bits of all merged changes */
  "redshank.file.mask"?: string;
}

/** a process connected, or tried to, or set the address of an UDP socket */
export interface NetConnect extends EventBase {
  "event.action": "net.connect";
  /** address the connection comes from */
  "source.ip"?: string;
  /** address the connection goes to */
  "destination.ip"?: string;
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** port the connection comes from */
  "source.port"?: number;
  /** port the connection goes to */
  "destination.port"?: number;
  /** address family of the socket: 2 IPv4, 10 IPv6 */
  "redshank.network.family"?: number;
  /** protocol of the socket: 6 TCP, 17 UDP */
  "network.iana_number"?: number;
  /** tcp, udp or the protocol's number */
  "network.transport"?: string;
  /** egress where this host began it, ingress where it took it */
  "network.direction"?: string;
  /** true where this host began the connection */
  "redshank.network.initiated"?: boolean;
}

/** a process took a connection from outside */
export interface NetAccept extends EventBase {
  "event.action": "net.accept";
  /** address the connection comes from */
  "source.ip"?: string;
  /** address the connection goes to */
  "destination.ip"?: string;
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** port the connection comes from */
  "source.port"?: number;
  /** port the connection goes to */
  "destination.port"?: number;
  /** address family of the socket: 2 IPv4, 10 IPv6 */
  "redshank.network.family"?: number;
  /** protocol of the socket: 6 TCP, 17 UDP */
  "network.iana_number"?: number;
  /** tcp, udp or the protocol's number */
  "network.transport"?: string;
  /** egress where this host began it, ingress where it took it */
  "network.direction"?: string;
  /** true where this host began the connection */
  "redshank.network.initiated"?: boolean;
}

/** a process began to wait for connections; source is its own address */
export interface NetListen extends EventBase {
  "event.action": "net.listen";
  /** address the connection comes from */
  "source.ip"?: string;
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** port the connection comes from */
  "source.port"?: number;
  /** address family of the socket: 2 IPv4, 10 IPv6 */
  "redshank.network.family"?: number;
  /** protocol of the socket: 6 TCP, 17 UDP */
  "network.iana_number"?: number;
  /** tcp, udp or the protocol's number */
  "network.transport"?: string;
}

/** somebody logged in */
export interface SessionLogin extends EventBase {
  "event.action": "session.login";
  /** address the connection comes from */
  "source.ip"?: string;
  /** port the connection comes from */
  "source.port"?: number;
  /** password, publickey, keyboard-interactive or what the service calls it */
  "redshank.login.method"?: string;
  /** who let in or refused: sshd, login, su, sudo, or the PAM service */
  "redshank.login.service"?: string;
  /** true where the host has no such user */
  "redshank.login.invalid_user"?: boolean;
  /** the log line as written, without its time and host */
  "message"?: string;
  /** file or journal the line came from */
  "log.file.path"?: string;
  /** program that wrote the line, by its own word */
  "log.syslog.appname"?: string;
}

/** somebody tried to log in and was refused */
export interface SessionLoginFailed extends EventBase {
  "event.action": "session.login_failed";
  /** address the connection comes from */
  "source.ip"?: string;
  /** port the connection comes from */
  "source.port"?: number;
  /** password, publickey, keyboard-interactive or what the service calls it */
  "redshank.login.method"?: string;
  /** who let in or refused: sshd, login, su, sudo, or the PAM service */
  "redshank.login.service"?: string;
  /** true where the host has no such user */
  "redshank.login.invalid_user"?: boolean;
  /** the log line as written, without its time and host */
  "message"?: string;
  /** file or journal the line came from */
  "log.file.path"?: string;
  /** program that wrote the line, by its own word */
  "log.syslog.appname"?: string;
}

/** a login session ended */
export interface SessionLogout extends EventBase {
  "event.action": "session.logout";
  /** address the connection comes from */
  "source.ip"?: string;
  /** port the connection comes from */
  "source.port"?: number;
  /** password, publickey, keyboard-interactive or what the service calls it */
  "redshank.login.method"?: string;
  /** who let in or refused: sshd, login, su, sudo, or the PAM service */
  "redshank.login.service"?: string;
  /** true where the host has no such user */
  "redshank.login.invalid_user"?: boolean;
  /** the log line as written, without its time and host */
  "message"?: string;
  /** file or journal the line came from */
  "log.file.path"?: string;
  /** program that wrote the line, by its own word */
  "log.syslog.appname"?: string;
}

/** a piece of what a terminal showed or took; the acting process is the one that holds its master side */
export interface SessionTty extends EventBase {
  "event.action": "session.tty";
  /** when the terminal was opened or first seen, since boot */
  "redshank.tty.opened"?: string;
  /** bytes of this direction before these, since the terminal was first seen */
  "redshank.tty.offset"?: string;
  /** device of the terminal's file system, as the kernel encodes it: major << 20 | minor */
  "redshank.tty.device"?: number;
  /** number of the terminal: 3 is pts/3 */
  "redshank.tty.number"?: number;
  /** bytes this stands for, also where the text has none (metadata) or fewer (cut); 0 where masked */
  "redshank.tty.length"?: number;
  /** bit 0: input; bit 1: masked by the kernel side; bit 2: the terminal has ended; bit 3: it was opened */
  "redshank.tty.marks"?: number;
  /** height of the terminal's window, 0 where it never was set */
  "process.tty.rows"?: number;
  /** width of the terminal's window, 0 where it never was set */
  "process.tty.columns"?: number;
  /** the bytes as text: a backslash is \\, a byte that is no UTF-8 is \xff; secrets as «redacted:…», hidden input as «masked» */
  "process.io.text"?: string;
  /** output: what was shown; input: what was typed */
  "redshank.tty.direction"?: string;
  /** identity of one terminal from its opening to its end; a session may have several, as under sudo or tmux */
  "redshank.tty.id"?: string;
  /** the terminal in which this one was opened, as by sudo, script or tmux */
  "redshank.tty.parent"?: string;
  /** number of this piece in the terminal's record, from 0, without a gap */
  "redshank.tty.chunk"?: string;
  /** list of {after_us, characters}: when the parts of the text came, counted from @timestamp */
  "redshank.tty.times"?: { [key: string]: unknown }[];
  /** bytes lost right before this piece: a hole in the recording */
  "redshank.tty.missing"?: string;
  /** how long the terminal had been open when its recording began; in the first piece, where that was not at once */
  "redshank.tty.late_ns"?: string;
  /** true for the last piece */
  "redshank.tty.ended"?: boolean;
  /** redshank.tty.chain of the piece before; absent for the first */
  "redshank.tty.previous"?: string;
  /** SHA-256 over the chain before, the terminal, and number, time, direction and text of this piece */
  "redshank.tty.chain"?: string;
  /** address the connection comes from */
  "source.ip"?: string;
  /** port the connection comes from */
  "source.port"?: number;
}

/** the window of a recorded terminal has a new size */
export interface SessionWinsize extends EventBase {
  "event.action": "session.winsize";
  /** identity of one terminal from its opening to its end; a session may have several, as under sudo or tmux */
  "redshank.tty.id"?: string;
  /** number of the terminal: 3 is pts/3 */
  "redshank.tty.number"?: number;
  /** height of the terminal's window, 0 where it never was set */
  "process.tty.rows"?: number;
  /** width of the terminal's window, 0 where it never was set */
  "process.tty.columns"?: number;
}

/** a log line that rules about auth, sudo, cron or syslog read */
export interface LogLine extends EventBase {
  "event.action": "log.line";
  /** the log line as written, without its time and host */
  "message"?: string;
  /** file or journal the line came from */
  "log.file.path"?: string;
  /** program that wrote the line, by its own word */
  "log.syslog.appname"?: string;
  /** facility of the line: 4 and 10 auth, 9 cron */
  "log.syslog.facility.code"?: number;
  /** severity of the line, 0 emergency to 7 debug */
  "log.syslog.severity.code"?: number;
}

/** a kernel module was loaded or unloaded, or somebody tried */
export interface KernelModule extends EventBase {
  "event.action": "kernel.module";
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** flags of the call */
  "redshank.module.flags"?: number;
  /** module named by an unload, or the file's name without its ending */
  "redshank.module.name"?: string;
  /** parameters given to the module; user memory, so a second thread can change them */
  "redshank.module.parameters"?: string;
  /** absolute path of the file */
  "file.path"?: string;
  /** load, load_memory (no file: the image came from memory) or unload */
  "redshank.module.operation"?: string;
  /** name of the system call */
  "redshank.syscall.name"?: string;
}

/** a process changed its user, group or capabilities; user.* is the result */
export interface KernelCredentials extends EventBase {
  "event.action": "kernel.credentials";
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** first argument of the system call */
  "redshank.syscall.a0"?: string;
  /** second argument of the system call */
  "redshank.syscall.a1"?: string;
  /** third argument of the system call */
  "redshank.syscall.a2"?: string;
  /** effective capabilities after the call, one bit each */
  "redshank.capabilities.effective"?: string;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** name of the system call */
  "redshank.syscall.name"?: string;
  /** effective user id before, where the process was known */
  "redshank.credentials.previous_user"?: number;
}

/** the agent is alive, and this is how it is */
export interface AgentHeartbeat extends EventBase {
  "event.action": "agent.heartbeat";
  /** started, running, or stopping: the last word before a clean end */
  "redshank.heartbeat.state"?: string;
  /** when the next one is due */
  "redshank.heartbeat.interval_s"?: number;
  /** list of {name, state, detail, counters}: every source and how it is (ok, degraded, off) */
  "redshank.heartbeat.sources"?: { [key: string]: unknown }[];
  /** {bytes, blocks, events, dropped}: what waits on disk, and events dropped per class */
  "redshank.heartbeat.spool"?: { [key: string]: unknown }[];
  /** resident memory of the agent's worker */
  "redshank.heartbeat.memory_bytes"?: string;
  /** version of the agent */
  "agent.version"?: string;
  /** release of the running kernel */
  "host.os.kernel"?: string;
  /** name and version of the distribution */
  "host.os.name"?: string;
}

/** events were lost, and this is how many and why */
export interface AgentLoss extends EventBase {
  "event.action": "agent.loss";
  /** events lost since the last word about it; absent where nobody can say (an overflow of fanotify's queue) */
  "redshank.loss.count"?: string;
  /** events of this kind and reason lost since the agent started */
  "redshank.loss.total"?: string;
  /** ring_full, sequence_gap, corrupt_record, queue_overflow, unresolved, backlog, restart, spool_full, corrupt_segment, disk_error or poison */
  "redshank.loss.reason"?: string;
  /** urgent or bulk ring, fanotify, the log source, spool, or server */
  "redshank.loss.where"?: string;
  /** event type that was lost, where it is known */
  "redshank.loss.type"?: string;
  /** how long nothing was seen before this word, where that is known */
  "redshank.loss.blind_ns"?: string;
}

/** somebody or something interfered with the agent */
export interface AgentTamper extends EventBase {
  "event.action": "agent.tamper";
  /** killed, frozen, exited, crash_loop, silent (seen by the server), or copied (one key in two places) */
  "redshank.tamper.what"?: string;
  /** what is known about it, in words: signal, exit status, how long nothing was seen */
  "redshank.tamper.detail"?: string;
  /** how long nothing was seen */
  "redshank.tamper.blind_ns"?: string;
}

export type AnyEvent =
  | ProcessExec
  | ProcessFork
  | ProcessExit
  | FileOpen
  | FileCreate
  | FileModify
  | FileDelete
  | FileRename
  | FileAttrib
  | NetConnect
  | NetAccept
  | NetListen
  | SessionLogin
  | SessionLoginFailed
  | SessionLogout
  | SessionTty
  | SessionWinsize
  | LogLine
  | KernelModule
  | KernelCredentials
  | AgentHeartbeat
  | AgentLoss
  | AgentTamper;
