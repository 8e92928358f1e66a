"""The two words of the event table: `Field` and `EventType`.

Everything else about events (C header, decoder, store columns, TypeScript, reference page, name look-up, test
builders) is generated from the declarations in `redshank.events.fields`; docs/decisions/0002 has the reasons.
"""

from dataclasses import dataclass
from typing import Literal

Origin = Literal["kernel", "agent", "ingest"]
"""Who may set a field: the kernel side, the agent's user side, or the server when it takes an event in."""

Encoding = Literal["", "path", "argv", "hex", "octets"]
"""Form of a string in a kernel record: plain bytes, path components leaf to root, NUL-separated arguments, bytes that are no
text, or octets: any bytes, each of which is one character up to U+00FF until the agent has made text of them."""

SCALAR_KINDS = {"u8": "B", "u16": "H", "u32": "I", "u64": "Q", "i32": "i", "i64": "q"}
"""Fixed-size kinds and their `struct` codes (little-endian, as on every machine the sensor runs on)."""

OTHER_KINDS = ("time", "bool", "ip", "text", "list", "json")
"""time: nanoseconds since 1970 UTC. ip: address text; 16 bytes, IPv4 mapped into IPv6, in a kernel record.
text: string of at most 32 KiB. list: strings. json: structured value. `str:N` is a string of at most N bytes."""


@dataclass(frozen=True, slots=True)
class Field:
    """One fact an event can carry; `name` is the ECS spelling, or `redshank.…` where ECS has none.

    unit: mandatory for sizes and durations. sigma: the names Sigma rules use. ocsf: path used on export.
    Fields are only ever appended to a type; one that goes out of use gets `deprecated_since`.
    """

    name: str
    kind: str
    doc: str
    unit: str = ""
    sigma: tuple[str, ...] = ()
    ocsf: str = ""
    origin: Origin = "agent"
    encoding: Encoding = ""
    deprecated_since: str = ""

    @property
    def attribute(self) -> str:
        """The name of this field on a Python `Event`: `process.executable` is `event.process_executable`."""
        return self.name.removeprefix("redshank.").removeprefix("@").replace(".", "_")

    @property
    def bound(self) -> int:
        """Most bytes a string value may have; 0 for kinds that are not strings."""
        if self.kind.startswith("str:"):
            return int(self.kind[4:])
        return 32_768 if self.kind in ("text", "list", "json") else 0

    @property
    def is_tail(self) -> bool:
        """True where the value follows the fixed part of a kernel record, with its length before it."""
        return self.kind not in SCALAR_KINDS and self.kind != "ip"


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event: a number that is never reused, a name, and the fields it adds to the common ones.

    fields: in the order of the kernel record (those with origin kernel) and of the reference page.
    ring: which kernel ring its records take, or "" where it does not come from the kernel.
    spool_class: 0 (never dropped) to 3 (dropped first when a disk is full). ocsf_class and ocsf_activity: used on export.
    """

    number: int
    name: str
    doc: str
    fields: tuple[Field, ...] = ()
    ring: Literal["urgent", "bulk", "terminal", ""] = ""
    spool_class: int = 1
    ocsf_class: int = 0
    ocsf_activity: int = 0

    @property
    def class_name(self) -> str:
        """The Python and TypeScript class of this type: `process.exec` is `ProcessExec`."""
        return "".join(part.capitalize() for part in self.name.replace("_", ".").split("."))

    @property
    def identifier(self) -> str:
        """This type in C and in Python function names: `process.exec` is `process_exec`."""
        return self.name.replace(".", "_")
