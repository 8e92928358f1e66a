"""Alerts as rules would give them, a few words each."""

from itertools import count
from typing import Any

from redshank.events import Event
from redshank.events._generated.types import BY_NAME
from redshank.findings.alert import Alert

S = 1_000_000_000
_NUMBERS = count(1)


def event(action: str = "process.exec", at_s: float = 100.0, **values: Any) -> Event:
    number = next(_NUMBERS)
    return BY_NAME[action](timestamp=int(at_s * S), event_id=f"e{number}", host_id=values.pop("host_id", "h1"), **values)


def alert(name: str, *, severity: int = 2, techniques: str = "", tactics: str = "", **values: Any) -> Alert:
    """techniques and tactics: ids with blanks between. The rest goes to the event."""
    one = event(**values)
    return Alert(
        id=f"a-{name}", severity=severity, title=name, rule_id=f"r-{name}", rule_name=name, rule_author="", why=(),
        created=one.timestamp + S,
        technique_ids=tuple(techniques.split()), tactic_ids=tuple(tactics.split()), event=one, events=(one,),
    )  # fmt: skip
