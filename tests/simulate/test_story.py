import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.simulate.billgates import BILLGATES
from redshank.simulate.story import LEAST_LEAD_S, Act, Sign, Story, moved, seen_by

STARTED = 1_000_000_000_000


def times(lead_s: float) -> list[float]:
    return [act.at for act in moved(BILLGATES, lead_s).acts]


def breach(lead_s: float) -> float:
    return next(act.at for act in moved(BILLGATES, lead_s).acts if act.name == BILLGATES.breach)


def test_story_with_its_own_lead_is_as_written() -> None:
    assert times(60) == [act.at for act in BILLGATES.acts]


def test_short_lead_draws_the_acts_before_the_agent_together() -> None:
    assert times(6)[:6] == pytest.approx([-11, -6, -5.8, -5.5, -5, -5])


def test_long_lead_keeps_their_distance_to_the_breach() -> None:
    assert times(600)[:6] == [-605, -600, -598, -595, -590, -590]


@given(st.floats(0, 100_000))
def test_breach_lies_its_lead_before_the_agent_and_the_order_stays(lead_s: float) -> None:
    assert breach(lead_s) == pytest.approx(-max(lead_s, LEAST_LEAD_S))
    assert times(lead_s) == sorted(times(lead_s))
    assert [at for at in times(lead_s) if at >= 0] == [act.at for act in BILLGATES.acts if act.at >= 0]


def alert(action: str = "net.connect", severity: int = 1, **fields: object) -> dict[str, object]:
    return {"event.action": action, "alert.severity": severity} | {key.replace("_", "."): value for key, value in fields.items()}


def test_sign_asks_for_type_severity_and_the_end_of_a_field() -> None:
    sign = Sign(("net.connect",), "destination.ip", ("203.0.113.66", "203.0.113.67"), severity=1)
    assert sign.shows(alert(destination_ip="203.0.113.67"))
    assert not sign.shows(alert(destination_ip="203.0.113.1"))
    assert not sign.shows(alert(severity=2, destination_ip="203.0.113.67"))
    assert not sign.shows(alert("net.accept", destination_ip="203.0.113.67"))
    assert not sign.shows(alert())
    assert Sign(("net.connect",)).shows(alert(severity=3))


def act(at: float) -> Act:
    return Act(at, "x", "y", lambda _: None, (Sign(("net.connect",)),))


def test_act_after_the_start_is_seen_by_what_happened_since_it() -> None:
    happened = STARTED + 5
    assert seen_by(act(1), alert(), happened, STARTED, happened)
    assert not seen_by(act(1), alert(), happened, STARTED, happened - 1)
    assert not seen_by(act(1), alert("file.open"), happened, STARTED, happened)


def test_act_before_the_start_is_seen_by_what_is_about_that_time_or_was_swept() -> None:
    happened = STARTED - 50
    assert seen_by(act(-1), alert(), happened, STARTED, STARTED - 1)
    assert not seen_by(act(-1), alert(), happened, STARTED, STARTED)
    assert seen_by(act(-1), alert(redshank_swept=True), happened, STARTED, STARTED + 1)


def test_story_without_its_breach_cannot_be_moved() -> None:
    with pytest.raises(StopIteration):
        moved(Story("x", "missing", (act(-1),), 1.0), 60)
