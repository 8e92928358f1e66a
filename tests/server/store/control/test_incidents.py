import pytest

from redshank.analysis.incidents.joining import Joiner
from redshank.server.store.control import incidents
from redshank.server.store.control.incidents import get, load, packed, put_apart, rows, save, unpacked, whole
from tests.analysis.incidents.make import S, alert

NOW = 200 * S


def login(name, session, address, **values):
    of = {"techniques": "T1110 T1078", "tactics": "TA0001", "action": "session.login", "session_id": session, "source_ip": address}
    return alert(name, severity=1, **of, **values)


def harm(name, session, **values):
    return alert(name, techniques="T1543.002", tactics="TA0003", session_id=session, **values)


@pytest.fixture
def joiner():
    return Joiner()


def test_incident_is_kept_with_its_alerts_and_reasons(control, joiner):
    with control.write() as c:
        assert save(c, joiner.take([login("in", 1, "198.51.100.7"), harm("unit", 1), harm("other", 9)])) == (1,)
        (row,) = rows(c)
        assert (row.number, row.severity, row.state, row.title, row.alerts, row.hosts) == (1, 1, "new", "in", 2, ("h1",))
        kept = whole(c, row.incident_id)
    assert set(kept.members) == {"a-in", "a-unit"} and [(one.alert_id, one.link) for one in kept.reasons] == [("a-unit", "session")]
    assert kept.members == next(iter(joiner.clusters.values())).incident.members


def test_saving_the_same_again_changes_nothing(control, joiner):
    found = [login("in", 1, "198.51.100.7"), harm("unit", 1)]
    with control.write() as c:
        save(c, joiner.take(found))
        again = load(c, NOW)
        assert save(c, again.take(found)) == () and len(rows(c)) == 1 and incidents.revision(c) == 1


def test_incident_grows_over_a_restart_and_in_its_own_time(control, joiner):
    with control.write() as c:
        save(c, joiner.take([harm("before", 1), login("in", 1, "198.51.100.7")]))
        again = load(c, NOW)
        assert save(c, again.take([harm("after", 1)])) == (2,)
        assert rows(c)[0].alerts == 3
        assert load(c, NOW + 400 * 86_400 * S).clusters  # it is not closed


def test_merged_incident_leads_to_what_it_became(control, joiner):
    with control.write() as c:
        save(c, joiner.take([login("one", 1, "198.51.100.1"), login("two", 2, "198.51.100.2")]))
        assert len(rows(c)) == 2
        save(c, joiner.take([harm("tie", 1, action="session.login", source_ip="198.51.100.2")]))
        (row,) = rows(c)
        assert row.alerts == 3 and get(c, "I-2") == row and get(c, "a-two") == row and whole(c, row.incident_id).merged == ["a-two"]
        assert incidents.count(c) == 1


def test_what_was_put_apart_stays_apart_over_a_restart(control, joiner):
    with control.write() as c:
        save(c, joiner.take([login("in", 1, "198.51.100.7")]))
        put_apart(c, "a-unit", "a-in", "ann", NOW)
        put_apart(c, "a-unit", "a-in", "ann", NOW)
        again = load(c, NOW)
        save(c, again.take([harm("unit", 1)]))
        assert rows(c)[0].alerts == 1


def test_no_alerts_no_incident(control, joiner):
    with control.write() as c:
        assert save(c, joiner.take([])) == () and get(c, "I-1") is None and get(c, "I-x") is None


def test_member_survives_being_packed(joiner):
    (member,) = joiner.take([login("in", 1, "198.51.100.7", swept=True)]).members
    assert unpacked(packed(member)) == member
