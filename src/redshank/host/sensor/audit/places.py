"""Which file events of the audit system are told: those of the places we watch, as the kernel's own source tells them."""

from redshank.events import Event
from redshank.events._generated.types import FileOpen
from redshank.host.sensor.files.watches import SECRET, WatchPlan, tops


class Places:
    """Trees and secrets of a plan. A foreign rule may bring any file; only what lies in a place of ours is told."""

    def __init__(self, plan: WatchPlan, *, changes: bool) -> None:
        self._changes = changes
        found = [(path, tree) for path, tree in tops(plan) if tree.keyed or changes]
        named = [(tree.path, tree) for _, tree in found]
        self._trees = tuple({path.rstrip("/") + "/" for path, _ in (*found, *named)})
        self._plan = plan

    def __contains__(self, path: object) -> bool:
        """True for a file whose reading is an event."""
        if not isinstance(path, str):
            return False
        folder, _, name = path.rpartition("/")
        return any(s.folder == folder and s.bits & SECRET and s.covers(name) for s in self._plan.secrets)

    def tells(self, event: Event) -> bool:
        """True where a file event is to be told; `file.open` gets the reason why."""
        path = getattr(event, "file_path", None)
        if not path:
            return False
        below = path.startswith(self._trees)
        if isinstance(event, FileOpen):
            event.file_watch = "secret" if path in self else "tree"
            return (below and event.file_access == "write") or path in self
        return self._changes and below
