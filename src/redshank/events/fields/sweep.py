"""What a host was like when we came: facts of its state, each with the time its own evidence gives."""

from redshank.events.field import EventType, Field
from redshank.events.fields.file import INODE, MODE, NAME, PACKAGE, PATH, TARGET, TYPE
from redshank.events.fields.kernel import MODULE_NAME
from redshank.events.fields.network import DESTINATION_IP, DESTINATION_PORT, SOURCE_IP, SOURCE_PORT, TRANSPORT

_OBJECT = (PATH, NAME, INODE, MODE, TYPE, TARGET, SOURCE_IP, SOURCE_PORT, DESTINATION_IP, DESTINATION_PORT, TRANSPORT)

TYPES = (
    EventType(96, "host.state", "something about this host that was so when it was looked at, whenever it became so", (
        Field("redshank.sweep.check", "str:32", "the check that found it: processes, connections, listening, startup, preload, modules, hidden, programs, setuid, logs, keys, accounts, web, summary"),
        Field("redshank.sweep.traits", "list", "what is particular about it, each a word: deleted, memory, temporary, hidden_name, kernel_name, ..."),
        Field("redshank.sweep.time_from", "str:16", "what @timestamp is: start (of the process), changed or written (times of the file), log, or now where nothing tells"),
        Field("redshank.sweep.facts", "json", "further facts, by name"),
        MODULE_NAME,
        *_OBJECT,
        Field("file.size", "u64", "size of the file", unit="bytes", ocsf="file.size"),
        Field("file.uid", "u32", "owner of the file", ocsf="file.owner.uid"),
        Field("file.hash.sha256", "str:64", "sha256 of the whole content", ocsf="file.hashes"),
        *PACKAGE,
    ), spool_class=1, ocsf_class=5001, ocsf_activity=2),
)
