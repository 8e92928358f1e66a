from redshank.analysis.incidents.joining import Joiner
from tests.analysis.incidents.make import alert


def test_incident_is_as_bad_as_its_worst_and_tells_in_order_of_time() -> None:
    (incident,) = Joiner().take([alert("b", severity=1, at_s=9, session_id=1), alert("a", severity=3, at_s=3, session_id=1)]).incidents
    assert incident.severity == 1 and incident.hosts == ("h1",) and [member.title for member in incident.in_order()] == ["a", "b"]
