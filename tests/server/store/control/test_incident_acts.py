import pytest

from redshank.analysis.incidents.joining import Joiner
from redshank.core.errors import InputError
from redshank.server.store.control import incidents
from redshank.server.store.control.incident_acts import STATE_AFTER, IncidentAct, act, notes
from redshank.server.store.control.incidents import STATES, get, load, save
from tests.server.store.control.scene import there
from tests.server.store.control.test_incidents import NOW, harm, login


@pytest.fixture
def row(control):
    with control.write() as c:
        save(c, Joiner().take([login("in", 1, "198.51.100.7"), harm("unit", 1)]))
        return get(c, "I-1")


def test_acts_change_the_state_and_are_noted(control, row):
    with control.write() as c:
        assert act(c, row, IncidentAct("confirm"), "ann", NOW) == 2
        act(c, row, IncidentAct("close", outcome="test"), "bob", NOW + 1)
        after, told = there(get(c, "I-1")), notes(c, row.incident_id)
        assert (after.state, after.outcome) == ("closed", "test")
        assert [(one.actor, one.action, one.text) for one in told] == [("ann", "confirm", ""), ("bob", "close", "test")]


def test_states_are_those_an_incident_can_have():
    assert {state for state in STATE_AFTER.values() if state} < set(STATES)


def test_alert_taken_out_is_not_joined_again(control, row):
    with control.write() as c:
        act(c, row, IncidentAct("split", alerts=("a-unit",)), "ann", NOW)
        assert there(get(c, "I-1")).alerts == 1
        again = load(c, NOW)
        save(c, again.take([harm("unit", 1)]))
        assert there(get(c, "I-1")).alerts == 1


@pytest.mark.parametrize("bad", [IncidentAct("x"), IncidentAct("close"), IncidentAct("note"), IncidentAct("split"),
                                 IncidentAct("split", alerts=("a-in", "a-unit"))])  # fmt: skip
def test_acts_that_are_none_change_nothing(control, row, bad):
    with control.write() as c, pytest.raises(InputError):
        act(c, row, bad, "ann", NOW)
    with control.read() as c:
        assert notes(c, row.incident_id) == [] and incidents.rows(c)[0].alerts == 2
