"""Which container an event's process is in: by its control group, on every event, in one place."""

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from redshank.events import Event
from redshank.host.sensor.container_names import Container, container_in, container_of, read_docker

MOST_GROUPS = 4096
MOST_PROCESSES = 4096
MOST_FOLDERS = 20_000
"""Control groups looked at in one walk."""
WALK_NS = 5_000_000_000
"""How often the tree is walked at most: for a group whose processes have all ended before we looked."""
FIRST_GROUP = 1
"""The id of the topmost group: on hosts whose engines use the old hierarchies every process has it."""
_MOST_BYTES = 16_384
_TREES = ("sys/fs/cgroup/unified", "sys/fs/cgroup")

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Containers:
    """Answers by the group's id where the host has one hierarchy, else process by process.

    root: of the host. clock: nanoseconds of a clock that never goes back. Memory is bounded: the oldest answers are forgotten.
    """

    def __init__(self, root: Path, clock: Callable[[], int]) -> None:
        self._root, self._proc, self._clock = root, str(root / "proc"), clock
        self._groups: OrderedDict[int, Container | None] = OrderedDict()
        self._processes: OrderedDict[str, Container | None] = OrderedDict()
        self._known: OrderedDict[str, Container] = OrderedDict()
        self._next_walk = 0

    def describe(self, event: Event) -> None:
        """Put container.id, and name and image where they are known, on an event with a process."""
        if event.container_id is not None or event.process_entity_id is None:
            return
        group = event.cgroup_id or 0
        found = self._by_group(group, event) if group > FIRST_GROUP else self._by_process(event)
        if found is not None:
            event.container_id, event.container_name, event.container_image_name = found

    def _by_group(self, group: int, event: Event) -> Container | None:
        try:
            return self._groups[group]
        except KeyError:
            pass
        if (path := self._path(group, event)) is not None:
            return _keep(self._groups, group, self._named(container_of(path)), MOST_GROUPS)
        now = self._clock()
        if now < self._next_walk:
            return None
        self._next_walk = now + WALK_NS
        found = next((path for number, path in self._tree() if number == group), "")
        return _keep(self._groups, group, self._named(container_of(found)), MOST_GROUPS)

    def _path(self, group: int, event: Event) -> str | None:
        """The group's path, as its process says; None where that has ended, or was moved to another group since."""
        top, path = self._top(), _unified(self._text(event) or "")
        if top is None or path is None:
            return None
        with suppress(OSError, ValueError):
            if (top / path.lstrip("/")).stat().st_ino == group:
                return path
        return None

    def _by_process(self, event: Event) -> Container | None:
        """A copy is where its parent is; an engine moves its process before it becomes the container's program."""
        entity, parent = event.process_entity_id or "", event.process_parent_entity_id or ""
        if event.event_action != "process.exec":
            if entity in self._processes:
                return self._processes[entity]
            if event.event_action == "process.fork" and parent in self._processes:
                return _keep(self._processes, entity, self._processes[parent], MOST_PROCESSES)
        text = self._text(event)
        found = self._named(container_in(text)) if text is not None else self._processes.get(entity, self._processes.get(parent))
        return _keep(self._processes, entity, found, MOST_PROCESSES)

    def _named(self, identity: str | None) -> Container | None:
        if identity is None:
            return None
        if identity not in self._known:
            _keep(self._known, identity, read_docker(self._root, identity), MOST_GROUPS)
        return self._known[identity]

    def _text(self, event: Event) -> str | None:
        """Lines of /proc/PID/cgroup; None where the process has ended."""
        pid = event.process_scope_pid if event.process_scope_pid is not None else event.process_pid
        if not pid:
            return None
        try:
            file = os.open(f"{self._proc}/{pid}/cgroup", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            return os.read(file, _MOST_BYTES).decode("utf-8", "backslashreplace") or None
        except OSError:
            return None
        finally:
            os.close(file)

    def _top(self) -> Path | None:
        return next((tree for name in _TREES if (tree := self._root / name).joinpath("cgroup.procs").exists()), None)

    def _tree(self) -> Iterator[tuple[int, str]]:
        """Id and path of the groups that exist, by walking their folders: the inode is the id."""
        top = self._top()
        waiting, looked = [str(top)] if top is not None else [], 0
        while waiting and looked < MOST_FOLDERS:
            with suppress(OSError), os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        looked += 1
                        waiting.append(entry.path)
                        yield entry.inode(), entry.path.removeprefix(str(top))


def _keep(table: OrderedDict[_Key, _Value], key: _Key, value: _Value, most: int) -> _Value:
    table[key] = value
    if len(table) > most:
        table.popitem(last=False)
    return value


def _unified(text: str) -> str | None:
    """The path in the one hierarchy of cgroup2."""
    return next((line[3:] for line in text.splitlines() if line.startswith("0::")), None)
