from pathlib import Path

import pytest

from redshank.analysis.incidents.joining import Joiner
from redshank.server.api.storybook import Storybook, open_storybook
from redshank.server.store.control import incidents
from redshank.server.store.control.database import Control, open_control
from redshank.simulate.kept_incident import read_incident, stands, to_flat
from tests.analysis.incidents.make import S, alert


@pytest.fixture
def control(tmp_path: Path):
    opened = open_control(tmp_path)
    yield opened
    opened.close()


def kept(control: Control) -> None:
    joiner = Joiner()
    with control.write() as c:
        taken = joiner.take([
            alert("in", severity=1, techniques="T1110 T1078", tactics="TA0001", action="session.login", at_s=10, session_id=1),
            alert("unit", techniques="T1543.002", tactics="TA0003", at_s=20, session_id=1),
            alert("other", severity=1, techniques="T1014", tactics="TA0005", at_s=20, session_id=9),
        ])  # fmt: skip
        incidents.save(c, taken)


def test_largest_incident_of_the_host_is_told(control: Control) -> None:
    kept(control)
    found = read_incident(control, "h1", Storybook(), 99 * S)
    assert found is not None and (found.number, found.count, found.ready_ns) == ("I-1", 2, None)
    flat = to_flat(found)
    assert [step["claim"] for step in flat["steps"]] == ["in", "unit"] and all(step["evidence"] for step in flat["steps"])
    assert flat["entry_point"]["claim"] == "in" and flat["family"] is None and flat["breach_started"] == "1970-01-01T00:00:10.000000Z"


def test_host_without_an_incident_has_none(control: Control) -> None:
    kept(control)
    assert read_incident(control, "h2", Storybook(), 1) is None


def test_two_steps_without_a_family_do_not_stand(control: Control) -> None:
    kept(control)
    found = read_incident(control, "h1", open_storybook(), 99 * S)
    assert found is not None and not stands(found.report) and found.report.playbook.actions
