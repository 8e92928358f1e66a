"""What the agent says about itself. A hole in the record is part of the record."""

from redshank.events.field import EventType, Field

TYPES = (
    EventType(112, "agent.heartbeat", "the agent is alive, and this is how it is", (
        Field("redshank.heartbeat.state", "str:16", "started, running, or stopping: the last word before a clean end"),
        Field("redshank.heartbeat.interval_s", "u32", "when the next one is due", unit="s"),
        Field("redshank.heartbeat.sources", "json", "list of {name, state, detail, counters}: every source and how it is (ok, degraded, off)"),
        Field("redshank.heartbeat.spool", "json", "{bytes, blocks, events, dropped}: what waits on disk, and events dropped per class"),
        Field("redshank.heartbeat.memory_bytes", "u64", "resident memory of the agent's worker", unit="bytes"),
        Field("agent.version", "str:32", "version of the agent"),
        Field("host.os.kernel", "str:128", "release of the running kernel"),
        Field("host.os.name", "str:128", "name and version of the distribution"),
    ), spool_class=0, ocsf_class=6002, ocsf_activity=99),
    EventType(113, "agent.loss", "events were lost, and this is how many and why", (
        Field("redshank.loss.count", "u64", "events lost since the last word about it; absent where nobody can say (an overflow of fanotify's queue)", unit="events"),
        Field("redshank.loss.total", "u64", "events of this kind and reason lost since the agent started", unit="events"),
        Field("redshank.loss.reason", "str:32", "ring_full, sequence_gap, corrupt_record, queue_overflow, unresolved, backlog, restart, spool_full, corrupt_segment, disk_error or poison"),
        Field("redshank.loss.where", "str:32", "urgent or bulk ring, fanotify, the log source, spool, or server"),
        Field("redshank.loss.type", "str:32", "event type that was lost, where it is known"),
        Field("redshank.loss.blind_ns", "u64", "how long nothing was seen before this word, where that is known", unit="ns"),
    ), spool_class=0, ocsf_class=6002, ocsf_activity=99),
    EventType(116, "agent.tamper", "somebody or something interfered with the agent", (
        Field("redshank.tamper.what", "str:32", "killed, frozen, exited, crash_loop, silent (seen by the server), or copied (one key in two places)"),
        Field("redshank.tamper.detail", "text", "what is known about it, in words: signal, exit status, how long nothing was seen"),
        Field("redshank.tamper.blind_ns", "u64", "how long nothing was seen", unit="ns"),
    ), spool_class=0, ocsf_class=6002, ocsf_activity=99),
)

RESERVED = {
    2: "process.exec_failed", 5: "process.signal", 35: "net.bind", 36: "net.dns",
    51: "session.tty", 52: "session.winsize", 81: "kernel.bpf", 82: "kernel.ptrace", 83: "kernel.memfd",
    84: "kernel.mount", 85: "kernel.namespace", 87: "kernel.io_uring", 96: "host.state", 97: "host.config",
    98: "host.inventory", 114: "agent.throttled", 115: "agent.canary", 117: "agent.action", 128: "cloud.trail", 129: "k8s.audit",
}
"""Numbers given to types that are not built yet, so that nothing else takes them."""
