from redshank.simulate.report import to_json
from tests.simulate.made import kept, report

SEEN_LOGIN = kept(1, "session.login", 1, -60, 1.4)
SEEN_SHELL = kept(2, "process.exec", 2, 1.05, 1.25)


def test_object_has_exactly_the_documented_keys() -> None:
    made = to_json(report(SEEN_LOGIN))
    assert list(made) == [
        "simulation", "breach_started", "agent_started", "first_alert_s", "first_severity_1_s", "incident_ready_s", "alerts", "steps",
        "incident", "clean",
    ]  # fmt: skip
    assert [list(step) for step in made["steps"]] == [["name", "at", "seen_s"]] * 2
    assert (made["incident"], made["incident_ready_s"]) == (None, None)


def test_times_are_those_of_the_acts_and_of_the_alerts() -> None:
    made = to_json(report(SEEN_LOGIN, SEEN_SHELL))
    assert (made["breach_started"], made["agent_started"]) == ("2026-11-24T07:59:00.000000Z", "2026-11-24T08:00:00.000000Z")
    assert (made["first_alert_s"], made["first_severity_1_s"]) == (1.25, 1.4)
    assert [alert["seconds"] for alert in made["alerts"]] == [1.4, 1.25]
    assert [(step["at"], step["seen_s"]) for step in made["steps"]] == [
        ("2026-11-24T07:59:00.000000Z", 1.4), ("2026-11-24T08:00:01.000000Z", 1.25),
    ]  # fmt: skip


def test_what_was_not_seen_is_null() -> None:
    made = to_json(report())
    assert (made["first_alert_s"], made["first_severity_1_s"], made["alerts"]) == (None, None, [])
    assert [step["seen_s"] for step in made["steps"]] == [None, None]


def test_act_is_seen_by_the_first_alert_that_shows_it() -> None:
    later = kept(3, "process.exec", 1, 1.1, 2.0)
    assert to_json(report(later, SEEN_SHELL))["steps"][1]["seen_s"] == 1.25


def test_clean_is_only_what_was_looked_for_and_found_clean() -> None:
    assert to_json(report())["clean"] is True
    assert to_json(report(left=None))["clean"] is False
    assert to_json(report(left=("process 7",)))["clean"] is False
    assert report(left=None).with_left([]).left == ()
