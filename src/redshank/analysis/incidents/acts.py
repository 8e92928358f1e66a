"""What was done, alert by alert put together: alerts that tell of the same doing are one act, told in one sentence. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from redshank.analysis.incidents.traces import Kind, bases_of, fact, things_of
from redshank.analysis.incidents.words import counted, listed, quoted, titled
from redshank.findings.incident import Incident, Member

BY_KIND: dict[Kind, str] = {
    "login": "login", "guess": "guess", "web": "web", "tool": "tools", "key": "keys", "unit": "starts", "start": "starts", "log": "logs",
    "copy": "copies", "module": "modules", "peer": "talk", "program": "programs",
}  # fmt: skip
"""What an alert that names such a thing tells of; of several the first one here counts."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done on one host. doing: a word of BY_KIND, `history`, or the id of the rule where none fits. Members in order."""

    doing: str
    host: str
    members: tuple[Member, ...]

    @property
    def at_ns(self) -> int:
        """When it began."""
        return self.members[0].at_ns


def acts_of(incident: Incident) -> list[Act]:
    """The acts, by the time at which each began."""
    groups: dict[tuple[str, str], list[Member]] = {}
    for member in incident.in_order():
        groups.setdefault((_doing(member), member.host), []).append(member)
    acts = [Act(doing, host, tuple(members)) for (doing, host), members in groups.items()]
    return sorted(acts, key=lambda act: (act.at_ns, act.doing, act.host))


def _doing(member: Member) -> str:
    if "T1070.003" in member.techniques and fact(member, "redshank.sweep.check") != "logs":
        return "history"
    kinds = {kind for kind, _, _ in things_of(member)}
    return next((doing for kind, doing in BY_KIND.items() if kind in kinds), f"rule {member.rule_id}")


def told(act: Act) -> str:
    """The act as the middle of a sentence: what follows `At 20:16:51 UTC `."""
    if act.doing in _SENTENCES:
        kinds = [kind for kind, doing in BY_KIND.items() if doing == act.doing]
        values = list(dict.fromkeys(value for kind in kinds for value in _values(act, kind)))
        noun, one, several = _SENTENCES[act.doing]
        return (several if len(values) > 1 else one).format(values=listed(values, noun), as_user=_as(act), for_users=_for(act))
    if act.doing == "login":
        return _login(act)
    if act.doing == "talk":
        return f"{listed(_more(act, 'peer', 'program'), 'program')} connected to {listed(_endpoints(act), 'address')}"
    return f"{listed(_users(act), 'user') or 'somebody'} removed the history of a shell" if act.doing == "history" else _by_title(act)


_SENTENCES = {
    "guess": ("address", *["passwords were guessed{for_users} from {values}"] * 2),
    "web": ("service", *["the web service {values} ran a shell{as_user}"] * 2),
    "modules": ("module", *["a kernel module was to be loaded: {values}"] * 2),
    "tools": (
        "program",
        "{values} was replaced, and what it shows cannot be trusted",
        "{values} were replaced, and what they show cannot be trusted",
    ),
    "starts": ("file", *["a way to come back was laid: {values}"] * 2),
    "logs": ("log", *["{values} no longer kept anything, so later traces are missing there"] * 2),
    "keys": ("file", *["the keys that may log in were changed: {values}"] * 2),
    "copies": ("file", *["a program with the name of a system tool was run or found in another place: {values}"] * 2),
    "programs": ("file", "{values} was put on the host or run", "{values} were put on the host or run"),
}
"""Of each doing: the noun of its things, and the sentence for one and for several of them."""


def _by_title(act: Act) -> str:
    """The worst alert's own words, and how many there are beside."""
    worst = min(act.members, key=lambda member: (member.severity, member.at_ns, member.alert_id))
    further = len(act.members) - 1
    return f"a rule saw {titled(worst.title)}" + (f" and {counted(further, 'further alert')} of the kind" if further else "")


def _login(act: Act) -> str:
    guessed = any("T1110" in bases_of(member) for member in act.members)
    users = _users(act)
    after = ", after passwords had been guessed for the account" if guessed else ""
    return f"{listed(users, 'user') or 'somebody'} logged in from {listed(_values(act, 'login'), 'address')}{after}"


def _values(act: Act, kind: Kind) -> list[str]:
    return _once(value for member in act.members for known, value, _ in things_of(member) if known == kind)


def _more(act: Act, kind: Kind, name: str) -> list[str]:
    found = _once(more.get(name, "") for member in act.members for known, _, more in things_of(member) if known == kind)
    return found or ["a program"]


def _endpoints(act: Act) -> list[str]:
    return _once(
        endpoint(value, more.get("port", "")) for member in act.members for kind, value, more in things_of(member) if kind == "peer"
    )


def endpoint(address: str, port: str) -> str:
    """`192.0.2.1:80`, `[2001:db8::1]:80`, or the address alone where no port is known."""
    if not port:
        return address
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _users(act: Act) -> list[str]:
    return _once(fact(member, "user.name") for member in act.members)


def _for(act: Act) -> str:
    users = _users(act)
    return f" for {listed(users, 'account')}" if users else ""


def _as(act: Act) -> str:
    users = _users(act)
    return f" as {quoted(users[0])}" if len(users) == 1 else ""


def _once(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]
