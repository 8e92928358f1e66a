"""Where a page of events ended, as a short text that a client hands back."""

import base64
import binascii

import msgspec

from redshank.core.errors import InputError

MAX_CURSOR = 400


def cursor_of(timestamp: int, event_id: str) -> str:
    """The text behind which the next page begins."""
    return base64.urlsafe_b64encode(msgspec.json.encode((timestamp, event_id))).decode().rstrip("=")


def after_cursor(cursor: str | None) -> tuple[int, str] | None:
    """Time and id of the last event before. Raises InputError where the text is none of ours."""
    if cursor is None:
        return None
    try:
        if len(cursor) > MAX_CURSOR:
            raise ValueError(cursor)
        padded = cursor + "=" * (-len(cursor) % 4)
        return msgspec.json.decode(base64.b64decode(padded, altchars=b"-_", validate=True), type=tuple[int, str])
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise InputError("the cursor is none that this server made", "cursor") from error
