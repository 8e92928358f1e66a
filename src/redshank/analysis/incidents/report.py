"""What a report says, whatever form it is written in: a case, its story and its playbook, gathered once. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from redshank.analysis.incidents.case import Case
from redshank.analysis.incidents.narrative import Sentence, narrative
from redshank.analysis.incidents.pieces import Piece
from redshank.analysis.incidents.playbook import Operator, playbook
from redshank.analysis.incidents.words import listed, number_of
from redshank.findings.playbook import Playbook

MAX_ROWS = 1_000
"""Of a table in a report that people read; more rows are a number."""


@dataclass(frozen=True, slots=True)
class Report:
    """made_ns: when it was written. names: of ATT&CK's techniques by their ids, as far as the caller knows them."""

    case: Case
    story: tuple[Sentence, ...]
    playbook: Playbook
    made_ns: int
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_simulated(self) -> bool:
        """Whether all of it was played."""
        return all(member.simulated for member in self.case.incident.members.values())

    @property
    def numbers(self) -> dict[str, int]:
        """Each alert's number in the report, from 1 by the time of its evidence."""
        return {member.alert_id: number for number, member in enumerate(self.case.incident.in_order(), 1)}

    def technique(self, technique: str) -> str:
        """`T1110 Brute Force`, or the id alone where its name is not known."""
        return f"{technique} {self.names.get(technique, '')}".strip()


def report_of(
    case: Case, pieces: Sequence[Piece], made_ns: int, operator: Operator | None = None, names: Mapping[str, str] | None = None
) -> Report:
    """The report of a case as it stands. operator: who would act by the playbook."""
    return Report(case, narrative(case), playbook(case, pieces, operator), made_ns, names or {})


def heading(report: Report) -> str:
    """What is at the top: severity and hosts."""
    played = "Simulation: " if report.is_simulated else ""
    hosts = [report.case.called(host) for host in report.case.incident.hosts]
    return f"{played}Severity {report.case.incident.severity} incident on {listed(hosts, 'host')}"


def references(report: Report, alerts: Sequence[str], most: int = 6) -> str:
    """`alerts 3, 4 and 7` as the table of alerts numbers them; empty where there are none."""
    numbers = sorted(report.numbers[alert] for alert in alerts if alert in report.numbers)
    if not numbers:
        return ""
    shown = [str(number) for number in numbers[:most]]
    further = [f"{number_of(len(numbers) - most)} more"] if len(numbers) > most else []
    words = [*shown, *further]
    return ("alerts " if len(numbers) > 1 else "alert ") + (f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0])
