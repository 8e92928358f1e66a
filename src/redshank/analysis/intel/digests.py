"""Names, pages and files as numbers of fixed width, under which a store keeps them."""

from hashlib import blake2b

from redshank.analysis.intel.urls import Url

NAME_BYTES = 8
HASH_BYTES = 16
"""Of a file's digest its first 128 bits are kept: nobody makes a second file of those."""


def of_domain(name: str) -> int:
    """Of a name in lower case."""
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=NAME_BYTES).digest(), "big")


def of_url(url: Url) -> int:
    """Of a page."""
    return of_domain(f"{url.host}{url.path}")


def of_hash(digest: bytes) -> int:
    """Of a file."""
    return int.from_bytes(digest[:HASH_BYTES], "big")
