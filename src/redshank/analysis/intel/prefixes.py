"""Addresses and prefixes as numbers, and which of them have no place in a list of bad addresses."""

import socket
from bisect import bisect_right
from dataclasses import dataclass

V4_BITS, V6_BITS = 32, 128
_MAPPED = 0xFFFF << V4_BITS
"""First address of ::ffff:0:0/96, which holds IPv4 inside IPv6 (RFC 4291 2.5.5.2)."""

SHORTEST = {V4_BITS: 8, V6_BITS: 16}
"""Shortest prefix taken; anything wider in a list of bad addresses is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """The addresses whose first `length` bits are those of `low`; bits: 32 or 128."""

    bits: int
    low: int
    length: int

    @property
    def high(self) -> int:
        """The last address of the prefix."""
        return self.low + (1 << self.bits - self.length) - 1


def number(text: str) -> tuple[int, int] | None:
    """(bits, number) of an address; IPv4 mapped into IPv6 is IPv4; None for text that is no address."""
    try:
        if ":" not in text:
            return V4_BITS, int.from_bytes(socket.inet_pton(socket.AF_INET, text), "big")
        value = int.from_bytes(socket.inet_pton(socket.AF_INET6, text), "big")
    except (OSError, ValueError):
        return None
    return (V4_BITS, value - _MAPPED) if value >> V4_BITS == 0xFFFF else (V6_BITS, value)


def parse_prefix(text: str) -> Prefix | None:
    """The prefix of `192.0.2.1`, `192.0.2.0/24` or an IPv6 one, host bits cleared; None for anything else."""
    address, slash, length_text = text.partition("/")
    found = number(address)
    if found is None:
        return None
    bits, value = found
    if not slash:
        return Prefix(bits, value, bits)
    # "::ffff:192.0.2.0/120" counts its length in IPv6 bits although the address became IPv4.
    length = int(length_text) - (V6_BITS - V4_BITS if bits == V4_BITS and ":" in address else 0) if _is_short_number(length_text) else -1
    if not 0 <= length <= bits:
        return None
    spare = bits - length
    return Prefix(bits, value >> spare << spare, length)


def _is_short_number(text: str) -> bool:
    return len(text) <= 3 and text.isascii() and text.isdigit()


def _known(*texts: str) -> tuple[Prefix, ...]:
    return tuple(prefix for text in texts if (prefix := parse_prefix(text)))


LOCAL = {
    V4_BITS: _known(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3"
    ),
    V6_BITS: _known("::/127", "fc00::/7", "fe80::/10", "ff00::/8"),
}
"""Private, shared, loopback, link-local and multicast ranges (RFC 6890), sorted. Documentation addresses are not among
them: our simulation and tests use those."""
_LOWS = {bits: tuple(prefix.low for prefix in prefixes) for bits, prefixes in LOCAL.items()}


def is_local(prefix: Prefix) -> bool:
    """True where a prefix and a local range have an address in common."""
    # Local ranges are apart, so only the last one that begins inside or before the prefix can touch it.
    index = bisect_right(_LOWS[prefix.bits], prefix.high) - 1
    return index >= 0 and LOCAL[prefix.bits][index].high >= prefix.low
