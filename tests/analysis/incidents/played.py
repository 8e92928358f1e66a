"""The played breach as an incident, from what `simulate billgates` gave; and incidents whose every text is somebody else's."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redshank.analysis.incidents.case import Case, case_of
from redshank.analysis.incidents.pieces import load_pieces
from redshank.analysis.incidents.playbook import Operator
from redshank.analysis.incidents.report import Report, report_of
from redshank.core.resources import content_folder
from redshank.findings.incident import Incident, Member, Reason

DATA = Path(__file__).parents[2] / "data" / "incidents"
S = 1_000_000_000
MADE = 1_795_551_600 * S
PIECES = load_pieces([content_folder("families") / "steps"]).pieces
HOSTILE = (
    "a\nb\r\n# head", "\x1b]0;title\x07\x1b[2J", "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[x](http://192.0.2.1) ![i](//e) `c` **b**", "it's \"quoted\" $(reboot) `reboot` ; rm -rf / #", "\u202egnp.exe\u200b", "\udcff\ud800",
    "| a | b |", "&lt;b&gt; &#60;", "x" * 5_000, "-rf", "\0", "{value}",
)  # fmt: skip


@dataclass(frozen=True)
class Sign:
    says: str
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    id: str = "billgates"
    name: str = "BillGates"
    class_name: str = "DDoS bot"
    level: str = "probable"
    hits: tuple[Sign, ...] = (Sign("tools of the system replaced", ("alert-12",)), Sign("a back door in bsd-port", ("alert-11",)))
    misses: tuple[Sign, ...] = (Sign("its lock files"),)
    against: tuple[Sign, ...] = field(default=())
    second_name: str = "XorDDoS"
    margin: int = 9


def breach() -> Incident:
    """All 45 alerts of the played breach."""
    rows = json.loads((DATA / "billgates.members.json").read_text())
    members = [_member(row) for row in rows]
    opened = min(member.created_ns for member in members if member.severity == 1)
    return Incident("inc-1", {member.alert_id: member for member in members}, opened_ns=opened)


def _member(row: dict[str, Any]) -> Member:
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Member(**plain | {"facts": tuple(map(tuple, row["facts"])), "keys": ()})


def breach_report() -> Report:
    return report_of(case_of(breach(), Family()), PIECES, MADE, Operator(("192.0.2.99",)), {"T1110": "Brute Force"})


def member(number: int = 1, facts: tuple[tuple[str, str], ...] = (), **values: Any) -> Member:
    """An alert like any; the rest by name."""
    plain: dict[str, Any] = {
        "alert_id": f"alert-{number}", "rule_id": f"rule-{number}", "severity": 1, "title": f"title {number}", "host": "web-1",
        "at_ns": (100 + number) * S, "done_ns": (100 + number) * S, "created_ns": (101 + number) * S, "phases": ("control",),
        "techniques": ("T1071",), "evidence": (f"event-{number}",), "keys": (), "facts": facts,
    }  # fmt: skip
    return Member(**plain | values)


def case(*members: Member, family: Family | None = None) -> Case:
    return case_of(Incident("inc-1", {one.alert_id: one for one in members}, opened_ns=200 * S), family)


def hostile_report(text: str) -> Report:
    """Every text that comes from a host, a rule's values or a family is this one."""
    names = ("file.path", "process.executable", "process.command_line", "user.name", "package.name", "destination.port", "process.pid")
    facts = tuple((name, text) for name in names)
    path = ("file.path", f"/tmp/{text}")
    login = (("event.action", "session.login"), ("source.ip", text), ("user.name", text))
    members = [
        member(1, login, techniques=("T1078", "T1110"), phases=("entry",)),
        member(2, (*facts, ("destination.ip", "203.0.113.9"))),
        member(3, (path, ("redshank.sweep.check", "temporary"), ("file.hash.sha256", text)), swept=True),
        member(4, (("file.path", f"/etc/init.d/{text}"), ("redshank.package.state", "unpackaged"), ("package.name", text)), swept=True),
        member(5, (("file.path", f"/usr/bin/{text}"), ("redshank.package.state", "differs"), ("package.name", text))),
        member(6, (("destination.ip", "203.0.113.10"), ("process.pid", "77"), ("process.executable", f"/tmp/{text}"))),
        member(7, (("process.parent.executable", f"/usr/sbin/{text}"),), techniques=("T1505.003",)),
        member(8, (("file.path", f"/var/log/{text}"), ("file.target_path", "/dev/null"))),
        member(9, (("module.name", text),), techniques=("T1547.006",)),
    ]
    members = [_named(one, text) for one in members]
    incident = Incident(f"i{text}", {one.alert_id: one for one in members}, [Reason("alert-1", "file", text, "alert-2")], opened_ns=MADE)
    hits = (Sign(text, ("alert-1",)),)
    family = Family(name=text, class_name=text, hits=hits, misses=(Sign(text),), against=(Sign(text),), second_name=text)
    return report_of(case_of(incident, family), PIECES, MADE, Operator((text,), (text,)), {"T1071": text})


def _named(one: Member, text: str) -> Member:
    values = {name: getattr(one, name) for name in one.__dataclass_fields__}
    return Member(**values | {"title": text, "host": text, "rule_id": text, "evidence": (text, f"{text}{one.alert_id}")})


def check_golden(got: str, name: str) -> None:
    """The text is the one that is kept; WRITE_GOLDEN=1 writes it anew, and people read the difference."""
    path = DATA / name
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(got)
    assert got == path.read_text(), f"{name} differs; WRITE_GOLDEN=1 writes it anew"
