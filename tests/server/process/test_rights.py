import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from redshank.server.process import rights
from redshank.server.process.rights import Account, find_account, give_up_root, hand_over, may_read, needed_places

NOBODY = Account(65534, 65534)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up root")

PROGRAM = """
import json, os, sys
from pathlib import Path
from redshank.server.process import rights
said = []
if sys.argv[3] == "readable":
    rights.needed_places = lambda data: ()
rights.give_up_root(sys.argv[1], Path(sys.argv[2]), said.append)
status = dict(line.split(":\\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\\t" in line)
(Path(sys.argv[2]) / "made").write_text("ours")
def refused(path):
    try:
        Path(path).read_text()
    except OSError as error:
        return type(error).__name__
print(json.dumps({"said": said, "status": {k: status[k] for k in ("Uid", "Gid", "Groups", "CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb", "NoNewPrivs")}, "foreign": refused(sys.argv[4])}))
"""  # noqa: E501


def given_up(data, foreign, user="nobody", readable="readable"):
    """What a process that gave up root says of itself."""
    command = [sys.executable, "-I", "-c", PROGRAM, user, str(data), readable, str(foreign)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def foreign(tmp_path):
    """A file of yet another user, that only he reads."""
    file = tmp_path / "foreign"
    file.write_text("secret")
    file.chmod(0o600)
    os.chown(file, 1234, 1234)
    return file


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "old").write_text("x")
    return folder


@needs_root
def test_account_that_cannot_read_the_way_leaves_root_without_any_capability(data, foreign):
    data.parent.chmod(0o700)
    found = given_up(data, foreign, readable="as it is")
    assert len(found["said"]) == 1
    assert "without capabilities" in found["said"][0]
    assert found["status"]["Uid"].split() == ["0"] * 4
    assert {found["status"][kind] for kind in ("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb")} == {"0" * 16}
    assert (found["status"]["NoNewPrivs"], found["foreign"]) == ("1", "PermissionError")


@needs_root
def test_account_of_its_own_has_no_rights_but_over_its_data(tmp_path, foreign):
    found = None
    folder = Path("/dev/shm") / f"redshank-rights-{os.getpid()}"
    try:
        found = given_up(folder, foreign)
        assert (folder.stat().st_uid, (folder / "made").stat().st_uid, folder.stat().st_mode & 0o777) == (65534, 65534, 0o700)
    finally:
        for file in folder.glob("*"):
            file.unlink()
        folder.rmdir()
    assert found["said"] == []
    assert found["status"]["Uid"].split() == ["65534"] * 4
    assert found["status"]["Groups"].strip() == ""
    assert {found["status"][kind] for kind in ("CapEff", "CapPrm", "CapBnd")} == {"0" * 16}


@needs_root
def test_hand_over_follows_no_link_and_gives_away_no_file_with_another_name(data, foreign):
    (data / "link").symlink_to(foreign)
    os.link(foreign, data / "second-name")
    (data / "inner").mkdir()
    (data / "inner" / "file").write_text("x")
    hand_over(data, NOBODY)
    assert foreign.stat().st_uid == 1234
    assert {(data / name).stat().st_uid for name in ("old", "inner", "inner/file")} == {65534}
    assert (data / "link").lstat().st_uid == 65534


def test_nobody_but_root_has_anything_to_give_up(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    give_up_root("no-such-user", tmp_path / "data", pytest.fail)
    assert not (tmp_path / "data").exists()


def test_reading_needs_every_folder_on_the_way(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "file").write_text("x")
    (inner / "file").chmod(0o644)
    owner = Account(inner.stat().st_uid, inner.stat().st_gid)
    assert may_read(owner, inner / "file")
    stranger = Account(12345, 12345)
    (tmp_path / "a").chmod(0o700)
    assert not may_read(stranger, inner / "file")
    assert not may_read(stranger, inner)


def test_what_is_needed_is_the_installation_and_the_way_to_the_data():
    places = list(needed_places(Path("/var/lib/redshank/server")))
    assert Path(sys.prefix) in places
    assert Path("/var/lib/redshank") in places


def test_user_that_is_not_there_is_none():
    assert find_account("no-such-user") is None
    root = find_account("root")
    assert root is not None
    assert root.pw_uid == 0


def test_where_no_account_can_be_made_it_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    said: list[str] = []
    assert rights._chosen("no-such-user", tmp_path, said.append) == Account(0, 0)
    assert "no system user 'no-such-user'" in said[0]
