"""A control group, and a small world in it, for tests that need root."""

import os
from collections.abc import Iterator

import pytest

from redshank.simulate.sandbox import control_group
from redshank.simulate.sandbox.control_group import ControlGroup
from redshank.simulate.sandbox.orders import File, Folder, Root
from redshank.simulate.sandbox.world import World, begin
from redshank.simulate.scene import lacking


@pytest.fixture
def group() -> Iterator[ControlGroup]:
    with control_group.open_groups() as groups:
        made = control_group.make_group(groups, f"test-{os.getpid()}-{os.urandom(4).hex()}")
        yield made
        made.end()


@pytest.fixture(scope="module")
def stage() -> None:
    """Skips where the machine lacks what a stage needs."""
    if reason := lacking():
        pytest.skip(reason)


@pytest.fixture
def world(group: ControlGroup) -> Iterator[World]:
    """A world of its own: host `small`, an empty /var/log, a file /etc/marked."""
    own = control_group.below(group, "small")
    made = begin("small", own, Root([File("/etc/marked", b"ours\n"), Folder("/var/log", emptied=True)]))
    os.close(own)
    yield made
    made.close()
