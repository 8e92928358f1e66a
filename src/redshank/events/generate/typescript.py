"""Events as the console sees them: JSON with dotted keys, u64 as text because JavaScript loses integers over 2^53."""

from redshank.events.field import Field
from redshank.events.table import COMMON, TYPES, own_fields

TYPESCRIPT = {"bool": "boolean", "list": "string[]", "json": "{ [key: string]: unknown }[]"}
TYPESCRIPT |= dict.fromkeys(("u8", "u16", "u32", "i32"), "number")


def render() -> str:
    """The text of events.ts."""
    lines = ["// Generated from the event table by `make generate`. Do not edit.", ""]
    lines += ["export interface EventBase {", *(_member(f) for f in COMMON), "}"]
    for event_type in TYPES:
        lines += ["", f"/** {event_type.doc} */", f"export interface {event_type.class_name} extends EventBase {{"]
        lines += [f'  "event.action": "{event_type.name}";', *(_member(f) for f in own_fields(event_type)), "}"]
    union = "\n".join(f"  | {t.class_name}" for t in TYPES)
    return "\n".join(lines) + f"\n\nexport type AnyEvent =\n{union};\n"


def _member(field: Field) -> str:
    optional = "" if field.name == "@timestamp" else "?"
    return f'  /** {field.doc} */\n  "{field.name}"{optional}: {TYPESCRIPT.get(field.kind, "string")};'
