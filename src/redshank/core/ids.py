"""Identities, each a type of its own, so that one kind is never taken for another."""

from hashlib import blake2b
from typing import NewType

HostId = NewType("HostId", str)
EntityId = NewType("EntityId", str)
RuleId = NewType("RuleId", str)
AlertId = NewType("AlertId", str)

ENTITY_ID_BYTES = 16


def entity_id(host: str, boot: str, start_ns: int, pid: int) -> EntityId:
    """The identity of a process over pid reuse: 32 hex digits, the same wherever it is worked out.

    host: id or name of the machine. boot: the kernel's boot id. start_ns: on the boot clock, which no one can set.
    pid: the host's own. A length stands before each text, so that no two sets of parts give the same bytes.
    """
    parts = [part.encode("utf-8", "surrogateescape") for part in (host, boot)]
    head = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return EntityId(blake2b(head + b"%d %d" % (start_ns, pid), digest_size=ENTITY_ID_BYTES).hexdigest())
