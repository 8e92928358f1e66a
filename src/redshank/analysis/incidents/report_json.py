"""A report for a program: one JSON object with everything in it, times as RFC 3339 in UTC. Pure."""

import json
from dataclasses import asdict
from typing import Any

from redshank.analysis.incidents.likeness import Likeness
from redshank.analysis.incidents.report import Report
from redshank.events.values import rfc3339
from redshank.findings.incident import Member

VERSION = 1
"""Of the form; it grows when a key changes its meaning or goes."""


def json_report(report: Report) -> dict[str, Any]:
    """The report as plain values; text that is no UTF-8 has backslash escapes."""
    case, incident = report.case, report.case.incident
    clock = {name.removesuffix("_ns"): _time(value) for name, value in asdict(case.clock).items()}
    whole: dict[str, Any] = {
        "version": VERSION,
        "made": rfc3339(report.made_ns),
        "incident": {
            "id": incident.id, "severity": incident.severity, "hosts": incident.hosts, "merged": incident.merged,
            "simulated": report.is_simulated, "host_names": {host: case.called(host) for host in incident.hosts},
        },
        "clock": clock,
        "story": [asdict(sentence) for sentence in report.story],
        "steps": [_timed(asdict(step)) | {"technique_name": report.names.get(step.technique, "")} for step in case.steps],
        "gaps": [asdict(gap) for gap in case.gaps],
        "entry": asdict(case.entry) if case.entry else None,
        "family": _family(case.family),
        "playbook": asdict(report.playbook),
        "alerts": [_alert(member) for member in incident.in_order()],
        "reasons": [asdict(reason) for reason in incident.reasons],
    }  # fmt: skip
    told: dict[str, Any] = plain(whole)
    return told


def json_bytes(value: Any) -> bytes:
    """JSON in one form only: sorted keys, no blanks, ASCII; the same value gives the same bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def _alert(member: Member) -> dict[str, Any]:
    flat = {name: value for name, value in asdict(member).items() if not name.endswith("_ns")}
    return flat | {"at": rfc3339(member.at_ns), "done": rfc3339(member.done_ns), "created": rfc3339(member.created_ns)}


def _timed(flat: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in flat.items() if name != "at_ns"} | {"at": rfc3339(flat["at_ns"])}


def _time(value: Any) -> Any:
    return rfc3339(value) if isinstance(value, int) and value > 0 else None


def _family(family: Likeness | None) -> dict[str, Any] | None:
    if family is None:
        return None
    return {
        "id": family.id, "name": family.name, "class": family.class_name, "level": family.level,
        "hits": [{"says": one.says, "alerts": one.alerts} for one in family.hits], "misses": [one.says for one in family.misses],
        "against": [{"says": one.says, "alerts": one.alerts} for one in family.against],
        "second": family.second_name, "margin": family.margin,
    }  # fmt: skip


def plain(value: Any) -> Any:
    """The same with texts that every JSON reader takes: no half of a surrogate pair."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {plain(key): plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, (list, tuple)) else value
