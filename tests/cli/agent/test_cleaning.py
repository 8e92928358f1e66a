import argparse

import pytest

from redshank.cli.agent import cleaning
from redshank.host.agent_settings import AgentSettings
from redshank.host.sensor.audit import loan


def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, held: bool) -> str:
    monkeypatch.setattr(loan, "is_held", lambda: held)
    monkeypatch.setattr(loan, "clean", lambda: 3)
    assert cleaning.run(argparse.Namespace(), AgentSettings()) == 0
    return capsys.readouterr().out


def test_what_was_left_is_taken_out_and_counted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(monkeypatch, capsys, held=False) == "3 audit rules taken out\n"


def test_agent_that_is_alive_is_left_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert "alive" in said(monkeypatch, capsys, held=True)
