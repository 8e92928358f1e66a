import json
from pathlib import Path

import pytest

from redshank.cli import main
from tests.host.sweep.make import link, package, put


@pytest.fixture
def root(tmp_path: Path) -> Path:
    package(tmp_path, "procps", {"/usr/bin/ps": "ps"})
    put(tmp_path, "/usr/bin/ps", "ps", 0o755)
    return tmp_path


def test_clean_files_are_clean(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["sweep", "--root", str(root)]) == 0
    shown = capsys.readouterr()
    assert not shown.out and "swept in" in shown.err and "no alerts" in shown.err
    assert "processes: left out: not a running host" in shown.err


def test_breached_files_give_alerts_and_status_1(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(root, "/usr/bin/ps", "false ps", 0o755)
    link(root, "/var/log/wtmp", "/dev/null")
    put(root, "/var/www/html/a.php", "<?php system($_GET['c']); ?>")
    assert main.entry(["sweep", "--root", str(root), "--format", "json", "--min-severity", "1"]) == 1
    alerts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {alert["file.path"] for alert in alerts} == {"/usr/bin/ps", "/var/log/wtmp", "/var/www/html/a.php"}
    assert all(alert["redshank.swept"] and alert["event.action"] == "host.state" and alert["alert.severity"] == 1 for alert in alerts)


def test_events_are_an_inventory(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(root, "/etc/systemd/system/app.service", "[Unit]\n")
    assert main.entry(["sweep", "--root", str(root), "--events"]) == 0
    assert "startup: /etc/systemd/system/app.service unit unpackaged" in capsys.readouterr().out


def test_missing_folder_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["sweep", "--root", str(tmp_path / "no")]) == 2
    assert "sweep: no folder at" in capsys.readouterr().err
