"""One look at a file by its path: what it is, its digest, its small text. On the worker's thread."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass

from redshank.host.hashing.cache import DigestCache, key_of
from redshank.host.hashing.digest import Digest, digest
from redshank.host.hashing.opening import NotPlainError, looked_at, opened
from redshank.host.integrity.content import MAX_TEXT_BYTES, as_text, may_be_shown
from redshank.host.integrity.facts import FileFacts, facts, xattrs_of
from redshank.host.integrity.profiles import FileSettings, profile_of

_ESCAPED = re.compile(rb"\\x([0-9a-f]{2})")


def raw_path(path: str) -> bytes:
    """A path as the disk has it, from how events show it: bytes that are no text stand there as `\\xff`."""
    plain = os.fsencode(path)
    return _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), plain) if b"\\x" in plain else plain


@dataclass(frozen=True, slots=True)
class Look:
    """A file as it is now. md5: empty unless it was asked for."""

    facts: FileFacts
    md5: str = ""


class Looker:
    """Looks at files below `root`. wall_ns: since 1970. settings: whether contents are read, and small texts kept.

    between: called between pieces of a file, for what cannot wait until a large one is read.
    """

    def __init__(
        self, root: str, cache: DigestCache, wall_ns: Callable[[], int], settings: FileSettings, between: Callable[[], None] = lambda: None
    ) -> None:
        self._prefix = os.fsencode(root.rstrip("/"))
        self._cache, self._wall_ns, self._settings, self._between = cache, wall_ns, settings, between

    def stat(self, path: bytes) -> os.stat_result | None:
        """Only what it is; None where there is nothing."""
        try:
            return os.lstat(self._prefix + path)
        except (OSError, ValueError):
            return None

    def look(self, path: bytes, *, md5: bool = False) -> Look | None:
        """The file; None where there is none."""
        try:
            with looked_at(self._prefix + path) as (looked, found):
                read, text = Digest(), None
                if self._settings.hashes:
                    shown = os.fsdecode(path)
                    wants = (
                        self._settings.diffs and found.st_size <= MAX_TEXT_BYTES and may_be_shown(shown, found.st_mode, profile_of(shown))
                    )
                    read, text = self.read(looked, found, md5=md5, text=wants)
                return Look(facts(found, read, xattrs_of(looked), text), read.md5)
        except (OSError, ValueError):
            return None

    def read(self, looked: int, found: os.stat_result, *, md5: bool = False, text: bool = False) -> tuple[Digest, str | None]:
        """Digest and text of what was looked at; empty where it is no regular file, or cannot be read."""
        known = None if text else self._cache.get(key_of(found), md5=md5)
        if known is not None:
            return known, None
        try:
            with opened(looked) as fd:
                made = digest(fd, md5=md5, keep=MAX_TEXT_BYTES if text else 0, between=self._between)
                after = os.fstat(fd)
        except (NotPlainError, OSError):
            return Digest(), None
        if key_of(after) == key_of(found):
            self._cache.put(key_of(found), made, self._wall_ns())
        return made, as_text(made.text) if text else None
