"""The agent's Ed25519 key: made on this host, and never leaves it."""

from contextlib import suppress

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from redshank.core.errors import HostError
from redshank.host.state_folder import StateFolder

NAME = "key"
KEY_BYTES = 32


def make_key(folder: StateFolder) -> Ed25519PrivateKey:
    """A new key, durable in the folder before it is used; it takes the place of one that was there."""
    key = Ed25519PrivateKey.generate()
    write_key(folder, key)
    return key


def write_key(folder: StateFolder, key: Ed25519PrivateKey) -> None:
    """The folder's key from now on, durable."""
    folder.write(NAME, key.private_bytes_raw())


def read_key(folder: StateFolder) -> Ed25519PrivateKey | None:
    """The key of the folder, None where there is none. Raises HostError where the file holds something else."""
    raw = folder.read(NAME, KEY_BYTES)
    if raw is None:
        return None
    with suppress(ValueError):
        return Ed25519PrivateKey.from_private_bytes(raw)
    raise HostError(f"{folder.path / NAME} holds no key: enrol again with 'redshank agent enrol --again'")
