"""What the kernel side held back: its own words about it, and the rest that no word of its came for. Pure."""

from collections import Counter

from redshank.events import Event
from redshank.events._generated.types import AgentThrottled

_WHO = (
    "process_pid", "process_pid_namespace", "process_scope_pid", "process_entity_id", "process_executable", "process_name", "user_id",
    "user_effective_id", "cgroup_id", "throttled_by",
)


class Throttles:
    """The account by event type. A flood that goes on is told by the kernel side every second; when it is over, we tell the rest."""

    def __init__(self) -> None:
        self.told: Counter[str] = Counter()
        self._totals: Counter[str] = Counter()
        self._last: dict[str, AgentThrottled] = {}

    def resume(self, event_type: str, told: int) -> None:
        """So many were told before this run."""
        self.told[event_type] = self._totals[event_type] = told

    def take(self, event: AgentThrottled) -> None:
        """A word of the kernel side."""
        if event.throttled_type is not None:
            self.told[event.throttled_type] += event.throttled_count or 0
            self._last[event.throttled_type] = event

    def rest(self, event_type: str, total: int, now_ns: int) -> list[Event]:
        """total: held back so far, as the kernel side counts it. The rest is told once the count stands still between two looks."""
        before, self._totals[event_type] = self._totals[event_type], total
        count = total - self.told[event_type]
        if count <= 0 or total != before:
            return []
        self.told[event_type] = total
        event = AgentThrottled(timestamp=now_ns, throttled_count=count, throttled_type=event_type, throttled_total=total)
        if (last := self._last.pop(event_type, None)) is not None:
            for name in _WHO:
                setattr(event, name, getattr(last, name))
        return [event]
