"""The rules in force: loaded at the start, and again whenever a rule or list file on disk has changed."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detection import SITE_FOLDER, Detection, open_detection, rule_places
from redshank.analysis.intel.live import LiveStore
from redshank.analysis.rule_sets import BASE
from redshank.core.errors import ConfigError
from redshank.core.log import Log
from redshank.core.resources import content_folder

SUFFIXES = (".yml", ".yaml", ".txt", ".toml")
MAX_FILES = 50_000
Print = tuple[tuple[str, int, int, int], ...]
"""What tells one state of the files from another: path, time of change, size and inode of each."""


@dataclass(slots=True)
class Rulebook:
    """Loads rules and notices changes. offer: who judges from now on, called with each new engine.

    site: where a site's own rules and lists lie. live: the compiled indicators, which swap by
    themselves. One thread calls `look`; `detection` may be read by any.
    """

    rules: Sequence[Path]
    indicators: Sequence[Path]
    log: Log
    site: Path = SITE_FOLDER
    live: LiveStore | None = None
    rule_set: str = BASE
    detection: Detection = field(init=False)
    _seen: Print = field(init=False)

    def __post_init__(self) -> None:
        self._seen = fingerprint(self._places())
        self.detection = self._load()

    def look(self, offer: Callable[[Engine], None]) -> bool:
        """Load again where a file has changed; whether new rules are in force. Where none could be loaded, the old ones stay."""
        found = fingerprint(self._places())
        if found == self._seen:
            return False
        self._seen = found
        begin = time.monotonic()
        try:
            detection = self._load()
        except ConfigError as error:
            self.log.error("rules.reload", error=error, then="the rules of before stay in force")
            return False
        self.detection = detection
        offer(detection.engine)
        took = round(time.monotonic() - begin, 2)
        self.log.info("rules.reload", rules=detection.rule_count, refused=len(detection.refused), seconds=took)
        return True

    def _load(self) -> Detection:
        def warn(text: str) -> None:
            self.log.warning("rules.refused", rule=text)

        return open_detection(self.rules, self.indicators, warn, self.site, live=self.live, rule_set=self.rule_set)

    def _places(self) -> list[Path]:
        """Every folder and file that has a say: rules, and the lists and sets beside them, of the content and of the site."""
        given = [place for place in self.rules if place.exists()]
        lists = [folder / kind for folder in (content_folder("rules"), self.site) for kind in ("lists", "indicators", "sets")]
        return [*rule_places(given, self.site), *lists, *self.indicators]


def fingerprint(places: Iterable[Path]) -> Print:
    """How rule and list files in these places are now; at most `MAX_FILES` are looked at, links are not followed."""
    found: dict[str, tuple[str, int, int, int]] = {}
    for path, entry in _files(places):
        if len(found) >= MAX_FILES:
            break
        found[path] = (path, entry.st_mtime_ns, entry.st_size, entry.st_ino)
    return tuple(found[path] for path in sorted(found))


def _files(places: Iterable[Path]) -> Iterator[tuple[str, os.stat_result]]:
    for place in places:
        if place.is_file():
            yield str(place), place.stat()
        for folder, _, names in os.walk(place):
            for name in names:
                if name.endswith(SUFFIXES):
                    path = os.path.join(folder, name)  # noqa: PTH118  # walked every second
                    try:
                        yield path, os.lstat(path)
                    except OSError:
                        continue  # it went meanwhile
