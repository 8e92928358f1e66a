from redshank.host.sensor import keeping
from redshank.host.sensor.keeping import Keeping
from redshank.host.sensor.programs import Scope


def test_without_an_owner_nothing_is_pinned(monkeypatch) -> None:
    monkeypatch.setattr(keeping, "attach", lambda mode, scope, log: ("bpf", [mode]))
    attached = Keeping().attach("full", Scope(1, 2), print)
    assert attached.pins is None and attached.missing == ["full"] and not attached.taken_over
