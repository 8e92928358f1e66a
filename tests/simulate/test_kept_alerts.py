import time
from pathlib import Path

from redshank.simulate.kept_alerts import KeptAlert, KeptAlerts
from tests.simulate.made import STARTED, S, control_with_agents, save

OURS, OTHERS = b"\1" * 32, b"\2" * 32


def test_alerts_of_the_agent_are_heard_once_each_with_all_their_keys(tmp_path: Path) -> None:
    heard: list[KeptAlert] = []
    with control_with_agents(tmp_path, OURS, OTHERS) as (control, (ours, others)):
        save(control, ours, 1, "old")
        kept = KeptAlerts(control, ours, lambda: STARTED + 2 * S, heard.append)
        kept.begin()
        save(control, others, 2, "of another agent")
        save(control, ours, 3, "a1", "a2")
        save(control, ours, 4, "a1")
        end = time.monotonic() + 5
        while len(heard) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        kept.close()
    assert [alert.flat["alert.id"] for alert in heard] == ["a1", "a2"]
    assert heard == kept.alerts
    first = heard[0]
    assert (first.kept_ns, first.event_ns) == (STARTED + 2 * S, STARTED + S)
    assert first.flat["redshank.simulated"] in (True, False) and first.flat["event.kind"] == "alert" and first.flat["why"] is not None


def test_last_look_takes_what_came_just_before_the_end(tmp_path: Path) -> None:
    with control_with_agents(tmp_path, OURS) as (control, (ours,)):
        kept = KeptAlerts(control, ours, lambda: STARTED, lambda _: None)
        kept.begin()
        kept._stop.set()
        save(control, ours, 1, "a1")
        kept.close()
        kept.close()
    assert [alert.flat["alert.id"] for alert in kept.alerts] == ["a1"]
