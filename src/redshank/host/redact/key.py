"""The host's key for tokens of redacted secrets, made at the first start and kept in the state folder."""

from collections.abc import Callable
from contextlib import suppress

from redshank.host.state_folder import StateFolder

NAME = "redact.key"
KEY_BYTES = 32


def read_or_make(folder: StateFolder, random: Callable[[int], bytes]) -> bytes:
    """The key; a damaged one is replaced, after which old and new tokens of one secret differ. random: as os.urandom."""
    known = folder.read(NAME)
    if known is not None and len(known) == KEY_BYTES:
        return known
    key = random(KEY_BYTES)
    with suppress(OSError):  # a full disk must not keep the agent from watching: the key then lasts as long as the run
        folder.write(NAME, key)
    return key
