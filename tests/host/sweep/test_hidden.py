import os
import time
from pathlib import Path

import pytest

from redshank.host.packages.packages import open_packages
from redshank.host.sweep import hidden
from redshank.host.sweep.scene import Scene


def here() -> Scene:
    return Scene("/", True, time.time_ns, open_packages(Path("/nowhere"), time.monotonic_ns))


def test_no_process_of_this_machine_is_hidden() -> None:
    assert not list(hidden.look(here()))


def test_process_that_the_list_leaves_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.listdir
    monkeypatch.setattr(os, "listdir", lambda path: [name for name in whole(path) if name != str(os.getpid())])
    (told,) = hidden.look(here())
    assert told.process_scope_pid == os.getpid() and told.sweep_traits == ["unlisted_process"]
