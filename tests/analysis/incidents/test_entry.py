from redshank.analysis.incidents.entry import entry_point
from redshank.analysis.incidents.joining import Joiner
from redshank.findings.alert import Alert
from redshank.findings.incident import Incident
from tests.analysis.incidents.make import alert


def of(*alerts: Alert) -> Incident:
    (incident,) = Joiner().take(alerts).incidents
    return incident


def test_guessed_login_is_surer_than_a_web_page_that_came_later() -> None:
    point = entry_point(of(
        alert("harm", techniques="T1543", tactics="TA0003", at_s=20, session_id=1),
        alert("guessed", severity=1, techniques="T1110.001 T1078", tactics="TA0001", action="session.login", at_s=10, session_id=1),
        alert("web", severity=1, techniques="T1505.003 T1190", tactics="TA0001", at_s=30, session_id=1),
    ))  # fmt: skip
    assert point is not None
    assert (point.claim, point.confidence, point.rival, point.rival_confidence) == ("guessed", 90, "web", 50)


def test_nothing_tells_of_an_entry() -> None:
    assert entry_point(of(alert("x", severity=1, techniques="T1014", tactics="TA0005"))) is None


def test_a_plain_login_is_a_weak_explanation() -> None:
    point = entry_point(of(
        alert("login", severity=3, techniques="T1078.003", tactics="TA0001", action="session.login", session_id=1, at_s=1),
        alert("x", severity=1, techniques="T1014", tactics="TA0005", session_id=1),
    ))  # fmt: skip
    assert point is not None and point.confidence == 50 and not point.rival
