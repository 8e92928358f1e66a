"""`redshank simulate billgates` for real: agent, server and story, once from end to end, and killed on the way."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from redshank.simulate.sandbox import control_group
from redshank.simulate.scene import CONTROL, GUESSER, INTRUDER, lacking
from tests.acceptance.command import COMMAND, PLAIN, run
from tests.simulate.sandbox.test_root_folder import listing, names

FIRST_S, ALL_S = 3.0, 10.0
CALM_LOAD = 2.0 * (os.cpu_count() or 1)
"""Of a machine on which seconds mean something: work waiting for each processor, the story's own included."""

LATER_STEPS = 4
"""Acts after the agent's start."""


@pytest.fixture(scope="module")
def stage() -> None:
    if reason := lacking():
        pytest.skip(reason)


def machine() -> tuple[object, ...]:
    """What a simulation could change of this machine, if it could."""
    mounts = Path("/proc/self/mountinfo").read_text()
    return listing("/etc", "/usr/bin", "/usr/sbin"), names("/var/log"), mounts, names("/sys/class/net"), names("/sys/fs/bpf")


@pytest.fixture(scope="module")
def story(stage: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The object of one run with its own server, and whether the machine is as it was."""
    folder = tmp_path_factory.mktemp("none")
    before = machine()
    done = run("simulate", "billgates", "--lead", "5", "--format", "json", "--data", folder, TMPDIR=str(folder))
    assert done.returncode == 0, done.stderr
    made: dict[str, Any] = json.loads(done.stdout)
    yield made | {"said": done.stderr, "unchanged": machine() == before, "left": names(str(folder)), "load": os.getloadavg()[0]}


def alerts(story: dict[str, Any], severity: int, **fields: object) -> list[dict[str, Any]]:
    """Its alerts of a severity whose fields have these values; a tuple is several that will do."""
    wanted = {key.replace("_", "."): value if isinstance(value, tuple) else (value,) for key, value in fields.items()}
    of_it = [alert for alert in story["alerts"] if alert["alert.severity"] == severity]
    return [alert for alert in of_it if all(alert.get(key) in values for key, values in wanted.items())]


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.root
@pytest.mark.parametrize(
    ("severity", "fields"),
    [
        (1, {"event_action": "session.login", "source_ip": INTRUDER}),
        (1, {"event_action": ("process.exec", "kernel.module"), "process_name": ("insmod", "kmod")}),
        (1, {"event_action": "process.exec", "process_parent_name": "apache2", "user_name": "www-data"}),
        *((1, {"event_action": "net.connect", "destination_ip": address}) for address in CONTROL),
        (3, {"event_action": "file.open"}),
        (3, {"event_action": "file.modify"}),
    ],
)
def test_alerts_of_the_story_are_kept_within_ten_seconds(story: dict[str, Any], severity: int, fields: dict[str, object]) -> None:
    found = alerts(story, severity, **fields)
    assert found, sorted(alert["alert.title"] for alert in story["alerts"])
    assert min(alert["seconds"] for alert in found) <= ALL_S


@pytest.mark.root
def test_first_severity_1_comes_after_the_first_alert_and_in_time(story: dict[str, Any]) -> None:
    assert 0 < story["first_alert_s"] <= story["first_severity_1_s"] <= ALL_S


@pytest.mark.root
def test_refused_logins_from_before_the_agent_are_told(story: dict[str, Any]) -> None:
    assert [alert for alert in story["alerts"] if alert["event.action"] == "session.login_failed" and alert.get("source.ip") == GUESSER]


@pytest.mark.root
def test_every_later_step_was_seen_and_the_breach_lies_its_lead_before(story: dict[str, Any]) -> None:
    assert [step["seen_s"] is not None for step in story["steps"][-LATER_STEPS:]] == [True] * LATER_STEPS
    assert story["steps"][0]["seen_s"] is not None and story["steps"][1]["seen_s"] is not None
    assert 4.5 <= seconds(story["agent_started"]) - seconds(story["breach_started"]) <= 15
    assert story["steps"][1]["at"] == story["breach_started"]


@pytest.mark.root
def test_everything_is_marked_as_simulated_and_comes_from_the_sandbox(story: dict[str, Any]) -> None:
    assert {alert["redshank.simulated"] for alert in story["alerts"]} == {True}
    assert {alert["host.name"] for alert in story["alerts"]} == {"web-03"}
    assert all(alert["why"] and alert["event.ids"] for alert in story["alerts"])


@pytest.mark.root
def test_nothing_is_left_and_the_machine_is_as_before(story: dict[str, Any]) -> None:
    assert (story["clean"], story["unchanged"], story["left"], story["said"]) == (True, True, [], "")


@pytest.mark.root
@pytest.mark.parametrize("after_s", [0.3, 1.5, 9.0])
def test_kill_9_takes_everything_along_and_the_next_run_clears_the_rest(stage: None, tmp_path: Path, after_s: float) -> None:
    words = [*COMMAND, "simulate", "billgates", "--lead", "5", "--format", "json", "--data", str(tmp_path / "none")]
    place = PLAIN | {"TMPDIR": str(tmp_path)}
    with control_group.open_groups() as groups:
        with subprocess.Popen(words, env=place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            time.sleep(after_s)
            process.send_signal(signal.SIGKILL)
            assert process.stderr is not None and b"redshank" not in process.stderr.read()
        mine = [one for one in control_group.abandoned_groups(groups) if f"-{process.pid}-" in one.name]
        end = time.monotonic() + 5
        while any(one.pids() for one in mine):
            assert time.monotonic() < end, "processes outlived it"
            time.sleep(0.02)
        for one in mine:
            os.close(one.folder)
        cleared = subprocess.run([*COMMAND, "simulate", "--clean"], env=place, capture_output=True, text=True, check=True)
        assert [control_group.exists(one.name, groups) for one in mine] == [False] * len(mine), cleared.stderr
    assert names(str(tmp_path)) == []


@pytest.mark.root
def test_sigterm_ends_it_cleanly(stage: None, tmp_path: Path) -> None:
    words = [*COMMAND, "simulate", "billgates", "--lead", "5", "--data", str(tmp_path / "none")]
    with subprocess.Popen(words, env=PLAIN | {"TMPDIR": str(tmp_path)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        for line in iter(process.stdout.readline, b""):
            if b"passwords of root" in line:
                break
        process.terminate()
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130 and b"Traceback" not in said
    assert names(str(tmp_path)) == []
    with control_group.open_groups() as groups:
        assert not [one.name for one in os.scandir(groups) if f"-{process.pid}-" in one.name]
