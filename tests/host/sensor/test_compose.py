import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from redshank.core.clock import SystemClock
from redshank.core.errors import ConfigError, HostError
from redshank.host.sensor import compose, programs
from redshank.host.sensor.compose import SensorSettings, open_sensor
from redshank.host.sensor.missing import MissingSource
from redshank.host.sensor.sensor import Sensor


def states(sensor: Sensor) -> dict[str, str]:
    return {health.name: health.state for health in sensor.health()}


def test_relative_folder_is_refused() -> None:
    with pytest.raises(ConfigError, match="not an absolute path"):
        SensorSettings(watch=("etc",))


@pytest.mark.root
def test_host_without_btf_still_watches_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(programs, "BTF", tmp_path / "vmlinux")
    sensor = open_sensor(SensorSettings(), "watch", SystemClock(), print)
    try:
        assert states(sensor)["ebpf"] == "off" and states(sensor)["fanotify"] == "ok"
    finally:
        sensor.close()


@pytest.mark.root
def test_whole_sensor_opens_and_closes() -> None:
    sensor = open_sensor(SensorSettings(), "watch", SystemClock(), print)
    try:
        assert states(sensor)["ebpf"] == "ok"
        os.system("true")
        assert any(event.event_action == "process.exec" for event in sensor.read(1))
    finally:
        sensor.close()


def test_host_that_allows_nothing_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = MissingSource("x", "not allowed")
    monkeypatch.setattr(compose, "_open_kernel", lambda *_: refused)
    monkeypatch.setattr(compose, "_open_files", lambda *_: refused)
    monkeypatch.setattr(compose, "_open_logs", lambda *_: SimpleNamespace(sources=[refused]))
    with pytest.raises(HostError, match="nothing can be watched here"):
        open_sensor(SensorSettings(), "watch", SystemClock(), print)
