"""What the agent says about itself. A hole in the record is part of the record."""

from redshank.events.field import EventType, Field

TYPES = (
    EventType(112, "agent.heartbeat", "the agent is alive, and this is how it is", (
        Field("redshank.heartbeat.state", "str:16", "started, running, or stopping: the last word before a clean end"),
        Field("redshank.heartbeat.interval_s", "u32", "when the next one is due", unit="s"),
        Field("redshank.heartbeat.sources", "json", "list of {name, state, detail, counters}: every source and how it is (ok, degraded, off)"),
        Field("redshank.heartbeat.spool", "json", "{bytes, blocks, events, dropped}: what waits on disk, and events dropped per class"),
        Field("redshank.heartbeat.memory_bytes", "u64", "resident memory of the agent's worker", unit="bytes"),
        Field("redshank.heartbeat.canary_s", "u32", "how often the agent's canary comes; 0: it has none", unit="s"),
        Field("redshank.heartbeat.ledger", "json", "list of {class, seen, delivered, throttled, dropped_ring, dropped_spool, corrupt, in_flight, remainder}: what the kernel side saw by spool class, and what became of it"),
        Field("agent.version", "str:32", "version of the agent"),
        Field("host.os.kernel", "str:128", "release of the running kernel"),
        Field("host.os.name", "str:128", "name and version of the distribution"),
    ), spool_class=0, ocsf_class=6002, ocsf_activity=99),
    EventType(113, "agent.loss", "events were lost, and this is how many and why", (
        Field("redshank.loss.count", "u64", "events lost since the last word about it; absent where nobody can say (an overflow of fanotify's queue)", unit="events"),
        Field("redshank.loss.total", "u64", "events of this kind and reason lost since the agent started", unit="events"),
        Field("redshank.loss.reason", "str:32", "ring_full, sequence_gap, corrupt_record, queue_overflow, unresolved, backlog, rate, restart, spool_full, corrupt_segment, disk_error, poison or other_version (records of an agent of another version, which nobody can read)"),
        Field("redshank.loss.where", "str:32", "urgent or bulk ring, fanotify, the log source, spool, or server"),
        Field("redshank.loss.type", "str:32", "event type that was lost, where it is known"),
        Field("redshank.loss.blind_ns", "u64", "how long nothing was seen before this word, where that is known", unit="ns"),
    ), spool_class=0, ocsf_class=6002, ocsf_activity=99),
    EventType(114, "agent.throttled", "more came from one process or user than is told, and this is how much was held back", (
        Field("redshank.throttled.count", "u64", "records held back since the last word about it", unit="events", origin="kernel"),
        Field("redshank.throttled.type_number", "u32", "number of their event type", origin="kernel"),
        Field("redshank.throttled.by_number", "u32", "which limit: 1 of the process, 2 of the user in its control group", origin="kernel"),
        Field("redshank.throttled.type", "str:32", "event type that was held back"),
        Field("redshank.throttled.by", "str:16", "process or user: whose limit was reached; absent for a rest that no longer tells whose it was"),
        Field("redshank.throttled.total", "u64", "records of this type held back since the programs were loaded, where the agent tells a rest", unit="events"),
    ), ring="urgent", spool_class=0, ocsf_class=6002, ocsf_activity=99),
    EventType(115, "agent.canary", "the agent caused something itself, and what of it came back through the sensor", (
        Field("redshank.canary.nonce", "str:64", "chance word of this canary, in its arguments"),
        Field("redshank.canary.seen", "list", "what came back: process.exec, file, net.connect, kernel.credentials"),
        Field("redshank.canary.missing", "list", "what did not come back in time"),
        Field("redshank.canary.latency_ns", "u64", "until all of it had come back", unit="ns"),
    ), spool_class=0, ocsf_class=6002, ocsf_activity=99),
    EventType(116, "agent.tamper", "somebody or something interfered with the agent", (
        Field("redshank.tamper.what", "str:32", "killed, frozen, exited, crash_loop, detached, map_changed, config_changed, blind (its canary did not come back), silent (seen by the server), or copied (one key in two places)"),
        Field("redshank.tamper.detail", "text", "what is known about it, in words: signal, exit status, how long nothing was seen"),
        Field("redshank.tamper.blind_ns", "u64", "how long nothing was seen", unit="ns"),
    ), spool_class=0, ocsf_class=6002, ocsf_activity=99),
)

RESERVED = {
    97: "host.config", 98: "host.inventory", 117: "agent.action", 128: "cloud.trail", 129: "k8s.audit",
}
"""Numbers given to types that are not built yet, so that nothing else takes them."""
