"""Changes found by looking at the disk: in a new folder before its mark, or after the kernel lost records. Pure."""

from redshank.events._generated.types import FileAttrib, FileCreate, FileDelete, FileModify
from redshank.host.sensor.files.fanotify import ATTRIB, CLOSE_WRITE, CREATE, DELETE, MODIFY, MOVED_TO, ONDIR, RENAME
from redshank.host.sensor.files.folders import Folder
from redshank.host.sensor.files.outcome import Kind, Outcome
from redshank.host.sensor.files.records import Record
from redshank.host.sensor.files.renames import moved_folder

MAX_FOUND = 16_384
_SAME: dict[Kind, int] = {FileCreate: CREATE | RENAME | MOVED_TO, FileModify: MODIFY | CLOSE_WRITE, FileDelete: DELETE, FileAttrib: ATTRIB}


class Found:
    """Keeps what was found until the kernel's queue is empty: a record still on its way says it better, with who.

    What no record told is told without a process and with an empty mask: nobody saw who did it.
    """

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._waiting: dict[tuple[Folder, bytes], tuple[Kind, bytes | None]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, kind: Kind, folder: Folder, name: bytes, facts: bytes | None) -> None:
        """Something was found; beyond a bound it is only counted."""
        if len(self._waiting) < MAX_FOUND:
            self._waiting[folder, name] = (kind, facts)
        else:
            self._outcome.counts["found_over"] += 1

    def claim(self, folder: Folder, name: bytes, mask: int) -> None:
        """A record about this name came: what was found is told before it, unless the record tells the same."""
        found = self._waiting.pop((folder, name), None)
        if found is not None and not mask & _SAME[found[0]]:
            self._tell(folder, name, found)

    def moved(self, record: Record, old: Folder | None, new: Folder | None) -> None:
        """A rename came: what was found under the old name was there before, what was found under the new one is this."""
        if old is not None:
            self.claim(old, record.old_name, DELETE)
        if new is not None:
            self.claim(new, record.name, record.mask)
        elif record.mask & ONDIR and (folder := moved_folder(self._outcome.table, record, old)):
            self.leave(folder)

    def leave(self, folder: Folder) -> None:
        """A folder is about to be forgotten: what was found in it is told while its paths are right."""
        below = [(place, found) for place, found in self._waiting.items() if place[0].under(folder)]
        for place, found in below:
            del self._waiting[place]
            self._tell(*place, found)

    def settle(self) -> None:
        """No record is on its way any more: tell the rest."""
        waiting, self._waiting = self._waiting, {}
        for (folder, name), found in waiting.items():
            self._tell(folder, name, found)

    def _tell(self, folder: Folder, name: bytes, found: tuple[Kind, bytes | None]) -> None:
        self._outcome.counts["found"] += 1
        self._outcome.tell(found[0], folder, name, found[1])
