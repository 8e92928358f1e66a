"""A report as a bundle of STIX 2.1: what was seen, what it is called, what to look for elsewhere. Pure; the same report, the same bundle.

Ids are UUIDs of version 5. Those of observables follow the specification's rule (2.9: the namespace below over the canonical JSON of the
contributing properties), so that others give the same thing the same id; all others are made of the incident's id in a namespace of ours.
"""

import json
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from redshank.analysis.incidents.likeness import Likeness
from redshank.analysis.incidents.narrative import text_of
from redshank.analysis.incidents.report import Report, heading
from redshank.analysis.incidents.traces import Trace
from redshank.analysis.incidents.words import clean
from redshank.events.values import rfc3339
from redshank.findings.incident import Member, Step

OBSERVABLES = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
"""The namespace that STIX 2.1, 2.9, gives for ids of observables."""
OURS = uuid5(NAMESPACE_URL, "urn:redshank:stix")
MAX_OBJECTS = 2_000
"""Beside the maker and the grouping; half of them are relationships."""
_FILES = ("program", "copy", "start", "edited", "unit", "tool")
_PEERS = ("peer", "login", "guess")
_INDICATES: dict[str, str] = {
    "peer": "A program of the incident talked to this address.", "login": "Somebody logged in from this address.",
    "guess": "Passwords were guessed from this address.", "program": "A file with this content was put on the host.",
    "tool": "A program of the system was replaced by a file with this content.",
}  # fmt: skip
Thing = dict[str, Any]


def stix_bundle(report: Report) -> Thing:
    """The bundle. Objects stand before those that refer to them."""
    maker = _Maker(report)
    objects = {thing["id"]: thing for thing in maker.all()}
    return {"type": "bundle", "id": maker.id("bundle", "bundle"), "objects": list(objects.values())}


class _Maker:
    """Objects of one report; all of them say that they were made by us at the report's time."""

    def __init__(self, report: Report) -> None:
        self.report, self.incident = report, report.case.incident
        self.made = _time(report.made_ns)
        self.author = f"identity--{uuid5(OURS, 'redshank')}"

    def id(self, kind: str, name: str) -> str:
        """Of an object of this incident."""
        return f"{kind}--{uuid5(OURS, _text(f'{self.incident.id} {kind} {name}'))}"

    def _object(self, kind: str, key: str, /, **values: Any) -> Thing:
        common: Thing = {"type": kind, "spec_version": "2.1", "id": self.id(kind, key), "created_by_ref": self.author}
        labels = ["simulation"] if self.report.is_simulated else []
        return common | {"created": self.made, "modified": self.made} | ({"labels": labels} if labels else {}) | values

    def all(self) -> Iterator[Thing]:
        """Everything, with the incident and the grouping of all of it last."""
        yield {
            "type": "identity", "spec_version": "2.1", "id": self.author, "created": "2026-01-01T00:00:00.000Z",
            "modified": "2026-01-01T00:00:00.000Z", "name": "Redshank", "identity_class": "system",
        }  # fmt: skip
        incident = self._incident()
        things = [incident, *self._patterns(), *self._malware(), *self._observed(), *self._indicators()]
        things = list({thing["id"]: thing for thing in things}.values())[: MAX_OBJECTS // 2]
        yield from things
        known = {thing["id"] for thing in things}
        links = [one for one in self._links(incident, things) if {one["source_ref"], one["target_ref"]} <= known][: MAX_OBJECTS // 2]
        yield from links
        yield self._object(
            "grouping", "all", name=_text(heading(self.report)), context="suspicious-activity",
            object_refs=[thing["id"] for thing in (*things, *links)],
        )  # fmt: skip

    def _incident(self) -> Thing:
        story = _text(text_of(self.report.story))
        return self._object("incident", "incident", name=_text(heading(self.report)), description=story, external_references=[
            {"source_name": "redshank", "external_id": _text(self.incident.id)},
        ])  # fmt: skip

    def _patterns(self) -> Iterator[Thing]:
        for technique, steps in _by_technique(self.report.case.steps).items():
            claims = "; ".join(clean(step.claim, 240) for step in steps[:10])
            yield self._object(
                "attack-pattern", technique, name=_text(self.report.names.get(technique) or technique), description=_text(claims),
                external_references=[{"source_name": "mitre-attack", "external_id": technique, "url": _page(technique)}],
            )  # fmt: skip

    def _malware(self) -> Iterator[Thing]:
        family: Likeness | None = self.report.case.family
        if family and family.level in ("probable", "confirmed"):
            said = f"{family.level}: {len(family.hits)} of {len(family.hits) + len(family.misses)} signs"
            yield self._object("malware", "family", name=_text(family.name), description=said, is_family=True)

    def _observed(self) -> Iterator[Thing]:
        """Observables, and what was observed of them by which alerts."""
        for trace in self.report.case.traces:
            things = list(_observables(trace))
            if not things:
                continue
            yield from things
            first, last = self._seen(trace)
            yield self._object(
                "observed-data", f"{trace.kind} {trace.host} {trace.value}", first_observed=_time(first), last_observed=_time(last),
                number_observed=min(max(len(trace.evidence), 1), 999_999_999), object_refs=[thing["id"] for thing in things],
                external_references=[{"source_name": "redshank-event", "external_id": _text(one)} for one in trace.evidence[:20] if one]
                or [{"source_name": "redshank-alert", "external_id": _text(one)} for one in trace.alerts[:20]],
            )  # fmt: skip

    def _seen(self, trace: Trace) -> tuple[int, int]:
        members: list[Member] = [self.incident.members[alert] for alert in trace.alerts if alert in self.incident.members]
        return trace.at_ns, max([trace.at_ns, *(member.done_ns for member in members)])

    def _indicators(self) -> Iterator[Thing]:
        """What others may look for: addresses, and the hashes of what was put there or put in place of tools."""
        for trace in self.report.case.traces:
            for pattern in _patterns_of(trace):
                yield self._object(
                    "indicator", pattern, name=_text(clean(f"{trace.kind} {trace.value}")), description=_INDICATES[trace.kind],
                    pattern=pattern, pattern_type="stix", pattern_version="2.1", indicator_types=["malicious-activity"],
                    valid_from=_time(trace.at_ns),
                )  # fmt: skip

    def _links(self, incident: Thing, things: list[Thing]) -> Iterator[Thing]:
        """Relationships: the malware uses the techniques, indicators indicate it or them, all of it is of the incident."""
        malware = next((thing for thing in things if thing["type"] == "malware"), None)
        patterns = [thing for thing in things if thing["type"] == "attack-pattern"]
        for pattern in patterns:
            yield self._link(pattern, "related-to", incident)
            if malware:
                yield self._link(malware, "uses", pattern)
        indicated = malware or next(iter(patterns), None)
        for indicator in (thing for thing in things if thing["type"] == "indicator"):
            if indicated:
                yield self._link(indicator, "indicates", indicated)
        for trace in self.report.case.traces:
            target = self.id("observed-data", f"{trace.kind} {trace.host} {trace.value}")
            for looked_for in _patterns_of(trace):
                yield self._link({"id": self.id("indicator", looked_for)}, "based-on", {"id": target})

    def _link(self, source: Thing, kind: str, target: Thing) -> Thing:
        name = f"{source['id']} {kind} {target['id']}"
        return self._object("relationship", name, relationship_type=kind, source_ref=source["id"], target_ref=target["id"])


def _by_technique(steps: Iterable[Step]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for step in steps:
        if step.technique:
            found.setdefault(step.technique, []).append(step)
    return found


def _page(technique: str) -> str:
    return f"https://attack.mitre.org/techniques/{technique.replace('.', '/')}"


def _observables(trace: Trace) -> Iterator[Thing]:
    """The observable of a trace, after the folder it lies in."""
    if trace.kind in _PEERS and (kind := _address_type(trace.value)):
        yield _observable(kind, ("value",), value=trace.value)
    elif trace.kind in _FILES and trace.value.startswith("/"):
        folder, _, name = trace.value.rpartition("/")
        place = _observable("directory", ("path",), path=_text(folder or "/"))
        yield place
        hashes = {"hashes": {"SHA-256": trace.get("sha256")}} if _is_digest(trace.get("sha256")) else {}
        contributing = ("hashes", "name", "parent_directory_ref")
        yield _observable("file", contributing, **hashes, name=_text(name) or "-", parent_directory_ref=place["id"])
    elif trace.kind == "account":
        yield _observable("user-account", ("account_type", "account_login"), account_type="unix", account_login=_text(trace.value))


def _observable(kind: str, contributing: tuple[str, ...], **values: Any) -> Thing:
    """With the id that the specification gives it."""
    known = {key: values[key] for key in contributing if key in values}
    name = json.dumps(known, sort_keys=True, separators=(",", ":"), ensure_ascii=False)  # as RFC 8785 has it
    return {"type": kind, "spec_version": "2.1", "id": f"{kind}--{uuid5(OBSERVABLES, name)}", **values}


def _patterns_of(trace: Trace) -> Iterator[str]:
    if trace.kind in _PEERS and (kind := _address_type(trace.value)):
        yield f"[{kind}:value = {_literal(trace.value)}]"
    elif trace.kind in ("program", "tool") and _is_digest(digest := trace.get("sha256")):
        yield f"[file:hashes.'SHA-256' = {_literal(digest)}]"


def _literal(text: str) -> str:
    """A text of the pattern language: backslashes and single quotes escaped."""
    return "'" + _text(text).replace("\\", "\\\\").replace("'", "\\'") + "'"


def _address_type(text: str) -> str:
    try:
        return f"ipv{ip_address(text).version}-addr" if "%" not in text else ""
    except ValueError:
        return ""


def _is_digest(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def _text(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def _time(ns: int) -> str:
    """RFC 3339 in milliseconds, as `created` has to have it."""
    return rfc3339(max(ns, 0))[:-4] + "Z"
