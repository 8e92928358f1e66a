import pytest

from redshank.host.agent_settings import AgentSettings


@pytest.mark.parametrize("seconds", [0, -1, 3601])
def test_heartbeat_outside_its_bounds_is_refused(seconds: int) -> None:
    with pytest.raises(ValueError, match=f"'heartbeat_s' is {seconds}"):
        AgentSettings(heartbeat_s=seconds)


def test_heartbeat_within_its_bounds_is_taken() -> None:
    assert [AgentSettings(heartbeat_s=seconds).heartbeat_s for seconds in (1, 15, 3600)] == [1, 15, 3600]
