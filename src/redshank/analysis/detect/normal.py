"""Values as baselines compare them: what changes from run to run is left out, so that only what is really new is new.

    /tmp/tmp.k3Jx9Q2a/run        /tmp/tmp.*/run              names that mktemp and its kin make
    /usr/lib/python3.11/x.py     /usr/lib/python#/x.py       numbers and versions
    /var/lib/6f1ed002ab5595...   /var/lib/*                  long hexadecimal words, UUIDs
    /memfd:x (deleted)           /memfd:x                    what the kernel adds to a deleted file's name
    192.0.2.77|network           192.0.2.0/24                (IPv6: /48)
    a.b.example.org|domain       example.org
"""

import re
from functools import lru_cache
from typing import Any

from redshank.analysis.detect.match import as_text, executables, parse_address
from redshank.events import Event, names

READINGS = ("exact", "network", "domain")
"""How a field may ask its value to be read; without one, a path or command by its pattern, anything else as it is."""
MAX_VALUE = 4_096
MAX_SHOWN = 256
_PATTERNED = frozenset(
    f"{prefix}{word}"
    for prefix in ("process.", "process.parent.", "file.", "")
    for word in ("executable", "name", "path", "target_path", "command_line", "args", "working_directory")
)
_TEMPORARY = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/")  # noqa: S108  looked for, not used
_DELETED = " (deleted)"
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?=[0-9a-fA-F]*[0-9])(?=[0-9a-fA-F]*[a-fA-F])[0-9a-fA-F]{8,}(?![0-9A-Za-z])")
_MADE = re.compile(r"(?<=[._-])(?=[A-Za-z0-9]*[0-9A-Z])[A-Za-z0-9]{6,12}(?=$|[/.])|(?<=/tmp)[A-Za-z0-9_]{6,10}(?=$|/)")
"""Below a folder for temporary files: what mktemp (`tmp.k3Jx9Q2a`) and Python's tempfile (`tmpk3jx9q2a`) append."""
_NUMBERS = re.compile(r"[0-9]+(?:[.:_-][0-9]+)*")
_SHORT_SECOND = 3
"""`co.uk`, `com.au`: a second level of so few letters before a country is part of the ending."""


def normal(name: str, reading: str, event: Event) -> str:
    """The value of a field as it is compared, "" where the event has none."""
    value = getattr(event, names.attribute(name), None)
    if value is None:
        return ""
    text = _text(name, value)[:MAX_VALUE]
    if reading == "network":
        return network_of(text)
    if reading == "domain":
        return domain_of(text)
    return pattern_of(text) if not reading and name in _PATTERNED else text


@lru_cache(maxsize=4096)
def pattern_of(text: str) -> str:
    """A path or command without what changes from run to run."""
    text = text.removesuffix(_DELETED)
    text = _HEX.sub("*", _UUID.sub("*", text))
    if any(place in text for place in _TEMPORARY):
        text = _MADE.sub("*", text)
    return _NUMBERS.sub("#", text)


def network_of(text: str) -> str:
    """The network an address lies in: 256 neighbours of IPv4, a site of IPv6; text that is no address as it is."""
    version, address = parse_address(text)
    if version == 4:
        return ".".join(str(address >> shift & 0xFF) for shift in (24, 16, 8)) + ".0/24"
    if version == 6:
        return ":".join(f"{address >> shift & 0xFFFF:x}" for shift in (112, 96, 80)) + "::/48"
    return text


def domain_of(text: str) -> str:
    """The registered part of a domain name, by guess: its last two labels, three where the second is an ending too."""
    labels = text.lower().rstrip(".").split(".")
    most = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= _SHORT_SECOND else 2
    return ".".join(labels[-most:])


def _text(name: str, value: Any) -> str:
    if name == "process.ancestors":
        return " ".join(executables(value))
    return " ".join(map(as_text, value)) if isinstance(value, list) else as_text(value)
