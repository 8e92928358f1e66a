"""Incidents out of facts, a line an alert, as families look at them."""

from collections.abc import Iterable, Mapping
from typing import Any

from redshank.findings.incident import Incident, Member

S = 1_000_000_000
OWN = ("technique", "rule", "host", "at")


def member(number: int, **facts: Any) -> Member:
    """An alert with these facts; `technique`, `rule`, `host` and `at` (seconds) go to the alert itself."""
    at_ns = int(facts.get("at", number) * S)
    values = [(name, value if isinstance(value, list) else [value]) for name, value in facts.items() if name not in OWN]
    return Member(
        alert_id=f"a{number}", rule_id=facts.get("rule", "r"), severity=2, title=f"alert {number}", host=facts.get("host", "h1"),
        at_ns=at_ns, done_ns=at_ns, created_ns=at_ns, phases=("hiding",), techniques=tuple(facts.get("technique", ())),
        evidence=(f"e{number}",), keys=(), facts=tuple((name, str(one)) for name, several in values for one in several),
    )  # fmt: skip


def incident(alerts: Iterable[Mapping[str, Any]]) -> Incident:
    """An incident of these alerts, a second apart."""
    members = [member(number, **facts) for number, facts in enumerate(alerts, 1)]
    return Incident(id="i1", members={one.alert_id: one for one in members})
