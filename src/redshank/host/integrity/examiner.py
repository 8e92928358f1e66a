"""What a change did: the file before and after, its package, and whether a package's own tool did it. On the worker's thread."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from redshank.host.integrity.baseline import Baseline
from redshank.host.integrity.content import difference
from redshank.host.integrity.facts import FileFacts, xattr_changes
from redshank.host.integrity.looking import Look, Looker, raw_path
from redshank.host.packages.owner import Owner, State, state_of
from redshank.host.packages.packages import Packages

MANAGERS = frozenset((
    "/usr/bin/dpkg", "/bin/dpkg", "/usr/bin/dpkg-deb", "/usr/bin/rpm", "/bin/rpm", "/usr/bin/dnf5", "/usr/bin/microdnf", "/usr/bin/zypper",
    "/usr/libexec/packagekitd", "/usr/lib/packagekit/packagekitd",
))  # fmt: skip
"""Programs that write the files of packages themselves. dnf in Python is not among them: its program is Python's."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a source told: kind is the event's action, inode the file's if known, actor the program of who did it."""

    kind: str
    path: str
    old_path: str | None = None
    inode: int | None = None
    actor: str | None = None


@dataclass(slots=True)
class Finding:
    """What to put on the event, by attribute. kind: another one, where the source could not know better."""

    values: dict[str, Any] = field(default_factory=dict)
    kind: str | None = None


@dataclass(slots=True)
class Examiner:
    """Compares files with the baseline and the packages. Both may be missing; then what they say is absent."""

    looker: Looker
    baseline: Baseline | None
    packages: Packages | None
    redact: Callable[[str], str]
    counts: Counter[str] = field(default_factory=Counter)

    def examine(self, change: Change) -> Finding:
        """What is known of this change; the baseline is brought up to date."""
        path = raw_path(change.path)
        owner, asked = self.owner(change.path)
        finding, before = Finding(), self._known(path)
        if owner is not None:
            finding.values |= package_values(owner)
        if before is not None:
            finding.values |= _before(before)
        self._move(change, path, finding)
        look = None if change.kind == "file.delete" else self.looker.look(path, md5=owner is not None and owner.algorithm == "md5")
        if look is None:
            if self.baseline is not None and change.kind == "file.delete":
                self.baseline.forget(path)
            return finding
        if change.inode is not None and change.inode != look.facts.inode:
            self.counts["replaced_meanwhile"] += 1  # its own record tells it
            return finding
        self._describe(finding, change, before, look, self._state(owner, look, asked))
        if self.baseline is not None:
            self.baseline.put(path, look.facts)
        return finding

    def _move(self, change: Change, path: bytes, finding: Finding) -> None:
        """What is known of a file goes with it to its new name; it is told even where the file has left that again."""
        moved = self._known(raw_path(change.old_path)) if change.old_path is not None else None
        if self.baseline is None or moved is None or change.old_path is None:
            return
        self.baseline.forget(raw_path(change.old_path))
        if change.inode in (None, moved.inode):
            self.baseline.put(path, moved)
            finding.values |= _after(moved)

    def settle(self, path: str) -> Finding | None:
        """A look at a file some time after its change: what it became since, None where it stayed."""
        raw = raw_path(path)
        known, now = self._known(raw), self.looker.stat(raw)
        if now is None or (known is not None and (known.same_time(now) or known.inode != now.st_ino)):
            return None
        finding = self.examine(Change("file.modify", path))
        values = finding.values
        if known is None:  # nobody had time for it before
            return finding if "file_hash_sha256" in values or "file_hash_head" in values else None
        same = (values.get("file_hash_sha256", ""), values.get("file_hash_head", "")) == (known.sha256, known.head)
        return None if same else finding

    def _known(self, path: bytes) -> FileFacts | None:
        return self.baseline.get(path) if self.baseline is not None else None

    def owner(self, path: str) -> tuple[Owner | None, bool]:
        """The package, and whether its absence means something."""
        if self.packages is None:
            return None, False
        owner = self.packages.owner(path)
        return owner, owner is not None or (self.packages.known and self.packages.current)

    def _state(self, owner: Owner | None, look: Look, asked: bool) -> State | None:
        if not asked or not look.facts.regular:
            return None
        return state_of(owner, look.facts.sha256, look.md5)

    def _describe(self, finding: Finding, change: Change, before: FileFacts | None, look: Look, state: State | None) -> None:
        now = look.facts
        finding.values |= _after(now)
        if state is not None:
            finding.values["package_state"] = state
        if change.actor in MANAGERS and state == "packaged" and self.is_packaged(change.actor):
            finding.values["file_by_package_manager"] = True
        if before is None:
            return
        if changes := xattr_changes(before.xattrs, now.xattrs):
            finding.values["file_xattrs"] = changes
        if before.text is not None and now.text is not None and before.text != now.text:
            finding.values["file_diff"] = difference(before.text, now.text, self.redact)
        if change.kind == "file.attrib":
            finding.kind = _truth_of_attrib(before, now, bool(changes))

    def commit(self) -> None:
        """What was examined is kept."""
        if self.baseline is not None:
            self.baseline.commit()

    def is_packaged(self, program: str) -> bool:
        """True where this program is as its package has it."""
        owner, _ = self.owner(program)
        if owner is None:
            return False
        look = self.looker.look(raw_path(program), md5=True)
        return look is not None and state_of(owner, look.facts.sha256, look.md5) == "packaged"


def package_values(owner: Owner) -> dict[str, Any]:
    """The package as events have it."""
    values: dict[str, Any] = {"package_name": owner.name[:128]}
    if owner.version:
        values["package_version"] = owner.version[:128]
    return values


def _before(known: FileFacts) -> dict[str, Any]:
    values: dict[str, Any] = {"file_mode_before": known.mode, "file_uid_before": known.uid, "file_gid_before": known.gid}
    if known.regular:
        values["file_size_before"] = known.size
    if known.sha256:
        values["file_hash_before"] = known.sha256
    return values


def _after(now: FileFacts) -> dict[str, Any]:
    values: dict[str, Any] = {"file_mode": now.mode, "file_uid": now.uid, "file_gid": now.gid, "file_links": now.links}
    if now.regular:
        values["file_size"] = now.size
    if now.sha256:
        values["file_hash_sha256"] = now.sha256
    if now.head:
        values["file_hash_head"] = now.head
    return values


def _truth_of_attrib(before: FileFacts, now: FileFacts, xattrs: bool) -> str | None:
    """fanotify says `attributes` for all of mode, owner, links, times and extended attributes."""
    if before.sha256 and now.sha256 and before.sha256 != now.sha256:
        return "file.modify"
    same = (before.mode, before.uid, before.gid, before.links) == (now.mode, now.uid, now.gid, now.links)
    return "file.xattr" if xattrs and same else None
