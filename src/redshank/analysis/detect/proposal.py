"""The narrow suppression that an alert suggests: stable fields only, those on which all of its events agree."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from redshank.analysis.detect.danger import weakness
from redshank.analysis.detect.suppression import MAX_VALUE, STABLE, Part, value_of
from redshank.events import Event

_VARYING = re.compile(r"[0-9a-fA-F]{8,}|\d{3,}|(?<=[._-])[A-Za-z0-9]*\d[A-Za-z0-9]{4,}(?=[._-]|$)")
"""What looks as if it were another the next time: process numbers, dates, hashes, names of temporary files."""
PATTERNED = ("file.path", "file.target_path", "url.path")
"""Where a varying piece becomes `*`; a command line with such a piece is left out instead."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A field that may go in. is_ticked: proposed. note: why it is not, or what to know, "" where there is nothing to say."""

    part: Part
    is_ticked: bool
    note: str = ""


def propose(events: Sequence[Event]) -> tuple[Proposed, ...]:
    """Every stable field on which the events of an alert agree, the narrow choice ticked; empty where they share nothing."""
    found = []
    for field in STABLE:
        values = {value_of(field, event) for event in events}
        value = values.pop() if len(values) == 1 else None
        if value is not None and 0 < len(value) <= MAX_VALUE:
            found.append(_proposed(field, value))
    return tuple(found)


def _proposed(field: str, value: str) -> Proposed:
    varies = _VARYING.search(value) is not None
    if field in PATTERNED and varies and "*" not in value:
        folder, slash, name = value.rpartition("/")
        pattern = Part(field, folder + slash + _VARYING.sub("*", name), is_pattern=True)
        if "*" in pattern.value and not weakness(pattern):
            return Proposed(pattern, True, "the part that changes is left open")
    part = Part(field, value)
    if field == "process.command_line" and varies:
        return Proposed(part, False, "has a number or name in it that may be another the next time")
    if why := weakness(part):
        return Proposed(part, True, f"too common to stand alone: {why}" if STABLE[field] else "")
    return Proposed(part, True)
