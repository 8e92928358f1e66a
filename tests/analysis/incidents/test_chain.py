from redshank.analysis.incidents.chain import gaps_of, steps_of
from redshank.analysis.incidents.joining import Joiner
from tests.analysis.incidents.make import S, alert


def incident():
    joiner = Joiner()
    (one,) = joiner.take([
        alert("login", severity=1, techniques="T1110.001 T1078", tactics="TA0001", action="session.login", at_s=10, session_id=1),
        alert("unit", techniques="T1543.002", tactics="TA0003", at_s=30, session_id=1),
        alert("script", severity=3, techniques="T1543", tactics="TA0003", at_s=20, session_id=1),
        alert("log", severity=1, techniques="T1070.002", tactics="TA0005", at_s=5, action="host.state", swept=True, file_path="/var/log/x"),
    ]).incidents  # fmt: skip
    return one


def test_steps_come_in_order_of_time_with_evidence() -> None:
    steps = steps_of(incident())
    assert [(step.phase, step.claim, step.basis, step.at_ns // S) for step in steps] == [
        ("hiding", "log", "inferred", 5), ("entry", "login", "observed", 10), ("persistence", "unit (and 1 more)", "observed", 20),
    ]  # fmt: skip
    assert all(step.evidence and step.alerts for step in steps)


def test_ties_make_a_step_surer_and_the_moment_alone_less() -> None:
    hiding, entry, persistence = steps_of(incident())
    assert hiding.confidence < persistence.confidence < entry.confidence


def test_phases_without_a_step_are_named_with_their_proof() -> None:
    gaps = gaps_of(steps_of(incident()))
    assert [gap.phase for gap in gaps] == ["execution", "privilege", "credentials", "discovery", "lateral", "control", "effect"]
    assert all(gap.proof for gap in gaps)
