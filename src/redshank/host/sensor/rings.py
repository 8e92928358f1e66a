"""What a ring of io_uring was asked for: numbers of operations, and whole paths from the names given."""

from posixpath import join, normpath
from typing import Any

SETUP = 255
_OPERATIONS = {
    9: "sendmsg", 13: "accept", 16: "connect", 18: "openat", 26: "send", 28: "openat2", 35: "renameat", 36: "unlinkat", 37: "mkdirat",
    38: "symlinkat", 39: "linkat", 45: "socket", 46: "uring_cmd", 47: "send_zc", 48: "sendmsg_zc", 56: "bind", 57: "listen", SETUP: "setup",
}
"""Numbers of include/uapi/linux/io_uring.h, fixed for ever; 255 is ours."""
_TARGET_AS_GIVEN = "symlinkat"


def fill(event: Any) -> None:
    """Operation by name, and the paths it acts on. A path's links are not followed: it is what was asked for."""
    operation = _OPERATIONS.get(event.io_uring_opcode, f"#{event.io_uring_opcode}")
    event.io_uring_operation = operation
    event.file_path = whole(event.io_uring_folder, event.io_uring_name)
    if operation != _TARGET_AS_GIVEN:
        event.file_old_path = whole(event.io_uring_other_folder, event.io_uring_other_name)


def whole(folder: str | None, name: str | None) -> str | None:
    """The path of `name` as seen from `folder`; None without a name, and the name alone where the folder is unknown."""
    if not name:
        return None
    if name.startswith("/") or not folder:
        return name
    return normpath(join(folder, name))
