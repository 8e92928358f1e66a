import os
import struct

import pytest

from redshank.host.sensor import programs
from redshank.host.sensor.libbpf import BpfObject
from redshank.host.sensor.terminals.switch import COMPAT, NATIVE, Switch

pytestmark = pytest.mark.root


def filled(bpf: BpfObject, table: str, number: int) -> bool:
    return bpf.get(table, struct.pack("<I", number), 4) is not None


def test_slots_are_filled_only_while_on_and_input_only_where_wanted() -> None:
    bpf, _ = programs.attach("full", programs.own_scope(), print)
    try:
        for mode, numbers in (("output", (0, 19)), ("full", (0, 1, 19, 20))):
            switch = Switch(bpf, mode)  # type: ignore[arg-type]
            assert not any(filled(bpf, "slots", number) for number in NATIVE)
            switch.turn(True)
            assert [number for number in NATIVE if filled(bpf, "slots", number)] == list(numbers)
            assert any(filled(bpf, "slots32", number) for number in COMPAT)
            switch.turn(False)
            switch.close()
            switch.close()
        assert not any(filled(bpf, "slots", number) for number in NATIVE)
    finally:
        bpf.close()


def test_kernel_side_counts_the_terminals_that_are_opened() -> None:
    bpf, _ = programs.attach("full", programs.Scope(programs.own_scope().namespace, 0), print)
    try:
        switch = Switch(bpf, "output")
        before = switch.opened()
        for fd in os.openpty():
            os.close(fd)
        assert switch.opened() > before
        switch.close()
    finally:
        bpf.close()
