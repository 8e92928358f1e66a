"""A data folder of a server with an alert in it, and the command on it."""

import json
import time
from pathlib import Path

import pytest

from redshank.cli import main
from redshank.core.clock import SystemClock
from redshank.server.store.control import detection
from redshank.server.store.control.database import open_control
from tests.generated import build
from tests.server.detect import judging

NIGHTLY = "/opt/app/sh -c nightly"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Rule `A shell was started` fired once on /opt/app/sh; alert A-1."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "rules.yml").write_text(judging.RULES)
    (tmp_path / "redshank.toml").write_text(f'[server]\nrules = ["{tmp_path / "rules"}"]\n')
    control = open_control(tmp_path / "server")
    event = build.process_exec(
        process_executable="/opt/app/sh", process_command_line=NIGHTLY, timestamp=time.time_ns() - 10**9, event_id="e-1", host_name="web-03"
    )
    with control.write() as c:
        detection.save(c, judging.engine(SystemClock()).detect([event]), 1, None, time.time_ns())
    control.close()
    return tmp_path


@pytest.fixture
def command(folder, capsys):
    """`redshank suppressions …` on the folder: exit status, output, error."""

    def do(*words):
        status = main.entry(["suppressions", *words, "--data", str(folder), "--config", str(folder / "redshank.toml")])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return do


@pytest.fixture
def objects(command):
    """The same with `--format json`: the objects."""

    def do(*words):
        status, out, err = command(*words, "--format", "json")
        assert status == 0, err
        return [json.loads(line) for line in out.splitlines()]

    return do
