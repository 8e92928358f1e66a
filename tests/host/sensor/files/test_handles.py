import os
from pathlib import Path

import pytest

from redshank.host.sensor.files.handles import FSID_BYTES, Handles
from tests.host.sensor.files.scene import key


def test_key_is_the_folder_s_own_and_stays() -> None:
    handles, keys = Handles(), []
    for path in ("/", "/usr", "/"):
        fd = os.open(path, os.O_RDONLY)
        keys.append(handles.key(fd, os.fstat(fd).st_dev))
        os.close(fd)
    assert keys[0] == keys[2] != keys[1]


def test_file_system_without_handles_is_an_error() -> None:
    fd = os.open("/proc/self/fd", os.O_RDONLY)
    try:
        Handles().key(fd, os.fstat(fd).st_dev)
    except OSError as error:
        assert "name_to_handle_at" in str(error)  # older kernels: proc has no handles
    os.close(fd)


@pytest.mark.root
def test_key_leads_back_to_the_folder(tmp_path: Path) -> None:
    handles = Handles()
    mount = os.open(tmp_path, os.O_RDONLY)
    (tmp_path / "d").mkdir()
    fd = os.open(tmp_path / "d", os.O_RDONLY)
    found = handles.key(fd, os.fstat(fd).st_dev)
    try:
        with handles.opened(mount, found) as again:
            assert os.fstat(again).st_ino == os.fstat(fd).st_ino
    except OSError:
        assert len(found) - FSID_BYTES > 20  # overlayfs: handles for naming only
    os.close(fd)
    os.close(mount)


@pytest.mark.root
def test_made_up_key_is_an_error(tmp_path: Path) -> None:
    mount = os.open(tmp_path, os.O_RDONLY)
    with pytest.raises(OSError, match="open_by_handle_at"), Handles().opened(mount, key(0)):
        pass
    os.close(mount)
