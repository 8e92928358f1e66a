"""Digests by what the file was when it was read: device, inode, time of change, size. Pure."""

import os
from collections import OrderedDict

from redshank.host.hashing.digest import Digest

MAX_CACHED = 4_096
_FRESH_NS = 20_000_000
"""Older kernels tell times in ticks of up to 10 ms: a file that changed in this very tick can change again unseen."""
Key = tuple[int, int, int, int]


def key_of(found: os.stat_result) -> Key:
    """What a file is known by."""
    return (found.st_dev, found.st_ino, found.st_ctime_ns, found.st_size)


class DigestCache:
    """The digests used last, at most `bound` of them. Used by one thread at a time."""

    def __init__(self, bound: int = MAX_CACHED) -> None:
        self._bound = bound
        self._digests: OrderedDict[Key, Digest] = OrderedDict()

    def __len__(self) -> int:
        return len(self._digests)

    def get(self, key: Key, *, md5: bool = False) -> Digest | None:
        """The digest of the file as it is now; None where it is not known, or not with an md5 that is asked for."""
        found = self._digests.get(key)
        if found is None or (md5 and found.sha256 and not found.md5):
            return None
        self._digests.move_to_end(key)
        return found

    def put(self, key: Key, digest: Digest, now_ns: int) -> None:
        """Keep a digest, unless the file changed so lately that its next change might not show. now_ns: since 1970."""
        if abs(now_ns - key[2]) < _FRESH_NS:
            return
        self._digests[key] = Digest(digest.sha256, digest.md5, digest.head)
        self._digests.move_to_end(key)
        if len(self._digests) > self._bound:
            self._digests.popitem(last=False)
