"""The `saddr=` of a SOCKADDR record: the bytes of a struct sockaddr as hexadecimal digits."""

import socket
import struct

INET, INET6 = 2, 10
_MAX_DIGITS = 256


def parse(digits: str | None) -> tuple[int, str, int] | None:
    """Family, address and port; None where it is no internet address or too short for one."""
    if not digits or len(digits) > _MAX_DIGITS:
        return None
    try:
        raw = bytes.fromhex(digits)
        family, port = struct.unpack_from("<H", raw)[0], struct.unpack_from(">H", raw, 2)[0]
    except (ValueError, struct.error):
        return None
    if family == INET and len(raw) >= 8:
        return family, socket.inet_ntop(socket.AF_INET, raw[4:8]), port
    if family == INET6 and len(raw) >= 24:
        address = raw[8:24]
        if address.startswith(bytes(10) + b"\xff\xff"):
            return family, socket.inet_ntop(socket.AF_INET, address[12:]), port
        return family, socket.inet_ntop(socket.AF_INET6, address), port
    return None
