import struct

import pytest

from redshank.core.errors import HostError
from redshank.host.sensor.audit import netlink


def test_datagram_is_kind_and_payload_whatever_length_it_claims() -> None:
    assert netlink.message(struct.pack("=IHHII", 7, 1300, 0, 0, 0) + b"audit(") == (1300, b"audit(")
    assert netlink.message(b"short") == (0, b"")


@pytest.mark.parametrize(("mask", "place"), [(netlink.ENABLED, 1), (netlink.PID, 3), (netlink.BACKLOG_LIMIT, 5), (netlink.BACKLOG_WAIT, 9)])
def test_status_sets_the_number_its_mask_names(mask: int, place: int) -> None:
    numbers = struct.unpack("=11I", netlink.status_bytes(mask, 77))
    assert numbers[0] == mask and numbers[place] == 77 and sum(numbers) == mask + 77


@pytest.mark.root
def test_kernel_tells_how_auditing_stands() -> None:
    now = netlink.status()
    assert now.enabled in (0, 1, 2) and now.failure in (0, 1, 2)


@pytest.mark.root
def test_refusal_of_the_kernel_is_one_sentence() -> None:
    with pytest.raises(HostError, match="the audit system refuses: "):
        netlink.command(netlink.ADD_RULE, b"no rule")
