"""Containers by the paths of their control groups, as the common engines name them. Pure, but for one file of docker's."""

import re
from pathlib import Path
from typing import NamedTuple

import msgspec

MAX_CONFIG_BYTES = 1 << 20
DOCKER = "var/lib/docker/containers"

_BY_HASH = re.compile(
    r"(?:^|/)(?:(?:docker|cri-containerd|nerdctl|crio|libpod|containerd)[-:])?(?P<id>[0-9a-f]{64})(?:\.scope)?(?=/|$)"
    r"|(?:^|/)[^/]*:(?:cri-containerd|docker|nerdctl):(?P<slice>[0-9a-f]{64})(?=/|$)",
    re.ASCII,
)
"""docker, containerd, CRI-O and podman: a hash of 64 digits, bare or in the name of a scope; their monitors have a scope of their own."""
_BY_NAME = re.compile(
    r"(?:^|/)(?:systemd-nspawn@(?P<nspawn>[^/]{1,64})\.service|machine-(?P<machine>[^/]{1,64})\.scope"
    r"|lxc\.payload[./](?P<lxc>[^/]{1,64})|lxc/(?P<old_lxc>[^/]{1,64}))(?=/|$)"
)
"""systemd-nspawn and LXC: the name somebody gave it."""
_MOST_PATH = 4096
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})")


class Container(NamedTuple):
    """One container: its engine's id; name and image where they can be read without asking a daemon."""

    identity: str
    name: str | None = None
    image: str | None = None


def container_of(path: str) -> str | None:
    """The id of the innermost container a control group's path lies in; None on the host itself."""
    path = path[:_MOST_PATH]
    found = None
    for match in _BY_HASH.finditer(path):
        found = match["id"] or match["slice"]
    if found is not None:
        return found
    for match in _BY_NAME.finditer(path):
        name = next(value for value in match.groups() if value)
        found = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), name)
    return found


def container_in(text: str) -> str | None:
    """The same for the lines of /proc/PID/cgroup, `5:memory:/docker/…`: any hierarchy that knows."""
    for line in text.splitlines():
        if found := container_of(line.split(":", 2)[-1]):
            return found
    return None


class _Config(msgspec.Struct):
    image: str = msgspec.field(name="Image", default="")


class _Docker(msgspec.Struct):
    name: str = msgspec.field(name="Name", default="")
    config: _Config = msgspec.field(name="Config", default_factory=_Config)


_DECODER = msgspec.json.Decoder(_Docker)


def read_docker(root: Path, identity: str) -> Container:
    """The container with the name and image that docker wrote down; the id alone where it is not docker's."""
    try:
        with (root / DOCKER / identity / "config.v2.json").open("rb") as file:
            found = _DECODER.decode(file.read(MAX_CONFIG_BYTES))
    except (OSError, ValueError, msgspec.DecodeError, RecursionError):
        return Container(identity)
    return Container(identity, found.name.removeprefix("/")[:255] or None, found.config.image[:255] or None)
