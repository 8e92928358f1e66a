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
from tests import audit_system


def states(sensor: Sensor) -> dict[str, str]:
    return {health.name: health.state for health in sensor.health()}


def test_relative_folder_is_refused() -> None:
    with pytest.raises(ConfigError, match="not an absolute path"):
        SensorSettings(watch=("etc",))


@pytest.mark.root
def test_host_without_btf_still_watches_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(programs, "BTF", tmp_path / "vmlinux")
    sensor = open_sensor(SensorSettings(source="ebpf"), "watch", SystemClock(), print)
    try:
        assert states(sensor)["ebpf"] == "off" and states(sensor)["fanotify"] == "ok"
    finally:
        sensor.close()


@pytest.mark.root
def test_host_without_btf_falls_back_on_the_audit_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(programs, "BTF", tmp_path / "vmlinux")
    with audit_system.alone():
        sensor = open_sensor(SensorSettings(), "watch", SystemClock(), print)
        try:
            health = next(one for one in sensor.health() if one.name == "audit")
            assert health.state == "degraded" and health.detail.startswith("no BPF: ")
            os.system("true")
            assert any(event.event_action == "process.exec" for _ in range(20) for event in sensor.read(1))
        finally:
            sensor.close()


@pytest.mark.root
def test_refused_audit_system_says_why_it_was_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise HostError("no audit here")

    monkeypatch.setattr(compose, "AuditSource", refuse)
    sensor = open_sensor(SensorSettings(source="audit"), "watch", SystemClock(), print)
    try:
        health = next(one for one in sensor.health() if one.name == "audit")
        assert health.state == "off" and "sensor.source" in health.detail and "no audit here" in health.detail
    finally:
        sensor.close()


@pytest.mark.root
def test_whole_sensor_opens_and_closes() -> None:
    sensor = open_sensor(SensorSettings(source="ebpf"), "watch", SystemClock(), print)
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
        open_sensor(SensorSettings(source="ebpf"), "watch", SystemClock(), print)
