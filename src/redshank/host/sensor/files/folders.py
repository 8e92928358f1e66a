"""The watched folders as a tree, found by the key in a record. Pure: what the disk says is told to it."""

from collections.abc import Iterator

KEPT_LEFT = 4_096
"""Keys of folders no longer watched that are kept, so that their late records are no riddle."""


class Folder:
    """One marked folder.

    told: whether its changes are events; one that only waits for a name says nothing. content: whether content
    changes are asked for. depth: levels below it that are watched too. entries: facts by name; whole: whether they are
    all there. awaited: names whose coming means that the plan must be looked at again.
    """

    __slots__ = (
        "awaited", "children", "content", "depth", "device", "entries", "inode", "key", "name", "parent", "path", "skip", "text",
        "told", "whole",
    )  # fmt: skip

    def __init__(self, key: bytes, parent: "Folder | None", name: bytes) -> None:
        self.key, self.parent, self.name = key, parent, name
        self.inode = self.device = 0
        self.children: dict[bytes, Folder] = {}
        self.entries: dict[bytes, bytes] = {}
        self.awaited: frozenset[bytes] = frozenset()
        self.skip: frozenset[bytes] = frozenset()
        self.told, self.content, self.whole, self.depth = False, False, False, 0
        self.path, self.text = b"", ""
        self.place()

    def place(self) -> None:
        """Work the path out again, after a move. path: bytes, empty for the root folder. text: for people, ends in `/`."""
        self.path = self.parent.path + b"/" + self.name if self.parent else b""
        self.text = self.path.decode("utf-8", "backslashreplace") + "/"

    def wait_for(self, name: bytes) -> None:
        """From now on the coming and going of this name matters."""
        self.awaited |= {name}

    def takes(self, name: bytes) -> bool:
        """True where a folder of this name in it is to be watched too."""
        return self.depth > 0 and name not in self.skip

    def below(self) -> Iterator["Folder"]:
        """This folder and all watched ones below it, parents first."""
        waiting = [self]
        while waiting:
            folder = waiting.pop()
            yield folder
            waiting.extend(folder.children.values())

    def under(self, other: "Folder") -> bool:
        """True where this is `other` or lies below it."""
        step: Folder | None = self
        while step is not None:
            if step is other:
                return True
            step = step.parent
        return False


class FolderTable:
    """Folders by key, with what is remembered of their files: at most `max_folders` and `max_entries` of them."""

    def __init__(self, max_folders: int, max_entries: int) -> None:
        self.by_key: dict[bytes, Folder] = {}
        self.left: dict[bytes, None] = {}
        self.entries = 0
        self.max_folders, self._max_entries = max_folders, max_entries

    def __len__(self) -> int:
        return len(self.by_key)

    @property
    def full(self) -> bool:
        """True where no further folder may be added."""
        return len(self.by_key) >= self.max_folders

    def add(self, key: bytes, parent: Folder | None, name: bytes) -> Folder:
        """A new folder below `parent`; what had that name before is set aside, as in `move`."""
        folder = self.by_key[key] = Folder(key, parent, name)
        self.left.pop(key, None)
        if parent:
            self._place(folder, parent, name)
        return folder

    def move(self, folder: Folder, parent: Folder, name: bytes) -> list[Folder]:
        """A folder got another name, place or both; paths below it follow. Those that may be watched deeper now.

        A folder that had that name is set aside: if it was moved its own record comes next, and if it was removed the
        kernel says so (DELETE_SELF). A move below itself, which only a lie could be, is ignored.
        """
        if parent.under(folder):
            return []
        self._unlink(folder)
        self._place(folder, parent, name)
        deeper = []
        for moved in folder.below():
            moved.place()
            if moved.told and moved.parent and moved.parent.depth > moved.depth + 1:
                if moved.depth == 0:
                    deeper.append(moved)
                moved.depth = moved.parent.depth - 1
        return deeper

    def remember(self, folder: Folder, name: bytes, facts: bytes) -> None:
        """What is known of a file from now on; where there is no room the folder is no longer whole."""
        if name not in folder.entries:
            if self.entries >= self._max_entries:
                folder.whole = False
                return
            self.entries += 1
        folder.entries[name] = facts

    def recall(self, folder: Folder, name: bytes) -> bytes | None:
        """What was known of a file that is gone; it is forgotten with that."""
        facts = folder.entries.pop(name, None)
        if facts is not None:
            self.entries -= 1
        return facts

    def clear(self, folder: Folder) -> None:
        """Forget all of a folder's files, before they are listed again."""
        self.entries -= len(folder.entries)
        folder.entries = {}

    def forget(self, folder: Folder) -> list[bytes]:
        """Watch neither it nor what is below it any more; the keys that were dropped."""
        self._unlink(folder)
        lost = [each for each in folder.below() if self.by_key.get(each.key) is each]
        gone = [each.key for each in lost]
        for each in lost:
            self.clear(each)
            del self.by_key[each.key]
            self.left[each.key] = None
        while len(self.left) > KEPT_LEFT:
            del self.left[next(iter(self.left))]
        return gone

    @staticmethod
    def _place(folder: Folder, parent: Folder, name: bytes) -> None:
        if aside := parent.children.get(name):
            parent.children[_aside(aside)] = aside
        folder.parent, folder.name = parent, name
        parent.children[name] = folder

    @staticmethod
    def _unlink(folder: Folder) -> None:
        parent = folder.parent
        for name in (folder.name, _aside(folder)):
            if parent and parent.children.get(name) is folder:
                del parent.children[name]


def _aside(folder: Folder) -> bytes:
    """A name that no file has."""
    return b"\0" + folder.key
