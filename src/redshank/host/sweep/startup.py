"""Places from which a host starts programs by itself: init scripts and their links, units, jobs, shell profiles, rules of udev."""

import os
import stat
from collections.abc import Iterator

from redshank.events._generated.types import HostState
from redshank.host.sweep.processes import TEMPORARY
from redshank.host.sweep.scene import Scene

INIT = ("/etc/init.d", "/etc/rc.d/init.d")
LINKS = tuple(f"{base}/rc{level}.d" for base in ("/etc", "/etc/rc.d") for level in "0123456S")
UNITS = (
    "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system",
    "/etc/systemd/system/multi-user.target.wants", "/etc/systemd/user",
)  # fmt: skip
JOBS = (
    "/etc/cron.d", "/etc/cron.hourly", "/etc/cron.daily", "/etc/cron.weekly", "/etc/cron.monthly",
    "/var/spool/cron", "/var/spool/cron/crontabs", "/var/spool/cron/atjobs",
)  # fmt: skip
SCRIPTS = (
    "/etc/profile.d", "/etc/update-motd.d", "/etc/udev/rules.d", "/etc/X11/Xsession.d", "/etc/xdg/autostart", "/etc/network/if-up.d",
    "/etc/modules-load.d", "/usr/lib/systemd/system-generators", "/etc/systemd/system-generators",
)  # fmt: skip
FILES = ("/etc/rc.local", "/etc/rc.d/rc.local", "/etc/crontab", "/etc/inittab", "/etc/modules", "/etc/rc.modules", "/etc/environment")
KINDS = (("init", INIT), ("link", LINKS), ("unit", UNITS), ("job", JOBS), ("script", SCRIPTS))
_READ = 64 * 1024
_FETCHES = ("curl ", "wget ", "/dev/tcp/", "base64 -d", "python -c", "python3 -c", "nc -e", "ncat ", "socat ")


def look(scene: Scene) -> Iterator[HostState]:
    """One event for each thing in these places that no package brought, or that starts something from an odd place."""
    for kind, folders in KINDS:
        for folder in dict.fromkeys(os.path.realpath(scene.path(one)).removeprefix(scene.root.rstrip("/")) or one for one in folders):
            for path, found in scene.listed(folder):
                if stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode):
                    yield from _judge(scene, kind, path, found)
    for path in FILES:
        if (about := scene.stat(path)) is not None and stat.S_ISREG(about.st_mode):
            yield from _judge(scene, "file", path, about)


def _judge(scene: Scene, kind: str, path: str, found: os.stat_result) -> Iterator[HostState]:
    event = scene.packaged(scene.file("startup", path, found, kind), path)
    traits = event.sweep_traits or []
    if stat.S_ISLNK(found.st_mode):
        target = event.file_target_path or ""
        end = os.path.normpath(target if target.startswith("/") else os.path.join(os.path.dirname(path), target))  # noqa: PTH118, PTH120
        owned = scene.packages.known and scene.packages.owner(end) is not None
        if target == "/dev/null" or owned or event.package_name is not None:
            return  # masked, or enabled: both as the packages and their tools do
        event.package_state = "unpackaged" if scene.packages.known else None
    elif event.package_state is None and scene.packages.known:
        owner = scene.packages.owner(path)
        if owner is not None and owner.digest:
            made = scene.digest(path, md5=owner.algorithm == "md5")
            if owner.digest in (made.sha256, made.md5):
                return
            event.package_state = "config" if owner.config else "differs"
    text = scene.text(path) if stat.S_ISREG(found.st_mode) else ""
    traits += starts(text[:_READ])
    if path.rpartition("/")[2].startswith(".") and not path.endswith("/.placeholder"):
        traits.append("hidden_name")
    event.sweep_traits = traits
    yield event


def starts(text: str) -> list[str]:
    """What is odd about what a start script or unit runs."""
    found = []
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    if any(place in code for place in TEMPORARY):
        found.append("temporary")
    if any(word in code for word in _FETCHES) and ("|" in code or ";" in code or "-c" in code):
        found.append("fetches")
    return found
