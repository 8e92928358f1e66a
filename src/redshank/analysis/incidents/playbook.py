"""What to do about an incident, in order: pieces of content put together with what the incident names. Pure.

Nothing hostile is ever put into a command unquoted; what cannot be typed safely is left to a person's hands, and said.
"""

import hashlib
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from ipaddress import ip_address
from itertools import islice

from redshank.analysis.incidents.case import Case
from redshank.analysis.incidents.keys import is_outside
from redshank.analysis.incidents.pieces import Piece
from redshank.analysis.incidents.traces import Trace
from redshank.analysis.incidents.words import joined, listed, quoted
from redshank.findings.incident import Step
from redshank.findings.playbook import Action, Playbook

MAX_ACTIONS = 150
MAX_TARGETS = 40
"""Of one action; more of them are a further action."""
MAX_LENGTH = 500
"""Characters of a value in a command. Facts are cut at 512: a longer one may be the beginning of another name."""
MAX_IDS = 64
_NAME = re.compile(r"\{([a-z]+)\}")
_ADDRESSES, _WORDS = ("peer", "login", "guess"), ("account", "module", "web")
_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+:@-]{0,99}\$?")
_NEEDED = frozenset(("sh", "bash", "dash", "systemd", "init", "login", "sshd", "su", "sudo", "agetty", "mount", "tar", "dpkg", "rpm"))
_PLACE = "/root/redshank"


@dataclass(frozen=True, slots=True)
class Operator:
    """Who would act: addresses they are connected from, users they log in as. Neither is cut without saying so."""

    addresses: tuple[str, ...] = ()
    users: tuple[str, ...] = ()


def playbook(case: Case, pieces: Sequence[Piece], operator: Operator | None = None) -> Playbook:
    """The actions that the incident asks for, by stage and order of the pieces, oldest trace first."""
    found = list(islice(_actions(case, pieces, operator or Operator()), MAX_ACTIONS * 20))
    return Playbook(case.incident.id, tuple(found[:MAX_ACTIONS]), max(len(found) - MAX_ACTIONS, 0))


def _actions(case: Case, pieces: Sequence[Piece], operator: Operator) -> Iterator[Action]:
    done: set[tuple[str, str, str, str, str]] = set()
    for piece in pieces:
        if piece.families and not (case.family and case.family.id in piece.families):
            continue
        for host in case.incident.hosts:
            here = [trace for trace in case.traces if trace.host == host]
            fitting = [trace for trace in _fitting(piece, here, host, case) if _first(done, piece, trace)]
            for number, batch in enumerate(_batches(fitting, MAX_TARGETS if piece.together else 1)):
                yield _action(case, piece, batch, number, operator)


def _first(done: set[tuple[str, str, str, str, str]], piece: Piece, trace: Trace) -> bool:
    """Whether no piece before asked for the same verb on the same thing."""
    key = (piece.stage, piece.verb or piece.id, trace.host, trace.kind, trace.value)
    is_first = key not in done
    done.add(key)
    return is_first


def _batches(traces: list[Trace], size: int) -> Iterator[list[Trace]]:
    for start in range(0, len(traces), size):
        yield traces[start : start + size]


def _fitting(piece: Piece, here: Sequence[Trace], host: str, case: Case) -> Iterator[Trace]:
    if piece.when and not any(trace.kind in piece.when for trace in here):
        return
    if "host" in piece.of:
        asking = [trace for trace in here if not piece.when or trace.kind in piece.when] or list(here)
        alerts = tuple(dict.fromkeys(alert for trace in asking for alert in trace.alerts))
        evidence = tuple(dict.fromkeys(event for trace in asking for event in trace.evidence))
        at_ns = min((trace.at_ns for trace in asking), default=case.clock.attack_ns)
        yield Trace("host", host, host, at_ns, alerts[:MAX_IDS], evidence[:MAX_IDS])
    for trace in here:
        if trace.kind in piece.of and _matches(piece.paths, trace):
            yield trace


def _matches(patterns: Sequence[str], trace: Trace) -> bool:
    wanted = [pattern for pattern in patterns if not pattern.startswith("!")]
    refused = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    if any(fnmatchcase(trace.value, pattern) for pattern in refused):
        return False
    return not wanted or any(fnmatchcase(trace.value, pattern) for pattern in wanted)


def _action(case: Case, piece: Piece, traces: list[Trace], number: int, operator: Operator) -> Action:
    first = traces[0]
    safe = [trace for trace in traces if is_typeable(trace) and not (piece.verb == "quarantine file" and is_needed(trace.value))]
    values = _values(case, piece, safe or traces, number, operator)
    command = _command(piece.command, values) if safe else ""
    action = Action(
        id=f"{piece.id}-{_digest((first.host, *(trace.value for trace in traces)))}",
        stage=piece.stage, verb=piece.verb, host=first.host, targets=tuple(trace.value for trace in traces),
        title=_words(piece.title, values), why=_why(piece, traces, case.steps), command=command, preview=_words(piece.preview, values),
        undo=_command(piece.undo, values) if command else "", caution=_words(piece.caution, values),
        by_hand=_by_hand(piece, traces, safe, command, operator),
        evidence=tuple(dict.fromkeys(event for trace in traces for event in trace.evidence))[:MAX_IDS],
        alerts=tuple(dict.fromkeys(alert for trace in traces for alert in trace.alerts))[:MAX_IDS],
    )  # fmt: skip
    return _guarded(action, traces, operator)


def _digest(parts: Sequence[str]) -> str:
    """Eight hexadecimal digits that tell actions of one piece apart, the same each time."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def is_typeable(trace: Trace) -> bool:
    """Whether what it names can stand in a command: of its kind's form, printable, whole, and read as nothing else."""
    if trace.kind == "host":
        return True
    if trace.kind in _ADDRESSES:
        return _is_address(trace.value)
    if trace.kind in _WORDS:
        return _WORD.fullmatch(trace.value) is not None
    if trace.kind == "process":
        return trace.get("pid").isdecimal() and trace.get("pid").isascii() and trace.get("pid") not in ("0", "1")
    path = trace.value
    return path.startswith("/") and path.isprintable() and len(path) <= MAX_LENGTH and not {"..", ".", ""} & set(path[1:].split("/"))


def is_needed(path: str) -> bool:
    """Whether a host does not start, or lets nobody in, without this file: it is replaced, never taken away."""
    folder, _, name = path.rpartition("/")
    return folder.startswith(("/usr/", "/bin", "/sbin", "/lib")) and (name in _NEEDED or name.startswith(("libc.so", "ld-linux", "libpam")))


def _is_address(text: str) -> bool:
    try:
        return not ip_address(text).is_loopback and "%" not in text
    except ValueError:
        return False


def _values(case: Case, piece: Piece, traces: list[Trace], number: int, operator: Operator) -> dict[str, list[str]]:
    """What the names of a piece stand for; a name without anything is missing."""
    first = traces[0]
    short = re.sub(r"[^A-Za-z0-9]", "", case.incident.id)[:12] or "incident"
    named = {
        "value": first.value, "name": first.value.rpartition("/")[2], "host": case.called(first.host), "pid": first.get("pid"),
        "port": first.get("port"), "program": first.get("program"), "executable": first.get("executable"),
        "package": first.get("package"), "user": first.get("user"), "unit": first.get("unit"),
        "archive": f"{_PLACE}/{short}-{piece.id}{f'-{number + 1}' if number else ''}.tar",
        "operator": next((one for one in operator.addresses if _is_address(one) and ":" not in one), ""),
    }  # fmt: skip
    found = {name: [value] for name, value in named.items() if value}
    packages = sorted({trace.get("package") for trace in traces} - {""})
    return found | {"values": [trace.value for trace in traces]} | ({"packages": packages} if packages else {})


def _command(template: str, values: Mapping[str, list[str]]) -> str:
    """The command with its names filled in and quoted; empty where one of them is missing or not fit to be typed."""
    for name in _NAME.findall(template):
        if not all(value.isprintable() and value[:1] != "-" and len(value) <= MAX_LENGTH for value in values.get(name, ["-"])):
            return ""
    return _NAME.sub(lambda found: " ".join(shlex.quote(value) for value in values[found[1]]), template)


def _words(template: str, values: Mapping[str, list[str]]) -> str:
    """The sentence with its names filled in, harmless; what is not known is said to be so."""
    def put(found: re.Match[str]) -> str:
        known = values.get(found[1])
        return listed(known, "file") if known else _UNKNOWN.get(found[1], "something not known")

    return _NAME.sub(put, template)


_UNKNOWN = {
    "port": "a port not known", "program": "a program not known", "user": "a user not known", "operator": "the address you come from",
    "package": "its package",
}  # fmt: skip


def _why(piece: Piece, traces: Sequence[Trace], steps: Sequence[Step]) -> str:
    alerts = {alert for trace in traces for alert in trace.alerts}
    asking = [(number, step) for number, step in enumerate(steps, 1) if alerts & set(step.alerts)]
    values = {"value": [traces[0].value]}
    if not asking or len(asking) > 4:
        return _words(piece.why, values)
    named = joined([f"step {number} ({step.phase})" for number, step in asking], "step", 4)
    return f"{_words(piece.why, values)} Asked for by {named}."


def _by_hand(piece: Piece, traces: list[Trace], safe: list[Trace], command: str, operator: Operator) -> str:
    """Why a person has to find the words; empty where the command does it all."""
    if not piece.command:
        return "No command does this: it is done by hand."
    if len(safe) < len(traces):
        kept = {trace.value for trace in safe}
        left = [trace.value for trace in traces if trace.value not in kept]
        return f"Not in the command, for the host needs it or its name cannot be typed safely: {listed(left, 'name')}. Look at it by hand."
    if not command and "{operator}" in piece.command:
        return "The IPv4 address you come from is not known here, so no command is prepared."
    return "" if command else "A part of the command is not known, or cannot be typed safely: it is done by hand."


def _guarded(action: Action, traces: Sequence[Trace], operator: Operator) -> Action:
    """The action with a warning, and without a command, where it would cut the operator's own way in."""
    own = [trace.value for trace in traces if trace.kind in _ADDRESSES and trace.value in operator.addresses]
    if own and action.verb == "block address":
        said = f"You are connected from {listed(own, 'address')}: to block it cuts you off."
        return replace(action, command="", undo="", caution=said, by_hand="Not prepared, for it would cut your own access.")
    if action.verb == "lock user or key" and any(trace.value in operator.users for trace in traces if trace.kind == "account"):
        said = f"You work as {quoted(traces[0].value)} yourself: to lock it cuts you off."
        return replace(action, command="", undo="", caution=said, by_hand="Not prepared, for it would cut your own access.")
    inner = [trace.value for trace in traces if trace.kind in _ADDRESSES and not is_outside(trace.value)]
    if inner and action.verb == "block address":
        said = f"{listed(inner, 'address')} is of an inner network: you and others may come from there too."
        return replace(action, caution=f"{action.caution} {said}".strip())
    if action.verb == "block address" and not operator.addresses and traces[0].kind in ("login", "guess"):
        return replace(action, caution="Make sure that it is not the address you come from yourself: which one that is, is not known here.")
    return action
