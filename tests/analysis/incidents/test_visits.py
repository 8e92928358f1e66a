from redshank.analysis.incidents import visits as room
from redshank.analysis.incidents.visits import Visits
from tests.analysis.incidents.make import event

WEB = [{"pid": 10, "executable": "/usr/sbin/apache2"}, {"pid": 1, "executable": "/init"}]


def test_visitor_of_a_service_is_the_peer_of_what_it_does_next() -> None:
    visits = Visits()
    visits.observe([
        event("net.accept", 99.0, process_pid=10, source_ip="198.51.100.7"),
        event("net.accept", 99.5, process_pid=10, source_ip="198.51.100.8"),
    ])  # fmt: skip
    assert list(visits.peers(event(process_pid=50, process_ancestors=WEB))) == ["198.51.100.8"]
    assert list(visits.peers(event(at_s=120.0, process_pid=50, process_ancestors=WEB))) == []
    assert list(visits.peers(event(host_id="h2", process_pid=50, process_ancestors=WEB))) == []


def test_own_and_forgotten_visits_are_none(monkeypatch) -> None:
    monkeypatch.setattr(room, "MAX_SERVICES", 1)
    visits = Visits()
    visits.observe([event("net.accept", 99.0, process_pid=10, source_ip="127.0.0.1")])
    assert list(visits.peers(event(process_pid=10))) == []
    visits.observe([event("net.accept", 99.0, process_pid=pid, source_ip="198.51.100.7") for pid in (10, 11)])
    assert list(visits.peers(event(process_pid=10))) == [] and list(visits.peers(event(process_pid=11))) == ["198.51.100.7"]
