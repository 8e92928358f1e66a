from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.incidents import joining as room
from redshank.analysis.incidents.joining import Joiner
from redshank.findings.alert import Alert
from tests.analysis.incidents.make import alert


def login(who: str, session: int, address: str, host: str = "h1") -> Alert:
    return alert(f"login {who}", severity=1, techniques="T1110.001 T1078", tactics="TA0001 TA0006", action="session.login", host_id=host,
                 source_ip=address, session_id=session)  # fmt: skip


def act(name: str, session: int, **values: Any) -> Alert:
    return alert(name, techniques="T1543.002", tactics="TA0003", session_id=session, **values)


def parts(joiner: Joiner) -> set[frozenset[str]]:
    return {frozenset(cluster.incident.members) for cluster in joiner.clusters.values() if cluster.is_open}


def test_two_attackers_at_once_are_two_incidents() -> None:
    joiner = Joiner()
    joiner.take([login("one", 1, "198.51.100.1"), login("two", 2, "198.51.100.2"), act("a", 1), act("b", 2), act("c", 1)])
    assert parts(joiner) == {frozenset(("a-login one", "a-a", "a-c")), frozenset(("a-login two", "a-b"))}


def test_one_attacker_on_three_hosts_is_one_incident() -> None:
    joiner = Joiner()
    changed = joiner.take([login(host, 5, "198.51.100.1", host) for host in ("h1", "h2", "h3")]).incidents
    (incident,) = changed
    assert incident.hosts == ("h1", "h2", "h3") and {reason.link for reason in incident.reasons} == {"peer"}


def test_no_alert_of_severity_1_needs_two_phases() -> None:
    joiner = Joiner()
    assert joiner.take([act("a", 1), act("b", 1)]).incidents == ()
    (incident,) = joiner.take([alert("c", techniques="T1082", tactics="TA0007", session_id=1)]).incidents
    assert len(incident.members) == 3 and incident.severity == 2 and incident.opened_ns


def test_alert_that_ties_two_incidents_makes_them_one_with_the_first_ones_name() -> None:
    joiner = Joiner()
    first, second = login("one", 1, "198.51.100.1"), login("two", 2, "198.51.100.2")
    joiner.take([first, second])
    (incident,) = joiner.take([act("tie", 1, action="session.login", source_ip="198.51.100.2")]).incidents
    assert incident.id == first.id and incident.merged == [second.id] and len(incident.members) == 3


def test_what_a_sweep_found_joins_the_only_incident_of_its_time() -> None:
    swept = alert("log", severity=1, action="host.state", swept=True, file_path="/var/log/wtmp", tactics="TA0005")
    joiner = Joiner()
    joiner.take([swept, login("one", 1, "198.51.100.1")])
    assert parts(joiner) == {frozenset(("a-log", "a-login one"))}
    again = Joiner()
    again.take([swept, login("one", 1, "198.51.100.1"), login("two", 2, "198.51.100.2")])
    assert frozenset(("a-login two",)) in parts(again)


def test_what_a_person_took_apart_stays_apart() -> None:
    first, other = login("one", 1, "198.51.100.1"), act("a", 1)
    joiner = Joiner(apart=[(other.id, first.id)])
    joiner.take([first, other])
    assert parts(joiner) == {frozenset((first.id,))}


def test_old_clusters_are_not_taken_up_again_and_many_are_forgotten(monkeypatch) -> None:
    joiner = Joiner()
    joiner.take([login("one", 1, "198.51.100.1"), act("late", 1, at_s=3 * 86_400.0)])
    assert parts(joiner) == {frozenset(("a-login one",))}
    monkeypatch.setattr(room, "MAX_CLUSTERS", 2)
    joiner.take([act(f"x{n}", 10 + n) for n in range(5)])
    assert len(joiner.clusters) == 2 and joiner.counts["forgotten"] == 5


def test_what_is_known_is_placed_again_as_it_was() -> None:
    joiner, again = Joiner(), Joiner()
    taken = joiner.take([login("one", 1, "198.51.100.1"), act("a", 1), act("b", 2)])
    again.place(taken.members)
    assert parts(again) == parts(joiner) and len(taken.members) == 3


def test_repeat_of_an_alert_is_no_second_member() -> None:
    joiner = Joiner()
    one = login("one", 1, "198.51.100.1")
    joiner.take([one, one])
    assert parts(joiner) == {frozenset((one.id,))}


@given(st.permutations(range(6)))
def test_order_of_arrival_changes_no_partition(order: list[int]) -> None:
    alerts = [
        login("one", 1, "198.51.100.1"), login("two", 2, "198.51.100.2"), act("a", 1), act("b", 2),
        act("c", 3, process_entity_id="p"), act("d", 1, process_entity_id="p"),
    ]  # fmt: skip
    joiner = Joiner()
    joiner.take([alerts[number] for number in order])
    assert parts(joiner) == {frozenset(("a-login one", "a-a", "a-c", "a-d")), frozenset(("a-login two", "a-b"))}
