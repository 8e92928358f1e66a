import os
from pathlib import Path

import pytest

from redshank.host.sweep import setuid
from tests.host.sweep.make import found, package, put, scene


def test_marked_programs_of_no_package_are_told(tmp_path: Path) -> None:
    package(tmp_path, "sudo", {"/usr/bin/sudo": "s"})
    put(tmp_path, "/usr/bin/sudo", "s", 0o4755)
    put(tmp_path, "/home/ann/deep/er/.s", "x", 0o4755)
    put(tmp_path, "/opt/g", "x", 0o2755)
    put(tmp_path, "/opt/not-run", "x", 0o4644)
    (tmp_path / "opt/loop").symlink_to("/")
    os.mkfifo(tmp_path / "opt/pipe", 0o4755)
    assert found(setuid.look(scene(tmp_path))) == {
        "/home/ann/deep/er/.s": ({"set_user_id"}, "unpackaged"),
        "/opt/g": ({"set_group_id"}, "unpackaged"),
    }


def test_what_was_not_seen_in_the_time_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setuid, "_REST_FOLDERS", 1)
    put(tmp_path, "/opt/x", "x", 0o4755)
    clock = iter([0.0, 99.0])
    here = scene(tmp_path)
    assert not list(setuid.look(here, lambda: next(clock))) and here.skipped == 1
