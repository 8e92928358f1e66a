"""Addresses, as far as they tell one person or site from another."""

import ipaddress

MAX_TEXT = 64


def network_of(address: str) -> str:
    """What one person at the other end may have: an IPv4 address, or the /64 an IPv6 address lies in.

    Text that is no address comes back as it is, cut at MAX_TEXT characters.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:MAX_TEXT]
    mapped = getattr(parsed, "ipv4_mapped", None)
    if mapped is not None:
        return str(mapped)
    return str(parsed) if parsed.version == 4 else str(ipaddress.ip_network((parsed, 64), strict=False))
