import os

import pytest

from redshank.host.sensor.kernel_info import CGROUP_LINK, link_info, program_info
from redshank.host.sensor.programs import attach, own_scope


@pytest.mark.root
def test_kernel_knows_links_and_programs_by_their_descriptors() -> None:
    bpf, _ = attach("off", own_scope(), print)
    try:
        programs, links = bpf.program_fds(), bpf.link_fds()
        link = link_info(links["connect_v4"])
        assert (link.kind, link.program) == (CGROUP_LINK, program_info(programs["connect_v4"]).number) and link.cgroup > 0
        assert link_info(links["process_exec"]).cgroup == 0
        one, other = (program_info(programs[name]) for name in ("process_exec", "process_exit"))
        assert one.tag != other.tag and one.missed == 0 and len(one.tag) == 8
    finally:
        bpf.close()


@pytest.mark.root
def test_descriptor_of_something_else_is_an_error() -> None:
    descriptor = os.open("/dev/null", os.O_RDONLY)
    try:
        with pytest.raises(OSError, match="Invalid argument"):
            link_info(descriptor)
    finally:
        os.close(descriptor)
