"""Records that lead nowhere: logs and histories linked to nothing, or gone although they are kept on every host."""

import stat
from collections.abc import Iterator

from redshank.events._generated.types import HostState
from redshank.host.sweep.scene import Scene

_NAMES = (
    "auth.log", "secure", "wtmp", "btmp", "lastlog", "messages", "syslog", "xferlog", "audit/audit.log", "cron", "kern.log", "maillog",
)  # fmt: skip
LOGS = tuple(f"/var/log/{name}" for name in _NAMES)
HISTORIES = (".bash_history", ".zsh_history", ".sh_history", ".ash_history", ".history", ".mysql_history", ".python_history")


def look(scene: Scene) -> Iterator[HostState]:
    """One event for each log or history that is a link to nothing."""
    homes = ["/root", *(path for path, found in scene.listed("/home") if stat.S_ISDIR(found.st_mode))]
    for path in (*LOGS, *(f"{home}/{name}" for home in homes for name in HISTORIES)):
        found = scene.stat(path)
        if found is None:
            continue
        event = scene.file("logs", path, found, "history" if path.endswith("history") else "log")
        if stat.S_ISLNK(found.st_mode) and (event.file_target_path or "").rstrip("/").endswith("dev/null"):
            event.sweep_traits = [*(event.sweep_traits or ()), "to_nothing"]
            yield event
        elif stat.S_ISCHR(found.st_mode):
            event.sweep_traits = [*(event.sweep_traits or ()), "to_nothing", "device"]
            yield event
