"""The store in use: opened when its file appears, swapped when it is replaced, kept as it was where a new one is damaged."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from redshank.analysis.intel.indicators import Lookup
from redshank.analysis.intel.store import Store, open_store
from redshank.core.errors import InputError

MOST_MISSES = 50_000
"""Values of a kind that are remembered as not listed: hosts talk to the same places again and again."""


class LiveStore:
    """The compiled store of a path, which need not be there. One thread calls `look`; any may look up."""

    def __init__(self, path: Path | None, clock: Callable[[], int]) -> None:
        self.store: Store | None = None
        self.trouble = ""
        self._path, self._clock = path, clock
        self._seen: tuple[int, int, int] | None = None
        self._lists = {kind: LiveList(self, kind) for kind in ("address", "domain", "hash", "url")}
        self.look()

    def look(self) -> bool:
        """Takes up the file as it is now; whether another one is in use."""
        if self._path is None:
            return False
        try:
            found = self._path.stat()
            seen = (found.st_mtime_ns, found.st_ino, found.st_size)
            if seen == self._seen:
                return False
            store = open_store(self._path, self._clock)
        except FileNotFoundError:
            return self._swap(None, None, "")
        except (OSError, InputError) as error:
            return self._keep(str(error))
        return self._swap(store, seen, "")

    def lists(self) -> dict[str, Lookup]:
        """The look-ups behind rules' placeholders; they stay the same however often the store is swapped."""
        kinds = {"listed_addresses": "address", "listed_domains": "domain", "listed_hashes": "hash", "listed_urls": "url"}
        return {name: self._lists[kind] for name, kind in kinds.items()}

    def _swap(self, store: Store | None, seen: tuple[int, int, int] | None, trouble: str) -> bool:
        changed = store is not None or self.store is not None
        self.store, self._seen, self.trouble = store, seen, trouble
        for one in self._lists.values():
            one.misses = set()
        return changed

    def _keep(self, trouble: str) -> bool:
        self.trouble = f"{trouble}; the store of before stays in use" if self.store is not None else trouble
        return False


class LiveList:
    """One kind of values of the store in use."""

    __slots__ = ("_kind", "_live", "misses")

    def __init__(self, live: LiveStore, kind: str) -> None:
        self._live, self._kind = live, kind
        self.misses: set[str] = set()

    def lookup(self, value: str) -> str | None:
        """The sources that name the value, with licence and day, or None."""
        store, misses = self._live.store, self.misses
        if store is None or value in misses:
            return None
        found = getattr(store, self._kind)(value)
        if found:
            words: str | None = store.words(found)
            return words
        if len(misses) >= MOST_MISSES:
            self.misses = misses = set()
        misses.add(value)
        return None


@dataclass(frozen=True, slots=True)
class Either:
    """A plain list and the store together; the plain list is asked first."""

    plain: Lookup
    live: Lookup

    def lookup(self, value: str) -> str | None:
        """The name of the list or sources that hold the value, or None."""
        return self.plain.lookup(value) or self.live.lookup(value)
