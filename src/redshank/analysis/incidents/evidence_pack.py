"""The evidence of an incident as a set of files, with a signed list of their hashes, so that a change of one is found. Pure.

The list is JSON in one form only (sorted keys, no blanks, ASCII). The signature is Ed25519 over its bytes, after a word that says what is
signed, so that it is good for nothing else.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from redshank.analysis.incidents.report import Report
from redshank.analysis.incidents.report_html import html_report
from redshank.analysis.incidents.report_json import json_bytes, json_report, plain
from redshank.analysis.incidents.report_layer import layer
from redshank.analysis.incidents.report_markdown import markdown_report
from redshank.analysis.incidents.report_stix import stix_bundle
from redshank.events.values import rfc3339

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
MAX_FILES, MAX_MANIFEST_BYTES = 10_000, 8 << 20
_CONTEXT = b"redshank evidence pack v1\0"
_ODD = re.compile(r"[^A-Za-z0-9_-]+")


def reports_of(report: Report) -> dict[str, bytes]:
    """The report in all its forms, by the name of the file."""
    return {
        "report/report.md": markdown_report(report).encode(),
        "report/analyst.html": html_report(report).encode(),
        "report/auditor.html": html_report(report, "auditor").encode(),
        "report/report.json": json_bytes(json_report(report)),
        "report/stix.json": json_bytes(stix_bundle(report)),
        "report/layer.json": json_bytes(layer(report)),
    }


def wanted(report: Report) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of the events and of the alerts that belong in the pack of this report, each once, in order of time."""
    members = report.case.incident.in_order()
    return tuple(dict.fromkeys(event for member in members for event in member.evidence)), tuple(member.alert_id for member in members)


def contents_of(
    report: Report, events: Iterable[Mapping[str, Any]], alerts: Iterable[Mapping[str, Any]], casts: Mapping[str, bytes]
) -> dict[str, bytes]:
    """All files of a pack but its list, by their names. casts: recordings of terminals by session; names are made harmless."""
    files = reports_of(report) | {"events.ndjson": _lines(events), "alerts.ndjson": _lines(alerts)}
    for session in sorted(casts):
        name = _ODD.sub("_", session)[:60]
        digest = hashlib.sha256(session.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        files[f"casts/{name or 'session'}-{digest}.cast"] = casts[session]
    return files


def _lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    return b"".join(json_bytes(plain(dict(record))) + b"\n" for record in records)


def manifest_of(files: Mapping[str, bytes], incident_id: str, made_ns: int) -> bytes:
    """The list of the files with size and SHA-256, to be signed and stored as manifest.json."""
    listed = [{"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in sorted(files.items())]
    return json_bytes(plain({"version": 1, "incident": incident_id, "made": rfc3339(made_ns), "files": listed}))


def sign(manifest: bytes, key: Ed25519PrivateKey) -> bytes:
    """The signature of a list, 64 bytes, to be stored as manifest.sig."""
    return key.sign(_CONTEXT + manifest)


def faults_of(files: Mapping[str, bytes], manifest: bytes, signature: bytes, key: Ed25519PublicKey) -> list[str]:
    """A sentence for everything that is not as it was signed; empty for a pack that is whole. files: all but list and signature."""
    try:
        key.verify(signature, _CONTEXT + manifest)
    except InvalidSignature:
        return [f"{SIGNATURE} is not the signature of {MANIFEST} by this key: nothing in the pack can be relied on"]
    listed = _listed(manifest)
    if listed is None:
        return [f"{MANIFEST} is signed, but is no list of files"]
    faults = [f"{name} is missing" for name in sorted(listed.keys() - files.keys())]
    faults += [f"{name} is not in the list" for name in sorted(files.keys() - listed.keys())]
    changed = (name for name in sorted(listed.keys() & files.keys()) if hashlib.sha256(files[name]).hexdigest() != listed[name])
    return faults + [f"{name} was changed" for name in changed]


def _listed(manifest: bytes) -> dict[str, str] | None:
    """Hashes by name; None for what is no list, or too long a one."""
    if len(manifest) > MAX_MANIFEST_BYTES:
        return None
    try:
        files = json.loads(manifest)["files"]
        listed = {str(one["name"]): str(one["sha256"]) for one in files}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return listed if len(listed) == len(files) <= MAX_FILES else None
