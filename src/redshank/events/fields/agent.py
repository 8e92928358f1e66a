"""What the agent says about itself. A hole in the record is part of the record."""

from redshank.events.field import EventType, Field

TYPES = (
    EventType(113, "agent.loss", "events were lost, and this is how many and why", (
        Field("redshank.loss.count", "u64", "events lost since the last word about it; absent where nobody can say (an overflow of fanotify's queue)", unit="events"),
        Field("redshank.loss.total", "u64", "events of this kind and reason lost since the agent started", unit="events"),
        Field("redshank.loss.reason", "str:32", "ring_full, sequence_gap, corrupt_record, queue_overflow, unresolved or backlog"),
        Field("redshank.loss.where", "str:32", "urgent or bulk ring, fanotify, or the log source"),
        Field("redshank.loss.type", "str:32", "event type that was lost, where it is known"),
    ), spool_class=0, ocsf_class=6002, ocsf_activity=99),
)

RESERVED = {
    2: "process.exec_failed", 5: "process.signal", 22: "file.xattr", 35: "net.bind", 36: "net.dns",
    51: "session.tty", 52: "session.winsize", 81: "kernel.bpf", 82: "kernel.ptrace", 83: "kernel.memfd",
    84: "kernel.mount", 85: "kernel.namespace", 87: "kernel.io_uring", 96: "host.state", 97: "host.config",
    98: "host.inventory", 112: "agent.heartbeat", 114: "agent.throttled", 115: "agent.canary", 116: "agent.tamper",
    117: "agent.action", 128: "cloud.trail", 129: "k8s.audit",
}
"""Numbers given to types that are not built yet, so that nothing else takes them."""
