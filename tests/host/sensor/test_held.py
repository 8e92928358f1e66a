import os
from pathlib import Path

import pytest

from redshank.host.sensor import programs
from redshank.host.sensor.held import Held

pytestmark = pytest.mark.root


def test_what_was_attached_stays_attached_when_the_object_is_closed() -> None:
    bpf, _ = programs.attach("off", programs.own_scope(), lambda _: None)
    before = set(bpf.link_fds()), set(bpf.map_fds()), set(bpf.program_fds())
    held = Held(*bpf.hand_over())
    try:
        assert (set(held.link_fds()), set(held.maps), set(held.program_fds())) == before
        assert held.get("note", bytes(4), 2048) is not None
        assert all(os.fstat(descriptor) for descriptor in held.link_fds().values())
    finally:
        held.close()
    held.close()
    assert not held.link_fds()


def test_light_programs_outlive_their_object_and_end_with_their_links() -> None:
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    bpf, _ = programs.attach("light", programs.own_scope(), lambda _: None)
    held = Held(*bpf.hand_over())
    lights = [name for name in held.link_fds() if name.startswith("light_")]
    held.close()
    assert lights
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
