from redshank.analysis.incidents.report import heading, references
from tests.analysis.incidents.played import breach_report


def test_report_gathers_story_and_playbook_of_one_case():
    report = breach_report()
    assert report.story and report.playbook.actions
    assert report.is_simulated
    assert heading(report) == "Simulation: Severity 1 incident on web-1"


def test_alerts_are_numbered_by_time_and_named_by_number():
    report = breach_report()
    assert list(report.numbers.values()) == list(range(1, 46))
    assert references(report, ["alert-3"]) == "alert 3"
    assert references(report, ["alert-4", "alert-3", "unknown"]) == "alerts 3 and 4"
    assert references(report, [f"alert-{n}" for n in range(1, 10)]) == "alerts 1, 2, 3, 4, 5, 6 and three more"
    assert references(report, []) == ""


def test_techniques_have_names_where_they_are_known():
    report = breach_report()
    assert (report.technique("T1110"), report.technique("T9999")) == ("T1110 Brute Force", "T9999")
