"""What an incident names that one can point at: addresses, programs, start files, tools, logs, processes, accounts. Pure.

Taken from the facts of its members. Everything in them may be hostile: a trace is a claim with its evidence, no permission to act.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from redshank.analysis.incidents.keys import is_local, is_outside
from redshank.findings.incident import Incident, Member

Kind = Literal[
    "peer", "guess", "login", "web", "program", "copy", "start", "edited", "unit", "key", "tool", "log", "module", "process", "account",
    "host",
]  # fmt: skip
"""peer: whom the host talked to. guess, login: from where it was tried, and worked. web: a service that ran a shell. program: put there.
copy: a program under the name of a system tool in another place. start: what starts with the host or by a clock, and is of no package.
edited: the same where that is not known. unit: one of systemd. key: a list of keys that log in. tool: a program of a package that was
replaced. log: one that was made useless. host: the host itself."""

Thing = tuple[Kind, str, dict[str, str]]
MAX_TRACES = 500
_TEMPORARY = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/shm/")  # noqa: S108  where they are looked for, nothing is made there
_SYSTEM = ("/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/", "/usr/local/bin/", "/usr/local/sbin/")
_START = re.compile(
    r"/etc/(rc\.d/)?(init\.d|rc[0-6S]\.d|systemd|cron\.[a-z]+|profile\.d|ld\.so\.preload|update-motd\.d)|/etc/(rc\.d/)?rc\.local$"
    r"|/etc/crontab$|/var/spool/(cron|at)/|/(usr/)?lib/systemd/system/|/(root|home/[^/]+)/\.(bashrc|profile|bash_profile)$"
)
_UNIT = re.compile(r"/systemd/.*/([A-Za-z0-9:_.@-]+\.(service|timer|socket|path))$")
_MODULE = re.compile(r"([A-Za-z0-9_-]{1,60})\.ko\b")
_TOOLS = frozenset(("ps", "netstat", "ss", "lsof", "top", "ls", "find", "du", "who", "w", "last", "ifconfig", "pstree", "crontab", "sshd"))
_INTERPRETERS = frozenset(("bash", "dash", "sh", "zsh", "ksh", "python", "python3", "perl", "php", "ruby"))


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing on one host, with what tells of it. more: what else is known of it, by short names."""

    kind: Kind
    value: str
    host: str
    at_ns: int
    alerts: tuple[str, ...]
    evidence: tuple[str, ...]
    more: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """What else is known, empty where nothing is."""
        return dict(self.more).get(name, "")


def traces_of(incident: Incident) -> tuple[Trace, ...]:
    """All of them once, by the time of their first evidence, at most 500."""
    found: dict[tuple[Kind, str, str], Trace] = {}
    members = incident.in_order()
    programs: set[str] = set()
    for member in members:
        for kind, value, more in things_of(member):
            _add(found, member, kind, value, more)
            if kind == "program":
                programs.add(value)
    for member in members:
        for kind, value, more in _processes(member, programs):
            _add(found, member, kind, value, more)
    settled = (_settled(one) for one in found.values())
    return tuple(sorted(settled, key=lambda one: (one.at_ns, one.kind, one.host, one.value)))


def _settled(trace: Trace) -> Trace:
    """What starts by itself may only be taken away whole where it is known to be of no package."""
    return replace(trace, kind="edited") if trace.kind == "start" and trace.get("state") != "unpackaged" else trace


def _add(found: dict[tuple[Kind, str, str], Trace], member: Member, kind: Kind, value: str, more: dict[str, str]) -> None:
    key = (kind, member.host, value)
    known = found.get(key)
    if known is None and len(found) < MAX_TRACES:
        found[key] = Trace(kind, value, member.host, member.at_ns, (member.alert_id,), member.evidence, tuple(more.items()))
    elif known is not None:
        alerts = tuple(dict.fromkeys((*known.alerts, member.alert_id)))
        evidence = tuple(dict.fromkeys((*known.evidence, *member.evidence)))
        found[key] = replace(known, alerts=alerts, evidence=evidence, more=tuple((more | dict(known.more)).items()))


def fact(member: Member, name: str) -> str:
    """The value of a fact; of several the one that the title names, else the last, which is of the event that completed the match."""
    values = [value for known, value in member.facts if known == name]
    named = (value for value in reversed(values) if value and value in member.title)
    return next(named, values[-1] if values else "")


def bases_of(member: Member) -> set[str]:
    """Its techniques, without what follows the dot."""
    return {technique.partition(".")[0] for technique in member.techniques}


def things_of(member: Member) -> Iterator[Thing]:
    """(kind, value, what else is known) of all that one alert names, but for processes."""
    yield from _entries(member)
    yield from _peers(member)
    yield from _modules(member)
    path = fact(member, "file.path")
    if path.startswith("/"):
        yield from _files(member, path)
    program = fact(member, "process.executable")
    if program.startswith(_TEMPORARY) or _is_hidden(program):
        yield "program", program, {"sha256": fact(member, "process.hash.sha256")}
    elif _is_copy(program):
        yield "copy", program, {"tool": program.rpartition("/")[2]}


def _entries(member: Member) -> Iterator[Thing]:
    source, user = fact(member, "source.ip"), fact(member, "user.name")
    actions = {value for name, value in member.facts if name == "event.action"}
    if "session.login" in actions and source and not is_local(source):
        yield "login", source, {"user": user}
        if user:
            yield "account", user, {"peer": source}
    if "session.login_failed" in actions:
        for value in dict.fromkeys(value for name, value in member.facts if name == "source.ip"):
            if not is_local(value) and not ("session.login" in actions and value == source):
                yield "guess", value, {"user": user}
    if set(member.techniques) & {"T1505.003", "T1190"} and (service := fact(member, "process.parent.executable")):
        yield "web", service.rpartition("/")[2], {"user": user, "program": service}


def _peers(member: Member) -> Iterator[Thing]:
    address = fact(member, "destination.ip")
    if address and is_outside(address):
        program, command = fact(member, "process.executable"), fact(member, "process.command_line")
        port = fact(member, "destination.port")
        port = port if port.isascii() and port.isdecimal() and len(port) <= 5 else ""
        yield "peer", address, {"port": port, "program": script_of(program, command) or program}


def _modules(member: Member) -> Iterator[Thing]:
    if "T1547" in bases_of(member) or fact(member, "event.action") == "kernel.module":
        named = _MODULE.search(fact(member, "process.command_line") or fact(member, "file.path"))
        if name := fact(member, "module.name") or (named.group(1) if named else ""):
            yield "module", name, {}


def _files(member: Member, path: str) -> Iterator[Thing]:
    more = {name: value for name, key in _MORE_OF_FILES if (value := fact(member, key))}
    check = fact(member, "redshank.sweep.check")
    if path.startswith("/var/log/") and (more.get("target") == "/dev/null" or check == "logs"):
        yield "log", path, more
    elif path.endswith(("/authorized_keys", "/authorized_keys2")):
        yield "key", path, more
    elif _START.match(path):
        unit = _UNIT.search(path)
        yield ("unit" if unit else "start"), path, more | ({"unit": unit.group(1)} if unit else {})
    elif more.get("state") == "differs" or ("T1554" in bases_of(member) and path.startswith(_SYSTEM)):
        yield "tool", path, more
    elif _is_copy(path):
        yield "copy", path, more | {"tool": path.rpartition("/")[2]}
    elif more.get("state") == "unpackaged" or check in ("temporary", "web") or path.startswith(_TEMPORARY) or _is_hidden(path):
        yield "program", path, more


_MORE_OF_FILES = (
    ("package", "package.name"), ("state", "redshank.package.state"), ("target", "file.target_path"), ("type", "file.type"),
    ("sha256", "file.hash.sha256"), ("size", "file.size"), ("user", "user.name"),
)  # fmt: skip


def _is_hidden(path: str) -> bool:
    return path.rpartition("/")[2].startswith(".") and path.startswith((*_SYSTEM, *_TEMPORARY, "/etc/", "/usr/"))


def _is_copy(path: str) -> bool:
    """A program with the name of a tool that tells of processes and connections, in no folder of programs itself."""
    folder, _, name = path.rpartition("/")
    return name in _TOOLS and f"{folder}/" not in _SYSTEM and not folder.startswith(("/usr/lib", "/lib", "/opt", "/snap", "/usr/share"))


def _processes(member: Member, programs: set[str]) -> Iterator[Thing]:
    """Processes that talk to the outside or run what was put there: not the tools that the intruder used once."""
    executable, command = fact(member, "process.executable"), fact(member, "process.command_line")
    script = script_of(executable, command)
    program = script or executable
    pid = fact(member, "process.pid")
    talks = is_outside(fact(member, "destination.ip")) and not executable.endswith(("/curl", "/wget"))
    is_gone = fact(member, "event.action") in ("process.exit", "process.exec_failed")
    if pid.isascii() and pid.isdecimal() and program and (talks or program in programs) and not is_gone:
        yield "process", f"{program} ({pid})", {"pid": pid, "program": program, "executable": executable, "command": command}


def script_of(executable: str, command: str) -> str:
    """The file that an interpreter runs, empty where the command line is of another kind."""
    words = command.split()
    is_script = executable.rpartition("/")[2].rstrip("0123456789.") in _INTERPRETERS and len(words) > 1 and words[1].startswith("/")
    return words[1] if is_script else ""
