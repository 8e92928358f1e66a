"""Any bytes as text that people can read and search, and back again without loss.

A backslash is doubled and a byte that is no UTF-8 becomes `\\xff`, so the text says exactly what the bytes were.
"""

from re import compile as pattern

_ESCAPED = pattern(rb"\\(\\|x[0-9a-f]{2})")
WORST = 4
"""Most characters one byte becomes."""


def to_text(data: bytes) -> str:
    """The text of `data`; at most WORST times as many characters."""
    if b"\\" in data:
        data = data.replace(b"\\", b"\\\\")
    return data.decode("utf-8", "backslashreplace")


def to_bytes(text: str) -> bytes:
    """The inverse of `to_text`. A backslash that begins no escape stays one."""
    raw = text.encode("utf-8", "surrogatepass")
    return _ESCAPED.sub(lambda found: b"\\" if found[1] == b"\\" else bytes([int(found[1][1:], 16)]), raw) if b"\\" in raw else raw
