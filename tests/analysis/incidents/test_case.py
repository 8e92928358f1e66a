from redshank.analysis.incidents.case import case_of
from redshank.analysis.incidents.narrative import narrative
from tests.analysis.incidents.played import Family, breach


def test_case_gathers_what_is_concluded():
    case = case_of(breach(), Family())
    assert len(case.steps) >= 5
    assert {gap.phase for gap in case.gaps}.isdisjoint(step.phase for step in case.steps)
    assert case.entry is not None and case.traces
    assert case.clock.breach_ns is not None and case.clock.attack_ns <= case.clock.breach_ns
    assert case.family == Family()


def test_hosts_are_called_by_their_names_where_these_are_known():
    case = case_of(breach(), hosts={"web-1": "shop"})
    assert (case.called("web-1"), case.called("h-2")) == ("shop", "h-2")
    assert narrative(case)[0].text.startswith("A simulated break-in on shop begins")
