import os
import stat
import subprocess
import sys

import pytest

from redshank.analysis.intel.folder import Folder, become_owner
from redshank.analysis.intel.sources import MAX_SOURCES, Followed, Source, State
from redshank.core.errors import ConfigError


def test_sources_come_back_as_they_were_kept(tmp_path):
    folder = Folder(tmp_path / "intel")
    assert folder.sources() == []
    followed = [
        Followed(Source("x", "/x"), State(good_ns=7, removed={"ours": 2}, samples=("a",))),
        Followed(Source("y", "https://y.example")),
    ]
    with folder.held():
        folder.save(followed)
    assert folder.sources() == followed
    assert stat.S_IMODE((folder.path / "lock").stat().st_mode) == 0o600


@pytest.mark.parametrize("raw", [b"{", b'[{"source": {"name": "../x", "location": "y"}}]', b"[" * 100_000])
def test_file_that_is_none_of_ours_is_an_error_of_one_line(tmp_path, raw):
    (tmp_path / "sources.json").write_bytes(raw)
    with pytest.raises(ConfigError, match=r"sources\.json: is no list of sources"):
        Folder(tmp_path).sources()


def test_too_many_sources_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="remove some"):
        Folder(tmp_path).save([Followed(Source(f"x{at}", "/x")) for at in range(MAX_SOURCES + 1)])


def test_root_goes_on_as_the_owner_of_the_folder(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    os.chown(tmp_path, 65_534, 65_534)
    words = "import os, sys; from pathlib import Path; from redshank.analysis.intel.folder import become_owner; "
    words += "become_owner(Path(sys.argv[1])); print(os.getresuid())"
    done = subprocess.run([sys.executable, "-c", words, str(tmp_path)], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "(65534, 65534, 65534)"


def test_nothing_changes_where_the_folder_is_not_there(tmp_path):
    before = os.getresuid()
    become_owner(tmp_path / "none")
    assert os.getresuid() == before
