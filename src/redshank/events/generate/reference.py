"""The reference page of event types and fields."""

from redshank.events.field import Field
from redshank.events.table import COMMON, RESERVED, TYPES, own_fields


def render() -> str:
    """The text of docs/reference/events.md."""
    lines = [
        "<!-- Generated from the event table by `make generate`. Do not edit. -->",
        "# Events and fields",
        "",
        "Names are ECS where ECS has one, else `redshank.…`. Rules may use the Sigma name. In JSON a `u64` and an `i64` is",
        "text, a `time` is RFC 3339 in UTC, and a field that is not known is absent.",
        "",
        "## Every event",
        "",
        *_table(COMMON),
    ]
    for event_type in TYPES:
        lines += ["", f"## {event_type.name}", "", f"Number {event_type.number}: {event_type.doc}. {_origin(event_type.ring)}", ""]
        own = own_fields(event_type)
        lines += _table(own) if own else ["No fields beside the common ones."]
    reserved = ", ".join(f"{number} `{name}`" for number, name in sorted(RESERVED.items()))
    lines += ["", "## Reserved", "", f"Numbers and names given to types that are not built yet: {reserved}."]
    return "\n".join(lines) + "\n"


def _origin(ring: str) -> str:
    return f"From the kernel, by the {ring} ring." if ring else "Made by the agent."


def _table(fields: tuple[Field, ...]) -> list[str]:
    rows = ["| field | kind | Sigma | meaning |", "|---|---|---|---|"]
    for field in fields:
        unit = f" ({field.unit})" if field.unit else ""
        gone = f" Not used since {field.deprecated_since}." if field.deprecated_since else ""
        doc = field.doc.replace("|", "+")  # a bar would end the cell
        rows.append(f"| `{field.name}` | {field.kind}{unit} | {', '.join(field.sigma)} | {doc}.{gone} |")
    return rows
