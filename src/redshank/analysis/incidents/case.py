"""All that is concluded of one incident, put together once, so that story, playbook and reports speak of the same. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from redshank.analysis.incidents.chain import gaps_of, steps_of
from redshank.analysis.incidents.clock import Clock, clock_of
from redshank.analysis.incidents.entry import entry_point
from redshank.analysis.incidents.likeness import Likeness
from redshank.analysis.incidents.traces import Trace, traces_of
from redshank.findings.incident import EntryPoint, Gap, Incident, Step


@dataclass(frozen=True, slots=True)
class Case:
    """An incident with its steps, gaps, way in, clock, traces and the family it is like, None where it is like none.

    hosts: what people call the hosts, by their ids, as far as that is known.
    """

    incident: Incident
    steps: tuple[Step, ...]
    gaps: tuple[Gap, ...]
    entry: EntryPoint | None
    clock: Clock
    traces: tuple[Trace, ...]
    family: Likeness | None = None
    hosts: Mapping[str, str] = field(default_factory=dict)

    def called(self, host: str) -> str:
        """What people call a host; its id where no name is known."""
        return self.hosts.get(host) or host


def case_of(incident: Incident, family: Likeness | None = None, hosts: Mapping[str, str] | None = None) -> Case:
    """The case as it stands now. incident: with at least one alert."""
    steps = tuple(steps_of(incident))
    return Case(incident, steps, tuple(gaps_of(steps)), entry_point(incident), clock_of(incident), traces_of(incident), family, hosts or {})
