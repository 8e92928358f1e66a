"""The data folder of a server, as `redshank suppressions` works on it: beside a server that runs, or without one."""

import argparse
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from redshank.analysis.detection import Detection, open_detection
from redshank.core import config
from redshank.core.errors import HostError

if TYPE_CHECKING:  # an agent's install has no server libraries
    from redshank.server.settings import ServerSettings
    from redshank.server.store.control.database import Control
    from redshank.server.store.event_store import EventStore

BUSY = "the server that runs holds its events: ask it in the console or by POST /api/v1/suppressions/dry-run, or stop it first"


def settings_of(arguments: argparse.Namespace) -> "ServerSettings":
    """The server's settings with what the command line says. Raises HostError where the server's libraries are missing."""
    try:
        from redshank.server.settings import ServerSettings  # noqa: PLC0415
        from redshank.server.store.control import database  # noqa: F401, PLC0415
    except ImportError as error:
        raise HostError(f"the server's libraries are missing ({error.name}): install redshank[server]") from error
    flags = {"server.data": str(arguments.data)} if arguments.data is not None else {}
    found: ServerSettings = config.load({"server": ServerSettings}, arguments.config, os.environ, flags)["server"]
    if not found.folder.is_dir():
        raise HostError(f"{found.folder}: no server keeps its data here: give --data, or run `redshank server init` first")
    return found


@contextmanager
def control_of(settings: "ServerSettings") -> Iterator["Control"]:
    """The control store; a server that runs follows within a second or two."""
    from redshank.server.store.control.database import open_control  # noqa: PLC0415

    control = open_control(settings.folder)
    try:
        yield control
    finally:
        control.close()


def detection_of(settings: "ServerSettings", warn: Callable[[str], None]) -> Detection:
    """The rules that this server judges by."""
    return open_detection(settings.rules, settings.indicators, warn)


@contextmanager
def events_of(settings: "ServerSettings") -> Iterator["EventStore"]:
    """The event store. Raises HostError where a server has it: it is one process's alone, and must not be touched."""
    from redshank.server.store.clickhouse import open_embedded  # noqa: PLC0415

    folder = settings.folder / "events"
    if not (folder / "data").is_dir():
        raise HostError(f"{folder}: no events were stored here yet")
    if is_held(folder / "data" / "status"):
        raise HostError(f"{folder}: {BUSY}")
    store = open_embedded(folder)
    try:
        yield store
    finally:
        store.close()


def is_held(lock: Path) -> bool:
    """Whether the engine of another process has the lock on its folder."""
    try:
        file = os.open(lock, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False
