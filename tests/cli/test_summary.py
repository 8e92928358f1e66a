from redshank.cli.summary import FIRST_BAD, Summary
from redshank.host.sensor.source import SourceHealth
from tests.cli.make import alert
from tests.generated import build


def test_empty_run_is_said_to_be_empty() -> None:
    assert Summary().text() == "redshank: 0 events\nredshank: 0 alerts\n"


def test_events_are_counted_by_type_and_alerts_by_severity() -> None:
    summary = Summary()
    summary.count_events([build.process_exec(), build.process_exec(), build.file_open()])
    summary.count_alerts([alert(), alert(severity=3), alert(severity=3)])
    summary.hidden = 2
    assert summary.text().splitlines() == [
        "redshank: 3 events: process.exec 2, file.open 1",
        "redshank: 3 alerts: 1 of severity 1, 2 of severity 3; 2 of them not shown",
    ]


def test_losses_add_up_by_reason_and_place() -> None:
    summary = Summary()
    lost = {"loss_reason": "ring_full", "loss_where": "urgent", "loss_type": None}
    summary.count_events([build.agent_loss(loss_count=5, **lost), build.agent_loss(loss_count=2, **lost)])
    summary.count_events([build.agent_loss(loss_count=None)])
    assert "redshank: lost: 7 events (ring_full urgent)" in summary.text()


def test_bad_lines_are_counted_and_the_first_few_shown_harmlessly() -> None:
    summary = Summary()
    for number in range(1, 10):
        summary.count_bad(f"x.json:{number}", "no JSON: \x1b[31m", "no_json")
    lines = summary.text().splitlines()
    assert "redshank: bad lines: 9: no_json 9" in lines
    assert "redshank:   x.json:1: no JSON: \\x1b[31m" in lines
    assert sum("x.json" in line for line in lines) == FIRST_BAD


def test_skipped_alerts_are_said() -> None:
    assert "redshank: alerts among the recorded events, left out: 3" in Summary(skipped=3).text()


def test_health_of_sources_and_troubles_with_rules_are_said() -> None:
    health = [SourceHealth("ebpf", "ok", "", {"events": 5, "lost": 0}), SourceHealth("auth.log", "off", "no such file")]
    text = Summary().text(health, ["rule r1 failed on 2 events: boom"])
    assert text.splitlines()[2:] == [
        "redshank: source ebpf ok (events 5)",
        "redshank: source auth.log off: no such file",
        "redshank: rule r1 failed on 2 events: boom",
    ]
