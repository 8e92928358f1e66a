"""Parts of the product that acts wait for and that are not built yet. An act of such a part is done and reported, not judged.

To switch acts on: take the part's line out. Empty once everything is built.
"""

NOT_BUILT: dict[str, str] = {
    "failed execs": "process.exec_failed is not in the event table",
    "refused changes": "file.attempt is not in the event table",
    "raw sockets": "net.raw is not in the event table",
    "signals": "process.signal is not in the event table",
    "scripts": "process.exec does not name the script yet",
    "environment": "process.exec does not keep LD_* yet",
    "look-alikes": "process.exec does not flag what looks like a kernel thread yet",
    "rewritten arguments": "process.retitled is not in the event table",
    "fed interpreters": "process.exec does not flag an interpreter that reads a program from its standard input yet",
    "ptrace": "kernel.ptrace is not in the event table",
    "memfd": "kernel.memfd is not in the event table",
    "bpf": "kernel.bpf is not in the event table",
    "namespaces": "kernel.namespace is not in the event table",
    "mounts": "kernel.mount is not in the event table",
    "io_uring": "kernel.io_uring is not in the event table",
    "binds": "net.bind is not in the event table",
    "DNS": "net.dns is not in the event table",
    "UDP": "messages without a connect are not told yet",
    "socketcall": "32-bit socketcall is not told yet",
    "extended attributes": "file.xattr is not in the event table",
    "refused opens": "an open that fails tells nothing yet",
    "hashes": "events carry no hash yet",
    "containers' files": "deletes and renames in mount namespaces of others are not told yet",
    "container ids": "container.id is not set yet",
    "web logs": "log.web is not in the event table",
    "terminals": "session.tty is not in the event table",
    "window sizes": "session.winsize is not in the event table",
    "throttling": "agent.throttled is not in the event table",
}
