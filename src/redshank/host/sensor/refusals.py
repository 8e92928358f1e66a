"""Programs of ours that a kernel refuses one by one: which one it was, what goes unseen without it, and which we cannot do without.

Verifiers differ between kernels: a program that one takes the next may not. That costs what the program tells, not the rest.
"""

import errno
import os
import re
from collections.abc import Iterable

from redshank.host.sensor.syscalls import COMPAT, NATIVE

REQUIRED = frozenset({"process_exec", "process_fork", "process_exit"})
"""Without them no event has its process: where one is refused, nothing is loaded."""
MOST = 8
"""So many may be refused; each is found by a load of its own. A kernel that refuses more is none of ours."""

_REFUSED = re.compile(r"libbpf: prog '(\w+)': failed to load: -(\d+)")
_WORDS = "the kernel refused "
_UNSEEN = {
    "signal_sent": "signals", "sys_exit": "all acts told by system calls",
    "connect_v4": "connects by IPv4 through io_uring and in mode off", "connect_v6": "connects by IPv6 through io_uring and in mode off",
    "bind_v4": "binds by IPv4 in mode off", "bind_v6": "binds by IPv6 in mode off",
    "datagram_v4": "datagrams by IPv4", "datagram_v6": "datagrams by IPv6",
    "dns_in": "answers of name servers", "dns_out": "questions to name servers", "socket_state": "listens",
    "ring_submit": "operations through io_uring", "ring_submit_old": "operations through io_uring",
    "ring_create": "new io_urings", "ring_complete": "results of operations through io_uring",
}  # fmt: skip


def refused_program(said: Iterable[str]) -> tuple[str, str] | None:
    """The program whose load failed and the kernel's word for it, out of what libbpf said.

    None where it names none, or where the right to load is what lacks: that is no matter of this program.
    """
    found = (_REFUSED.match(text) for text in said)
    first = next((match for match in found if match), None)
    return (first[1], os.strerror(int(first[2]))) if first and int(first[2]) != errno.EPERM else None


def sentence(program: str, reason: str) -> str:
    """What is lost, for people."""
    return f"{_WORDS}{program} ({reason}): {unseen_without(program)} go unseen"


def count(sentences: Iterable[str]) -> int:
    """How many of these tell of a refused program."""
    return sum(one.startswith(_WORDS) for one in sentences)


def unseen_without(program: str) -> str:
    """What this program alone tells."""
    way, _, rest = program.partition("_")
    if way == "light":
        return f"calls of {rest}"
    if way != "slot":
        return _UNSEEN.get(program, f"the acts it tells of ({program})")
    calls = {name for table in (NATIVE, COMPAT) for name in table.get(rest, {}).values()}
    return f"calls of {', '.join(sorted(calls))}" if calls else f"terminals ({rest.removeprefix('terminal_')})"
