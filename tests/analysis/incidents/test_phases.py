from redshank.analysis.incidents.phases import BY_TACTIC, phases_of
from redshank.findings.attack import TACTICS
from redshank.findings.incident import PHASES


def test_every_tactic_has_a_phase_and_every_phase_a_tactic() -> None:
    assert set(BY_TACTIC) == set(TACTICS.values()) and set(BY_TACTIC.values()) == set(PHASES)


def test_techniques_tell_more_than_tactics() -> None:
    assert phases_of(("TA0006",), ("T1110.001",)) == ("entry", "credentials")
    assert phases_of(("TA0011", "TA0002"), ("T1095",)) == ("execution", "control")
    assert phases_of((), ()) == ()
