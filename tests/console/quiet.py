"""Suppressions of the mock server: a proposal, a dry run that refuses what is too broad, and the list."""

from dataclasses import dataclass, field
from typing import Any

Flat = dict[str, Any]
FIELDS = [
    {"field": "process.executable", "value": "/opt/config/agent", "pattern": False, "ticked": True, "note": ""},
    {"field": "file.path", "value": "/etc/app/job-*.conf", "pattern": True, "ticked": True, "note": "the part that changes is left open"},
    {"field": "user.name", "value": "root", "pattern": False, "ticked": False, "note": "many different things share it"},
]
BROAD = "nothing in it tells this activity from others"


@dataclass
class Quiet:
    """What is suppressed there. wishes: every body that a dry run or a call was given."""

    rows: list[Flat] = field(default_factory=list)
    wishes: list[Flat] = field(default_factory=list)

    def answer(self, method: str, path: str, given: Flat, now: str) -> tuple[int, Flat] | None:
        """Status and body of a call that is about suppressions; None for any other."""
        if path == "/suppressions" and method == "GET":
            filters = [
                {"id": "f", "title": "Backups", "file": "/etc/redshank/rules/f.yml:1", "hidden": 3, "last_hidden": None, "expires": None}
            ]
            return 200, {"as_of": now, "suppressions": self.rows, "filters": filters if self.rows else []}
        if path.startswith("/alerts/") and path.endswith("/suppression"):
            rule, host = {"id": "rule-3", "name": "Configuration changed"}, {"id": "h-0", "name": "web-01"}
            return 200, {"rule": rule, "severity": 3, "host": host, "fields": FIELDS, "days": 30, "max_days": 90, "refusal": ""}
        if path == "/suppressions/dry-run":
            self.wishes.append(given)
            return 200, self.trial(given)
        if path == "/suppressions":
            self.wishes.append(given)
            self.rows.insert(0, self.row(given, now))
            return 201, self.rows[0]
        if path.endswith("/change"):
            change = {"state": "revoked" if given["action"] != "extend" else "active", "version": self.rows[0]["version"] + 1}
            self.rows[0] |= change
            return 200, self.rows[0]
        return None

    def trial(self, given: Flat) -> Flat:
        """What the dry run says: of a user alone, a refusal."""
        broad = [one["field"] for one in given["fields"]] == ["user.name"]
        none: Flat = {"by_day": {}, "by_host": {}}
        events = none | {"looked_at": 9, "stored": 40, "since": "", "reached": None, "next": None, "matches": 4, "alerts": 1, "failures": 0}
        return {
            "refusals": [{"kind": "too_broad", "message": BROAD}] if broad else [],
            "alerts": none | {"looked_at": 20, "of": 20, "hidden": 1, "firings": 7, "unread": 0, "by_state": {"open": 1}, "samples": []},
            "events": events | {"samples": []} if given.get("hours") else None,
            "sigma": "",
        }

    def row(self, given: Flat, now: str) -> Flat:
        """What was signed off."""
        return {
            "id": "s-1", "rule": {"id": given["rule_id"], "name": "Configuration changed"}, "severity": 3, "state": "active",
            "fields": given["fields"], "hosts": given["hosts"], "reason": given["reason"], "author": "anna", "created": now,
            "expires": "2030-01-01T00:00:00.000Z", "version": 1, "hidden": 0, "last_hidden": None, "unused": "",
        }  # fmt: skip
