"""What a program's descriptors are, in words. The numbers are those of `enum stream` in stream.bpf.h."""

STREAMS = ("closed", "file", "pipe", "socket", "unix_socket", "terminal", "null", "device", "folder", "other")


def stream_name(code: int | None) -> str | None:
    """The word for a code; `other` for one that is not known, None where there is none."""
    if code is None:
        return None
    return STREAMS[code] if code < len(STREAMS) else "other"
