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
  /** what saw it: ebpf, fanotify, journal, auth_log, btmp, wtmp, audit, app_log, sweep, proc */
  "redshank.source"?: string;
  /** number of the kernel's record in its ring, from which a successor of a killed agent knows what was kept */
  "redshank.ring_sequence"?: string;
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
  /** name of the container, where its engine wrote it down */
  "container.name"?: string;
  /** image the container was made from, where its engine wrote it down */
  "container.image.name"?: string;
  /** recorded session this happened in: from login to logout, across sudo and su; absent where its terminal is not recorded */
  "redshank.terminal.session"?: string;
  /** inode number of the process's mount namespace, as of its last exec, birth or change of namespace */
  "redshank.namespace.mount"?: number;
  /** user where a value comes from the caller's memory, which another thread may have changed in the meantime; absent where all is the kernel's own */
  "redshank.arg_source"?: string;
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
  /** inode number of the process's network namespace */
  "redshank.namespace.network"?: number;
  /** inode number of the process's user namespace */
  "redshank.namespace.user"?: number;
  /** bytes of the whole environment */
  "redshank.environment.length"?: number;
  /** bytes of the environment that were not looked at, because it is too long */
  "redshank.environment.unread"?: number;
  /** what descriptor 0 is, as a number: see redshank.stdin.kind */
  "redshank.stdin.code"?: number;
  /** what descriptor 1 is, as a number: see redshank.stdout.kind */
  "redshank.stdout.code"?: number;
  /** of the environment NAME=value of the variables that change what a program runs or say who started it (LD_*, PYTHON*, PERL5*, RUBYOPT, NODE_OPTIONS, BASH_ENV, GCONV_PATH, GLIBC_TUNABLES, HISTFILE*, SSH_CONNECTION, SUDO_USER); no other ones are taken */
  "process.env_vars"?: string[];
  /** path of a `#!` script as its starter gave it */
  "redshank.script.requested"?: string;
  /** what the program reads from: closed, file, pipe, socket (a connection), unix_socket, terminal, null, device, folder or other */
  "redshank.stdin.kind"?: string;
  /** what the program writes to, in the same words */
  "redshank.stdout.kind"?: string;
  /** family of the interpreter that the program is: sh, python, perl, php, ruby, node, lua, tcl, awk; absent for other programs */
  "redshank.interpreter.name"?: string;
  /** where an interpreter's program text comes from: hashbang, argument (a file named), command (-c, -e), module (-m), stdin, or none (a person at a terminal) */
  "redshank.script.from"?: string;
  /** absolute path of the script that is run; absent where the text has no file */
  "redshank.script.path"?: string;
  /** program that the dynamic loader was told to run, so that the loader is the executable (ld.so ./x) */
  "redshank.loader.target"?: string;
  /** true where a process with a program of its own calls itself as the kernel's threads are called */
  "redshank.process.looks_like_kernel_thread"?: boolean;
  /** loader where process.env_vars tells the dynamic loader or the C library what to load, interpreter where it tells one; absent where neither */
  "redshank.environment.changes"?: string;
  /** sha256 of the program's file; absent where it could not be read in time */
  "process.hash.sha256"?: string;
  /** package that the file belongs to, by the host's own package database */
  "package.name"?: string;
  /** its version */
  "package.version"?: string;
  /** packaged (as its package has it), differs, config (a changed configuration file of a package), unpackaged, or unknown (no digest to compare with) */
  "redshank.package.state"?: string;
}

/** a program could not be run; process.* is who tried */
export interface ProcessExecFailed extends EventBase {
  "event.action": "process.exec_failed";
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** path that was to be run, as the caller gave it */
  "redshank.exec.requested"?: string;
  /** folder from which a relative path counts; absent for an absolute one */
  "redshank.exec.folder"?: string;
  /** absolute path of the file */
  "file.path"?: string;
  /** name of the system call */
  "redshank.syscall.name"?: string;
  /** how many folders were searched for the program in vain; 1 where there was no search */
  "redshank.exec.attempts"?: number;
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

/** somebody sent a signal to a process of the agent; the acting process is the sender */
export interface ProcessSignal extends EventBase {
  "event.action": "process.signal";
  /** start of the process it was sent to, since boot */
  "redshank.signal.target_start"?: string;
  /** number of the signal */
  "redshank.signal.number"?: number;
  /** how it was sent: 0 kill, -6 tgkill, 128 by the kernel itself */
  "redshank.signal.code"?: number;
  /** 0 delivered, 1 ignored, 2 already pending, 3 and 4 overflow */
  "redshank.signal.outcome"?: number;
  /** process it was sent to, in the host's own namespace */
  "redshank.signal.target_pid"?: number;
  /** 1 worker, 2 guardian */
  "redshank.signal.target_role_number"?: number;
  /** 1 worker, 2 guardian, 3 whoever started the process it was sent to, 0 somebody else */
  "redshank.signal.sender_role_number"?: number;
  /** name of the signal, for example SIGKILL */
  "redshank.signal.name"?: string;
  /** worker or guardian of the agent */
  "redshank.signal.target_role"?: string;
  /** worker, guardian, parent, kernel or other */
  "redshank.signal.sender_role"?: string;
}

/** a process shows another name or other arguments than it was started with */
export interface ProcessRetitled extends EventBase {
  "event.action": "process.retitled";
  /** the short name it has now */
  "redshank.title.name"?: string;
  /** the arguments it shows now, joined by blanks */
  "redshank.title.command_line"?: string;
  /** name of the program it runs */
  "redshank.title.name_before"?: string;
  /** true where a process with a program of its own calls itself as the kernel's threads are called */
  "redshank.process.looks_like_kernel_thread"?: boolean;
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
  /** bit 0: below a watched tree; bit 1: a secret; bit 2: a container's, found by name; bit 3: this open made the file; bit 6: a switch of the kernel's */
  "redshank.file.watch_bits"?: number;
  /** absolute path of the file */
  "file.path"?: string;
  /** last part of file.path */
  "file.name"?: string;
  /** why it is watched: tree (writes below a watched folder) secret (also reads) or kernel (a switch of the kernel's, as core_pattern, or its memory) */
  "redshank.file.watch"?: string;
  /** read or write */
  "redshank.file.access"?: string;
  /** io_uring where the act was asked of a ring of io_uring and not of a system call */
  "redshank.via"?: string;
  /** path as the caller wrote it, where the kernel made no file of it; another thread may have changed it since */
  "redshank.file.user_path"?: string;
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
  /** why it is watched: tree (writes below a watched folder) secret (also reads) or kernel (a switch of the kernel's, as core_pattern, or its memory) */
  "redshank.file.watch"?: string;
  /** file, dir, symlink, fifo, socket, block or char */
  "file.type"?: string;
  /** the fanotify bits of all merged changes */
  "redshank.file.mask"?: string;
  /** io_uring where the act was asked of a ring of io_uring and not of a system call */
  "redshank.via"?: string;
  /** where a symbolic link points */
  "file.target_path"?: string;
  /** size after the change */
  "file.size"?: string;
  /** size when it was last looked at */
  "redshank.file.size_before"?: string;
  /** type and permission bits before */
  "redshank.file.mode_before"?: number;
  /** owner after the change */
  "file.uid"?: number;
  /** group after the change */
  "file.gid"?: number;
  /** owner before */
  "redshank.file.uid_before"?: number;
  /** group before */
  "redshank.file.gid_before"?: number;
  /** names the file has; more than one: hard links */
  "redshank.file.links"?: number;
  /** sha256 of the whole content after the change */
  "file.hash.sha256"?: string;
  /** sha256 of the whole content when it was last looked at */
  "redshank.file.hash.before"?: string;
  /** sha256 of the first 16 MiB, of a file that is too large to be read as a whole */
  "redshank.file.hash.head"?: string;
  /** what changed in a small text of the configuration, as a unified diff of at most 4 KiB; never of secrets */
  "redshank.file.diff"?: string;
  /** why this place matters: program, config, web, secret, persistence, or own (watched by a setting) */
  "redshank.file.profile"?: string;
  /** true where a package's own tool wrote it and its content is the one of the package */
  "redshank.file.by_package_manager"?: boolean;
  /** extended attributes and flags that came, went or changed: `+name`, `-name`, `~name` */
  "redshank.file.xattrs"?: string[];
  /** package that the file belongs to, by the host's own package database */
  "package.name"?: string;
  /** its version */
  "package.version"?: string;
  /** packaged (as its package has it), differs, config (a changed configuration file of a package), unpackaged, or unknown (no digest to compare with) */
  "redshank.package.state"?: string;
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
  /** why it is watched: tree (writes below a watched folder) secret (also reads) or kernel (a switch of the kernel's, as core_pattern, or its memory) */
  "redshank.file.watch"?: string;
  /** file, dir, symlink, fifo, socket, block or char */
  "file.type"?: string;
  /** the fanotify bits of all merged changes */
  "redshank.file.mask"?: string;
  /** io_uring where the act was asked of a ring of io_uring and not of a system call */
  "redshank.via"?: string;
  /** size after the change */
  "file.size"?: string;
  /** size when it was last looked at */
  "redshank.file.size_before"?: string;
  /** type and permission bits before */
  "redshank.file.mode_before"?: number;
  /** owner after the change */
  "file.uid"?: number;
  /** group after the change */
  "file.gid"?: number;
  /** owner before */
  "redshank.file.uid_before"?: number;
  /** group before */
  "redshank.file.gid_before"?: number;
  /** names the file has; more than one: hard links */
  "redshank.file.links"?: number;
  /** sha256 of the whole content after the change */
  "file.hash.sha256"?: string;
  /** sha256 of the whole content when it was last looked at */
  "redshank.file.hash.before"?: string;
  /** sha256 of the first 16 MiB, of a file that is too large to be read as a whole */
  "redshank.file.hash.head"?: string;
  /** what changed in a small text of the configuration, as a unified diff of at most 4 KiB; never of secrets */
  "redshank.file.diff"?: string;
  /** why this place matters: program, config, web, secret, persistence, or own (watched by a setting) */
  "redshank.file.profile"?: string;
  /** true where a package's own tool wrote it and its content is the one of the package */
  "redshank.file.by_package_manager"?: boolean;
  /** extended attributes and flags that came, went or changed: `+name`, `-name`, `~name` */
  "redshank.file.xattrs"?: string[];
  /** package that the file belongs to, by the host's own package database */
  "package.name"?: string;
  /** its version */
  "package.version"?: string;
  /** packaged (as its package has it), differs, config (a changed configuration file of a package), unpackaged, or unknown (no digest to compare with) */
  "redshank.package.state"?: string;
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
  /** why it is watched: tree (writes below a watched folder) secret (also reads) or kernel (a switch of the kernel's, as core_pattern, or its memory) */
  "redshank.file.watch"?: string;
  /** file, dir, symlink, fifo, socket, block or char */
  "file.type"?: string;
  /** the fanotify bits of all merged changes */
  "redshank.file.mask"?: string;
  /** io_uring where the act was asked of a ring of io_uring and not of a system call */
  "redshank.via"?: string;
  /** size after the change */
  "file.size"?: string;
  /** size when it was last looked at */
  "redshank.file.size_before"?: string;
  /** type and permission bits before */
  "redshank.file.mode_before"?: number;
  /** owner after the change */
  "file.uid"?: number;
  /** group after the change */
  "file.gid"?: number;
  /** owner before */
  "redshank.file.uid_before"?: number;
  /** group before */
  "redshank.file.gid_before"?: number;
  /** names the file has; more than one: hard links */
  "redshank.file.links"?: number;
  /** sha256 of the whole content after the change */
  "file.hash.sha256"?: string;
  /** sha256 of the whole content when it was last looked at */
  "redshank.file.hash.before"?: string;
  /** sha256 of the first 16 MiB, of a file that is too large to be read as a whole */
  "redshank.file.hash.head"?: string;
  /** what changed in a small text of the configuration, as a unified diff of at most 4 KiB; never of secrets */
  "redshank.file.diff"?: string;
  /** why this place matters: program, config, web, secret, persistence, or own (watched by a setting) */
  "redshank.file.profile"?: string;
  /** true where a package's own tool wrote it and its content is the one of the package */
  "redshank.file.by_package_manager"?: boolean;
  /** extended attributes and flags that came, went or changed: `+name`, `-name`, `~name` */
  "redshank.file.xattrs"?: string[];
  /** package that the file belongs to, by the host's own package database */
  "package.name"?: string;
  /** its version */
  "package.version"?: string;
  /** packaged (as its package has it), differs, config (a changed configuration file of a package), unpackaged, or unknown (no digest to compare with) */
  "redshank.package.state"?: string;
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
  /** why it is watched: tree (writes below a watched folder) secret (also reads) or kernel (a switch of the kernel's, as core_pattern, or its memory) */
  "redshank.file.watch"?: string;
  /** file, dir, symlink, fifo, socket, block or char */
  "file.type"?: string;
  /** the fanotify bits of all merged changes */
  "redshank.file.mask"?: string;
  /** io_uring where the act was asked of a ring of io_uring and not of a system call */
  "redshank.via"?: string;
  /** path before the change; absent where it came from outside the watched trees */
  "redshank.file.old_path"?: string;
  /** where a symbolic link points */
  "file.target_path"?: string;
  /** size after the change */
  "file.size"?: string;
  /** size when it was last looked at */
  "redshank.file.size_before"?: string;
  /** type and permission bits before */
  "redshank.file.mode_before"?: number;
  /** owner after the change */
  "file.uid"?: number;
  /** group after the change */
  "file.gid"?: number;
  /** owner before */
  "redshank.file.uid_before"?: number;
  /** group before */
  "redshank.file.gid_before"?: number;
  /** names the file has; more than one: hard links */
  "redshank.file.links"?: number;
  /** sha256 of the whole content after the change */
  "file.hash.sha256"?: string;
  /** sha256 of the whole content when it was last looked at */
  "redshank.file.hash.before"?: string;
  /** sha256 of the first 16 MiB, of a file that is too large to be read as a whole */
  "redshank.file.hash.head"?: string;
  /** what changed in a small text of the configuration, as a unified diff of at most 4 KiB; never of secrets */
  "redshank.file.diff"?: string;
  /** why this place matters: program, config, web, secret, persistence, or own (watched by a setting) */
  "redshank.file.profile"?: string;
  /** true where a package's own tool wrote it and its content is the one of the package */
  "redshank.file.by_package_manager"?: boolean;
  /** extended attributes and flags that came, went or changed: `+name`, `-name`, `~name` */
  "redshank.file.xattrs"?: string[];
  /** package that the file belongs to, by the host's own package database */
  "package.name"?: string;
  /** its version */
  "package.version"?: string;
  /** packaged (as its package has it), differs, config (a changed configuration file of a package), unpackaged, or unknown (no digest to compare with) */
  "redshank.package.state"?: string;
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
  /** why it is watched: tree (writes below a watched folder) secret (also reads) or kernel (a switch of the kernel's, as core_pattern, or its memory) */
  "redshank.file.watch"?: string;
  /** file, dir, symlink, fifo, socket, block or char */
  "file.type"?: string;
  /** the fanotify bits of all merged changes */
  "redshank.file.mask"?: string;
  /** io_uring where the act was asked of a ring of io_uring and not of a system call */
  "redshank.via"?: string;
  /** size after the change */
  "file.size"?: string;
  /** size when it was last looked at */
  "redshank.file.size_before"?: string;
  /** type and permission bits before */
  "redshank.file.mode_before"?: number;
  /** owner after the change */
  "file.uid"?: number;
  /** group after the change */
  "file.gid"?: number;
  /** owner before */
  "redshank.file.uid_before"?: number;
  /** group before */
  "redshank.file.gid_before"?: number;
  /** names the file has; more than one: hard links */
  "redshank.file.links"?: number;
  /** sha256 of the whole content after the change */
  "file.hash.sha256"?: string;
  /** sha256 of the whole content when it was last looked at */
  "redshank.file.hash.before"?: string;
  /** sha256 of the first 16 MiB, of a file that is too large to be read as a whole */
  "redshank.file.hash.head"?: string;
  /** what changed in a small text of the configuration, as a unified diff of at most 4 KiB; never of secrets */
  "redshank.file.diff"?: string;
  /** why this place matters: program, config, web, secret, persistence, or own (watched by a setting) */
  "redshank.file.profile"?: string;
  /** true where a package's own tool wrote it and its content is the one of the package */
  "redshank.file.by_package_manager"?: boolean;
  /** extended attributes and flags that came, went or changed: `+name`, `-name`, `~name` */
  "redshank.file.xattrs"?: string[];
  /** package that the file belongs to, by the host's own package database */
  "package.name"?: string;
  /** its version */
  "package.version"?: string;
  /** packaged (as its package has it), differs, config (a changed configuration file of a package), unpackaged, or unknown (no digest to compare with) */
  "redshank.package.state"?: string;
}

/** extended attributes or flags (chattr) of a watched file changed */
export interface FileXattr extends EventBase {
  "event.action": "file.xattr";
  /** absolute path of the file */
  "file.path"?: string;
  /** last part of file.path */
  "file.name"?: string;
  /** inode number */
  "file.inode"?: string;
  /** type and permission bits */
  "redshank.file.mode"?: number;
  /** why it is watched: tree (writes below a watched folder) secret (also reads) or kernel (a switch of the kernel's, as core_pattern, or its memory) */
  "redshank.file.watch"?: string;
  /** file, dir, symlink, fifo, socket, block or char */
  "file.type"?: string;
  /** the fanotify bits of all merged changes */
  "redshank.file.mask"?: string;
  /** io_uring where the act was asked of a ring of io_uring and not of a system call */
  "redshank.via"?: string;
  /** size after the change */
  "file.size"?: string;
  /** size when it was last looked at */
  "redshank.file.size_before"?: string;
  /** type and permission bits before */
  "redshank.file.mode_before"?: number;
  /** owner after the change */
  "file.uid"?: number;
  /** group after the change */
  "file.gid"?: number;
  /** owner before */
  "redshank.file.uid_before"?: number;
  /** group before */
  "redshank.file.gid_before"?: number;
  /** names the file has; more than one: hard links */
  "redshank.file.links"?: number;
  /** sha256 of the whole content after the change */
  "file.hash.sha256"?: string;
  /** sha256 of the whole content when it was last looked at */
  "redshank.file.hash.before"?: string;
  /** sha256 of the first 16 MiB, of a file that is too large to be read as a whole */
  "redshank.file.hash.head"?: string;
  /** what changed in a small text of the configuration, as a unified diff of at most 4 KiB; never of secrets */
  "redshank.file.diff"?: string;
  /** why this place matters: program, config, web, secret, persistence, or own (watched by a setting) */
  "redshank.file.profile"?: string;
  /** true where a package's own tool wrote it and its content is the one of the package */
  "redshank.file.by_package_manager"?: boolean;
  /** extended attributes and flags that came, went or changed: `+name`, `-name`, `~name` */
  "redshank.file.xattrs"?: string[];
  /** package that the file belongs to, by the host's own package database */
  "package.name"?: string;
  /** its version */
  "package.version"?: string;
  /** packaged (as its package has it), differs, config (a changed configuration file of a package), unpackaged, or unknown (no digest to compare with) */
  "redshank.package.state"?: string;
}

/** somebody tried to change a name, mode, owner or size in a watched folder, and was refused */
export interface FileAttempt extends EventBase {
  "event.action": "file.attempt";
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** mode, owner or flags given to the call */
  "redshank.file.call_flags"?: number;
  /** bit 0: in another mount namespace; bit 1: file.path is of an open file, not the folder from which the path counts */
  "redshank.file.call_bits"?: number;
  /** absolute path of the file */
  "file.path"?: string;
  /** path as the caller wrote it, where the kernel made no file of it; another thread may have changed it since */
  "redshank.file.user_path"?: string;
  /** folder from which the second path of the call counts */
  "redshank.file.target_base"?: string;
  /** second path of the call (rename, link) as the caller wrote it */
  "redshank.file.target_user_path"?: string;
  /** name of the system call */
  "redshank.syscall.name"?: string;
  /** last part of file.path */
  "file.name"?: string;
  /** where a symbolic link points */
  "file.target_path"?: string;
  /** delete, rename, link, symlink, create, mode, owner, truncate, xattr or flags */
  "redshank.file.operation"?: string;
}

/** a process connected, or tried to, or sent a datagram, or set the address of an UDP socket */
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
  /** address family of the socket: 2 IPv4, 10 IPv6, 17 packet */
  "redshank.network.family"?: number;
  /** protocol of the socket: 6 TCP, 17 UDP */
  "network.iana_number"?: number;
  /** tcp, udp or the protocol's number */
  "network.transport"?: string;
  /** egress where this host began it, ingress where it took it */
  "network.direction"?: string;
  /** true where this host began the connection */
  "redshank.network.initiated"?: boolean;
  /** datagrams sent there since the last event about this process and destination, this one not counted */
  "redshank.network.repeats"?: number;
  /** io_uring where the act was asked of a ring of io_uring and not of a system call */
  "redshank.via"?: string;
  /** name that the process, else another of this host, was given this address for by DNS */
  "destination.domain"?: string;
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
  /** address family of the socket: 2 IPv4, 10 IPv6, 17 packet */
  "redshank.network.family"?: number;
  /** protocol of the socket: 6 TCP, 17 UDP */
  "network.iana_number"?: number;
  /** tcp, udp or the protocol's number */
  "network.transport"?: string;
  /** egress where this host began it, ingress where it took it */
  "network.direction"?: string;
  /** true where this host began the connection */
  "redshank.network.initiated"?: boolean;
  /** datagrams sent there since the last event about this process and destination, this one not counted */
  "redshank.network.repeats"?: number;
  /** io_uring where the act was asked of a ring of io_uring and not of a system call */
  "redshank.via"?: string;
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
  /** address family of the socket: 2 IPv4, 10 IPv6, 17 packet */
  "redshank.network.family"?: number;
  /** protocol of the socket: 6 TCP, 17 UDP */
  "network.iana_number"?: number;
  /** tcp, udp or the protocol's number */
  "network.transport"?: string;
  /** io_uring where the act was asked of a ring of io_uring and not of a system call */
  "redshank.via"?: string;
}

/** a process took an address of this host for a socket; source is that address */
export interface NetBind extends EventBase {
  "event.action": "net.bind";
  /** address the connection comes from */
  "source.ip"?: string;
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** port the connection comes from */
  "source.port"?: number;
  /** address family of the socket: 2 IPv4, 10 IPv6, 17 packet */
  "redshank.network.family"?: number;
  /** protocol of the socket: 6 TCP, 17 UDP */
  "network.iana_number"?: number;
  /** tcp, udp or the protocol's number */
  "network.transport"?: string;
  /** io_uring where the act was asked of a ring of io_uring and not of a system call */
  "redshank.via"?: string;
}

/** a process asked a name server, or was answered; destination is the server */
export interface NetDns extends EventBase {
  "event.action": "net.dns";
  /** address the connection goes to */
  "destination.ip"?: string;
  /** port the connection comes from */
  "source.port"?: number;
  /** port the connection goes to */
  "destination.port"?: number;
  /** address family of the socket: 2 IPv4, 10 IPv6, 17 packet */
  "redshank.network.family"?: number;
  /** protocol of the socket: 6 TCP, 17 UDP */
  "network.iana_number"?: number;
  /** true length of the message */
  "redshank.dns.bytes"?: number;
  /** how much of it was looked at */
  "redshank.dns.copied"?: number;
  /** the message in hexadecimal, only where it could not be read */
  "redshank.dns.packet"?: string;
  /** tcp, udp or the protocol's number */
  "network.transport"?: string;
  /** query or answer */
  "dns.type"?: string;
  /** number by which an answer belongs to its question */
  "dns.id"?: string;
  /** what is asked for: QUERY, or another operation's name or number */
  "dns.op_code"?: string;
  /** name asked for, without the last dot; what is no plain text as \DDD */
  "dns.question.name"?: string;
  /** kind of record asked for: A, AAAA, TXT, … */
  "dns.question.type"?: string;
  /** length of the name asked for */
  "redshank.dns.question.length"?: number;
  /** last two labels of the name asked for */
  "redshank.dns.question.parent"?: string;
  /** NOERROR, NXDOMAIN, … of an answer */
  "dns.response_code"?: string;
  /** list of {name, type, ttl, data} of an answer, at most 32 */
  "dns.answers"?: { [key: string]: unknown }[];
  /** addresses in an answer */
  "dns.resolved_ip"?: string[];
  /** true where the server could not say all, or not all was looked at */
  "redshank.dns.truncated"?: boolean;
}

/** a process made a socket that sees raw packets, or put a filter on one */
export interface NetRaw extends EventBase {
  "event.action": "net.raw";
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** address family of the socket: 2 IPv4, 10 IPv6, 17 packet */
  "redshank.network.family"?: number;
  /** kind of the socket: 2 datagrams, 3 raw */
  "redshank.socket.type"?: number;
  /** IP protocol of a raw socket, Ethernet type of a packet socket (3: all) */
  "redshank.socket.protocol"?: number;
  /** instructions of the filter; 0 for a program of BPF */
  "redshank.socket.filter_length"?: number;
  /** 0 open, 1 filter */
  "redshank.socket.operation_number"?: number;
  /** the filter's first 64 instructions, in hexadecimal */
  "redshank.socket.filter"?: string;
  /** open or filter */
  "redshank.socket.operation"?: string;
  /** packet (all frames of an interface) or raw (packets of one IP protocol) */
  "redshank.socket.kind"?: string;
  /** io_uring where the act was asked of a ring of io_uring and not of a system call */
  "redshank.via"?: string;
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

/** a web server answered a request, by its access log; user.name is who logged in to it */
export interface LogWeb extends EventBase {
  "event.action": "log.web";
  /** the log line as written, without its time and host */
  "message"?: string;
  /** file or journal the line came from */
  "log.file.path"?: string;
  /** program that wrote the line, by its own word */
  "log.syslog.appname"?: string;
  /** address the connection comes from */
  "source.ip"?: string;
  /** what the client asked for, path and query, not decoded */
  "url.original"?: string;
  /** the part before the question mark, not decoded */
  "url.path"?: string;
  /** the part behind the question mark, not decoded */
  "url.query"?: string;
  /** virtual host that answered, where the log names it */
  "url.domain"?: string;
  /** GET, POST, …; absent where the request was none of HTTP */
  "http.request.method"?: string;
  /** page the client says it came from */
  "http.request.referrer"?: string;
  /** status of the answer */
  "http.response.status_code"?: number;
  /** length of the answer's body */
  "http.response.body.bytes"?: string;
  /** program of the client, by its own word */
  "user_agent.original"?: string;
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

/** a program or map for the kernel's own machine (BPF) was made, attached, taken off or taken hold of, or somebody tried */
export interface KernelBpf extends EventBase {
  "event.action": "kernel.bpf";
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** number of the command */
  "redshank.bpf.command"?: number;
  /** number of the program's type, or of the map's */
  "redshank.bpf.type"?: number;
  /** the kernel's number of the program, map or link; 0 where nothing was made */
  "redshank.bpf.id"?: number;
  /** where it is to be attached, as a number; from the caller's memory */
  "redshank.bpf.attach_type"?: number;
  /** name of the program or map, or the path of a pin */
  "redshank.bpf.name"?: string;
  /** load_program, create_map, pin, open_pin, attach, detach, attach_link, change_link, detach_link, open_program, open_map or open_link */
  "redshank.bpf.operation"?: string;
  /** kind of program in a word: tracing, kprobe, xdp, lsm, …; absent for maps */
  "redshank.bpf.type_name"?: string;
  /** name of the system call */
  "redshank.syscall.name"?: string;
}

/** a process took hold of another one, or wrote into its memory, or tried */
export interface KernelPtrace extends EventBase {
  "event.action": "kernel.ptrace";
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** first argument of the system call */
  "redshank.syscall.a0"?: string;
  /** second argument of the system call */
  "redshank.syscall.a1"?: string;
  /** third argument of the system call */
  "redshank.syscall.a2"?: string;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** process that the act is aimed at, in the host's own pid namespace; 0 where the kernel side could not tell */
  "redshank.target.pid"?: number;
  /** the same process as the agent's own pid namespace counts it, 0 where unknown */
  "redshank.target.scope_pid"?: number;
  /** the same pokes at the same target since the last one told, which were not told: one a second is */
  "redshank.ptrace.repeats"?: number;
  /** flags of the open where /proc/PID/mem was opened */
  "redshank.ptrace.open_flags"?: number;
  /** absolute path of the file */
  "file.path"?: string;
  /** attach, seize, traceme (is to be traced by its parent), poke, set_registers, write_memory (process_vm_writev), open_memory (/proc/PID/mem) */
  "redshank.ptrace.operation"?: string;
  /** read or write: what /proc/PID/mem was opened for */
  "redshank.ptrace.access"?: string;
  /** name of the system call */
  "redshank.syscall.name"?: string;
  /** program of the process that the act is aimed at */
  "redshank.target.executable"?: string;
  /** last part of redshank.target.executable */
  "redshank.target.name"?: string;
  /** identity of the process that the act is aimed at */
  "redshank.target.entity_id"?: string;
  /** effective user of the process that the act is aimed at */
  "redshank.target.user.id"?: number;
  /** self, child, descendant, parent or other: how the target is related to the one who acts */
  "redshank.target.relation"?: string;
}

/** a file was made that exists in memory only, or somebody tried */
export interface KernelMemfd extends EventBase {
  "event.action": "kernel.memfd";
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** flags of the call */
  "redshank.memfd.flags"?: number;
  /** name given to it; nobody can find it by that */
  "redshank.memfd.name"?: string;
  /** name of the system call */
  "redshank.syscall.name"?: string;
}

/** something was mounted, moved or taken off, or a process's root was moved, or somebody tried */
export interface KernelMount extends EventBase {
  "event.action": "kernel.mount";
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** flags of the call */
  "redshank.mount.flags"?: string;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** what was mounted: a device, a folder or a word; of pivot_root where the old root goes */
  "redshank.mount.source"?: string;
  /** where to, or the new root, as the caller gave it */
  "redshank.mount.target"?: string;
  /** kind of file system */
  "redshank.mount.filesystem"?: string;
  /** where it lies now, or the new root, as the kernel resolved it; of move_mount, fsmount, open_tree and chroot only */
  "redshank.mount.path"?: string;
  /** mount, remount, bind, move, propagation, unmount, pivot_root, chroot, attach (move_mount), make (fsmount) or clone (open_tree) */
  "redshank.mount.operation"?: string;
  /** name of the system call */
  "redshank.syscall.name"?: string;
}

/** a process left or entered namespaces, or was born into new ones; redshank.namespace.* is where it is now */
export interface KernelNamespace extends EventBase {
  "event.action": "kernel.namespace";
  /** what the system call returned: 0 or more on success, -errno on failure */
  "redshank.result"?: string;
  /** number of the system call in its table */
  "redshank.syscall.number"?: number;
  /** namespaces asked for, or those that a new process does not share with its maker, as the bits CLONE_NEW… */
  "redshank.namespace.flags"?: number;
  /** inode number of the process's network namespace */
  "redshank.namespace.network"?: number;
  /** inode number of the process's user namespace */
  "redshank.namespace.user"?: number;
  /** 1 where it is in the agent's own mount namespace now */
  "redshank.namespace.home"?: number;
  /** unshare, enter (setns) or born */
  "redshank.namespace.operation"?: string;
  /** mount, uts, ipc, user, pid, net, cgroup, time: what the flags say */
  "redshank.namespace.kinds"?: string[];
  /** its mount namespace before, where that was known */
  "redshank.namespace.previous_mount"?: number;
  /** true where it came from another mount namespace into the agent's own: out of a container */
  "redshank.namespace.entered_host"?: boolean;
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

/** a program made a ring of io_uring, or used one for what a system call would do: its first use of each operation, operations on names each time */
export interface KernelIoUring extends EventBase {
  "event.action": "kernel.io_uring";
  /** number of the operation; 255 for the ring itself */
  "redshank.io_uring.opcode"?: number;
  /** set-up flags of the ring; bit 1: a thread of the kernel takes its entries */
  "redshank.io_uring.flags"?: number;
  /** entries asked for */
  "redshank.io_uring.entries"?: number;
  /** name the operation acts on, as given, in the kernel's own copy */
  "redshank.io_uring.name"?: string;
  /** the other name of renameat, linkat and symlinkat: where it was, or what is pointed to */
  "redshank.io_uring.other_name"?: string;
  /** folder a relative name counts from */
  "redshank.io_uring.folder"?: string;
  /** folder a relative other name counts from */
  "redshank.io_uring.other_folder"?: string;
  /** setup, openat, connect, unlinkat, … */
  "redshank.io_uring.operation"?: string;
  /** absolute path of the file */
  "file.path"?: string;
  /** path before the change; absent where it came from outside the watched trees */
  "redshank.file.old_path"?: string;
  /** io_uring where the act was asked of a ring of io_uring and not of a system call */
  "redshank.via"?: string;
}

/** something about this host that was so when it was looked at, whenever it became so */
export interface HostState extends EventBase {
  "event.action": "host.state";
  /** the check that found it: processes, connections, listening, startup, preload, modules, hidden, programs, setuid, logs, keys, accounts, web, summary */
  "redshank.sweep.check"?: string;
  /** what is particular about it, each a word: deleted, memory, temporary, hidden_name, kernel_name, ... */
  "redshank.sweep.traits"?: string[];
  /** what @timestamp is: start (of the process), changed or written (times of the file), log, or now where nothing tells */
  "redshank.sweep.time_from"?: string;
  /** further facts, by name */
  "redshank.sweep.facts"?: { [key: string]: unknown }[];
  /** module named by an unload, or the file's name without its ending */
  "redshank.module.name"?: string;
  /** absolute path of the file */
  "file.path"?: string;
  /** last part of file.path */
  "file.name"?: string;
  /** inode number */
  "file.inode"?: string;
  /** type and permission bits */
  "redshank.file.mode"?: number;
  /** file, dir, symlink, fifo, socket, block or char */
  "file.type"?: string;
  /** where a symbolic link points */
  "file.target_path"?: string;
  /** address the connection comes from */
  "source.ip"?: string;
  /** port the connection comes from */
  "source.port"?: number;
  /** address the connection goes to */
  "destination.ip"?: string;
  /** port the connection goes to */
  "destination.port"?: number;
  /** tcp, udp or the protocol's number */
  "network.transport"?: string;
  /** size of the file */
  "file.size"?: string;
  /** owner of the file */
  "file.uid"?: number;
  /** sha256 of the whole content */
  "file.hash.sha256"?: string;
  /** package that the file belongs to, by the host's own package database */
  "package.name"?: string;
  /** its version */
  "package.version"?: string;
  /** packaged (as its package has it), differs, config (a changed configuration file of a package), unpackaged, or unknown (no digest to compare with) */
  "redshank.package.state"?: string;
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
  /** how often the agent's canary comes; 0: it has none */
  "redshank.heartbeat.canary_s"?: number;
  /** list of {class, seen, delivered, throttled, dropped_ring, dropped_spool, corrupt, in_flight, remainder}: what the kernel side saw by spool class, and what became of it */
  "redshank.heartbeat.ledger"?: { [key: string]: unknown }[];
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
  /** ring_full, sequence_gap, corrupt_record, queue_overflow, unresolved, backlog, rate, restart, spool_full, corrupt_segment, disk_error, poison or other_version (records of an agent of another version, which nobody can read) */
  "redshank.loss.reason"?: string;
  /** urgent or bulk ring, fanotify, the log source, spool, or server */
  "redshank.loss.where"?: string;
  /** event type that was lost, where it is known */
  "redshank.loss.type"?: string;
  /** how long nothing was seen before this word, where that is known */
  "redshank.loss.blind_ns"?: string;
}

/** more came from one process or user than is told, and this is how much was held back */
export interface AgentThrottled extends EventBase {
  "event.action": "agent.throttled";
  /** records held back since the last word about it */
  "redshank.throttled.count"?: string;
  /** number of their event type */
  "redshank.throttled.type_number"?: number;
  /** which limit: 1 of the process, 2 of the user in its control group */
  "redshank.throttled.by_number"?: number;
  /** event type that was held back */
  "redshank.throttled.type"?: string;
  /** process or user: whose limit was reached; absent for a rest that no longer tells whose it was */
  "redshank.throttled.by"?: string;
  /** records of this type held back since the programs were loaded, where the agent tells a rest */
  "redshank.throttled.total"?: string;
}

/** the agent caused something itself, and what of it came back through the sensor */
export interface AgentCanary extends EventBase {
  "event.action": "agent.canary";
  /** chance word of this canary, in its arguments */
  "redshank.canary.nonce"?: string;
  /** what came back: process.exec, file, net.connect, kernel.credentials */
  "redshank.canary.seen"?: string[];
  /** what did not come back in time */
  "redshank.canary.missing"?: string[];
  /** until all of it had come back */
  "redshank.canary.latency_ns"?: string;
}

/** somebody or something interfered with the agent */
export interface AgentTamper extends EventBase {
  "event.action": "agent.tamper";
  /** killed, frozen, exited, crash_loop, detached, map_changed, config_changed, blind (its canary did not come back), silent (seen by the server), or copied (one key in two places) */
  "redshank.tamper.what"?: string;
  /** what is known about it, in words: signal, exit status, how long nothing was seen */
  "redshank.tamper.detail"?: string;
  /** how long nothing was seen */
  "redshank.tamper.blind_ns"?: string;
}

export type AnyEvent =
  | ProcessExec
  | ProcessExecFailed
  | ProcessFork
  | ProcessExit
  | ProcessSignal
  | ProcessRetitled
  | FileOpen
  | FileCreate
  | FileModify
  | FileDelete
  | FileRename
  | FileAttrib
  | FileXattr
  | FileAttempt
  | NetConnect
  | NetAccept
  | NetListen
  | NetBind
  | NetDns
  | NetRaw
  | SessionLogin
  | SessionLoginFailed
  | SessionLogout
  | SessionTty
  | SessionWinsize
  | LogLine
  | LogWeb
  | KernelModule
  | KernelBpf
  | KernelPtrace
  | KernelMemfd
  | KernelMount
  | KernelNamespace
  | KernelCredentials
  | KernelIoUring
  | HostState
  | AgentHeartbeat
  | AgentLoss
  | AgentThrottled
  | AgentCanary
  | AgentTamper;
