from redshank.host.sensor import keeping
from redshank.host.sensor.keeping import Keeping
from redshank.host.sensor.programs import Scope


class Object:
    """Stands for a loaded object."""

    def hand_over(self) -> tuple[dict[str, int], ...]:
        return {"urgent": 3}, {"process_exec": 4}, {"process_exec": 5}


def test_without_an_owner_nothing_is_pinned(monkeypatch) -> None:
    monkeypatch.setattr(keeping, "attach", lambda mode, scope, log: (Object(), [mode]))
    attached = Keeping().attach("full", Scope(1, 2), print)
    assert attached.pins is None and attached.missing == ["full"] and not attached.taken_over
    assert attached.bpf.map_fd("urgent") == 3 and attached.bpf.link_fds() == {"process_exec": 5}
