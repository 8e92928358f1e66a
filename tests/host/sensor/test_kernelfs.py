import os

import pytest

from redshank.host.sensor import kernelfs

pytestmark = pytest.mark.root


def test_detached_mount_shows_a_file_system_nobody_else_sees() -> None:
    with kernelfs.detached("proc") as root:
        handle = os.open("self/stat", os.O_RDONLY, dir_fd=root)
        assert os.read(handle, 16).split()[0] == str(os.getpid()).encode()
        os.close(handle)
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(root)


def test_unknown_file_system_raises() -> None:
    with pytest.raises(OSError, match="No such device"), kernelfs.detached("nosuchfs"):
        raise AssertionError("mounted")


def test_tracepoints_this_kernel_lacks_are_left_out() -> None:
    found = kernelfs.tracepoint_ids(["syscalls/sys_exit_openat", "syscalls/sys_exit_nosuch"])
    assert list(found) == ["syscalls/sys_exit_openat"]
    os.close(kernelfs.open_tracepoint(found["syscalls/sys_exit_openat"]))
