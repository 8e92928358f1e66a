from redshank.analysis.incidents.case import case_of
from tests.analysis.incidents.played import Family, breach


def test_case_gathers_what_is_concluded():
    case = case_of(breach(), Family())
    assert len(case.steps) >= 5
    assert {gap.phase for gap in case.gaps}.isdisjoint(step.phase for step in case.steps)
    assert case.entry is not None and case.traces
    assert case.clock.breach_ns is not None and case.clock.attack_ns <= case.clock.breach_ns
    assert case.family == Family()
