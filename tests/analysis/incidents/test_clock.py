from redshank.analysis.incidents.clock import clock_of
from redshank.analysis.incidents.joining import Joiner
from tests.analysis.incidents.make import S, alert


def test_stamps_of_a_breach() -> None:
    (incident,) = Joiner().take([
        alert("guess", techniques="T1110", tactics="TA0006", action="session.login_failed", at_s=10, source_ip="198.51.100.7"),
        alert("login", severity=1, techniques="T1110 T1078", tactics="TA0001", action="session.login", at_s=15, source_ip="198.51.100.7"),
        alert("harm", techniques="T1543", tactics="TA0003", at_s=20, source_ip="198.51.100.7", action="session.login"),
    ]).incidents  # fmt: skip
    clock = clock_of(incident)
    assert (clock.attack_ns, clock.breach_ns, clock.known_ns, clock.severe_ns, clock.opened_ns) == (10 * S, 15 * S, 11 * S, 16 * S, 16 * S)


def test_tries_alone_are_no_breach() -> None:
    (incident,) = Joiner().take([alert("guess", severity=1, techniques="T1110", tactics="TA0006", action="session.login_failed")]).incidents
    assert clock_of(incident).breach_ns is None
