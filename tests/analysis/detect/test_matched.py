from redshank.analysis.detect.matched import MAX_EVENTS, Match, from_plain, join_events, to_plain
from redshank.findings.alert import Clause
from tests.analysis.detect.writing import plain
from tests.generated import build


def event(time, **fields):
    return build.process_exec(timestamp=time, capabilities_effective=2**64 - 1, **fields)


def test_match_survives_a_snapshot_to_the_nanosecond():
    why = (Clause("a: b", "user.name", "b", (1, 2), True), Clause("c", "user.id", 7, None, True))
    match = Match("r", (event(1), build.session_login(timestamp=10**18 + 1, source_ip="::1")), why)
    assert from_plain(plain(to_plain(match))) == match


def test_events_are_joined_once_each_oldest_first():
    one, two, three = event(1), event(2), event(3)
    assert join_events([Match("a", (two, three)), Match("b", (one, three))]) == (one, two, three)


def test_of_many_events_the_latest_are_kept():
    matches = [Match("a", (event(time),)) for time in range(50)]
    assert [each.timestamp for each in join_events(matches)] == list(range(50 - MAX_EVENTS, 50))


def test_event_of_a_match_is_its_latest():
    assert Match("a", (event(1), event(2))).event.timestamp == 2
