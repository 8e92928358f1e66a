import os
from collections.abc import Iterator

import pytest

from redshank.core.errors import HostError
from redshank.simulate.sandbox import control_group, wire
from redshank.simulate.sandbox.control_group import ControlGroup
from redshank.simulate.sandbox.orders import Root, Start
from redshank.simulate.sandbox.world import World, begin
from tests.simulate.sandbox.test_root_folder import names

pytestmark = pytest.mark.root

ADDRESSES = wire.Addresses("192.0.2.10", "192.0.2.1", ("203.0.113.66",), ("203.0.113.0/24",))


@pytest.fixture
def far(stage: None, group: ControlGroup) -> Iterator[World]:
    own = control_group.below(group, "far")
    made = begin("far", own, Root())
    os.close(own)
    yield made
    made.close()


def test_ends_of_a_wire_reach_each_other_and_nothing_else(world: World, far: World) -> None:
    wire.lay(world.process.pid, far.process.pid, ADDRESSES)
    with far.listen("203.0.113.66", 36000) as door:
        door.settimeout(5)
        with world.connect("0.0.0.0", "203.0.113.66", 36000):
            visitor, (address, _) = door.accept()
            visitor.close()
    assert address == "192.0.2.10"
    with pytest.raises(HostError, match="unreachable"):
        world.connect("0.0.0.0", "198.51.100.1", 80)
    with pytest.raises(HostError, match="unreachable"):
        far.connect("0.0.0.0", "198.51.100.1", 80)


def test_machine_has_no_leg_in_it(world: World, far: World) -> None:
    before = names("/sys/class/net")
    wire.lay(world.process.pid, far.process.pid, ADDRESSES)
    assert names("/sys/class/net") == before
    assert world.run(Start(["/bin/ls", "/sys/class/net"])).split() == ["eth0", "lo"]


def test_wire_that_cannot_be_laid_says_why(stage: None, world: World) -> None:
    with pytest.raises(HostError, match="network cannot be made"):
        wire.lay(world.process.pid, world.process.pid, wire.Addresses("no", "address", (), ()))
