"""A wire between two worlds: a veth pair with one end in each, and no other way out of either."""

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass

from redshank.core.errors import HostError

_TIMEOUT_S = 10


@dataclass(frozen=True, slots=True)
class Addresses:
    """near, far: addresses of both ends, in one network of 24 bits. far_too: further addresses that the far end answers to.

    routes: networks that the near end reaches through the far one; it has no default route.
    """

    near: str
    far: str
    far_too: tuple[str, ...]
    routes: tuple[str, ...]


def lay(near: int, far: int, addresses: Addresses) -> None:
    """Connect the network of process `near` with that of process `far`. Raises HostError where it cannot be done."""
    _ip(near, [f"link add eth0 type veth peer name eth0 netns {far}", *_up(addresses.near)])
    _ip(far, [*_up(addresses.far), *(f"address add {name}/32 dev lo" for name in addresses.far_too)])
    _ip(near, [f"route add {network} via {addresses.far}" for network in addresses.routes])


def _up(address: str) -> list[str]:
    return ["link set lo up", f"address add {address}/24 dev eth0", "link set eth0 up"]


def _ip(pid: int, lines: Iterable[str]) -> None:
    words = ["nsenter", f"--net=/proc/{pid}/ns/net", "ip", "-batch", "-"]
    done = subprocess.run(words, input="\n".join(lines), text=True, capture_output=True, timeout=_TIMEOUT_S, check=False)
    if done.returncode:
        raise HostError(f"the sandbox's network cannot be made: {done.stderr.strip() or done.stdout.strip()}")
