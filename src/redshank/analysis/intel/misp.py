"""MISP events and feeds as JSON: attributes marked for detection, of events and of their objects."""

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from redshank.analysis.intel.json_objects import decoded, document, pieces
from redshank.analysis.intel.reading import Found, Shape, Tally, read_word

_PARTS = {
    "ip-src": (0,), "ip-dst": (0,), "ip-src|port": (0,), "ip-dst|port": (0,), "domain": (0,), "hostname": (0,), "hostname|port": (0,),
    "domain|ip": (0, 1), "url": (0,), "uri": (0,), "md5": (0,), "sha1": (0,), "sha256": (0,),
    "filename|md5": (1,), "filename|sha1": (1,), "filename|sha256": (1,), "malware-sample": (1,),
}  # fmt: skip
"""Type of an attribute and which of the parts between its bars are indicators."""


class Attribute(msgspec.Struct):
    """What of an attribute is looked at."""

    type: str = ""
    value: str = ""
    to_ids: bool = False
    deleted: bool = False


class Event(msgspec.Struct):
    """An event; its parts are decoded one by one."""

    Attribute: msgspec.Raw = msgspec.Raw()
    Object: msgspec.Raw = msgspec.Raw()


class Group(msgspec.Struct):
    """An object of an event."""

    Attribute: msgspec.Raw = msgspec.Raw()
    deleted: bool = False


class Wrapped(msgspec.Struct):
    """An event as MISP hands it out."""

    Event: msgspec.Raw = msgspec.Raw()


def read_misp(file: BinaryIO, tally: Tally, shape: Shape) -> Iterator[Found]:
    """The indicators of an event, of a list of events, or of an answer to a search for events or attributes."""
    found = document(file, tally)
    if isinstance(found, dict) and "response" in found:
        found = decoded(found["response"], dict[str, msgspec.Raw] | list[msgspec.Raw], "response", tally)
    if isinstance(found, dict) and "Event" in found:
        yield from _event(found["Event"], "Event", tally)
    elif isinstance(found, dict) and ("Attribute" in found or "Object" in found):
        nothing = msgspec.Raw()
        yield from _parts(Event(found.get("Attribute", nothing), found.get("Object", nothing)), "", tally)
    elif isinstance(found, list):
        for at, raw in enumerate(found):
            wrapped = decoded(raw, Wrapped, f"[{at}]", tally)
            if wrapped is not None:
                yield from _event(wrapped.Event if bytes(wrapped.Event) else raw, f"[{at}]", tally)
    elif found is not None:
        tally.refuse("document", "not_understood", "no event of MISP")


def _event(raw: msgspec.Raw, where: str, tally: Tally) -> Iterator[Found]:
    event = decoded(raw, Event, where, tally)
    if event is not None:
        yield from _parts(event, f"{where}.", tally)


def _parts(event: Event, where: str, tally: Tally) -> Iterator[Found]:
    yield from _attributes(event.Attribute, f"{where}Attribute", tally)
    for inner, raw in pieces(event.Object, f"{where}Object", tally):
        group = decoded(raw, Group, inner, tally)
        if group is not None and not group.deleted:
            yield from _attributes(group.Attribute, f"{inner}.Attribute", tally)


def _attributes(raw: msgspec.Raw, where: str, tally: Tally) -> Iterator[Found]:
    for inner, piece in pieces(raw, where, tally):
        one = decoded(piece, Attribute, inner, tally)
        if one is None or one.deleted:
            continue
        parts = _PARTS.get(one.type)
        if parts is None or not one.to_ids:
            tally.refuse(inner, "other_type" if parts is None else "not_for_detection", f"{one.type} {one.value}")
            continue
        values = one.value.split("|")
        for word in (values[part] for part in parts if part < len(values)):
            if value := read_word(word.strip(), inner, tally):
                yield Found(value)
