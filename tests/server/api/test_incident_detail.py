from redshank.analysis.incidents.joining import Joiner
from redshank.server.api.incident_detail import HIDDEN_TITLE, incident_detail, incident_row
from redshank.server.api.storybook import Storybook
from redshank.server.store.control.incident_acts import Note
from redshank.server.store.control.incidents import IncidentRow
from tests.analysis.incidents.make import S, alert

ROW = IncidentRow("a-in", 7, 3, 1, "new", None, None, "in", ("h1",), 2, 16 * S, 10 * S, 15 * S, 20 * S, None, False)


def told(show_argv: bool):
    (incident,) = Joiner().take([
        alert("guess", techniques="T1110", tactics="TA0006", action="session.login_failed", at_s=10, source_ip="198.51.100.7"),
        alert("in", severity=1, techniques="T1110 T1078", tactics="TA0001", action="session.login", at_s=15, source_ip="198.51.100.7"),
    ]).incidents  # fmt: skip
    report = Storybook(technique=lambda name: f"name of {name}").report(incident, 30 * S)
    return incident_detail(ROW, report, [Note(5 * S, "ann", "note", "mine")], show_argv)


def test_incident_is_told_with_its_clock_from_the_first_success() -> None:
    one = told(True)
    assert (one.clock.known_s, one.clock.severe_s, one.clock.opened_s) == (-4.0, 1.0, 1.0)
    assert one.steps[0].technique_name.startswith("name of T1110") and one.entry is not None and one.entry.claim == "in"
    assert [(note.actor, note.text) for note in one.history] == [("ann", "mine")]


def test_who_sees_no_command_lines_sees_no_words_of_the_events() -> None:
    one = told(False)
    assert {alert.title for alert in one.alerts} == {HIDDEN_TITLE} == {step.claim for step in one.steps}
    assert one.entry is not None and one.entry.claim == HIDDEN_TITLE and not one.entry.rival
    assert not one.story and not one.playbook and incident_row(ROW, False).title == HIDDEN_TITLE
