import argparse
import json

import pytest

from redshank.cli import doctor
from redshank.host.sensor.preflight import Check

CHECKS = [Check("rights", "ok", "root"), Check("btf", "missing", "no BTF\x1b[31m"), Check("audit", "degraded", "auditd runs")]


def output(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, checks: list[Check], form: str) -> tuple[int, str]:
    monkeypatch.setattr(doctor, "run_checks", lambda: checks)
    status = doctor.run(argparse.Namespace(format=form))
    return status, capsys.readouterr().out


def test_text_names_what_is_missing_and_is_safe_for_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    status, out = output(capsys, monkeypatch, CHECKS, "text")
    assert status == 1 and "Not everything works here: btf" in out and "\x1b" not in out


def test_json_has_one_object_for_each_check(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    _, out = output(capsys, monkeypatch, CHECKS, "json")
    assert [json.loads(line)["state"] for line in out.splitlines()] == ["ok", "missing", "degraded"]


def test_all_well_is_status_0(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    status, out = output(capsys, monkeypatch, CHECKS[:1], "text")
    assert status == 0 and "Everything works." in out
