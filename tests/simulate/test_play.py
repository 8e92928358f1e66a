"""What play does around the story; the story itself is played whole in the acceptance tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from redshank.cli.simulate import Silent
from redshank.core.errors import HostError
from redshank.simulate import play as module
from redshank.simulate.play import Wish, clear, play
from redshank.simulate.sandbox import control_group
from redshank.simulate.work_folder import PREFIX
from tests.simulate.made import STORY


def test_what_is_missing_is_said_before_anything_is_made(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "lacking", lambda: "a simulation needs sshd: apt-get install openssh-server")
    with pytest.raises(HostError, match="apt-get install openssh-server"):
        play(Wish(STORY, 5, tmp_path), Silent())


@pytest.mark.root
def test_clear_removes_what_a_killed_run_has_left(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code = (
        "import os, sys\nfrom redshank.simulate.sandbox import control_group\n"
        "with control_group.open_groups() as groups:\n    control_group.make_group(groups, sys.argv[1])\n    os.kill(os.getpid(), 9)\n"
    )
    name = f"test-{os.getpid()}-killed"
    subprocess.run([sys.executable, "-c", code, name], check=False)
    (tmp_path / f"{PREFIX}killed").mkdir()
    with control_group.open_groups() as groups:
        removed = clear(groups)
        assert f"{control_group.PREFIX}{name}" in removed and str(tmp_path / f"{PREFIX}killed") in removed
        assert not control_group.exists(f"{control_group.PREFIX}{name}", groups)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.root
def test_failure_on_the_way_leaves_nothing_and_is_told(monkeypatch, tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise HostError("the stage fell down")

    monkeypatch.setattr(module, "open_destination", fail)
    monkeypatch.setattr(module, "lacking", lambda: "")
    with pytest.raises(HostError, match="the stage fell down"):
        play(Wish(STORY, 5, tmp_path), Silent())
    with control_group.open_groups() as groups:
        assert [one.name for one in control_group.abandoned_groups(groups) if str(os.getpid()) in one.name] == []
